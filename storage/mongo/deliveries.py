"""The outbox. Beside a delivery its document keeps `calls`, the times of its latest claims,
`again`, set when a view is to be redrawn while it is being sent, and `since`, when it began to
wait.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from hub import reasons
from hub.model import (
    WAITING,
    Delivery,
    DeliveryId,
    DeliveryState,
    EscalationId,
    Lane,
    MessageId,
    Voice,
    Work,
)
from hub.ports import Queue
from storage.documents import Codec
from storage.driver import Database, KeyTakenError, index
from storage.mongo.collection import Collection, literal

_MOST_CALLS: Final = 50
_WAITING: Final = {"state": {"$in": list(WAITING)}}
_FAILED: Final = {"state": {"$in": [DeliveryState.DEAD, DeliveryState.UNCERTAIN]}}
_SENDING: Final = {"state": DeliveryState.SENDING}
_SENT: Final = {"state": DeliveryState.SENT}
_SILENCED: Final = {"silent_since": {"$gt": datetime.fromtimestamp(0, UTC)}}
_ENDED: Final = {
    "open": True,
    "state": {"$in": [DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.UNCERTAIN]},
}
_OUTCOME: Final = (
    *("state", "due", "tries", "native", "reason", "perhaps_sent", "silent_since", "open"),
    *("settled_at", "lacks", "final"),
)
_CONTENT: Final = (
    *("lane", "work", "line", "urgency", "conversation", "message", "person"),
    *("about", "escalation", "note", "buttons", "emoji", "face", "version"),
)
_SINCE: Final = {"$ifNull": ["$since", "$due"]}
_BY_TURN: Final = ("urgency", "rank", "_id")

_INDEXES: Final = (
    index("lane.voice", *_BY_TURN, where=_WAITING),
    index("lane.voice", "lane.place", *_BY_TURN, where=_WAITING),
    index("lane.voice", "lane.place", "line", "rank", "_id", where=_WAITING),
    index("lane.voice", "rank", "_id", where=_ENDED),
    index("lane.voice", "epoch", where=_SENDING),
    index("lane.voice", "lane.place", "calls"),
    index("escalation", where={"escalation": {"$gt": ""}}),
    index("settled_at", where=_SENT),
    index("silent_since", where=_SILENCED),
)


class MongoDeliveries:
    def __init__(self, database: Database) -> None:
        self._all = Collection(database, "deliveries", Codec(Delivery), *_INDEXES)

    async def prepare(self) -> None:
        await self._all.prepare()

    async def insert(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        waiting = [{"since": one.due} for one in deliveries]
        return await self._all.insert_new(deliveries, waiting)

    async def get(self, id: DeliveryId) -> Delivery | None:
        return await self._all.get(id)

    async def many(self, ids: Iterable[DeliveryId]) -> list[Delivery]:
        return await self._all.many(ids)

    async def waiting(
        self, voice: Voice, *, limit: int, lane: Lane | None = None
    ) -> list[Delivery]:
        place = {"lane.place": lane.place} if lane else {}
        where = {"lane.voice": voice, **place, **_WAITING}
        return await self._all.find(where, sort=_BY_TURN, limit=limit)

    async def backlog(self, voice: Voice) -> Mapping[str, int]:
        counted = await self._all.aggregate(
            {"$match": {"lane.voice": voice, **_WAITING}},
            {"$group": {"_id": "$lane.place", "waiting": {"$sum": 1}}},
        )
        return {place["_id"]: place["waiting"] for place in counted}

    async def queues(self) -> list[Queue]:
        counted = await self._all.aggregate(
            {"$match": {"lane.voice": {"$gt": ""}, **_WAITING}},
            {"$group": {"_id": "$lane", "waiting": {"$sum": 1}, "since": {"$min": _SINCE}}},
        )
        return [
            Queue(lane=Lane(**one["_id"]), waiting=one["waiting"], since=one["since"])
            for one in counted
        ]

    async def first_in_line(self, lane: Lane, line: str) -> Delivery | None:
        where = {"lane.voice": lane.voice, "lane.place": lane.place, "line": line, **_WAITING}
        return await self._all.one(where, sort=("rank", "_id"))

    async def is_speaking(self, lane: Lane) -> bool:
        place = {"lane.voice": lane.voice, "lane.place": lane.place}
        begun = {"$or": [{"perhaps_sent": True}, {"native": {"$ne": []}}]}
        waits = {**place, **_WAITING, **begun}
        return bool(await self._all.one({**place, **_SENDING}) or await self._all.one(waits))

    async def claim(self, delivery: Delivery, epoch: int, at: datetime) -> bool:
        known = {"rank": delivery.rank, "tries": delivery.tries}
        sent = {"native": {"$size": len(delivery.native)}}
        return await self._all.update(
            {"_id": delivery.id, **_WAITING, **known, **sent, "epoch": {"$lte": epoch}},
            {
                "$set": {**_SENDING, "epoch": epoch},
                "$push": {"calls": {"$each": [at], "$slice": -_MOST_CALLS}},
            },
        )

    async def settle(self, delivery: Delivery) -> bool:
        return await self._end(delivery, {"epoch": delivery.epoch})

    async def adopt(self, delivery: Delivery, epoch: int) -> bool:
        return await self._end(delivery, {"epoch": {"$lt": epoch}})

    async def _end(self, delivery: Delivery, epoch: Mapping[str, Any]) -> bool:
        """What was redrawn meanwhile waits again, with the content that it was given since."""
        document = self._all.dump(delivery)
        claim = {"_id": delivery.id, **_SENDING, **epoch}
        outcome = {"$set": {name: document[name] for name in _OUTCOME}}
        waits = {"$set": {"state": DeliveryState.PENDING, "again": False}}
        return await self._all.update({**claim, "again": {"$ne": True}}, outcome) or (
            await self._all.update({**claim, "again": True}, waits)
        )

    async def close(self, id: DeliveryId) -> None:
        await self._all.update({"_id": id}, {"$set": {"open": False}})

    async def unfollowed(self, voice: Voice, limit: int) -> list[Delivery]:
        where = {"lane.voice": voice, **_ENDED}
        return await self._all.find(where, sort=("rank", "_id"), limit=limit)

    async def orphaned(self, voice: Voice, epoch: int) -> list[Delivery]:
        return await self._all.find({"lane.voice": voice, **_SENDING, "epoch": {"$lt": epoch}})

    async def revive(
        self, id: DeliveryId, due: datetime, complaint: MessageId | None
    ) -> Delivery | None:
        waits = {"state": DeliveryState.RETRY, "due": due, "open": True, "complaint": complaint}
        fresh = {"tries": 0, "reason": None, "settled_at": None, "silent_since": None, "since": due}
        return await self._all.change({"_id": id, **_FAILED}, {"$set": waits | fresh})

    async def redo(self, delivery: Delivery) -> Delivery | None:
        fresh = replace(delivery, state=DeliveryState.PENDING)
        try:
            return await self._redraw(fresh, upsert=True)
        except KeyTakenError:
            # It is there, but waits with this content, or was inserted at this very moment.
            return await self._redraw(fresh, upsert=False)

    async def _redraw(self, fresh: Delivery, *, upsert: bool) -> Delivery | None:
        document = self._all.dump(fresh)
        id = document.pop("_id")
        content = {name: {"$eq": document[name]} for name in _CONTENT}
        same = [{**_WAITING, **content}, {**_SENDING, "again": True, **content}]
        if fresh.work is Work.MARK:
            same.append({**_SENT, **content})
        sending = {"$eq": ["$state", DeliveryState.SENDING]}
        kept = {
            "state": {"$cond": [sending, "$state", DeliveryState.PENDING]},
            "epoch": {"$max": ["$epoch", fresh.epoch]},
            "again": sending,
            "since": {"$cond": [{"$in": ["$state", list(WAITING)]}, _SINCE, fresh.due]},
        }
        changed = {name: literal(value) for name, value in document.items()} | kept
        return await self._all.change({"_id": id, "$nor": same}, [{"$set": changed}], upsert=upsert)

    async def hasten(self, lane: Lane, reasons: Iterable[str], now: datetime) -> None:
        place = {"lane.voice": lane.voice, "lane.place": lane.place}
        late = {"state": DeliveryState.RETRY, "reason": {"$in": list(reasons)}, "due": {"$gt": now}}
        await self._all.update_all(place | _WAITING | late, {"$set": {"due": now}})

    async def call_off(self, id: DeliveryId) -> bool:
        dead = {"state": DeliveryState.DEAD, "reason": reasons.CALLED_OFF, "open": False}
        return await self._all.update({"_id": id, **_WAITING}, {"$set": dead})

    async def silenced(self) -> list[Delivery]:
        return await self._all.find(_SILENCED, sort=("silent_since",))

    async def told_of(self, ids: Iterable[DeliveryId]) -> None:
        await self._all.update_all({"_id": {"$in": list(ids)}}, {"$set": {"silent_since": None}})

    async def about_escalation(self, id: EscalationId) -> list[Delivery]:
        return await self._all.find({"escalation": id, "work": Work.TELL})

    async def calls_since(self, lane: Lane, moment: datetime) -> list[datetime]:
        where = {"lane.voice": lane.voice, "lane.place": lane.place, "calls": {"$gte": moment}}
        found = await self._all.documents(where, fields=["calls"])
        return sorted(at for one in found for at in one["calls"] if at >= moment)

    async def clean(self, before: datetime) -> int:
        return await self._all.delete({**_SENT, "settled_at": {"$lt": before}, "open": False})
