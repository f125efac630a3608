"""Who owns a voice. A lease is never deleted: its epoch has to go on counting."""

from datetime import UTC, datetime
from typing import Any, Final

from hub.model import Lease, Voice
from storage.documents import Codec
from storage.driver import Database, KeyTakenError
from storage.mongo.collection import Collection

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODY: Final = ""


class MongoLeases:
    def __init__(self, database: Database) -> None:
        self._leases = Collection(database, "leases", Codec(Lease, key="voice"))

    async def acquire(
        self, voice: Voice, owner: str, until: datetime, now: datetime, *, seize: bool = False
    ) -> Lease | None:
        free = {} if seize else {"$or": [{"until": {"$lte": now}}, {"owner": owner}]}
        change = {"$set": {"owner": owner, "until": until}, "$inc": {"epoch": 1}}
        try:
            return await self._leases.change({"_id": voice, **free}, change, upsert=True)
        except KeyTakenError:
            return None

    async def renew(self, lease: Lease, until: datetime) -> Lease | None:
        return await self._leases.change(_same(lease), {"$set": {"until": until}})

    async def release(self, lease: Lease) -> None:
        free = {"owner": _NOBODY, "until": _LONG_AGO}
        await self._leases.update(_same(lease), {"$set": free})


def _same(lease: Lease) -> dict[str, Any]:
    return {"_id": lease.voice, "owner": lease.owner, "epoch": lease.epoch}
