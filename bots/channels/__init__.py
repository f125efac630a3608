"""The contact side: one file per messenger, none of which knows another."""
