"""Whom each bot can reach, when it last did, and when they last wrote."""

from collections.abc import Iterable

from hub.model import Reach
from storage.documents import Codec
from storage.driver import Database, KeyTakenError
from storage.mongo.collection import Collection


class MongoReaches:
    def __init__(self, database: Database) -> None:
        self._all = Collection(database, "reaches", Codec(Reach))

    async def put(self, reach: Reach) -> None:
        told = {"at": reach.at, "reason": reach.reason}
        if reach.wrote_at:
            told["wrote_at"] = reach.wrote_at
        try:
            await self._all.update(
                {"_id": reach.id, "at": {"$lte": reach.at}}, {"$set": told}, upsert=True
            )
        except KeyTakenError:
            return  # a later one is known

    async def many(self, ids: Iterable[str]) -> list[Reach]:
        return await self._all.many(ids)
