"""A stand-in of Telegram: its state, its Bot API over HTTP, and the people who use it."""
