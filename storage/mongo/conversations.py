"""Conversations. `current` is kept beside the status: a unique index on it lets an address have
one that is not closed, and no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from hub.model import (
    Address,
    Conversation,
    ConversationId,
    DeskId,
    Grant,
    MessageId,
    PersonId,
    Status,
    TagId,
    Turn,
    Visibility,
)
from storage.documents import Codec, Document
from storage.driver import Database, KeyTakenError, index
from storage.mongo import grants, statuses
from storage.mongo.collection import Change, Collection, Filter
from storage.mongo.counters import Counters
from storage.mongo.search import Asked, Finder
from storage.words import words

_FIRST_NUMBER: Final = 1_001
_NOT_CLOSED: Final = {"current": True}
_NOT_OVER: Final = {"status": {"$nin": [Status.RESOLVED, Status.CLOSED]}}
_NOT_SHOWN: Final = {"visibility": {"$in": [Visibility.HIDDEN, Visibility.APPEARING]}}
_RESOLVED: Final = {"status": Status.RESOLVED}
WITH_CONTENTS: Final = {"status": Status.CLOSED, "contents": True}
"""Closed, and what was said there is still kept."""

_INDEXES: Final = (
    index("number", unique=True),
    index("address.inbox", "address.peer", unique=True, where=_NOT_CLOSED),
    index("address.inbox", "address.peer", "-current", "-number"),
    index("contact", "-number"),
    index("resolved_at", where=_RESOLVED),
    index("audience", "resolved_at", where=WITH_CONTENTS),
    index("assignee", "number", where=_NOT_CLOSED),
    *(
        index(*key, "-active_at", "-_id")
        for key in (
            *((), ("desk",), ("status",), ("assignee",), ("address.inbox",), ("tags",)),
            *(("words",), ("contact",)),
        )
    ),
    index("order", "-active_at", "-_id", where={"order": {"$gt": ""}}),
    index("parted.id", where={"parted.id": {"$gt": ""}}),
    index("guests.person", "-active_at", "-_id", where={"guests.person": {"$gt": ""}}),
)

_TURN: Final = Codec(Turn, key=None)


class MongoConversations:
    def __init__(self, database: Database) -> None:
        self._all = Collection(database, "conversations", Codec(Conversation), *_INDEXES)
        self._counters = Counters(database)
        self._finder = Finder(database)

    async def prepare(self) -> None:
        await self._all.prepare()

    async def insert(self, conversation: Conversation) -> Conversation:
        """Also returns the address's current one, if there is one: somebody was first.

        Raises KeyTakenError where another conversation has the number that is given.
        """
        while True:
            numbered = await self._numbered(conversation)
            current = conversation.status is not Status.CLOSED
            beside = {"current": current, "words": words(numbered.name), "contents": True}
            if await self._all.insert(numbered, **beside):
                return numbered
            if rival := await self._rival(conversation):
                return rival

    async def _rival(self, conversation: Conversation) -> Conversation | None:
        """Whoever was first; None where it is gone, or only a drawn number was taken."""
        if same := await self.get(conversation.id):
            return same
        if conversation.number and await self.by_number(conversation.number):
            raise KeyTakenError(f"another conversation has the number {conversation.number}")
        return await self._all.one({**_at(conversation.address), **_NOT_CLOSED})

    async def _numbered(self, conversation: Conversation) -> Conversation:
        if conversation.number:
            return conversation
        number = await self._counters.next("conversation", first=_FIRST_NUMBER)
        return replace(conversation, number=number)

    async def get(self, id: ConversationId) -> Conversation | None:
        return await self._all.get(id)

    async def many(self, ids: Iterable[ConversationId]) -> list[Conversation]:
        return await self._all.many(ids)

    async def by_number(self, number: int) -> Conversation | None:
        return await self._all.one({"number": number})

    async def latest(self, address: Address) -> Conversation | None:
        return await self._all.one(_at(address), sort=("-current", "-number"))

    async def recent(self, address: Address, limit: int) -> list[Conversation]:
        return await self._all.find(_at(address), sort=("-current", "-number"), limit=limit)

    async def of_contacts(self, contacts: Iterable[str], limit: int) -> list[Conversation]:
        where = {"contact": {"$in": list(contacts)}}
        return await self._all.find(where, sort=("-number",), limit=limit)

    async def contact_wrote(
        self, id: ConversationId, at: datetime, within: str | None = None
    ) -> Conversation | None:
        return await self._set(id, _NOT_CLOSED, statuses.contact_wrote(at, within))

    async def answered(
        self, id: ConversationId, by: PersonId, at: datetime, *, as_guest: bool = False
    ) -> Conversation | None:
        where = {**_NOT_CLOSED, **(grants.is_guest(by) if as_guest else {})}
        return await self._set(id, where, statuses.answered(by, at))

    async def answered_elsewhere(self, id: ConversationId, at: datetime) -> Conversation | None:
        return await self._set(id, _NOT_CLOSED, statuses.answered_elsewhere(at))

    async def commented(
        self, id: ConversationId, source: MessageId, by: PersonId, *, as_guest: bool = False
    ) -> Conversation | None:
        where = grants.is_guest(by) if as_guest else {}
        return await self._set(id, where, statuses.commented(source, by))

    async def noted(self, id: ConversationId) -> Conversation | None:
        return await self._set(id, {}, statuses.COUNTED)

    async def take(self, id: ConversationId, by: PersonId) -> Conversation | None:
        return await self._set(id, {**_NOT_OVER, "assignee": None}, statuses.given(by))

    async def assign(
        self,
        id: ConversationId,
        to: PersonId,
        grant: Grant | None = None,
        *,
        by: PersonId | None = None,
    ) -> Conversation | None:
        assigned = grants.assigned(to, grant, by)
        return await self._set(id, _NOT_OVER, assigned | statuses.given(to))

    async def share(self, id: ConversationId, grant: Grant) -> Conversation | None:
        where = {**_NOT_OVER, **grants.is_no_guest(grant.person)}
        return await self._set(id, where, grants.shared(grant))

    async def unshare(
        self, id: ConversationId, person: PersonId, by: PersonId | None = None
    ) -> Conversation | None:
        return await self._set(id, grants.is_guest(person), grants.unshared(person, by))

    async def parting(self, limit: int) -> list[Conversation]:
        return await self._all.find({"parted.id": {"$gt": ""}}, sort=("parted.id",), limit=limit)

    async def parted(self, id: ConversationId, grant: str) -> None:
        await self._set(id, {}, grants.followed(grant))

    async def shared_with(self, person: PersonId) -> list[Conversation]:
        return await self._all.find(grants.is_guest(person), sort=("-active_at", "-_id"))

    async def held_by(self, person: PersonId) -> list[Conversation]:
        return await self._all.find({"assignee": person, **_NOT_CLOSED}, sort=("number",))

    async def unassign(self, id: ConversationId, who: PersonId) -> Conversation | None:
        return await self._set(id, {**_NOT_CLOSED, "assignee": who}, statuses.given_up())

    async def resolve(
        self, id: ConversationId, *, by: str, tag: TagId | None, at: datetime
    ) -> Conversation | None:
        person = PersonId(by.removeprefix("person:")) if by.startswith("person:") else None
        over = grants.over(person)
        return await self._set(id, _NOT_OVER, over | statuses.resolved(by, tag, at))

    async def close_resolved_before(self, moment: datetime) -> list[Conversation]:
        due = {**_RESOLVED, "resolved_at": {"$lt": moment}}
        ids = [one["_id"] for one in await self._all.documents(due, fields=["_id"])]
        changed = [await self._set(id, due, statuses.closed()) for id in ids]
        return [one for one in changed if one]

    async def prioritise(self, id: ConversationId, priority: str) -> Conversation | None:
        return await self._change(id, {}, {"$set": {"priority": priority}})

    async def appear(self, id: ConversationId) -> Conversation | None:
        return await self._change(id, _NOT_SHOWN, {"$set": {"visibility": Visibility.APPEARING}})

    async def appeared(self, id: ConversationId) -> Conversation | None:
        appearing = {"visibility": Visibility.APPEARING}
        return await self._change(id, appearing, {"$set": {"visibility": Visibility.SHOWN}})

    async def set_order(
        self,
        id: ConversationId,
        order: str | None,
        *,
        instead_of: str | None,
        turn: Turn | None = None,
    ) -> Conversation | None:
        changed = {"order": order, "turn": _TURN.dump(turn) if turn else None}
        return await self._change(id, {"order": instead_of}, {"$set": changed})

    async def turned(self, id: ConversationId, cause: str) -> None:
        await self._change(id, {"turn.cause": cause}, {"$set": {"turn": None}})

    async def read_comments(self, id: ConversationId, by: PersonId) -> Conversation | None:
        return await self._change(id, {"assignee": by}, {"$set": {"unread_comments": 0}})

    async def page(
        self,
        *,
        desks: frozenset[DeskId] | None,
        inboxes: Mapping[str, frozenset[str]] | None = None,
        guest: PersonId | None = None,
        where: Mapping[str, str | None] | None = None,
        words: str | None = None,
        after: tuple[datetime, ConversationId] | None = None,
        limit: int = 50,
    ) -> list[Conversation]:
        asked = Asked(
            desks=desks, inboxes=inboxes, guest=guest, where=where, words=words, after=after
        )
        return await self._finder.page(asked, limit)

    async def _set(
        self, id: ConversationId, where: Filter, changed: Document
    ) -> Conversation | None:
        return await self._change(id, where, [{"$set": changed}])

    async def _change(
        self, id: ConversationId, where: Filter, change: Change
    ) -> Conversation | None:
        return await self._all.change({"_id": id, **where}, change)


def _at(address: Address) -> dict[str, Any]:
    return {"address.inbox": address.inbox, "address.peer": address.peer}
