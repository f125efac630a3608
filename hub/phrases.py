"""A phrase that a contact is asked to confirm in writing: found, looked over, asked exactly as it
stands.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hub.errors import Refusal
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
    Person,
    Source,
)
from hub.oddities import Found, Oddity, length, oddities
from hub.record import conversation_id

LONGEST: Final = 1000
"""Code points: with what stands around it, it is one message."""
PLACES: Final = 20


class Phrases:
    def __init__(self, kit: Kit) -> None:
        self._directory = kit.directory
        self._messages = kit.store.messages
        self._deliveries = kit.store.deliveries
        self._dossiers = kit.store.dossiers
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
        mark = text_mark(text)
        if mark is Mark.COMMENT:
            raise Refusal("confirm_marked")
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
        doubtful = mark is not Mark.NONE
        if doubtful or any(one.oddity is Oddity.LOOK_ALIKE for one in oddities(value)):
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

    async def _phrase(self, conversation: Conversation, about: MessageId | None) -> Message:
        if about:
            message = await self._messages.get(about)
            if message is None or message.kind is not MessageKind.IN or message.by:
                raise Refusal("confirm_what")
            return message
        messages = await self._messages.of(conversation.id, limit=100)
        his = [one for one in messages if one.kind is MessageKind.IN and not one.by]
        written = [one for one in his if one.text.strip()]
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
            Note(code="confirm_doubt", values=told(confirmation)), lines=_lines(confirmation.value)
        )
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
        lines = _lines(confirmation.value)
        note = Note(code="confirm_ask", values=told(confirmation), lines=lines)
        line = await self._record.note(f"{confirmation.id}/asked", conversation, note)
        await self._outbox.put(
            replace(self._make.answer(line, conversation), buttons=_choices(confirmation)),
            self._make.show(line, conversation),
        )
        await self._record.event(
            confirmation.id, "confirm_asked", conversation, by.id, detail(confirmation)
        )


def told(confirmation: Confirmation) -> dict[str, str]:
    """For the words of notes: what is asked, and of which order."""
    return {
        "order": confirmation.order,
        "field": confirmation.field,
        "phrase": confirmation.value,
        "length": str(length(confirmation.value)),
        "version": str(confirmation.version),
    }


def detail(confirmation: Confirmation) -> dict[str, str]:
    """For the audit: which, and not what he wrote."""
    values = told(confirmation)
    return {name: values[name] for name in ("order", "field", "version")}


def _id(source: Source) -> ConfirmationId:
    """Short: it comes back with a button."""
    return ConfirmationId(f"w{conversation_id(source)}")


def _choices(confirmation: Confirmation) -> tuple[Button, ...]:
    return (
        Button(label="right", press=f"right:{confirmation.id}"),
        Button(label="wrong", press=f"wrong:{confirmation.id}"),
    )


def _lines(value: str) -> tuple[Note, ...]:
    return tuple(map(_line, oddities(value)))


def _line(found: Found) -> Note:
    at = ", ".join(map(str, found.at[:PLACES])) + ("…" if len(found.at) > PLACES else "")
    what = " ".join(found.what[:PLACES])
    return Note(code=f"odd.{found.oddity}", values={"what": what, "at": at})
