"""By which names messages from outside may be referred to, and whose they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.model import InboxId, Peer
from storage.documents import Codec, joined
from storage.driver import Database, index
from storage.mongo.collection import Collection

_MOST: Final = 200
"""How many uses of some names are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """Those of earlier releases say in their ids alone which they are."""

    id: str
    peer: Peer
    inbox: InboxId | None = None
    name: str = ""


class MongoNames:
    def __init__(self, database: Database) -> None:
        by_name = index("inbox", "name", where={"name": {"$gt": ""}})
        self._names = Collection(database, "names", Codec(_Name), by_name)

    async def prepare(self) -> None:
        await self._names.prepare()

    async def keep(self, inbox: InboxId, name: str, peer: Peer, *, by: str) -> Peer:
        known = _Name(id=joined(inbox, name, by), peer=peer, inbox=inbox, name=name)
        if await self._names.insert(known):
            return peer
        kept = await self._names.get(known.id)
        return kept.peer if kept else peer

    async def peers(self, inbox: InboxId, names: Sequence[str]) -> Mapping[str, Sequence[Peer]]:
        earlier = {joined(inbox, name): name for name in names}
        where = {"inbox": inbox, "name": {"$in": list(names), "$gt": ""}}
        either = {"$or": [{"_id": {"$in": list(earlier)}}, where]}
        found = await self._names.find(either, limit=_MOST)
        peers: defaultdict[str, list[Peer]] = defaultdict(list)
        for one in found:
            peers[one.name or earlier[one.id]].append(one.peer)
        return peers
