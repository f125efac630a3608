"""Urgent means until accepted: ping, remind, next in the chain, skip the unreachable and say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hub import reasons
from hub.errors import NotAllowed, Refusal
from hub.kit import Kit
from hub.model import (
    WAITING,
    Button,
    Conversation,
    Delivery,
    DeliveryState,
    Escalation,
    EscalationId,
    EscalationState,
    Note,
    Person,
    PersonId,
    Priority,
    Source,
    Urgency,
)
from hub.record import excerpt
from hub.showing import Showing


class Escalating:
    def __init__(self, kit: Kit, *, showing: Showing, ack_step: timedelta) -> None:
        self._directory = kit.directory
        self._conversations = kit.store.conversations
        self._escalations = kit.store.escalations
        self._deliveries = kit.store.deliveries
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._showing = showing
        self._ack_step = ack_step

    async def start(
        self,
        source: Source,
        by: Person,
        conversation: Conversation,
        text: str,
        first: tuple[PersonId, ...] = (),
    ) -> None:
        """Ping `first`, then the people of the first matching chain, until somebody accepts."""
        id = EscalationId(source)
        if conversation.over:
            raise Refusal("over")
        running = await self._escalations.running(conversation.id)
        if running and running.id != id:
            raise Refusal("already_urgent")
        chain = self._directory.chain_for(conversation)
        steps = tuple(dict.fromkeys((*first, *(chain.steps if chain else ()))))
        if not steps:
            raise Refusal("no_chain")
        await self._showing.show(conversation)
        escalation = await self._begin(id, by, conversation, text, steps)
        await self._tick(escalation)

    async def tick(self) -> None:
        """Do what has come due in any escalation."""
        for escalation in await self._escalations.due(self._clock.now()):
            await self._tick(escalation)

    async def resume(self) -> None:
        """After a restart: whoever was to be called when the last process ended is called."""
        for escalation in await self._escalations.all_running():
            await self._ping(escalation)
            await self._remind(escalation)

    async def accept(self, id: EscalationId, by: Person | None) -> Escalation:
        """The first to accept stops it. Raises Refusal with who was first, or NotAllowed."""
        escalation = await self._escalations.get(id)
        if escalation is None or by is None or by.id not in escalation.pinged:
            raise NotAllowed("not_yours")
        accepted = await self._escalations.accept(id, by.id, self._clock.now())
        if accepted is None:
            raise await self._too_late(id, by)
        await self._accepted(accepted, by)
        return accepted

    async def unreachable(self, delivery: Delivery) -> None:
        """A ping could not be delivered: say so and go on to the next at once."""
        if delivery.escalation and delivery.person:
            await self._skip(delivery.escalation, delivery.person, delivery.reason or "")

    async def gone(self, person: PersonId) -> None:
        """He is not with the company any more: what has called him goes on to the next."""
        for escalation in await self._escalations.all_running():
            if person in escalation.pinged and person not in escalation.unreachable:
                await self._skip(escalation.id, person, reasons.LEFT)

    async def _skip(self, id: EscalationId, person: PersonId, reason: str) -> None:
        before = await self._escalations.get(id)
        if before is None or before.state is not EscalationState.RUNNING:
            return
        escalation = await self._escalations.unreachable(id, person) or before
        conversation = await self._conversations.get(escalation.conversation)
        if conversation is None:
            return
        values = {"name": self._directory.name(person), "reason": reason}
        cause = f"{id}/unreachable/{person}"
        await self._record.say(cause, conversation, Note(code="urgent_unreachable", values=values))
        if set(escalation.steps) <= set(escalation.unreachable):
            await self._say_nobody_reachable(escalation, conversation)
        elif escalation.pinged[-1:] == (person,):
            due = self._clock.now() + self._ack_step
            await self._call(escalation, count=1, due=due)

    async def call_off(self, conversation: Conversation) -> None:
        """The conversation is over: nobody needs to come any more."""
        running = await self._escalations.running(conversation.id)
        ended = running and await self._escalations.call_off(running.id)
        if ended:
            values = {"number": str(conversation.number)}
            await self._change_copies(ended, Note(code="urgent_called_off", values=values))
            await self._calm(conversation)

    async def _begin(
        self,
        id: EscalationId,
        by: Person,
        conversation: Conversation,
        text: str,
        steps: tuple[PersonId, ...],
    ) -> Escalation:
        now = self._clock.now()
        escalation = await self._escalations.insert(
            Escalation(
                id=id,
                conversation=conversation.id,
                text=text,
                by=by.id,
                steps=steps,
                started_at=now,
                due=now,
            )
        )
        if escalation.id != id:
            raise Refusal("already_urgent")
        await self._record.event(id, "escalated", conversation, by.id, {"text": excerpt(text)})
        urgent = await self._conversations.prioritise(conversation.id, Priority.URGENT)
        await self._outbox.redo(self._make.card(urgent or conversation))
        return escalation

    async def _tick(self, escalation: Escalation) -> None:
        """Remind those already pinged, and ping the next: as many as there were rounds to come.

        Rounds keep their original times; those that passed while the hub was down are made up
        for at once, with one reminder.
        """
        now = self._clock.now()
        if escalation.state is not EscalationState.RUNNING or escalation.due > now:
            return
        rounds = (now - escalation.due) // self._ack_step + 1
        due = escalation.due + rounds * self._ack_step
        if called := await self._call(escalation, count=rounds, due=due):
            await self._remind(called)

    async def _call(
        self, escalation: Escalation, *, count: int, due: datetime
    ) -> Escalation | None:
        """Ping the next `count` people; None if somebody else already did."""
        left = [step for step in escalation.steps if step not in escalation.pinged]
        advanced = replace(
            escalation,
            pinged=(*escalation.pinged, *left[:count]),
            called=len(escalation.pinged),
            round=escalation.round + 1,
            due=due,
        )
        won = await self._escalations.advance(advanced, from_round=escalation.round)
        if not won:
            return None
        await self._ping(advanced)
        return advanced

    async def _ping(self, escalation: Escalation) -> None:
        """Call those of the last round. Doing it twice changes nothing."""
        conversation = await self._conversations.get(escalation.conversation)
        if conversation is None:
            return
        called = escalation.pinged[escalation.called :]
        for step in called:
            note = Note(code="urgent_pinged", values={"name": self._directory.name(step)})
            await self._record.say(f"{escalation.id}/pinged/{step}", conversation, note)
            await self._call_up(escalation, conversation, step, "urgent_ping")
        gone = {step for step in called if step not in self._directory.people}
        everybody = len(escalation.pinged) == len(escalation.steps)
        if everybody and not set(escalation.steps) <= {*escalation.unreachable, *gone}:
            await self._say_nobody_left(escalation, conversation)
        for step in gone - set(escalation.unreachable):
            await self._skip(escalation.id, step, reasons.LEFT)

    async def _remind(self, escalation: Escalation) -> None:
        """Those who were called before the last round. Doing it twice changes nothing."""
        conversation = await self._conversations.get(escalation.conversation)
        for step in escalation.pinged[: escalation.called] if conversation else ():
            if conversation and step not in escalation.unreachable:
                await self._call_up(escalation, conversation, step, "urgent_again")

    async def _call_up(
        self, escalation: Escalation, conversation: Conversation, step: PersonId, code: str
    ) -> None:
        person = self._directory.people.get(step)
        if person:
            await self._outbox.put(self._ping_to(escalation, conversation, person, code))

    def _ping_to(
        self, escalation: Escalation, conversation: Conversation, person: Person, code: str
    ) -> Delivery:
        values = {
            "number": str(conversation.number),
            "name": conversation.name,
            "by": self._directory.name(escalation.by),
            "text": escalation.text,
        }
        return self._make.tell(
            f"{escalation.id}/{escalation.round}/{code}",
            person,
            Note(code=code, values=values),
            urgency=Urgency.URGENT,
            escalation=escalation.id,
            buttons=(Button(label="accept", press=f"accept:{escalation.id}"),),
        )

    async def _say_nobody_left(self, escalation: Escalation, conversation: Conversation) -> None:
        cause = f"{escalation.id}/nobody_left"
        step = str(int(self._ack_step.total_seconds()))
        note = Note(code="urgent_nobody_left", values={"seconds": step})
        await self._record.say(cause, conversation, note)

    async def _say_nobody_reachable(
        self, escalation: Escalation, conversation: Conversation
    ) -> None:
        """Nobody would be reminded: it ends here, and whoever called has to act himself."""
        note = Note(code="urgent_nobody_reachable")
        await self._record.say(f"{escalation.id}/nobody_reachable", conversation, note)
        await self._escalations.call_off(escalation.id)
        await self._calm(conversation)
        caller = self._directory.person(escalation.by)
        if caller:
            cause = f"{escalation.id}/nobody_reachable"
            await self._outbox.put(
                self._make.tell(cause, caller, note, conversation=conversation.id)
            )

    async def _calm(self, conversation: Conversation) -> None:
        """Nobody is being called any more."""
        calmed = await self._conversations.prioritise(conversation.id, Priority.NORMAL)
        await self._outbox.redo(self._make.card(calmed or conversation))

    async def _accepted(self, escalation: Escalation, by: Person) -> None:
        conversation = await self._conversations.get(escalation.conversation)
        if conversation is None:
            return
        await self._record.event(escalation.id, "accepted", conversation, by.id)
        values = {"name": by.name, "number": str(conversation.number)}
        note = Note(code="urgent_accepted", values=values)
        await self._record.say(f"{escalation.id}/accepted", conversation, note)
        await self._change_copies(escalation, note)
        await self._calm(conversation)
        caller = self._directory.person(escalation.by)
        if caller and caller.id != by.id:
            cause = f"{escalation.id}/accepted"
            await self._outbox.put(
                self._make.tell(cause, caller, note, conversation=conversation.id)
            )

    async def _change_copies(self, escalation: Escalation, note: Note) -> None:
        for ping in await self._deliveries.about_escalation(escalation.id):
            if ping.state in WAITING and await self._deliveries.call_off(ping.id):
                continue
            if ping.state is not DeliveryState.DEAD:
                await self._outbox.redo(self._make.retell(ping, note))

    async def _too_late(self, id: EscalationId, by: Person) -> Refusal:
        escalation = await self._escalations.get(id)
        if escalation is None or escalation.state is EscalationState.CALLED_OFF:
            return Refusal("over")
        if escalation.accepted_by == by.id:
            return Refusal("already_yours")
        return Refusal("accepted_by", name=self._directory.name(escalation.accepted_by))
