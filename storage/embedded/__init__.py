"""Real MongoDB and Valkey servers of the hub's own, for a machine that has neither."""

from storage.embedded.errors import DataDirLocked, EmbeddedStoreError
from storage.embedded.mongod import embedded_mongo
from storage.embedded.valkey import embedded_redis

__all__ = ["DataDirLocked", "EmbeddedStoreError", "embedded_mongo", "embedded_redis"]
