"""The update log, and how far each voice has fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.model import Update, UpdateState, Voice
from storage.documents import Codec, UpdateCodec
from storage.driver import Database, index
from storage.mongo.collection import Collection

_NEW: Final = {"state": UpdateState.NEW}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    voice: Voice
    cursor: str


class MongoUpdates:
    def __init__(self, database: Database) -> None:
        self._log = Collection(
            database,
            "updates",
            UpdateCodec(),
            index("voice", "rank", "_id", where=_NEW),
            index("voice", "-rank"),
            index("voice", "album", where={"album": {"$gt": ""}}),
            # Only handled ones carry the time: what is new or dead stays.
            index("handled_at", "_id", where={"handled_at": {"$type": "date"}}),
        )
        self._cursors = Collection(database, "cursors", Codec(_Cursor, key="voice"))

    async def prepare(self) -> None:
        await self._log.prepare()

    async def store(self, updates: Sequence[Update]) -> list[Update]:
        return await self._log.insert_new(updates)

    async def waiting(self, voice: Voice, limit: int) -> list[Update]:
        return await self._log.find({"voice": voice, **_NEW}, sort=("rank", "_id"), limit=limit)

    async def album(self, voice: Voice, album: str) -> list[Update]:
        found = await self._log.find({"voice": voice, "album": album})
        return sorted(found, key=lambda update: update.rank)

    async def handled(self, id: str) -> None:
        await self._log.update(
            {"_id": id},
            {"$set": {"state": UpdateState.HANDLED}, "$currentDate": {"handled_at": True}},
        )

    async def postpone(self, id: str, due: datetime, reason: str) -> None:
        await self._log.update(
            {"_id": id}, {"$set": {"due": due, "reason": reason}, "$inc": {"tries": 1}}
        )

    async def bury(self, id: str, reason: str) -> None:
        await self._log.update({"_id": id}, {"$set": {"state": UpdateState.DEAD, "reason": reason}})

    async def revive(self, id: str) -> bool:
        return await self._log.update(
            {"_id": id, "state": UpdateState.DEAD},
            {"$set": {"state": UpdateState.NEW, "tries": 0, "reason": None}},
        )

    async def clean(self, before: datetime) -> None:
        await self._log.delete({"handled_at": {"$lt": before}})

    async def last_rank(self, voice: Voice) -> int:
        last = await self._log.one({"voice": voice}, sort=("-rank",))
        return last.rank if last else 0

    async def cursor(self, voice: Voice) -> str | None:
        found = await self._cursors.get(voice)
        return found.cursor if found else None

    async def move_cursor(self, voice: Voice, cursor: str) -> None:
        await self._cursors.replace(_Cursor(voice=voice, cursor=cursor))
