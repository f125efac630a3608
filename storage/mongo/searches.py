"""What people have looked for, kept for a day so that they can turn the pages."""

from typing import Any, Final

from hub.model import Hit, Search
from storage.documents import Codec
from storage.driver import Database, index
from storage.mongo.collection import Collection
from storage.mongo.search import Asked, Finder

_KEPT: Final = 24 * 3600


class MongoSearches:
    def __init__(self, database: Database) -> None:
        self._finder = Finder(database)
        kept = index("at", expire=_KEPT)
        self._all = Collection(database, "searches", Codec(Search), kept)

    async def prepare(self) -> None:
        await self._all.prepare()

    async def find(self, text: str, *, limit: int, **seen: Any) -> tuple[Hit, ...]:
        return await self._finder.hits(Asked(words=text, **seen), limit)

    async def keep(self, search: Search) -> None:
        await self._all.replace(search)

    async def get(self, id: str) -> Search | None:
        return await self._all.get(id)
