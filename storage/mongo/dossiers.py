"""What the order service has said of contacts, and when it is asked again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from hub.model import Dossier
from storage.documents import Codec
from storage.driver import Database, index
from storage.mongo.collection import Collection, literal
from storage.words import phone_terms, words

_INDEXES: Final = (index("due", "_id"), index("words"))


class MongoDossiers:
    def __init__(self, database: Database) -> None:
        self._all = Collection(database, "dossiers", Codec(Dossier), *_INDEXES)

    async def prepare(self) -> None:
        await self._all.prepare()

    async def get(self, id: str) -> Dossier | None:
        return await self._all.get(id)

    async def many(self, ids: Sequence[str]) -> list[Dossier]:
        return await self._all.many(ids)

    async def want(
        self, id: str, now: datetime, *, known_since: datetime, at_latest: datetime
    ) -> None:
        """What is new is inserted: a null is less than every time."""
        stale = {"$lt": ["$asked_at", known_since]}
        wanted = {"$min": ["$due", {"$cond": [stale, now, at_latest]}]}
        known = {"_id": id, "missing": None}
        if not await self._all.update(known, [{"$set": {"due": wanted}}]):
            await self._all.insert(Dossier(id=id, asked_at=None, due=now))

    async def claim(self, dossier: Dossier, until: datetime) -> Dossier | None:
        as_it_was = {"_id": dossier.id, "due": dossier.due}
        return await self._all.change(as_it_was, {"$set": {"due": until}})

    async def put(self, dossier: Dossier, *, instead_of: Dossier | None = None) -> None:
        if instead_of is None:
            await self._all.replace(dossier, words=_searched(dossier))
            return
        document = self._all.dump(dossier) | {"words": _searched(dossier)}
        told = {name: literal(value) for name, value in document.items() if name != "_id"}
        same = {"$eq": ["$due", instead_of.due]}
        due = {"$cond": [same, dossier.due, {"$ifNull": ["$due", dossier.due]}]}
        await self._all.update({"_id": dossier.id}, [{"$set": {**told, "due": due}}], upsert=True)

    async def due(self, now: datetime, limit: int) -> list[Dossier]:
        return await self._all.find({"due": {"$lte": now}}, sort=("due", "_id"), limit=limit)


def _searched(dossier: Dossier) -> list[str]:
    """Who it may be, and what was ordered."""
    customers = [account.customer for account in dossier.accounts]
    orders = [*dossier.orders, *(one for account in dossier.accounts for one in account.active)]
    said = [text for one in customers for text in (one.name, one.email or "")]
    terms = [*words(*said, *(order.id for order in orders))]
    return terms + [term for one in customers for term in phone_terms(one.phone)]
