"""A phrase confirmed in writing: asked exactly as it stands, kept as it was confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from hub.access import works_on
from hub.errors import NotAllowed, OrdersDown, Refusal, Undeliverable
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
    Person,
    Pressed,
    Source,
)
from hub.oddities import Found, Oddity, length, oddities
from hub.reception import open_topic
from hub.record import conversation_id

LONGEST: Final = 1000
"""Code points: with what stands around it, it is one message."""
PLACES: Final = 20
_DECIDED: Final = (ConfirmationState.CONFIRMED, ConfirmationState.CORRECTED)
AGAIN: Final = timedelta(seconds=5)
AT_MOST: Final = timedelta(minutes=10)
"""How soon, and how late, the order service is told again."""


class Confirming:
    def __init__(self, kit: Kit) -> None:
        self._directory = kit.directory
        self._access = kit.access
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._deliveries = kit.store.deliveries
        self._dossiers = kit.store.dossiers
        self._confirmations = kit.store.confirmations
        self._orders = kit.orders
        self._record = kit.record
        self._outbox = kit.outbox
        self._clock = kit.clock

    async def ask(
        self,
        source: Source,
        by: Person,
        conversation: Conversation,
        *,
        field: str,
        text: str = "",
        about: MessageId | None = None,
    ) -> None:
        """Ask the contact whether the phrase is right: `text`, or else what he wrote in `about`,
        or last. Where something in it looks like a slip the operator is asked first.
        """
        self._require_written(conversation)
        phrase = None if text else await self._phrase(conversation, about)
        value = text or (phrase.text if phrase else "")
        if not value.strip():
            raise Refusal("confirm_what")
        if len(value) > LONGEST:
            raise Refusal("confirm_too_long", most=str(LONGEST))
        confirmation = await self._confirmations.insert(
            Confirmation(
                id=_id(source),
                conversation=conversation.id,
                address=conversation.address,
                order=await self._order(conversation),
                field=field,
                value=value,
                by=by.id,
                asked_at=self._clock.now(),
                phrase=phrase.id if phrase else None,
            )
        )
        if any(one.oddity is Oddity.LOOK_ALIKE for one in oddities(value)):
            await self._doubt(confirmation, conversation)
        else:
            await self._send(confirmation, conversation, by)

    async def ask_anyway(self, by: Person, conversation: Conversation, id: ConfirmationId) -> None:
        """The operator has seen what is odd about it."""
        confirmation = await self._confirmations.get(id)
        if confirmation is None or confirmation.conversation != conversation.id:
            raise Refusal("gone")
        if confirmation.state is not ConfirmationState.DOUBTED:
            raise Refusal("already_sent")
        await self._send(confirmation, conversation, by)

    async def decide(self, pressed: Pressed, id: ConfirmationId, *, right: bool) -> Confirmation:
        """«Всё верно» or «Исправить», by whoever was asked. Raises Refusal, NotAllowed."""
        confirmation = await self._confirmations.get(id)
        if confirmation is None or confirmation.address != pressed.address:
            by = f"{pressed.name} ({pressed.address})"
            await self._access.refused(pressed.source, f"press {pressed.press}", by=by)
            raise NotAllowed("not_yours")
        decided = await self._move(confirmation, right=right)
        if decided is None:
            raise await self._decided_before(id)
        return decided

    async def agreed(self, message: MessageId) -> bool:
        """Whether a written «всё верно» is what decides: he is being asked right now."""
        written = await self._messages.get(message)
        conversation = await self._conversations.get(written.conversation) if written else None
        if written is None or conversation is None or not _is_yes(written.text):
            return False
        asked = await self._confirmations.asked(conversation.address)
        return len(asked) == 1 and await self._move(asked[0], right=True) is not None

    async def edited(self, id: MessageId) -> None:
        """What a phrase was taken from is edited: pointed out, and nothing changes."""
        message = await self._messages.get(id)
        for confirmation in await self._confirmations.taken_from(id) if message else ():
            conversation = await self._conversations.get(confirmation.conversation)
            if message and conversation and message.text != confirmation.value:
                note = Note(code="confirm_edited", values=_told(confirmation))
                cause = f"{confirmation.id}/edited/{len(message.earlier)}"
                await self._record.say(cause, conversation, note, about=message)

    async def tick(self) -> None:
        """Finish what was interrupted, and tell the order service what has been confirmed."""
        for confirmation in await self._confirmations.due(self._clock.now()):
            await self._follow(confirmation)
            await self._tell_order_service(confirmation)

    def _require_written(self, conversation: Conversation) -> None:
        inbox = self._directory.inboxes[conversation.address.inbox]
        if inbox.audience is not Audience.CUSTOMERS:
            raise Refusal("confirm_customers_only")
        if inbox.one_way:
            raise Refusal("confirm_call")
        if conversation.public:
            raise Refusal("confirm_public")
        if self._orders is None:
            raise Refusal("confirm_no_service")

    async def _phrase(self, conversation: Conversation, about: MessageId | None) -> Message:
        if about:
            message = await self._messages.get(about)
            if message is None or message.kind is not MessageKind.IN:
                raise Refusal("confirm_what")
            return message
        messages = await self._messages.of(conversation.id, limit=100)
        written = [one for one in messages if one.kind is MessageKind.IN and one.text.strip()]
        if not written:
            raise Refusal("confirm_what")
        return written[-1]

    async def _order(self, conversation: Conversation) -> str:
        """The conversation's, or the only active one of the contact."""
        if conversation.order:
            return conversation.order
        dossier = await self._dossiers.get(conversation.contact)
        accounts = dossier.accounts if dossier else ()
        active = accounts[0].active if len(accounts) == 1 else ()
        if len(active) != 1:
            raise Refusal("confirm_which_order")
        return active[0].id

    async def _doubt(self, confirmation: Confirmation, conversation: Conversation) -> None:
        press = f"ask:{conversation.number}:{confirmation.id}"
        note = replace(
            Note(code="confirm_doubt", values=_told(confirmation)), lines=_lines(confirmation.value)
        )
        button = Button(label="send_to_contact", press=press)
        await self._outbox.put(
            self._outbox.ask(
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
            await self._retell(older, Note(code="confirm_replaced", values=_told(older)))
        lines = _lines(confirmation.value)
        note = Note(code="confirm_ask", values=_told(confirmation), lines=lines)
        line = await self._record.note(f"{confirmation.id}/asked", conversation, note)
        await self._outbox.put(
            replace(self._outbox.answer(line, conversation), buttons=_choices(confirmation)),
            self._outbox.show(line, conversation),
        )
        await self._record.event(
            confirmation.id, "confirm_asked", conversation, by.id, _detail(confirmation)
        )

    async def _move(self, confirmation: Confirmation, *, right: bool) -> Confirmation | None:
        state = ConfirmationState.CONFIRMED if right else ConfirmationState.CORRECTED
        decided = await self._confirmations.move(
            confirmation.id, state, of=ConfirmationState.ASKED, at=self._clock.now()
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
        note = Note(code=f"confirm_{did}", values=_told(decided))
        await self._record.event(decided.id, f"phrase_{did}", conversation, detail=_detail(decided))
        await self._record.say(f"{decided.id}/{did}", conversation, note)
        await self._retell(decided, Note(code=f"you_{did}", values=_told(decided)))
        assignee = self._outbox.person(conversation.assignee)
        if assignee and works_on(assignee, conversation):
            told = self._outbox.tell(
                f"{decided.id}/{did}",
                assignee,
                note,
                conversation=conversation.id,
                buttons=(open_topic(conversation.id),),
            )
            await self._outbox.put(told)

    async def _retell(self, confirmation: Confirmation, note: Note) -> None:
        """What he was asked with says how it ended."""
        asked = await self._deliveries.get(DeliveryId(f"{confirmation.id}/asked/answer"))
        if asked:
            await self._outbox.redo(self._outbox.retell(asked, note))

    async def _tell_order_service(self, confirmation: Confirmation) -> None:
        conversation = await self._conversations.get(confirmation.conversation)
        if self._orders is None or conversation is None:
            await self._confirmations.told(confirmation.id, again=None)
            return
        values, again = _told(confirmation), None
        try:
            await self._orders.put_field(confirmation.order, confirmation.field, confirmation.value)
            note = Note(code="confirm_stored", values=values)
        except OrdersDown as error:
            note = Note(code="confirm_waits", values={**values, "reason": str(error)})
            again = self._clock.now() + min(AGAIN * 2**confirmation.tries, AT_MOST)
        except Undeliverable as error:
            note = Note(code="confirm_not_stored", values={**values, "reason": error.reason})
        await self._record.say(f"{confirmation.id}/{note.code}", conversation, note)
        await self._confirmations.told(confirmation.id, again=again)


def _id(source: Source) -> ConfirmationId:
    """Short: it comes back with a button."""
    return ConfirmationId(f"w{conversation_id(source)}")


def _is_yes(text: str) -> bool:
    words = "".join(one if one.isalpha() else " " for one in text.casefold().replace("ё", "е"))
    return " ".join(words.split()) in ("все верно", "да все верно", "that is right", "all correct")


def _choices(confirmation: Confirmation) -> tuple[Button, ...]:
    return (
        Button(label="right", press=f"right:{confirmation.id}"),
        Button(label="wrong", press=f"wrong:{confirmation.id}"),
    )


def _told(confirmation: Confirmation) -> dict[str, str]:
    return {
        "order": confirmation.order,
        "field": confirmation.field,
        "phrase": confirmation.value,
        "length": str(length(confirmation.value)),
        "version": str(confirmation.version),
    }


def _detail(confirmation: Confirmation) -> dict[str, str]:
    """For the audit: which, and not what he wrote."""
    told = _told(confirmation)
    return {name: told[name] for name in ("order", "field", "version")}


def _lines(value: str) -> tuple[Note, ...]:
    return tuple(map(_line, oddities(value)))


def _line(found: Found) -> Note:
    at = ", ".join(map(str, found.at[:PLACES])) + ("…" if len(found.at) > PLACES else "")
    what = " ".join(found.what[:PLACES])
    return Note(code=f"odd.{found.oddity}", values={"what": what, "at": at})
