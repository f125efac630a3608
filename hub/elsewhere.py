"""Answers that somebody of the company gave in the messenger's own interface."""

from __future__ import annotations

from hub.card import looks
from hub.kit import Kit
from hub.model import (
    AnsweredElsewhere,
    Conversation,
    Message,
    MessageId,
    MessageKind,
    Note,
)
from hub.showing import Showing


class Elsewhere:
    def __init__(self, kit: Kit, showing: Showing) -> None:
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._showing = showing

    async def answered(self, answered: AnsweredElsewhere) -> Message | None:
        """Shown in the topic, where it counts as an answer; nobody becomes the assignee by it.
        None if nobody here has ever heard of the contact.
        """
        message = await self._messages.get(MessageId(answered.source))
        if message:
            conversation = await self._conversations.get(message.conversation)
        else:
            conversation = await self._conversations.latest(answered.address)
        if conversation is None:
            return None
        if message is None:
            message = await self._write(answered, conversation)
        await self._showing.received(message, conversation)
        return message

    async def _write(self, answered: AnsweredElsewhere, before: Conversation) -> Message:
        after = await self._count(answered, before)
        message = await self._messages.insert(
            Message(
                id=MessageId(answered.source),
                conversation=after.id,
                seq=after.seq,
                kind=MessageKind.OUT,
                at=answered.written_at,
                received_at=self._clock.now(),
                text=answered.text,
                attachments=answered.attachments,
                omitted=answered.omitted,
                native=answered.id_in_channel,
                note=Note(
                    code="answered_elsewhere",
                    values={"channel": after.channel, "name": answered.name},
                ),
            )
        )
        detail = {"name": answered.name}
        await self._record.event(answered.source, "answered_elsewhere", after, detail=detail)
        if looks(after) != looks(before):
            await self._outbox.redo(self._make.card(after))
        return message

    async def _count(self, answered: AnsweredElsewhere, before: Conversation) -> Conversation:
        """What is over for good only gets a line."""
        counted = await self._conversations.answered_elsewhere(before.id, answered.written_at)
        return counted or await self._conversations.noted(before.id) or before
