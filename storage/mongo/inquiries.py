"""What is to be found out about conversations' orders."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from hub.model import ConversationId, Inquiry
from storage.documents import Codec
from storage.driver import Database, index
from storage.mongo.collection import Collection, literal

_EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DUE: Final = {"due": {"$gt": _EVER}}
_OPEN: Final = ("waiting", "between", "notice", "past")


class MongoInquiries:
    def __init__(self, database: Database) -> None:
        due = index("due", where=_DUE)
        self._all = Collection(database, "inquiries", Codec(Inquiry), due)

    async def prepare(self) -> None:
        await self._all.prepare()

    async def get(self, id: ConversationId) -> Inquiry | None:
        return await self._all.get(id)

    async def heard(self, id: ConversationId, seq: int, now: datetime) -> None:
        if not await self._all.insert(Inquiry(id=id, heard=seq, since=seq, due=now)):
            since, due = {"$ifNull": ["$since", seq]}, {"$ifNull": ["$due", now]}
            heard = {"$set": {"heard": seq, "since": since, "due": due}}
            await self._all.update({"_id": id, "heard": {"$lt": seq}}, [heard])

    async def edited(self, id: ConversationId, seq: int, now: datetime) -> None:
        known = {"$ifNull": ["$edited", []]}
        edited = {"$setUnion": [known, [seq]]}
        change = {"edited": edited, "due": {"$ifNull": ["$due", now]}}
        await self._all.update({"_id": id}, [{"$set": change}])

    async def due(self, now: datetime, limit: int) -> list[Inquiry]:
        return await self._all.find(
            {"due": {"$gt": _EVER, "$lte": now}}, sort=("due",), limit=limit
        )

    async def claim(self, inquiry: Inquiry, until: datetime) -> Inquiry | None:
        where = {"_id": inquiry.id, "due": inquiry.due}
        return await self._all.change(where, {"$set": {"due": until}})

    async def put_off(self, id: ConversationId, due: datetime) -> None:
        await self._all.update({"_id": id, **_DUE}, {"$set": {"due": due}})

    async def pursued(self, inquiry: Inquiry, *, before: Inquiry, now: datetime) -> bool:
        more = {"$gt": ["$heard", inquiry.heard]}
        edited = {"$setDifference": [{"$ifNull": ["$edited", []]}, list(inquiry.edited)]}
        left = {
            "since": {"$cond": [more, inquiry.heard + 1, None]},
            "due": {"$cond": [{"$or": [more, {"$ne": [edited, []]}]}, now, None]},
            "edited": edited,
        }
        kept = {name: literal(value) for name, value in self._open(inquiry).items()}
        where = {"_id": before.id, **self._open(before)}
        return await self._all.update(where, [{"$set": left | kept}])

    async def answered(self, inquiry: Inquiry, *, past: bool = False) -> bool:
        none = replace(inquiry, waiting=None, between=(), notice=None, past=past)
        where = {"_id": inquiry.id, **self._open(inquiry)}
        return await self._all.update(where, {"$set": self._open(none)})

    def _open(self, inquiry: Inquiry) -> dict[str, Any]:
        document = self._all.dump(inquiry)
        return {name: document[name] for name in _OPEN}
