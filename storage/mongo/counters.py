"""Numbers that people say to each other: each given once, in order, with gaps at worst."""

from dataclasses import dataclass

from storage.documents import Codec
from storage.driver import Database
from storage.mongo.collection import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counter:
    id: str
    value: int


class Counters:
    def __init__(self, database: Database) -> None:
        self._counters = Collection(database, "counters", Codec(_Counter))

    async def next(self, name: str, *, first: int) -> int:
        change = {"$inc": {"value": 1}}
        counter = await self._counters.change({"_id": name}, change)
        if counter is None:
            await self._counters.insert(_Counter(id=name, value=first - 1))
            return await self.next(name, first=first)
        return counter.value
