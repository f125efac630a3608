"""Whom each bot can reach, and when it last did."""

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
        try:
            await self._all.update(
                {"_id": reach.id, "at": {"$lte": reach.at}}, {"$set": told}, upsert=True
            )
        except KeyTakenError:
            return  # a later one is known

    async def many(self, ids: Iterable[str]) -> list[Reach]:
        return await self._all.many(ids)
