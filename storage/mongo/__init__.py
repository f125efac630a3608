"""The hub's storage in MongoDB: one file per collection, gathered by the store."""

from storage.mongo.store import MongoStore

__all__ = ["MongoStore"]
