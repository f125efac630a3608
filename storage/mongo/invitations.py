"""Links that let people in, and who came by one. Both are forgotten some time afterwards."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from hub.model import Invitation, InvitationState, Knock, Source
from storage.documents import Codec
from storage.driver import Database, KeyTakenError, index
from storage.mongo.collection import Collection

_KEPT: Final = 30 * 24 * 3600
"""Seconds after an invitation has expired."""


class MongoInvitations:
    def __init__(self, database: Database) -> None:
        expires = index("expires_at", expire=_KEPT)
        one_enters = index("phone", unique=True, where={"state": InvitationState.ENTERING})
        self._all = Collection(database, "invitations", Codec(Invitation), expires, one_enters)
        self._knocks = Collection(database, "knocks", Codec(Knock), index("at", expire=_KEPT))

    async def prepare(self) -> None:
        await self._all.prepare()
        await self._knocks.prepare()

    async def insert(self, invitation: Invitation) -> Invitation:
        if await self._all.insert(invitation):
            return invitation
        return await self._all.get(invitation.id) or invitation

    async def get(self, id: str) -> Invitation | None:
        return await self._all.get(id)

    async def open(self, id: str, source: Source, now: datetime) -> Invitation | None:
        still = {"opened": None, "state": {"$ne": InvitationState.OVER}, "expires_at": {"$gt": now}}
        entering = {"opened": source, "state": InvitationState.ENTERING}
        try:
            opened = await self._all.change({"_id": id, **still}, {"$set": entering})
        except KeyTakenError:
            return None
        return opened or await self._all.one({"_id": id, "opened": source})

    async def close(self, phones: Iterable[str], made_before: datetime) -> None:
        older = {"$or": [{"made_at": {"$lt": made_before}}, {"made_at": None}]}
        over = {"state": InvitationState.OVER}
        await self._all.update_all({"phone": {"$in": list(phones)}, **older}, {"$set": over})

    async def knock(self, knock: Knock) -> None:
        await self._knocks.replace(knock)

    async def knocked(self, id: str) -> Knock | None:
        return await self._knocks.get(id)
