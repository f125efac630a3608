"""The product in plain Python: no messenger, no database, no settings, no clock of its own."""
