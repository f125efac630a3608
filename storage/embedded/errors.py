"""What can go wrong before a store answers: one sentence each, to the person who starts the hub."""


class EmbeddedStoreError(Exception):
    """An embedded store could not be started"""


class DataDirLocked(EmbeddedStoreError):
    """Another hub holds this data directory"""
