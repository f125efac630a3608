"""Somebody leaves the company: out of the desks, his work back in its queues, his name kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hub.access import EVERYWHERE
from hub.errors import Refusal
from hub.escalation import Escalating
from hub.guests import Guests
from hub.kit import Kit
from hub.membership import Membership
from hub.model import Conversation, Enrolment, Event, Note, Person, PersonId, Source
from hub.people import People

A_PAGE: Final = 25
"""Conversations in one message."""
INTERRUPTED: Final = timedelta(seconds=10)
"""After this long nobody is at work on it any more."""


class Offboarding:
    def __init__(
        self,
        kit: Kit,
        *,
        people: People,
        membership: Membership,
        guests: Guests,
        escalating: Escalating,
    ) -> None:
        self._directory = kit.directory
        self._stored = kit.store.people
        self._invitations = kit.store.invitations
        self._conversations = kit.store.conversations
        self._events = kit.store.events
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._people = people
        self._membership = membership
        self._escalating = escalating
        self._guests = guests

    async def offboard(self, source: Source, by: Person, person: Person) -> None:
        """From the first step on nothing lets him in. Raises Refusal for the last head."""

        async def leave() -> Enrolment | None:
            return await self._leave(source, by, person)

        left = await self._people.change(leave)
        if left is None:
            raise Refusal("nobody_called", name=person.name)
        await self._finish(left)

    async def resumed(self, source: Source) -> bool:
        """Whether that source has offboarded somebody already; what was cut short is finished."""
        left = [one for one in await self._stored.all() if one.left == source]
        for one in left:
            if one.leaving:
                await self._finish(one)
        return bool(left)

    async def sweep(self) -> None:
        """Go on with what was interrupted."""
        long_ago = self._clock.now() - INTERRUPTED
        for one in await self._stored.all():
            if one.leaving and one.changed_at < long_ago:
                await self._finish(one)

    async def _leave(self, source: Source, by: Person, person: Person) -> Enrolment | None:
        """Of two heads who offboard each other at once, both stay."""
        if not await self._leads_without(person.id):
            raise Refusal("last_head", name=person.name)
        left = await self._stored.leave(person.id, source, by.id, self._clock.now())
        if left and not await self._leads_without(person.id):
            await self._stored.stay(person.id, source, self._clock.now())
            raise Refusal("last_head", name=person.name)
        return left

    async def _leads_without(self, person: PersonId) -> bool:
        """Whether somebody else could still let people in and out."""
        return any(
            one.person.role in EVERYWHERE and one.person.peer and one.id != person
            for one in await self._stored.all()
            if one.active
        )

    async def _finish(self, left: Enrolment) -> None:
        """Every step may be taken again. What he had is listed before it is taken from him."""
        source = left.left or Source("")
        await self._close_invitations(left)
        await self._record_it(source, left)
        await self._membership.take_out(source, left)
        held = await self._conversations.held_by(left.id)
        await self._tell(source, left, held)
        for conversation in held:
            await self._give_back(source, left, conversation)
        await self._guests.end_all(source, left.id)
        await self._escalating.gone(left.id)
        await self._stored.gone(left.id, source)

    async def _close_invitations(self, left: Enrolment) -> None:
        """What was made for their phone, or for the one they came in with, opens nothing more."""
        by = await self._invitations.get(left.invitation) if left.invitation else None
        phones = [phone for phone in (left.person.phone, by and by.phone) if phone]
        await self._invitations.close(phones, left.changed_at)

    async def _record_it(self, source: Source, left: Enrolment) -> None:
        event = Event(
            id=f"{source}/offboarded",
            at=self._clock.now(),
            did="offboarded",
            who=left.left_by,
            detail={"person": left.id, "name": left.person.name},
        )
        await self._events.add(event)

    async def _give_back(self, source: Source, left: Enrolment, conversation: Conversation) -> None:
        freed = await self._conversations.unassign(conversation.id, left.id)
        if freed:
            cause = f"{source}/{conversation.id}"
            detail = {"from": left.id}
            await self._record.event(cause, "unassigned", freed, left.left_by, detail)
            await self._outbox.redo(self._make.card(freed))

    async def _tell(self, source: Source, left: Enrolment, held: list[Conversation]) -> None:
        """To whoever did it; to all heads, if it was himself."""
        running = [one for one in held if not one.over]
        values = {"name": left.person.name, "count": str(len(running))}
        code = "offboarded_with_work" if running else "offboarded"
        pages = [running[at : at + A_PAGE] for at in range(0, len(running), A_PAGE)] or [[]]
        for number, page in enumerate(pages):
            head = Note(code=code if number == 0 else "offboarded_more", values=values)
            await self._say(f"{source}/offboarded/{number}", left, _listed(head, page))

    async def _say(self, cause: str, left: Enrolment, note: Note) -> None:
        by = self._directory.person(left.left_by)
        if by:
            await self._outbox.put(self._make.tell(cause, by, note))
        else:
            await self._membership.tell_heads(cause, note)


def _listed(head: Note, page: list[Conversation]) -> Note:
    lines = tuple(
        Note(
            code="offboarded_line",
            values={"number": str(one.number), "name": one.name},
            topic=one.id,
        )
        for one in page
    )
    return Note(code=head.code, values=head.values, lines=lines)
