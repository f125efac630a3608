"""Runs of chains; of one conversation, one runs at a time."""

from datetime import datetime
from typing import Any, Final

from hub.model import ConversationId, Escalation, EscalationId, EscalationState, PersonId
from storage.documents import Codec
from storage.driver import Database, KeyTakenError, index
from storage.mongo.collection import Collection

_RUNNING: Final = {"state": EscalationState.RUNNING}


class MongoEscalations:
    def __init__(self, database: Database) -> None:
        one_runs = index("conversation", "state", unique=True, where=_RUNNING)
        due = index("due", where=_RUNNING)
        self._all = Collection(database, "escalations", Codec(Escalation), one_runs, due)

    async def prepare(self) -> None:
        try:
            await self._all.prepare()
        except KeyTakenError:
            await self._call_off_rivals()
            await self._all.prepare()

    async def insert(self, escalation: Escalation) -> Escalation:
        if await self._all.insert(escalation):
            return escalation
        same = await self._all.get(escalation.id)
        return same or await self.running(escalation.conversation) or escalation

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

    async def _call_off_rivals(self) -> None:
        """An earlier version let several run for one conversation; the first of them goes on."""
        begun: set[ConversationId] = set()
        for one in await self._all.find(_RUNNING, sort=("started_at", "_id")):
            if one.conversation in begun:
                await self.call_off(one.id)
            begun.add(one.conversation)

    async def _end(
        self, id: EscalationId, state: EscalationState, **more: Any
    ) -> Escalation | None:
        return await self._all.change({"_id": id, **_RUNNING}, {"$set": {"state": state, **more}})
