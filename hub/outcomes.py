"""What follows when a delivery has ended: marks, visible failures, the next door, the next step."""

from __future__ import annotations

from datetime import tzinfo

from hub import reasons
from hub.discretion import covered
from hub.errors import Refusal
from hub.escalation import Escalating
from hub.guests import Guests, counts
from hub.kit import Kit
from hub.membership import SEATS, Membership
from hub.model import (
    WAITING,
    Button,
    Conversation,
    Delivery,
    DeliveryId,
    DeliveryState,
    Message,
    MessageId,
    MessageKind,
    Note,
    Person,
    Work,
)
from hub.model.lacking import Lacking
from hub.outages import told_away
from hub.record import excerpt
from hub.revising import Revising
from hub.roster import Roster

FAILED = (DeliveryState.DEAD, DeliveryState.UNCERTAIN)


class Outcomes:
    """Draws the consequences of an ended delivery; drawing them twice changes nothing."""

    def __init__(
        self,
        kit: Kit,
        *,
        escalating: Escalating,
        revising: Revising,
        guests: Guests,
        membership: Membership,
        roster: Roster,
        zone: tzinfo,
    ) -> None:
        self._directory = kit.directory
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._deliveries = kit.store.deliveries
        self._escalating = escalating
        self._revising = revising
        self._guests = guests
        self._membership = membership
        self._roster = roster
        self._zone = zone
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock

    def concerns(self, delivery: Delivery) -> bool:
        """Whether the end of this delivery has any consequence."""
        if delivery.work in (Work.ANSWER, Work.RECALL):
            return True
        if delivery.work is Work.PROBE:
            return True
        if delivery.work in SEATS:
            return delivery.work is Work.ENTER or delivery.state in FAILED
        if delivery.state not in FAILED:
            return delivery.complaint is not None
        return delivery.work in (Work.SHOW, Work.TELL, Work.EDIT) or counts(delivery)

    async def settled(self, delivery: Delivery) -> None:
        if delivery.work is Work.TELL:
            await self._not_told(delivery)
        elif delivery.work is Work.PROBE:
            await self._roster.probed(delivery)
        elif delivery.work in SEATS:
            await self._membership.settled(delivery)
        elif delivery.work is Work.MIRROR:
            await self._guests.not_mirrored(delivery)
        elif delivery.work in (Work.EDIT, Work.RECALL):
            await self._revising.settled(delivery)
        elif delivery.state in FAILED:
            await self._failed(delivery)
        else:
            await self._arrived(delivery)

    async def again(self, message: Message, by: Person) -> None:
        """«Повторить»: try once more what failed to be sent or shown."""
        if message.recalled_at:
            raise Refusal("gone")
        work = Work.SHOW if message.kind is MessageKind.IN else Work.ANSWER
        id = DeliveryId(f"{message.id}/{work}")
        failed = await self._deliveries.get(id)
        complaint = _complaint(failed) if failed else None
        revived = await self._deliveries.revive(id, self._clock.now(), complaint)
        if revived is None:
            raise Refusal("already_on_its_way")
        conversation = await self._conversation(revived)
        if conversation:
            await self._record.event(f"{id}/{revived.tries}", "retried", conversation, by.id)
        self._outbox.wake(revived)

    async def _arrived(self, delivery: Delivery) -> None:
        """The operator sees 👌 on what they wrote, and what it had to go without; no line goes on
        saying that it failed.
        """
        message, conversation = await self._message(delivery), await self._conversation(delivery)
        if message is None or conversation is None:
            return
        if left_out := Lacking(delivery.lacks).told():
            note = Note(code="left_out", values={"left_out": " ".join(left_out)})
            await self._record.say(f"{delivery.id}/left_out", conversation, note, about=message)
        if delivery.work is Work.ANSWER and _stands(message):
            now = self._clock.now()
            await self._outbox.redo(self._make.mark(message, conversation, "👌", due=now))
        if delivery.complaint:
            values = {"excerpt": _quoted(message)}
            note = Note(code=f"{delivery.work}_arrived", values=values)
            await self._reword(delivery.complaint, message, note)

    async def _failed(self, delivery: Delivery) -> None:
        """A failure is a line in the topic, where somebody can act on it."""
        message, conversation = await self._message(delivery), await self._conversation(delivery)
        if message is None or conversation is None:
            return
        if message.kind is MessageKind.SYSTEM and not await self._is_missed(delivery, message):
            return
        if delivery.work is Work.ANSWER:
            await self._deliveries.call_off(DeliveryId(f"{message.id}/mark"))
        note, cause = self._lament(delivery, message, conversation), _complaint(delivery)
        if delivery.complaint and (before := await self._messages.get(delivery.complaint)):
            await self._reword(before.id, message, before.note or note)
        author = self._directory.person(message.author)
        if author and self._make.privately(message):
            await self._outbox.put(self._make.tell(cause, author, note))
        await self._record.say(
            cause,
            conversation,
            note,
            about=message,
            buttons=_again(delivery, message, conversation),
        )

    def _lament(self, delivery: Delivery, message: Message, home: Conversation) -> Note:
        """What it was, since the line may be all that is seen of it, and why it failed."""
        values = {"excerpt": _quoted(message), "reason": delivery.reason or ""}
        unsure = delivery.state is DeliveryState.UNCERTAIN and delivery.work is Work.ANSWER
        if unsure and delivery.silent_since and delivery.settled_at:
            since, until = delivery.silent_since, delivery.settled_at
            away = told_away(home.channel, since, until, self._zone)
            return Note(code="answer_uncertain", values={**values, **away})
        return Note(code="answer_unsure" if unsure else f"{delivery.work}_dead", values=values)

    async def _reword(self, complaint: MessageId, about: Message, note: Note) -> None:
        """A line that told of a failure says something else now, and has no button any more."""
        author = self._directory.person(about.author)
        doors = self._directory.doors(author) if author else ()
        told = [DeliveryId(f"{complaint}/tell/{about.author}/{voice}") for voice in doors]
        for line in await self._deliveries.many([DeliveryId(f"{complaint}/show"), *told]):
            if line.state in WAITING and await self._deliveries.call_off(line.id):
                continue
            await self._outbox.redo(self._make.retell(line, note))

    async def _is_missed(self, delivery: Delivery, line: Message) -> bool:
        """Whether the desk expects the hub's own line to have arrived: it was shown there, too."""
        shown = await self._deliveries.get(DeliveryId(f"{line.id}/show"))
        return delivery.work is Work.ANSWER and shown is not None

    async def _not_told(self, delivery: Delivery) -> None:
        """By the next door; if that was the last, the escalation goes on or the topic says so."""
        person = self._directory.person(delivery.person)
        if person is None or delivery.state not in FAILED:
            return
        next_door = self._make.next_door(delivery, person)
        if next_door:
            await self._outbox.put(next_door)
        elif delivery.escalation and delivery.state is DeliveryState.DEAD:
            await self._escalating.unreachable(delivery)
        elif delivery.escalation:
            return  # it may have arrived, and reminders follow
        else:
            await self._say_not_told(delivery, person)

    async def _say_not_told(self, delivery: Delivery, person: Person) -> None:
        conversation = await self._conversation(delivery)
        if conversation:
            values = {"name": person.name, "reason": delivery.reason or ""}
            note = Note(code="not_told", values=values)
            await self._record.say(f"{delivery.id}/not_told", conversation, note)

    async def _message(self, delivery: Delivery) -> Message | None:
        return await self._messages.get(delivery.message) if delivery.message else None

    async def _conversation(self, delivery: Delivery) -> Conversation | None:
        found = delivery.conversation
        return await self._conversations.get(found) if found else None


def _again(delivery: Delivery, message: Message, conversation: Conversation) -> tuple[Button, ...]:
    """«Повторить», where that may come out otherwise."""
    reason = delivery.reason or ""
    refused = reason in reasons.FUTILE or reason not in reasons.CODES
    if delivery.final and refused and not reasons.may_be_mended(reason):
        return ()
    return (Button(label="again", press=f"again:{conversation.number}:{message.seq}"),)


def _complaint(delivery: Delivery) -> MessageId:
    """The line that tells of this failure of it."""
    at = int(delivery.settled_at.timestamp() * 1000) if delivery.settled_at else 0
    return MessageId(f"{delivery.id}/{delivery.state}/{at}")


def _stands(message: Message) -> bool:
    return message.kind is MessageKind.OUT and not message.recalled_at


def _quoted(message: Message) -> str:
    names = (one.name for one in message.attachments if one.name)
    return covered(excerpt(message.text)) or next(names, "…")
