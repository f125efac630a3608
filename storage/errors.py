"""What is wrong with the way to a store: one sentence each, to the person who starts the hub."""


class BadUrlError(Exception):
    """The driver cannot use the URL at all. Never repeats it: there may be a password in it."""
