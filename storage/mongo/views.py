"""The desk's own memory: threads, their cards, and what each shown message stands for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from hub.model import (
    Conversation,
    ConversationId,
    DeliveryId,
    DeskId,
    Lane,
    MessageId,
    Shown,
    Thread,
)
from storage.documents import Codec, joined
from storage.driver import Database, index
from storage.mongo.collection import Collection

_GONE: Final[dict[str, Any]] = {
    "topic": None,
    "opening_since": None,
    "closed": False,
    "owes_history": True,
    "posting": [],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    conversation: ConversationId
    thread: str
    topic: str | None
    native: str
    looks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Groups:
    desk: DeskId
    groups: tuple[str, ...]


class MongoViews:
    def __init__(self, database: Database) -> None:
        by_topic = index("desk", "topic", where={"topic": {"$gt": ""}})
        by_name = index("desk", "name", "-opening_since")
        self._threads = Collection(database, "threads", Codec(Thread, key=None), by_topic, by_name)
        self._cards = Collection(
            database, "cards", Codec(_Card, key="conversation"), index("thread")
        )
        by_cause = index("message"), index("delivery")
        self._shown = Collection(database, "shown", Codec(Shown, key=None), *by_cause)
        self._groups = Collection(database, "groups", Codec(_Groups, key="desk"))

    async def prepare(self) -> None:
        for collection in (self._threads, self._cards, self._shown):
            await collection.prepare()

    async def thread(self, thread: Thread) -> Thread:
        stored = await self._threads.get(thread.id)
        if stored or await self._threads.insert(thread, _id=thread.id):
            return stored or thread
        return await self.thread(thread)

    async def threads(self, ids: Iterable[str]) -> list[Thread]:
        return await self._threads.many(ids)

    async def with_topic(self, some: Iterable[Conversation]) -> frozenset[ConversationId]:
        threads = {one.id: f"{one.desk}/{one.address}" for one in some}
        where = {"_id": {"$in": list(threads.values())}, "topic": {"$gt": ""}}
        there = {one["_id"] for one in await self._threads.documents(where, fields=["_id"])}
        return frozenset(id for id, thread in threads.items() if thread in there)

    async def thread_by_topic(self, desk: DeskId, topic: str) -> Thread | None:
        return await self._threads.one({"desk": desk, "topic": topic})

    async def thread_by_name(self, desk: DeskId, name: str) -> Thread | None:
        """The one that began to be made last, where several have that name."""
        return await self._threads.one({"desk": desk, "name": name}, sort=("-opening_since",))

    async def opening(self, thread: Thread, since: datetime | None) -> bool:
        unopened = {"_id": thread.id, "topic": None}
        return await self._threads.update(unopened, {"$set": {"opening_since": since}})

    async def opened(self, thread: Thread, topic: str) -> bool:
        ours = {"_id": thread.id, "topic": {"$in": [topic, None]}}
        return await self._threads.update(ours, {"$set": {"topic": topic, "opening_since": None}})

    async def lost(self, thread: Thread, topic: str) -> None:
        """Cards first: a kill in between leaves the topic to be found lost once more."""
        await self._cards.delete({"thread": thread.id, "topic": {"$in": [topic, None]}})
        await self._threads.update({"_id": thread.id, "topic": topic}, {"$set": _GONE})

    async def caught_up(self, thread: Thread) -> None:
        ours = {"_id": thread.id, "topic": thread.topic}
        await self._threads.update(ours, {"$set": {"owes_history": False}})

    async def posting(self, thread: Thread, what: str) -> None:
        ours = {"_id": thread.id, "topic": thread.topic}
        await self._threads.update(ours, {"$addToSet": {"posting": what}})

    async def posted(self, thread: Thread, what: str) -> None:
        ours = {"_id": thread.id, "topic": thread.topic}
        await self._threads.update(ours, {"$pull": {"posting": what}})

    async def closed(self, desk: DeskId, topic: str, *, closed: bool) -> None:
        await self._threads.update({"desk": desk, "topic": topic}, {"$set": {"closed": closed}})

    async def groups(self, desk: DeskId) -> tuple[str, ...]:
        known = await self._groups.get(desk)
        return known.groups if known else ()

    async def moved(self, desk: DeskId, groups: tuple[str, ...]) -> None:
        """Its names last: a kill in between leaves the move to be noticed once more."""
        threads = await self._threads.find({"desk": desk})
        await self._cards.delete({"thread": {"$in": [thread.id for thread in threads]}})
        await self._shown.delete({"lane.place": f"desk:{desk}"})
        await self._threads.update_all({"desk": desk, "topic": {"$gt": ""}}, {"$set": _GONE})
        await self._threads.update_all({"desk": desk}, {"$set": {"opening_since": None}})
        await self.settled_in(desk, groups)

    async def settled_in(self, desk: DeskId, groups: tuple[str, ...]) -> None:
        await self._groups.replace(_Groups(desk=desk, groups=groups))

    async def card(self, conversation: ConversationId) -> str | None:
        card = await self._cards.get(conversation)
        return card.native if card else None

    async def set_card(
        self, conversation: ConversationId, thread: Thread, native: str, looks: str = ""
    ) -> None:
        await self._cards.replace(
            _Card(
                conversation=conversation,
                thread=thread.id,
                topic=thread.topic,
                native=native,
                looks=looks,
            )
        )

    async def card_looks(self, conversation: ConversationId) -> str | None:
        card = await self._cards.get(conversation)
        return card.looks if card else None

    async def drew_card(self, conversation: ConversationId, native: str, looks: str) -> None:
        ours = {"_id": conversation, "native": native}
        await self._cards.update(ours, {"$set": {"looks": looks}})

    async def forget_card(self, conversation: ConversationId) -> None:
        await self._cards.delete({"_id": conversation})

    async def remember(self, shown: Iterable[Shown]) -> None:
        all_shown = list(shown)
        ids = [{"_id": _id(one.lane, one.native)} for one in all_shown]
        await self._shown.insert_new(all_shown, ids)

    async def recall(self, lane: Lane, native: str) -> Shown | None:
        return await self._shown.get(_id(lane, native))

    async def looks(self, lane: Lane, native: str, looks: str) -> None:
        await self._shown.update({"_id": _id(lane, native)}, {"$set": {"looks": looks}})

    async def copies(self, message: MessageId) -> list[Shown]:
        return await self._shown.find({"message": message})

    async def shown_by(self, delivery: DeliveryId) -> list[Shown]:
        return await self._shown.find({"delivery": delivery})


def _id(lane: Lane, native: str) -> str:
    return joined(lane.voice, lane.place, native)
