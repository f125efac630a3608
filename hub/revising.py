"""What was written changes: edits by contacts and by operators, and answers taken back."""

from __future__ import annotations

from dataclasses import replace

from hub.changes import ensure_sendable, files, is_old_news, mark_of_edit
from hub.errors import Refusal
from hub.intent import Mark, unmarked
from hub.kit import Kit
from hub.mirroring import Mirroring
from hub.model import (
    WAITING,
    Attachment,
    Conversation,
    Delivery,
    DeliveryId,
    DeliveryState,
    Inbound,
    Message,
    MessageId,
    MessageKind,
    Note,
    Person,
    PersonId,
    Revision,
    Source,
    Visibility,
    Work,
)
from hub.offers import Offers
from hub.writing import sent_after_all

GONE = "🙈"
"""On an answer that the contact does not see any more."""


class Revising:
    def __init__(self, kit: Kit, mirroring: Mirroring) -> None:
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._deliveries = kit.store.deliveries
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._mirroring = mirroring
        self._offers = Offers(kit)
        self._clock = kit.clock

    async def contact_edited(self, inbound: Inbound) -> bool:
        """The copy on the desk follows. False if what he edited has never been seen here."""
        before = await self._messages.get(MessageId(inbound.source))
        if before is None:
            return False
        revision = Revision(
            at=inbound.edited_at or self._clock.now(),
            text=inbound.text,
            spans=inbound.spans,
            attachments=inbound.attachments,
            omitted=inbound.omitted,
        )
        if not is_old_news(before, revision):
            await self._follow_contact(before, revision)
        return True

    async def operator_edited(self, source: Source, by: Person, revision: Revision) -> None:
        """`source` is of the message he edited. What is unknown here was no answer and no comment,
        and stays so; a comment never becomes anything else.
        """
        written = await self._messages.get(MessageId(source))
        sent = written and await self._messages.get(sent_after_all(written.id))
        message = sent or written
        if message is None or message.author is None:
            return
        if message.kind is MessageKind.COMMENT:
            await self._edit_comment(by, message, revision)
        elif message.kind is MessageKind.OUT and not is_old_news(message, revision):
            await self._edit_answer(by, message, revision)

    async def recall(self, source: Source, by: Person, id: MessageId | None) -> None:
        """Take an answer back: what has not been sent is called off, what has been is deleted."""
        answer = await self._messages.get(id) if id else None
        conversation = await self._home(answer)
        if answer is None or conversation is None or answer.kind is not MessageKind.OUT:
            raise Refusal("recall_what")
        if answer.recalled_at or await self._hold_back(answer):
            await self._gone(by.id, answer, conversation)
            return
        made = self._make.answer(answer, conversation)
        await self._outbox.put(self._make.recall(source, made, by.id))

    async def redraw(self, message: Message, conversation: Conversation) -> None:
        """What stands over the contact's words has changed: the copy on the desk follows."""
        show = self._make.show(message, conversation)
        if await self._is_shown(show, conversation):
            await self._outbox.redo(self._make.edit(message, show))

    async def settled(self, delivery: Delivery) -> None:
        """An EDIT or a RECALL has ended."""
        message = await self._messages.get(delivery.message) if delivery.message else None
        conversation = await self._home(message)
        if message is None or conversation is None:
            return
        if delivery.state is not DeliveryState.SENT:
            await self._say_failed(delivery, message, conversation)
        elif delivery.work is Work.RECALL:
            await self._gone(delivery.person, message, conversation)

    async def _follow_contact(self, before: Message, revision: Revision) -> None:
        after = await self._messages.revise(before.id, revision)
        conversation = await self._home(before)
        if after is None or conversation is None:
            return
        await self._record.event(_version(after), "edited", conversation)
        same_files = files(before.attachments) == files(after.attachments)
        await self._mirroring.follow(after, conversation, anew=not same_files)
        show = self._make.show(after, conversation)
        if not await self._is_shown(show, conversation):
            return
        if same_files:
            await self._outbox.redo(self._make.edit(after, show))
        else:
            await self._say_changed(after, conversation, after.attachments)

    async def _edit_answer(self, by: Person, answer: Message, revision: Revision) -> None:
        """What could not be sent as an answer is not made one by an edit either."""
        conversation = await self._home(answer)
        if conversation is None or answer.recalled_at:
            raise Refusal("edit_recalled")
        if mark_of_edit(answer, revision) is not Mark.NONE and await self._hold_back(answer):
            await self._gone(by.id, answer, conversation)
            raise Refusal("edit_called_off")
        send = self._make.answer(answer, conversation)
        ensure_sendable(answer, revision, sent=not await self._is_yet_to_come(send.id))
        after = await self._messages.revise(answer.id, revision)
        if after is None:
            return
        await self._record.event(_version(after), "edited", conversation, by.id)
        await self._mirroring.follow(after, conversation)
        if not await self._is_yet_to_come(send.id):
            await self._outbox.redo(self._make.edit(after, send))

    async def _edit_comment(self, by: Person, comment: Message, revision: Revision) -> None:
        """Of one that a tap may still send the mark is kept: with it the tap does nothing."""
        conversation = await self._home(comment)
        offered = conversation and await self._offers.find(comment, conversation)
        text = revision.text if offered else unmarked(revision.text)
        kept = replace(revision, text=text, spans=revision.spans if text == revision.text else ())
        if is_old_news(comment, kept):
            return
        after = await self._messages.revise(comment.id, kept)
        conversation = await self._home(comment)
        if after and conversation:
            await self._record.event(_version(after), "edited", conversation, by.id)
            await self._mirroring.follow(after, conversation)

    async def _home(self, message: Message | None) -> Conversation | None:
        return await self._conversations.get(message.conversation) if message else None

    async def _is_shown(self, show: Delivery, conversation: Conversation) -> bool:
        """Whether there is, or may be, a copy on the desk that says what it said before."""
        hidden = conversation.visibility is Visibility.HIDDEN
        return not (hidden or await self._is_yet_to_come(show.id))

    async def _is_yet_to_come(self, id: DeliveryId) -> bool:
        """Whether what is sent or shown by it, if anything ever is, will be the newest words."""
        delivery = await self._deliveries.get(id)
        if delivery is None or delivery.native:
            return False
        return delivery.state in WAITING or delivery.state is DeliveryState.DEAD

    async def _hold_back(self, answer: Message) -> bool:
        """Stop it from being sent. False if it has been, or may have been."""
        id = DeliveryId(f"{answer.id}/answer")
        await self._deliveries.call_off(id)
        stopped = await self._deliveries.get(id)
        if stopped is None or stopped.native or stopped.perhaps_sent:
            return False
        return stopped.state is DeliveryState.DEAD

    async def _gone(self, by: PersonId | None, answer: Message, conversation: Conversation) -> None:
        """The contact does not see it, and never will; the mark in the topic says so."""
        now = self._clock.now()
        recalled = await self._messages.recalled(answer.id, now) or answer
        await self._mirroring.follow(recalled, conversation)
        await self._record.event(answer.id, "recalled", conversation, by)
        await self._outbox.redo(self._make.mark(answer, conversation, GONE, due=now))

    async def _say_failed(
        self, delivery: Delivery, message: Message, conversation: Conversation
    ) -> None:
        if message.kind is MessageKind.IN and message.revised_at is None:
            await self._say_order(message, conversation)
        elif message.kind is MessageKind.IN:
            await self._say_changed(message, conversation)
        elif message.recalled_at is None:
            code = "recall_failed" if delivery.work is Work.RECALL else "edit_failed"
            note = Note(code=code, values={"reason": delivery.reason or ""})
            cause = f"{delivery.id}/{delivery.version}/failed"
            await self._record.say(cause, conversation, note, about=message)

    async def _say_order(self, about: Message, conversation: Conversation) -> None:
        """What could not be written over the copy stands below it."""
        if order := about.order:
            note = Note(code="about_order", values={"order": order})
            await self._record.say(f"{about.id}/about/{order}", conversation, note, about=about)

    async def _say_changed(
        self, message: Message, conversation: Conversation, files: tuple[Attachment, ...] = ()
    ) -> None:
        """In words, where the copy cannot follow."""
        note = Note(code="contact_edited", values={"text": message.text})
        if not message.text:
            note = Note(code="contact_edited_file")
        at = int(message.revised_at.timestamp()) if message.revised_at else 0
        cause = f"{_version(message)}/{at}/said"
        await self._record.say(cause, conversation, note, about=message, attachments=files)


def _version(message: Message) -> str:
    return f"{message.id}/{message.version}"
