"""A collection of one kind of noun: the few operations all are made of, with errors translated."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

from storage import driver
from storage.documents import Codec, Document, storable
from storage.driver import translated

T = TypeVar("T")
Filter: TypeAlias = Mapping[str, Any]
Change: TypeAlias = Mapping[str, Any] | list[Document]
"""Operators, or a pipeline: there, values that others wrote must be `literal`."""


class Collection(Generic[T]):
    """Keys in `sort` are names; `-name` descends."""

    def __init__(
        self, database: driver.Database, name: str, codec: Codec[T], *indexes: driver.Index
    ) -> None:
        self._raw: driver.DriverCollection = database[name]
        self._codec = codec
        self._indexes = indexes

    async def prepare(self) -> None:
        if self._indexes:
            with translated():
                await self._raw.create_indexes(list(self._indexes))

    async def get(self, id: str) -> T | None:
        return await self.one({"_id": id})

    async def many(self, ids: Iterable[str]) -> list[T]:
        return await self.find({"_id": {"$in": list(ids)}})

    async def one(self, where: Filter, *, sort: Sequence[str] = ()) -> T | None:
        with translated():
            document = await self._raw.find_one(storable(where), sort=driver.order(*sort) or None)
        return self._codec.load(document) if document else None

    async def find(self, where: Filter, *, sort: Sequence[str] = (), limit: int = 0) -> list[T]:
        return [self._codec.load(document) for document in await self.documents(where, sort, limit)]

    async def documents(
        self,
        where: Filter,
        sort: Sequence[str] = (),
        limit: int = 0,
        fields: Sequence[str] | None = None,
    ) -> list[Document]:
        with translated():
            cursor = self._raw.find(
                storable(where), fields, sort=driver.order(*sort) or None, limit=limit
            )
            return await cursor.to_list(None)

    async def aggregate(self, *stages: Document) -> list[Document]:
        with translated():
            return await self._raw.aggregate(storable(stages)).to_list(None)

    async def insert(self, value: T, **more: Any) -> bool:
        """Whether it was not there before; `more` are fields of the document alone."""
        try:
            with translated():
                await self._raw.insert_one(storable(self.dump(value) | more))
        except driver.KeyTakenError:
            return False
        return True

    async def insert_new(self, values: Sequence[T], more: Sequence[Document] = ()) -> list[T]:
        """Those that were not there before, in order; one call for all. `more` are fields of each
        one's document alone.
        """
        documents = [storable(self.dump(value)) for value in values]
        for document, beside in zip(documents, more, strict=False):
            document.update(storable(beside))
        if not documents:
            return []
        with translated():
            taken = await driver.insert_new(self._raw, documents)
        return [value for place, value in enumerate(values) if place not in taken]

    async def update(self, where: Filter, change: Change, *, upsert: bool = False) -> bool:
        """Whether there was one to change."""
        with translated():
            result = await self._raw.update_one(storable(where), storable(change), upsert=upsert)
        return result.matched_count > 0

    async def update_all(self, where: Filter, change: Change) -> None:
        with translated():
            await self._raw.update_many(storable(where), storable(change))

    async def change(self, where: Filter, change: Change, *, upsert: bool = False) -> T | None:
        """The new state, or None if nothing met the condition. An upsert may find its key taken."""
        with translated():
            document = await self._raw.find_one_and_update(
                storable(where), storable(change), upsert=upsert, return_document=True
            )
        return self._codec.load(document) if document else None

    async def replace(self, value: T, **more: Any) -> None:
        document = storable(self.dump(value) | more)
        with translated():
            await self._raw.replace_one({"_id": document["_id"]}, document, upsert=True)

    async def delete(self, where: Filter) -> int:
        with translated():
            result = await self._raw.delete_many(storable(where))
        return result.deleted_count

    def dump(self, value: T) -> Document:
        return self._codec.dump(value)


def literal(value: Any) -> Document:
    """The value itself, whatever it looks like, in a pipeline."""
    return {"$literal": value}
