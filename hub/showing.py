"""When a conversation gets its topic: at once or, where its inbox says so, when it deserves one."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hub.discretion import covered
from hub.kit import Kit
from hub.mirroring import Mirroring
from hub.model import (
    WAITING,
    Button,
    Conversation,
    Delivery,
    DeliveryId,
    Inbox,
    Message,
    Note,
    Priority,
    Visibility,
)
from hub.record import excerpt

EVERYTHING: Final = 100_000
"""How many messages a conversation may have gathered before somebody wants to see it."""


class Showing:
    def __init__(self, kit: Kit, mirroring: Mirroring) -> None:
        self._directory = kit.directory
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._deliveries = kit.store.deliveries
        self._make = kit.make
        self._outbox = kit.outbox
        self._mirroring = mirroring

    async def received(self, message: Message, conversation: Conversation) -> None:
        """Show what has just been stored, unless it has to wait until the conversation deserves a
        topic: then one line in General tells that there is something.
        """
        if conversation.visibility is not Visibility.SHOWN:
            # Read after the message was stored: whoever shows the conversation sees one or other.
            now = await self._conversations.get(conversation.id) or conversation
            if not self._deserves(now):
                await self._announce(message, now)
                return
            await self.show(now)
        copies = self._mirroring.of(message, conversation)
        await self._outbox.put(self._make.show(message, conversation), *copies)

    async def show(self, conversation: Conversation) -> Conversation:
        """A topic for it, with all that was received so far. Anybody may ask, again and again;
        what was interrupted is finished by whoever asks next.
        """
        if conversation.visibility is Visibility.SHOWN:
            return conversation
        appearing = await self._conversations.appear(conversation.id)
        if appearing is None:
            return await self._conversations.get(conversation.id) or conversation
        messages = await self._messages.of(conversation.id, limit=EVERYTHING)
        await self._outbox.put(*(self._show(one, appearing) for one in messages))
        await self._take_back(appearing)
        return await self._conversations.appeared(conversation.id) or appearing

    def _deserves(self, conversation: Conversation) -> bool:
        inbox = self._directory.inboxes.get(conversation.address.inbox)
        return (
            conversation.visibility is not Visibility.HIDDEN
            or conversation.assignee is not None
            or conversation.priority is not Priority.NORMAL
            or inbox is None
            or not inbox.only_deserved
        )

    def _show(self, message: Message, conversation: Conversation) -> Delivery:
        """Ranked by what never changes, whoever shows it, and before all that is received later."""
        began = int(conversation.created_at.timestamp() * 1_000_000)
        return replace(self._make.show(message, conversation), rank=began + message.seq)

    async def _announce(self, message: Message, conversation: Conversation) -> None:
        if await self._deliveries.get(_line(conversation)):
            return
        buttons = tuple(
            Button(label=code, press=f"{code}:{conversation.number}", number=conversation.number)
            for code in ("take", "show")
        )
        note = Note(code="waiting", values=_named(conversation), lines=_told(message))
        cause = _cause(conversation)
        await self._outbox.put(
            self._make.ask(cause, note, conversation.desk, buttons=buttons),
        )

    async def _take_back(self, conversation: Conversation) -> None:
        """The line in General has done its work: nobody need press its buttons any more."""
        line = await self._deliveries.get(_line(conversation))
        if line is None or (line.state in WAITING and await self._deliveries.call_off(line.id)):
            return
        note = Note(code="waiting_shown", values=_named(conversation))
        await self._outbox.redo(self._make.retell(line, note))


def at_first(inbox: Inbox, before: Conversation | None, conversation: Conversation) -> Visibility:
    """Of a new conversation: where the one `before` it has a topic, it goes on there."""
    has_topic = before and before.visibility is not Visibility.HIDDEN
    if inbox.only_deserved and not (before and has_topic and before.desk == conversation.desk):
        return Visibility.HIDDEN
    return Visibility.SHOWN


def _cause(conversation: Conversation) -> str:
    return f"{conversation.id}/waiting"


def _line(conversation: Conversation) -> DeliveryId:
    return DeliveryId(f"{_cause(conversation)}/ask")


def _named(conversation: Conversation) -> dict[str, str]:
    return {
        "number": str(conversation.number),
        "name": covered(conversation.name),
        "inbox": conversation.address.inbox,
    }


def _told(message: Message) -> tuple[Note, ...]:
    """What it is about, as far as one message tells."""
    said = (message.note,) if message.note else ()
    if text := excerpt(message.text):
        return (*said, Note(code="waiting_text", values={"text": text}))
    kinds = (*(one.kind for one in message.attachments), *message.omitted)[:1]
    return (*said, *(Note(code="waiting_kind", values={"kind": kind}) for kind in kinds))
