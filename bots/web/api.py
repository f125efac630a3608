"""The API: what the key's person may see, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final

from aiohttp import web

from bots.web import cursor
from bots.web.audit import Audit
from bots.web.endpoint import Endpoint, Param, given
from bots.web.fault import nothing_here
from bots.web.files import ReadFile, saved
from bots.web.keys import Keys
from bots.web.shapes import (
    AuditPage,
    ConversationPage,
    MessageShape,
    WholeConversation,
    answer,
)
from bots.web.showing import (
    Messages,
    as_guest,
    audit_line,
    delivery_meant,
    discreetly,
    line,
    whole,
)
from hub.access import may_read, may_see, readable, works_on
from hub.model import (
    Conversation,
    ConversationId,
    DeliveryId,
    Message,
    MessageId,
    Note,
    Person,
    PersonId,
    Status,
)
from hub.ports import Clock, Store

MOST_MESSAGES: Final = 5_000
_PAGE: Final = 100

_LIMIT: Final = Param(name="limit", says=f"how many; {_PAGE} if absent", between=(1, 500))
_EQUAL: Final = (
    Param(name="status", says="equal", values=tuple(Status)),
    *(Param(name=name, says="its id") for name in ("desk", "inbox", "assignee", "tag")),
    Param(name="order", says="the order's number"),
)
_CONVERSATIONS: Final = (
    *_EQUAL,
    Param(name="q", says="what /find takes: words, a number, an order, a name, a phone, an e-mail"),
    _LIMIT,
    cursor.AFTER,
)
_AUDIT: Final = (
    Param(name="conversation", says="its id"),
    Param(name="person", says="the id of who did it"),
    _LIMIT,
    cursor.AFTER,
)


class Api:
    """`deliveries_kept`: no delivery is cleaned away within that time of its end."""

    def __init__(
        self,
        *,
        keys: Keys,
        store: Store,
        words: Callable[[Note], str],
        read_file: ReadFile,
        clock: Clock,
        deliveries_kept: timedelta,
    ) -> None:
        self._keys = keys
        self._store = store
        self._audit = Audit(store.conversations, store.events)
        self._words = words
        self._read_file = read_file
        self._clock = clock
        self._deliveries_kept = deliveries_kept

    def endpoints(self) -> tuple[Endpoint, ...]:
        return (
            Endpoint(
                path="/api/conversations",
                handle=self.conversations,
                summary="Conversations, newest activity first",
                gives=ConversationPage,
                keyed=True,
                query=_CONVERSATIONS,
            ),
            Endpoint(
                path="/api/conversations/{id}",
                handle=self.conversation,
                summary=f"One conversation with its latest {MOST_MESSAGES} messages",
                gives=WholeConversation,
                keyed=True,
            ),
            Endpoint(
                path="/api/files/{message:.+}/{index:[0-9]{1,4}}",
                handle=self.file,
                summary="The content of a message's attachment",
                gives="application/octet-stream",
                keyed=True,
            ),
            Endpoint(
                path="/api/audit",
                handle=self.audit,
                summary="Who did what, oldest first; a page may be short and yet not the last",
                gives=AuditPage,
                keyed=True,
                query=_AUDIT,
            ),
        )

    async def conversations(self, request: web.Request) -> web.StreamResponse:
        person = self._keys.person(request)
        asked = given(request, _CONVERSATIONS)
        limit = int(asked.get("limit", _PAGE))
        after = cursor.read(asked["after"]) if "after" in asked else None
        found = await self._store.conversations.page(
            **readable(person),
            where={param.name: asked[param.name] for param in _EQUAL if param.name in asked},
            words=asked.get("q"),
            after=(after[0], ConversationId(after[1])) if after else None,
            limit=limit + 1,
        )
        items, more = found[:limit], len(found) > limit
        next = cursor.written((items[-1].active_at, items[-1].id)) if more else None
        shown = [line(one) if works_on(person, one) else discreetly(line(one)) for one in items]
        return answer(ConversationPage(items=shown, next=next))

    async def conversation(self, request: web.Request) -> web.StreamResponse:
        person = self._keys.person(request)
        given(request, ())
        conversation = await self._seen(person, ConversationId(request.match_info["id"]))
        messages = await self._store.messages.of(conversation.id, limit=MOST_MESSAGES)
        read = [one for one in messages if may_read(person, one, conversation)]
        if works_on(person, conversation):
            return answer(whole(conversation, await self._shown(read)))
        return answer(discreetly(whole(conversation, await self._shown(map(as_guest, read)))))

    async def file(self, request: web.Request) -> web.StreamResponse:
        person = self._keys.person(request)
        given(request, ())
        message = await self._store.messages.get(MessageId(request.match_info["message"]))
        if message is None:
            raise nothing_here()
        conversation = await self._seen(person, message.conversation)
        if not may_read(person, message, conversation):
            raise nothing_here()
        index = int(request.match_info["index"])
        if index >= len(message.attachments):
            raise nothing_here()
        return await saved(self._read_file, message.attachments[index])

    async def audit(self, request: web.Request) -> web.StreamResponse:
        reader = self._keys.person(request)
        asked = given(request, _AUDIT)
        events, position = await self._audit.page(
            reader,
            conversation=ConversationId(asked["conversation"]) if "conversation" in asked else None,
            person=PersonId(asked["person"]) if "person" in asked else None,
            after=cursor.read(asked["after"]) if "after" in asked else None,
            limit=int(asked.get("limit", _PAGE)),
        )
        next = cursor.written(position) if position else None
        return answer(AuditPage(items=[audit_line(event) for event in events], next=next))

    async def _seen(self, person: Person, id: ConversationId) -> Conversation:
        conversation = await self._store.conversations.get(id)
        if conversation is None or not may_see(person, conversation):
            raise nothing_here()
        return conversation

    async def _shown(self, found: Iterable[Message]) -> list[MessageShape]:
        messages = list(found)
        ids: list[DeliveryId] = [id for id in map(delivery_meant, messages) if id]
        deliveries = {one.id: one for one in await self._store.deliveries.many(ids)}
        kept_since = self._clock.now() - self._deliveries_kept
        shown = Messages(self._words, deliveries, kept_since)
        return [shown.show(message) for message in messages]
