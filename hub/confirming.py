"""A phrase confirmed in writing: decided by whoever was asked, kept as it was confirmed, and told
to the order service.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hub import reasons
from hub.access import works_on
from hub.acting import Acting
from hub.confirm_words import detail, told
from hub.dossiers import Dossiers
from hub.errors import NotAllowed, OrdersDown, Refusal, Undeliverable
from hub.kit import Kit
from hub.model import (
    Confirmation,
    ConfirmationId,
    ConfirmationState,
    Conversation,
    DeliveryId,
    Message,
    MessageId,
    Note,
    Pressed,
)
from hub.phrases import Phrases
from hub.ports import Orders
from hub.reception import open_topic
from hub.text import folded

_DECIDED: Final = (ConfirmationState.CONFIRMED, ConfirmationState.CORRECTED)
_LONGEST_YES: Final = 100
"""Characters: whoever writes more says something else."""
AGAIN: Final = timedelta(seconds=5)
AT_MOST: Final = timedelta(minutes=10)
"""How soon, and how late, the order service is told again."""


class Confirming:
    def __init__(self, kit: Kit, phrases: Phrases, *, acting: Acting, dossiers: Dossiers) -> None:
        self._acting = acting
        self._dossiers = dossiers
        self._contacts = kit.store.contacts
        self._directory = kit.directory
        self._access = kit.access
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._confirmations = kit.store.confirmations
        self._orders = kit.orders
        self._phrases = phrases
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock

    async def decide(self, pressed: Pressed, id: ConfirmationId, *, right: bool) -> Confirmation:
        """«Всё верно» or «Исправить», by whoever was asked. Raises Refusal, NotAllowed."""
        confirmation = await self._confirmations.get(id)
        if confirmation is None or confirmation.address != pressed.address:
            by = f"{pressed.name} ({pressed.address})"
            await self._access.refused(pressed.source, f"press {pressed.press}", by=by)
            raise NotAllowed("not_yours")
        decided = await self._move(confirmation, right=right, aloud=pressed.said is not None)
        if decided is None:
            raise await self._decided_before(id)
        return decided

    async def agreed(self, message: MessageId) -> bool:
        """Whether a written «всё верно» is what decides: he is being asked right now."""
        written = await self._messages.get(message)
        conversation = await self._conversations.get(written.conversation) if written else None
        if written is None or written.by or conversation is None or not _is_yes(written.text):
            return False
        asked = await self._confirmations.asked(conversation.address)
        return len(asked) == 1 and bool(await self._move(asked[0], right=True, aloud=True))

    async def edited(self, id: MessageId) -> None:
        """What a phrase was taken from is edited: pointed out, and nothing changes."""
        message = await self._messages.get(id)
        for confirmation in await self._confirmations.taken_from(id) if message else ():
            conversation = await self._conversations.get(confirmation.conversation)
            if message and conversation and not _still_stands(confirmation.value, message):
                note = Note(code="confirm_edited", values=told(confirmation))
                cause = f"{confirmation.id}/edited/{message.version}"
                await self._record.say(cause, conversation, note, about=message)

    async def tick(self) -> None:
        """Finish what was interrupted, and tell the order service what has been confirmed."""
        for confirmation in await self._confirmations.due(self._clock.now()):
            await self._follow(confirmation)
            await self._tell_order_service(confirmation)

    async def _move(
        self, confirmation: Confirmation, *, right: bool, aloud: bool
    ) -> Confirmation | None:
        state = ConfirmationState.CONFIRMED if right else ConfirmationState.CORRECTED
        asked, now = ConfirmationState.ASKED, self._clock.now()
        decided = await self._confirmations.move(
            confirmation.id, state, of=asked, at=now, aloud=aloud
        )
        if decided:
            await self._follow(decided)
        return decided

    async def _decided_before(self, id: ConfirmationId) -> Refusal:
        confirmation = await self._confirmations.get(id)
        if confirmation and confirmation.state in _DECIDED:
            await self._follow(confirmation)
        if confirmation and confirmation.state is ConfirmationState.CONFIRMED:
            return Refusal("confirmed_already")
        return Refusal("confirm_over")

    async def _follow(self, decided: Confirmation) -> None:
        """The desk and the assignee hear of it, and his buttons go. Twice changes nothing."""
        conversation = await self._conversations.get(decided.conversation)
        if conversation is None:
            return
        did = "confirmed" if decided.state is ConfirmationState.CONFIRMED else "corrected"
        note = Note(code=f"confirm_{did}", values=told(decided))
        await self._record.event(decided.id, f"phrase_{did}", conversation, detail=detail(decided))
        await self._record.say(f"{decided.id}/{did}", conversation, note)
        if decided.state is ConfirmationState.CONFIRMED:
            shown = DeliveryId(f"{decided.id}/{did}/show")
            await self._outbox.put(self._make.pin(shown, conversation))
        await self._answer(decided, conversation, Note(code=f"you_{did}", values=told(decided)))
        assignee = self._directory.person(conversation.assignee)
        if assignee and works_on(assignee, conversation):
            notice = self._make.tell(
                f"{decided.id}/{did}",
                assignee,
                note,
                conversation=conversation.id,
                buttons=(open_topic(conversation.id),),
            )
            await self._outbox.put(notice)

    async def _answer(self, decided: Confirmation, conversation: Conversation, note: Note) -> None:
        """Where the question stood; below what the contact said, if it was said."""
        await self._phrases.retell(decided, note)
        if decided.aloud:
            line = await self._record.note(f"{decided.id}/answer", conversation, note)
            await self._outbox.put(self._make.answer(line, conversation))

    async def _tell_order_service(self, confirmation: Confirmation) -> None:
        conversation = await self._conversations.get(confirmation.conversation)
        if self._orders is None or conversation is None:
            await self._confirmations.told(confirmation.id, again=None)
            return
        values, again = told(confirmation), None
        try:
            await self._put(self._orders, confirmation, conversation)
            note = Note(code="confirm_stored", values=values)
        except OrdersDown as error:
            note = Note(code="confirm_waits", values={**values, "reason": str(error)})
            again = self._clock.now() + min(AGAIN * 2**confirmation.tries, AT_MOST)
        except Undeliverable as error:
            note = Note(code="confirm_not_stored", values={**values, "reason": error.reason})
        await self._record.say(f"{confirmation.id}/{note.code}", conversation, note)
        await self._confirmations.told(confirmation.id, again=again)

    async def _put(
        self, orders: Orders, confirmation: Confirmation, conversation: Conversation
    ) -> None:
        """And the card says what the order has now."""
        if not await self._acting.may(conversation, confirmation.order):
            raise Undeliverable(reasons.WHOSE_ORDER)
        await orders.put_field(confirmation.order, confirmation.field, confirmation.value)
        contact = await self._contacts.get(conversation.contact)
        if contact:
            await self._dossiers.seen(contact, anew=True)


def _still_stands(value: str, message: Message) -> bool:
    """Whether the edit has left alone what was confirmed."""
    return message.text == value or (value in message.text and value not in message.earlier)


def _is_yes(text: str) -> bool:
    if len(text) > _LONGEST_YES:
        return False
    words = "".join(one if one.isalpha() else " " for one in folded(text))
    return " ".join(words.split()) in ("все верно", "да все верно", "that is right", "all correct")
