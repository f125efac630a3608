"""A phrase that a contact is asked to confirm in writing: found, looked over, asked exactly as it
stands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hub.acting import Acting
from hub.confirm_words import choices, detail, remarks, told
from hub.errors import OrdersDown, Refusal
from hub.intent import Mark, text_mark
from hub.kit import Kit
from hub.model import (
    Audience,
    Button,
    Confirmation,
    ConfirmationId,
    ConfirmationState,
    Conversation,
    DeliveryId,
    Message,
    MessageId,
    MessageKind,
    Note,
    Order,
    Person,
    Source,
)
from hub.oddities import Oddity, oddities
from hub.order_fields import Label, read
from hub.record import conversation_id

LONGEST: Final = 1000
"""Code points: with what stands around it, it is one message."""
LONGEST_PRESS: Final = 64
"""Bytes that a button of Telegram brings back."""


class Phrases:
    def __init__(self, kit: Kit, acting: Acting, label: Label) -> None:
        """`label` is what a field of an order is called on cards."""
        self._acting = acting
        self._label = label
        self._directory = kit.directory
        self._messages = kit.store.messages
        self._deliveries = kit.store.deliveries
        self._confirmations = kit.store.confirmations
        self._orders = kit.orders
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock

    async def ask(
        self,
        source: Source,
        by: Person,
        conversation: Conversation,
        *,
        argument: str,
        about: MessageId | None = None,
    ) -> None:
        """Ask the contact whether the phrase is right: the text behind the field that `argument`
        begins with, or else what they wrote in `about`, or last. Where something in it looks like
        a slip the operator is asked first, and without a field which one is meant.
        """
        self._require_written(conversation)
        confirmation = await self._confirmations.get(_id(source))
        if confirmation is None and not argument.strip():
            await self._ask_field(source, conversation, about)
            return
        if confirmation is None:
            new = await self._new(source, by, conversation, argument, about)
            confirmation = await self._confirmations.insert(new)
        value = confirmation.value
        doubtful = text_mark(value) is not Mark.NONE
        if doubtful or any(one.oddity is Oddity.LOOK_ALIKE for one in oddities(value)):
            await self._doubt(confirmation, conversation)
        else:
            await self._send(confirmation, conversation, by)

    async def _new(
        self,
        source: Source,
        by: Person,
        conversation: Conversation,
        argument: str,
        about: MessageId | None,
    ) -> Confirmation:
        order = await self._order(conversation)
        field, text = read(argument, order, self._label)
        phrase = await self._phrase(conversation, about, text)
        value = text or (phrase.text if phrase else "")
        if not value.strip():
            raise Refusal("confirm_what")
        if text_mark(text) is Mark.COMMENT:
            raise Refusal("confirm_marked")
        if len(value) > LONGEST:
            raise Refusal("confirm_too_long", most=str(LONGEST))
        return Confirmation(
            id=_id(source),
            conversation=conversation.id,
            address=conversation.address,
            order=order.id,
            field=field,
            value=value,
            by=by.id,
            asked_at=self._clock.now(),
            phrase=phrase.id if phrase else None,
        )

    async def _ask_field(
        self, source: Source, conversation: Conversation, about: MessageId | None
    ) -> None:
        """A button for each field of the order; what fits into none can still be typed."""
        order = await self._order(conversation)
        phrase = await self._phrase(conversation, about, "")
        seq = phrase.seq if phrase else 0
        presses = {name: f"confirm:{conversation.number}:{seq}:{name}" for name in order.fields}
        buttons = tuple(
            Button(label=self._label(name), press=press)
            for name, press in presses.items()
            if len(press.encode()) <= LONGEST_PRESS
        )
        note = Note(code="confirm_which_field", values={"order": order.id})
        asked = self._make.ask(
            source, note, conversation.desk, conversation=conversation, buttons=buttons
        )
        await self._outbox.put(asked)

    async def ask_anyway(self, by: Person, conversation: Conversation, id: ConfirmationId) -> None:
        """The operator has seen what is odd about it."""
        confirmation = await self._confirmations.get(id)
        if confirmation is None or confirmation.conversation != conversation.id:
            raise Refusal("gone")
        if confirmation.state is not ConfirmationState.DOUBTED:
            raise Refusal("already_sent")
        await self._send(confirmation, conversation, by)

    async def retell(self, confirmation: Confirmation, note: Note) -> None:
        """What he was asked with says how it ended."""
        asked = await self._deliveries.get(DeliveryId(f"{confirmation.id}/asked/answer"))
        if asked:
            await self._outbox.redo(self._make.retell(asked, note))

    def _require_written(self, conversation: Conversation) -> None:
        inbox = self._directory.inbox(conversation.address.inbox)
        if inbox.audience is not Audience.CUSTOMERS:
            raise Refusal("confirm_customers_only")
        if inbox.one_way:
            raise Refusal("confirm_call")
        if conversation.public:
            raise Refusal("confirm_public")
        if self._orders is None:
            raise Refusal("confirm_no_service")

    async def _phrase(
        self, conversation: Conversation, about: MessageId | None, text: str
    ) -> Message | None:
        """The contact's message that the phrase is taken from, or in which `text` stands."""
        replied = await self._messages.get(about) if about else None
        if about and not text and not (replied and _is_theirs(replied)):
            raise Refusal("confirm_what")
        latest = () if replied and not text else await self._messages.of(conversation.id, limit=100)
        looked_at = (*filter(None, (replied,)), *reversed(latest))
        written = [one for one in looked_at if _is_theirs(one) and one.text.strip()]
        found = next((one for one in written if text in one.text), None)
        if found is None and not text:
            raise Refusal("confirm_what")
        return found

    async def _order(self, conversation: Conversation) -> Order:
        try:
            return await self._acting.order(conversation)
        except OrdersDown:
            raise Refusal("orders_unknown") from None

    async def _doubt(self, confirmation: Confirmation, conversation: Conversation) -> None:
        press = f"ask:{conversation.number}:{confirmation.id}"
        lines = remarks(confirmation)
        note = Note(code="confirm_doubt", values=told(confirmation), lines=lines)
        button = Button(label="send_to_contact", press=press)
        await self._outbox.put(
            self._make.ask(
                confirmation.id,
                note,
                conversation.desk,
                conversation=conversation,
                buttons=(button,),
            )
        )

    async def _send(
        self, confirmation: Confirmation, conversation: Conversation, by: Person
    ) -> None:
        asked, now = ConfirmationState.ASKED, self._clock.now()
        await self._confirmations.move(confirmation.id, asked, of=ConfirmationState.DOUBTED, at=now)
        for older in await self._confirmations.replace_older(confirmation, now):
            await self.retell(older, Note(code="confirm_replaced", values=told(older)))
        lines = (*remarks(confirmation), Note(code="confirm_question"))
        note = Note(code="confirm_ask", values=told(confirmation), lines=lines)
        line = await self._record.note(f"{confirmation.id}/asked", conversation, note)
        await self._outbox.put(
            replace(self._make.answer(line, conversation), buttons=choices(confirmation)),
            self._make.show(line, conversation),
        )
        await self._record.event(
            confirmation.id, "confirm_asked", conversation, by.id, detail(confirmation)
        )


def _is_theirs(message: Message) -> bool:
    """And not of somebody else who writes in the same thread."""
    return message.kind is MessageKind.IN and not message.by


def _id(source: Source) -> ConfirmationId:
    """Short: it comes back with a button."""
    return ConfirmationId(f"w{conversation_id(source)}")
