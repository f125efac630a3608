"""Who did what to what, when; nothing here is ever changed."""

from datetime import datetime
from typing import Any

from hub.model import ConversationId, Event, PersonId
from storage.documents import Codec
from storage.driver import Database, index
from storage.mongo.collection import Collection


class MongoEvents:
    def __init__(self, database: Database) -> None:
        indexes = (index(*key, "at", "_id") for key in ((), ("conversation",), ("who",)))
        self._all = Collection(database, "events", Codec(Event), *indexes)

    async def prepare(self) -> None:
        await self._all.prepare()

    async def add(self, event: Event) -> None:
        await self._all.insert(event)

    async def page(
        self,
        *,
        conversation: ConversationId | None = None,
        person: PersonId | None = None,
        after: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> list[Event]:
        asked = {"conversation": conversation, "who": person}
        where: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
        if after:
            where |= _after(*after)
        return await self._all.find(where, sort=("at", "_id"), limit=limit)


def _after(at: datetime, id: str) -> dict[str, Any]:
    """The first part bounds the index scan; the second needs nothing but its keys."""
    return {"at": {"$gte": at}, "$or": [{"at": {"$gt": at}}, {"_id": {"$gt": id}}]}
