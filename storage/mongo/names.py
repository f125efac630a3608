"""By which names messages from outside may be referred to, and whose they are."""

from dataclasses import dataclass

from hub.model import InboxId, Peer
from storage.documents import Codec, joined
from storage.driver import Database
from storage.mongo.collection import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    id: str
    peer: Peer


class MongoNames:
    def __init__(self, database: Database) -> None:
        self._names = Collection(database, "names", Codec(_Name))

    async def keep(self, inbox: InboxId, name: str, peer: Peer) -> Peer:
        known = _Name(id=joined(inbox, name), peer=peer)
        if await self._names.insert(known):
            return peer
        return await self.peer(inbox, name) or peer

    async def peer(self, inbox: InboxId, name: str) -> Peer | None:
        found = await self._names.get(joined(inbox, name))
        return found.peer if found else None
