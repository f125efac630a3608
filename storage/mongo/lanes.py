"""Flood deadlines, by lane."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.model import Lane, Voice
from storage.documents import Codec, joined
from storage.driver import Database, index
from storage.mongo.collection import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deadline:
    lane: Lane
    until: datetime


class MongoLanes:
    def __init__(self, database: Database) -> None:
        by_voice = index("lane.voice", "until")
        self._deadlines = Collection(database, "lanes", Codec(_Deadline, key=None), by_voice)

    async def prepare(self) -> None:
        await self._deadlines.prepare()

    async def block(self, lane: Lane, until: datetime) -> None:
        named = {"lane": {"voice": lane.voice, "place": lane.place}}
        await self._deadlines.update(
            {"_id": joined(lane.voice, lane.place)},
            {"$max": {"until": until}, "$setOnInsert": named},
            upsert=True,
        )

    async def blocked(self, voice: Voice, now: datetime) -> Mapping[str, datetime]:
        found = await self._deadlines.find({"lane.voice": voice, "until": {"$gt": now}})
        return {deadline.lane.place: deadline.until for deadline in found}
