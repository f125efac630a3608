"""Takes personal data out of every collection: somebody is forgotten, or contents are old."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from hub.model import (
    Address,
    Audience,
    Conversation,
    ConversationId,
    EscalationState,
    Event,
    Forgetting,
    Lane,
    Status,
    Thread,
    Traces,
    UpdateState,
)
from storage import driver
from storage.documents import Codec, Document, UpdateCodec
from storage.driver import Database
from storage.mongo.collection import Collection
from storage.mongo.conversations import WITH_CONTENTS
from storage.mongo.files import FILES
from storage.mongo.traces import at_addresses, gone, shown

_NO_NAME: Final = "—"
_EMPTY: Final[Document] = {
    **{name: [] for name in ("spans", "attachments", "omitted", "earlier", "words")},
    **dict.fromkeys(("note", "forwarded_from", "album", "native"), None),
    "text": "",
    "facts": {},
}
"""A message of which nothing is left but that it was there."""
_KEPT_DETAILS: Final = frozenset({"tag", "to", "of", "from", "tried", "number"})


class MongoErasure:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._all = Collection(database, "forgettings", Codec(Forgetting))
        self._conversations = Collection(database, "conversations", Codec(Conversation))
        self._events = Collection(database, "events", Codec(Event))
        self._threads = Collection(database, "threads", Codec(Thread, key=None))
        self._updates = Collection(database, "updates", UpdateCodec())
        self._files = driver.bucket(database, FILES)

    async def traces(self, conversation: Conversation) -> Traces:
        own = await self._find("contacts", {"_id": conversation.contact})
        profiles = [one["profile"] for one in own if one.get("profile")]
        ids = [conversation.contact, *(one["same_as"] for one in own if one.get("same_as"))]
        same = ({name: {"$in": ids}} for name in ("_id", "same_as"))
        whole = {"$or": [*same, {"profile": {"$in": profiles}}]}
        contacts = [*own, *await self._find("contacts", whole)]
        found = list(dict.fromkeys([conversation.contact, *(one["_id"] for one in contacts)]))
        theirs = await self._conversations.find({"contact": {"$in": found}})
        addresses = dict.fromkeys(
            [
                conversation.address,
                *(Address(**one["address"]) for one in contacts),
                *(one.address for one in theirs),
            ]
        )
        return Traces(
            contacts=tuple(found),
            addresses=tuple(addresses),
            conversations=tuple(one.id for one in theirs),
        )

    async def keep(self, forgetting: Forgetting) -> None:
        await self._all.replace(forgetting)

    async def get(self, id: str) -> Forgetting | None:
        return await self._all.get(id)

    async def under_way(self) -> list[Forgetting]:
        return await self._all.find({})

    async def shown(self, traces: Traces) -> Mapping[Lane, Sequence[str]]:
        found: defaultdict[Lane, list[str]] = defaultdict(list)
        calls = await self._ids("deliveries", await self._called(traces))
        for one in await self._find("shown", shown(traces, calls)):
            # What stands in a topic goes with it; in General it is of no conversation.
            if not (one["conversation"] and one["lane"]["place"].startswith("desk:")):
                found[Lane(**one["lane"])].append(one["native"])
        return {lane: tuple(dict.fromkeys(natives)) for lane, natives in found.items()}

    async def topics(self, traces: Traces) -> list[Thread]:
        threads = await self._threads.find(at_addresses(traces))
        return [one for one in threads if one.topic]

    async def erase(self, traces: Traces) -> None:
        """Files while the messages still say which; the contacts and conversations last."""
        within = {"$in": list(traces.conversations)}
        await self._erase_files(within)
        await self._erase_dead(await self.topics(traces))
        called = await self._called(traces)
        calls = await self._ids("deliveries", called)
        await self._delete("deliveries", called)
        for name, where in gone(traces, within, calls).items():
            await self._delete(name, where)
        over = {"text": "", "state": EscalationState.CALLED_OFF}
        await self._update("escalations", {"conversation": within}, over)
        await self._erase_updates(traces)
        await self._scrub_events(traces, within)
        await self._erase_beside(traces)
        await self._delete("contacts", {"_id": {"$in": list(traces.contacts)}})
        for id in traces.conversations:
            await self._scrub_conversation(id)

    async def done(self, forgetting: Forgetting, left: int) -> Forgetting:
        """But he may have written again, as a stranger: that stays."""
        within = {"$in": list(forgetting.traces.conversations)}
        for name in ("messages", "deliveries", "shown"):
            await self._delete(name, {"conversation": within})
        await self._blank_handled()
        await self._delete("deliveries", {"_id": {"$in": list(forgetting.erasures)}})
        nobody = Traces(contacts=(), addresses=(), conversations=())
        done = replace(forgetting, traces=nobody, erasures=(), left=left)
        await self.keep(done)
        return done

    async def told(self, id: str) -> None:
        await self._all.delete({"_id": id})

    async def erase_ended(self, audience: Audience, before: datetime, limit: int) -> int:
        ended = await self._conversations.documents(
            {"audience": audience, **WITH_CONTENTS, "resolved_at": {"$lt": before}},
            limit=limit,
            fields=["_id"],
        )
        ids = [one["_id"] for one in ended]
        within = {"$in": ids}
        await self._erase_files(within)
        await self._update("messages", {"conversation": within}, _EMPTY)
        await self._delete("deliveries", {"conversation": within})
        await self._delete("confirmations", {"conversation": within})
        await self._update("escalations", {"conversation": within}, {"text": ""})
        await self._update("conversations", {"_id": within}, {"contents": False})
        return len(ids)

    async def _erase_beside(self, traces: Traces) -> None:
        """From the threads of others that they wrote in, or were written to."""
        own = await self._find("contacts", {"_id": {"$in": list(traces.contacts)}})
        told = [one.get("correspondence", {}).get("began") or one.get("email") for one in own]
        emails = list(filter(None, told))
        beside, copied = "correspondence.beside", "correspondence.copied"
        pulled = {beside: {"email": {"$in": emails}}, copied: {"$in": emails}}
        where = {"$or": [{f"{beside}.email": {"$in": emails}}, {copied: {"$in": emails}}]}
        await self._of("contacts").update_all(where, {"$pull": pulled})

    async def _erase_files(self, within: Document) -> None:
        with_files = {"conversation": within, "attachments.ref": {"$gt": ""}}
        messages = await self._find("messages", with_files, ["attachments"])
        keys = {
            f"{one['voice']}/{one['ref']}" for message in messages for one in message["attachments"]
        }
        with driver.translated():
            await driver.remove(self._database, FILES, sorted(keys))

    async def _erase_updates(self, traces: Traces) -> None:
        """All of his own. Of what is written on desks nobody knows whom it quotes: of all that has
        been handled only the ids are kept, that it be known again.
        """
        for lane in traces.lanes:
            await self._updates.delete({"voice": lane.voice, "line": lane.place})
        await self._blank_handled()

    async def _erase_dead(self, topics: Iterable[Thread]) -> None:
        """What was written in his topics and could not be handled: desks are Telegram's."""
        for thread in topics:
            written = {"$regex": f'"message_thread_id": {re.escape(thread.topic or "")}[^0-9]'}
            await self._updates.delete({"state": UpdateState.DEAD, "raw": written})

    async def _blank_handled(self) -> None:
        """But parts of albums, of which others may still come."""
        handled = {"state": UpdateState.HANDLED, "album": None}
        await self._updates.update_all(handled, {"$set": {"raw": "{}"}})

    async def _scrub_events(self, traces: Traces, within: Document) -> None:
        """Their ids are derived from his messages: they get others, one at a time and for good."""
        addresses = [re.escape(str(one)) for one in traces.addresses]
        refused = {"detail.by": {"$regex": "|".join(addresses)}}
        for event in await self._events.find({"conversation": within}):
            await self._scrub(event)
        for event in await self._events.find(refused):
            await self._scrub(event)

    async def _scrub(self, event: Event) -> None:
        if event.id.startswith(_SCRUBBED):
            return
        detail = {name: said for name, said in event.detail.items() if name in _KEPT_DETAILS}
        document = self._events.dump(event) | {"_id": _hashed(event.id), "detail": detail}
        await self._update("events", {"_id": document.pop("_id")}, document, upsert=True)
        await self._delete("events", {"_id": event.id})

    async def _scrub_conversation(self, id: ConversationId) -> None:
        conversation = await self._conversations.get(id)
        if conversation is None:
            return
        nobody = f"forgotten-{conversation.number}"
        scrubbed = {
            "name": _NO_NAME,
            "contact": nobody,
            "address.peer": nobody,
            "words": [],
            "status": Status.CLOSED,
            "current": False,
            "order": None,
            "turn": None,
            "guests": [],
            "parted": [],
            "contents": False,
            "unread_comments": 0,
        }
        await self._update("conversations", {"_id": id}, scrubbed)

    async def _called(self, traces: Traces) -> Document:
        """The pings of escalations: they name no conversation."""
        where = {"conversation": {"$in": list(traces.conversations)}}
        return {"escalation": {"$in": await self._ids("escalations", where)}}

    async def _ids(self, name: str, where: Document) -> list[str]:
        return [one["_id"] for one in await self._find(name, where, ["_id"])]

    async def _find(
        self, name: str, where: Document, fields: Sequence[str] | None = None
    ) -> list[Document]:
        return await self._of(name).documents(where, fields=fields)

    async def _update(
        self, name: str, where: Document, values: Document, *, upsert: bool = False
    ) -> None:
        collection, change = self._of(name), {"$set": values}
        if upsert:
            await collection.update(where, change, upsert=True)
        else:
            await collection.update_all(where, change)

    async def _delete(self, name: str, where: Document) -> None:
        await self._of(name).delete(where)

    def _of(self, name: str) -> Collection[Any]:
        """Documents as they are."""
        return Collection(self._database, name, Codec(Any))


_SCRUBBED: Final = "forgotten/"


def _hashed(id: str) -> str:
    return _SCRUBBED + hashlib.blake2s(id.encode(), digest_size=12).hexdigest()
