"""Who owns a voice, by the server's clock: whoever asks may have a wrong one. A lease is never
deleted: its epoch has to go on counting.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hub.model import Lease, Voice
from storage.documents import Codec, Document
from storage.driver import Database, KeyTakenError
from storage.mongo.collection import Collection, literal

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODY: Final = ""
_MILLISECOND: Final = timedelta(milliseconds=1)


class MongoLeases:
    def __init__(self, database: Database) -> None:
        self._leases = Collection(database, "leases", Codec(Lease, key="voice"))

    async def acquire(
        self, voice: Voice, owner: str, ttl: timedelta, *, seize: bool = False
    ) -> Lease | None:
        taken = {
            "owner": literal(owner),
            "until": _in(ttl),
            "epoch": {"$add": [{"$ifNull": ["$epoch", 0]}, 1]},
        }
        free = literal(True) if seize else _free_for(owner)
        change = {name: {"$cond": [free, value, f"${name}"]} for name, value in taken.items()}
        try:
            lease = await self._leases.change({"_id": voice}, [{"$set": change}], upsert=True)
        except KeyTakenError:
            return None
        return lease if lease and lease.owner == owner else None

    async def renew(self, lease: Lease, ttl: timedelta) -> Lease | None:
        return await self._leases.change(_same(lease), [{"$set": {"until": _in(ttl)}}])

    async def release(self, lease: Lease) -> None:
        free = {"owner": _NOBODY, "until": _LONG_AGO}
        await self._leases.update(_same(lease), {"$set": free})


def _free_for(owner: str) -> Document:
    over = {"$lte": [{"$ifNull": ["$until", _LONG_AGO]}, "$$NOW"]}
    return {"$or": [over, {"$eq": ["$owner", literal(owner)]}]}


def _in(ttl: timedelta) -> Document:
    return {"$add": ["$$NOW", ttl // _MILLISECOND]}


def _same(lease: Lease) -> dict[str, Any]:
    return {"_id": lease.voice, "owner": lease.owner, "epoch": lease.epoch}
