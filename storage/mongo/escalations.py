"""Runs of chains."""

from datetime import datetime
from typing import Any, Final

from hub.model import ConversationId, Escalation, EscalationId, EscalationState, PersonId
from storage.documents import Codec
from storage.driver import Database, index
from storage.mongo.collection import Collection

_RUNNING: Final = {"state": EscalationState.RUNNING}


class MongoEscalations:
    def __init__(self, database: Database) -> None:
        indexes = index("conversation", where=_RUNNING), index("due", where=_RUNNING)
        self._all = Collection(database, "escalations", Codec(Escalation), *indexes)

    async def prepare(self) -> None:
        await self._all.prepare()

    async def insert(self, escalation: Escalation) -> Escalation:
        if await self._all.insert(escalation):
            return escalation
        return await self._all.get(escalation.id) or escalation

    async def get(self, id: EscalationId) -> Escalation | None:
        return await self._all.get(id)

    async def running(self, conversation: ConversationId) -> Escalation | None:
        return await self._all.one({"conversation": conversation, **_RUNNING})

    async def due(self, now: datetime) -> list[Escalation]:
        return await self._all.find({**_RUNNING, "due": {"$lte": now}}, sort=("due",))

    async def all_running(self) -> list[Escalation]:
        return await self._all.find(_RUNNING, sort=("due",))

    async def advance(self, escalation: Escalation, *, from_round: int) -> bool:
        written = ("pinged", "called", "round", "due")
        document = self._all.dump(escalation)
        return await self._all.update(
            {"_id": escalation.id, **_RUNNING, "round": from_round},
            {"$set": {name: document[name] for name in written}},
        )

    async def unreachable(self, id: EscalationId, person: PersonId) -> Escalation | None:
        return await self._all.change({"_id": id}, {"$addToSet": {"unreachable": person}})

    async def accept(self, id: EscalationId, by: PersonId, at: datetime) -> Escalation | None:
        return await self._end(id, EscalationState.ACCEPTED, accepted_by=by, accepted_at=at)

    async def call_off(self, id: EscalationId) -> Escalation | None:
        return await self._end(id, EscalationState.CALLED_OFF)

    async def _end(
        self, id: EscalationId, state: EscalationState, **more: Any
    ) -> Escalation | None:
        return await self._all.change({"_id": id, **_RUNNING}, {"$set": {"state": state, **more}})
