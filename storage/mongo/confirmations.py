"""What contacts were asked to confirm. A value and a decision, once written, are never changed."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from hub.model import Address, Confirmation, ConfirmationId, ConfirmationState, MessageId
from storage.documents import Codec
from storage.driver import Database, index
from storage.mongo.collection import Collection

_UNDECIDED: Final = (ConfirmationState.DOUBTED, ConfirmationState.ASKED)
_ASKED: Final = {"state": ConfirmationState.ASKED}
_DUE: Final = {"due": {"$type": "date"}}


class MongoConfirmations:
    def __init__(self, database: Database) -> None:
        self._all = Collection(
            database,
            "confirmations",
            Codec(Confirmation),
            index("order", "field", "-version", unique=True),
            index("address.inbox", "address.peer", "-asked_at", where=_ASKED),
            index("phrase", where={"phrase": {"$gt": ""}}),
            index("due", where=_DUE),
        )

    async def prepare(self) -> None:
        await self._all.prepare()

    async def insert(self, confirmation: Confirmation) -> Confirmation:
        while True:
            numbered = replace(confirmation, version=await self._last(confirmation) + 1)
            if await self._all.insert(numbered):
                return numbered
            if same := await self.get(confirmation.id):
                return same

    async def _last(self, confirmation: Confirmation) -> int:
        where = {"order": confirmation.order, "field": confirmation.field}
        last = await self._all.one(where, sort=("-version",))
        return last.version if last else 0

    async def get(self, id: ConfirmationId) -> Confirmation | None:
        return await self._all.get(id)

    async def move(
        self,
        id: ConfirmationId,
        state: ConfirmationState,
        *,
        of: ConfirmationState,
        at: datetime,
        aloud: bool = False,
    ) -> Confirmation | None:
        changed: dict[str, Any] = {"state": state, "decided_at": at, "aloud": aloud}
        if state is ConfirmationState.CONFIRMED:
            changed["due"] = at
        return await self._all.change({"_id": id, "state": of}, {"$set": changed})

    async def replace_older(self, confirmation: Confirmation, at: datetime) -> list[Confirmation]:
        same = {"order": confirmation.order, "field": confirmation.field}
        older = {**same, "version": {"$lt": confirmation.version}}
        found = await self._all.find({**older, "state": {"$in": list(_UNDECIDED)}})
        moved = [
            await self.move(one.id, ConfirmationState.REPLACED, of=one.state, at=at)
            for one in found
        ]
        return [one for one in moved if one]

    async def asked(self, address: Address) -> list[Confirmation]:
        there = {"address.inbox": address.inbox, "address.peer": address.peer}
        return await self._all.find({**there, **_ASKED}, sort=("-asked_at",))

    async def taken_from(self, message: MessageId) -> list[Confirmation]:
        asked = {"state": {"$ne": ConfirmationState.DOUBTED}}
        return await self._all.find({"phrase": message, **asked}, sort=("version",))

    async def due(self, now: datetime) -> list[Confirmation]:
        return await self._all.find({"due": {"$lte": now, "$type": "date"}}, sort=("due",))

    async def told(self, id: ConfirmationId, *, again: datetime | None) -> None:
        await self._all.update({"_id": id}, {"$set": {"due": again}, "$inc": {"tries": 1}})
