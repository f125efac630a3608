"""What operators write: answers go out, comments never do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hub.access import works_on
from hub.card import looks
from hub.errors import NotAllowed, Refusal
from hub.intent import STAYS, mark_of
from hub.kit import Kit
from hub.mirroring import Mirroring
from hub.model import (
    Button,
    Conversation,
    Message,
    MessageId,
    MessageKind,
    Note,
    PersonId,
    Source,
    Status,
)
from hub.offers import Offers
from hub.ports import Clock
from hub.reception import open_topic
from hub.record import INSIDE, Content, conversation_id, excerpt
from hub.showing import Showing

TAKING_LONG = timedelta(seconds=2)
"""An answer that is not sent by then gets a mark."""


class Writing:
    def __init__(self, kit: Kit, *, showing: Showing, mirroring: Mirroring, offers: Offers) -> None:
        self._directory = kit.directory
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._showing = showing
        self._mirroring = mirroring
        self._offers = offers

    async def answer(
        self,
        source: Source,
        by: PersonId,
        conversation: Conversation,
        content: Content,
        *,
        as_guest: bool = False,
    ) -> None:
        """Send to the contact. Whoever answers what nobody has takes it."""
        if content.omitted:
            raise Refusal("cannot_carry", kind=content.omitted[0])
        if content.empty:
            raise Refusal("nothing_to_send")
        id = MessageId(source)
        await self._answer(id, by, conversation, content, as_guest=as_guest)

    async def comment(
        self,
        source: Source,
        by: PersonId,
        conversation: Conversation,
        content: Content,
        *,
        offered: str = "",
        as_guest: bool = False,
    ) -> None:
        """Keep inside and tell the assignee. `offered` is the code of what its author is told, with
        the one tap that sends it after all.
        """
        comment = await self._messages.get(MessageId(source))
        if comment is None:
            conversation = await self._commented(source, by, conversation, as_guest=as_guest)
            comment = await self._record.write(
                MessageId(source), MessageKind.COMMENT, conversation, by, content
            )
        await self._outbox.put(*self._mirroring.beside(comment, conversation))
        await self._tell_assignee(comment, by, conversation)
        if offered:
            await self._offers.make(comment, conversation, offered)

    async def send_after_all(
        self, written: Message, by: PersonId, *, as_guest: bool = False
    ) -> None:
        """The one tap: an offered comment's words become an answer, once."""
        conversation = await self._conversations.get(written.conversation)
        if conversation is None or written.native is None:
            raise Refusal("gone")
        offer = await self._offers.require(written, conversation)
        if written.omitted:
            raise Refusal("cannot_carry", kind=written.omitted[0])
        id = sent_after_all(written.id)
        if await self._messages.get(id):
            raise Refusal("already_sent")
        content = Content(
            native=written.native,
            text=written.text,
            spans=written.spans,
            attachments=written.attachments,
            omitted=written.omitted,
            forwarded_from=written.forwarded_from,
            album=written.album,
            note=written.note,
        )
        await self._answer(id, by, conversation, content, as_guest=as_guest)
        note = Note(code="sent_after_all", values={"by": self._directory.name(by)})
        await self._offers.close(offer, note)

    async def read(self, by: PersonId, conversation: Conversation) -> None:
        """«Прочитал»: the assignee has seen the comments."""
        if await self._conversations.read_comments(conversation.id, by) is None:
            raise Refusal("not_the_assignee")

    async def _commented(
        self, source: Source, by: PersonId, conversation: Conversation, *, as_guest: bool
    ) -> Conversation:
        counted = await self._conversations.commented(
            conversation.id, MessageId(source), by, as_guest=as_guest
        )
        if counted is None and as_guest:
            raise NotAllowed("guest_over", number=str(conversation.number))
        return counted or conversation

    async def _answer(
        self,
        id: MessageId,
        by: PersonId,
        conversation: Conversation,
        content: Content,
        *,
        as_guest: bool = False,
    ) -> None:
        """Whatever a person writes leaves by here, and nothing that is marked does."""
        if mark_of(content) in STAYS:
            raise Refusal("marked_since")
        if self._directory.inbox(conversation.address.inbox).one_way:
            raise Refusal("one_way")
        await self._showing.show(conversation)
        message = await self._messages.get(id)
        if message is None:
            answered = await self._answered(id, by, conversation, as_guest=as_guest)
            told = _outward(content)
            message = await self._record.write(id, MessageKind.OUT, answered, by, told)
            conversation = answered
        due = self._clock.now() + TAKING_LONG
        await self._outbox.put(
            self._make.answer(message, conversation, within=await self._within(message)),
            self._make.mark(message, conversation, "👀", due=due),
            *self._mirroring.beside(message, conversation),
        )

    async def _within(self, answer: Message) -> str | None:
        """Where in the contact's chat he wrote what is answered."""
        asked = await self._messages.get(answer.reply_to) if answer.reply_to else None
        return asked.within if asked else None

    async def _answered(
        self, id: MessageId, by: PersonId, conversation: Conversation, *, as_guest: bool
    ) -> Conversation:
        """The conversation after the answer; writing into a closed one begins the next."""
        now = self._clock.now()
        answered = await self._conversations.answered(conversation.id, by, now, as_guest=as_guest)
        if answered is None and as_guest:
            raise NotAllowed("guest_over", number=str(conversation.number))
        if answered is None:
            begun = await self._conversations.insert(_next(conversation, Source(id), self._clock))
            answered = await self._conversations.answered(begun.id, by, now) or begun
        if answered.assignee == by and conversation.assignee is None:
            await self._record.event(id, "taken", answered, by)
            await self._record.introduce(id, answered)
        if (answered.id, looks(answered)) != (conversation.id, looks(conversation)):
            await self._outbox.redo(self._make.card(answered))
        return answered

    async def _tell_assignee(
        self, comment: Message, by: PersonId, conversation: Conversation
    ) -> None:
        assignee = self._directory.person(conversation.assignee)
        if assignee is None or assignee.id == by or not works_on(assignee, conversation):
            return
        values = {
            "by": self._directory.name(by),
            "number": str(conversation.number),
            "name": conversation.name,
            "excerpt": excerpt(comment.text),
        }
        note = Note(code="commented", values=values)
        buttons = (
            open_topic(conversation.id),
            Button(label="read", press=f"read:{conversation.number}"),
        )
        await self._outbox.put(
            self._make.tell(
                comment.id, assignee, note, conversation=conversation.id, buttons=buttons
            )
        )


def sent_after_all(comment: MessageId) -> MessageId:
    """The answer that a comment became, if it was sent after all."""
    return MessageId(f"{comment}/sent")


def _outward(content: Content) -> Content:
    """Without what points at something of the company's own."""
    inside = content.note is not None and content.note.code == INSIDE
    return replace(content, note=None) if inside else content


def _next(closed: Conversation, source: Source, clock: Clock) -> Conversation:
    """A new conversation with the same contact, begun by an operator."""
    now = clock.now()
    return Conversation(
        id=conversation_id(source),
        number=0,
        contact=closed.contact,
        name=closed.name,
        address=closed.address,
        channel=closed.channel,
        audience=closed.audience,
        desk=closed.desk,
        status=Status.NEW,
        created_at=now,
        active_at=now,
        public=closed.public,
        within=closed.within,
    )
