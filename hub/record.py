"""Writes lines into a conversation: the message first, then its deliveries. Safe to do twice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from hub.directory import Directory
from hub.making import Making
from hub.model import (
    Attachment,
    Audience,
    Button,
    Conversation,
    ConversationId,
    Event,
    Message,
    MessageId,
    MessageKind,
    Note,
    PersonId,
    Source,
    Span,
)
from hub.outbox import Outbox
from hub.ports import Clock, Conversations, Events, Messages

EXCERPT = 200
INSIDE = "pointed.inside"
"""The note of what points at something of the company's own: never told outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What somebody wrote at a desk. `native` is the desk's own name of the message. `chosen` is
    the part of what is replied to that was chosen; `note` stands above the words.
    """

    native: str
    text: str = ""
    spans: tuple[Span, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    omitted: tuple[str, ...] = ()
    reply_to: MessageId | None = None
    forwarded_from: str | None = None
    album: str | None = None
    chosen: str = ""
    note: Note | None = None

    @property
    def empty(self) -> bool:
        return not (self.text.strip() or self.attachments)


def conversation_id(source: Source) -> ConversationId:
    return ConversationId("c" + hashlib.blake2s(source.encode(), digest_size=10).hexdigest())


def excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


class Record:
    def __init__(
        self,
        *,
        conversations: Conversations,
        messages: Messages,
        events: Events,
        directory: Directory,
        make: Making,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._conversations = conversations
        self._messages = messages
        self._events = events
        self._directory = directory
        self._make = make
        self._outbox = outbox
        self._clock = clock

    async def write(
        self,
        id: MessageId,
        kind: MessageKind,
        conversation: Conversation,
        author: PersonId,
        content: Content,
    ) -> Message:
        """What a person wrote at a desk, under the conversation's newest seq."""
        now = self._clock.now()
        return await self._messages.insert(
            Message(
                id=id,
                conversation=conversation.id,
                seq=conversation.seq,
                kind=kind,
                at=now,
                received_at=now,
                author=author,
                text=content.text,
                spans=content.spans,
                attachments=content.attachments,
                omitted=content.omitted,
                reply_to=content.reply_to,
                native=content.native or None,
                forwarded_from=content.forwarded_from,
                album=content.album,
                chosen=content.chosen,
                note=content.note,
            )
        )

    async def say(
        self,
        cause: str,
        conversation: Conversation,
        note: Note,
        *,
        about: Message | None = None,
        buttons: tuple[Button, ...] = (),
        attachments: tuple[Attachment, ...] = (),
    ) -> None:
        """A line of the hub's own, shown in the topic."""
        line = await self.note(cause, conversation, note, about=about, attachments=attachments)
        await self._outbox.put(self._make.show(line, conversation, buttons))

    async def introduce(self, cause: str, conversation: Conversation) -> None:
        """Staff are told who has it; customers hear one voice and no system noise."""
        assignee = self._directory.person(conversation.assignee)
        reached = conversation.address.inbox in self._directory.inboxes
        if conversation.audience is Audience.STAFF and assignee and reached:
            said = Note(code="with_you", values={"name": assignee.name})
            line = await self.note(f"{cause}/with_you", conversation, said)
            await self._outbox.put(self._make.answer(line, conversation))

    async def note(
        self,
        cause: str,
        conversation: Conversation,
        note: Note,
        *,
        about: Message | None = None,
        attachments: tuple[Attachment, ...] = (),
    ) -> Message:
        """A line of the hub's own, without showing it anywhere."""
        id = MessageId(cause)
        existing = await self._messages.get(id)
        if existing:
            return existing
        counted = await self._conversations.noted(conversation.id) or conversation
        now = self._clock.now()
        return await self._messages.insert(
            Message(
                id=id,
                conversation=conversation.id,
                seq=counted.seq,
                kind=MessageKind.SYSTEM,
                at=now,
                received_at=now,
                attachments=attachments,
                reply_to=about.id if about else None,
                note=note,
            )
        )

    async def event(
        self,
        source: str,
        did: str,
        conversation: Conversation,
        who: PersonId | None = None,
        detail: Mapping[str, str] | None = None,
    ) -> None:
        await self._events.add(
            Event(
                id=f"{source}/{did}",
                at=self._clock.now(),
                did=did,
                who=who,
                conversation=conversation.id,
                detail=detail or {},
            )
        )
