"""Who is in the desks' groups: those who work there are led in, others are noticed.

A link into a group lets nobody in by itself: whoever follows it asks, and it is theirs alone.
"""

from __future__ import annotations

import hashlib

from hub.access import EVERYWHERE, desks_of, works_at
from hub.kit import Kit
from hub.model import (
    Button,
    Delivery,
    DeliveryId,
    DeliveryState,
    DeskId,
    Enrolment,
    Event,
    Note,
    Peer,
    Person,
    PersonId,
    Source,
    Work,
)

LINK = "https://"
LONGEST_NAME = 32
"""Of a link's name."""
SEATS = frozenset({Work.ENTER, Work.ADMIT, Work.DECLINE, Work.EXPEL, Work.DISMISS})
_NOT_DONE = {
    Work.ENTER: "not_led_in",
    Work.ADMIT: "not_admitted",
    Work.DECLINE: "not_declined",
    Work.EXPEL: "not_taken_out",
    Work.DISMISS: "not_taken_out",
}


class Membership:
    def __init__(self, kit: Kit) -> None:
        self._directory = kit.directory
        self._access = kit.access
        self._people = kit.store.people
        self._deliveries = kit.store.deliveries
        self._events = kit.store.events
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock

    async def welcome(self, enrolled: Enrolment) -> None:
        """A link into each of his desks, made once for each invitation."""
        person = enrolled.person
        if person.peer and enrolled.invitation:
            for desk in self._desks_of(person):
                await self._outbox.put(
                    self._make.seat(
                        Work.ENTER, enrolled.invitation, desk, person.peer, person=person.id
                    )
                )

    async def take_out(self, source: Source, enrolled: Enrolment) -> None:
        """Out of every desk, whichever he was meant to be at."""
        peer, links = enrolled.person.peer, enrolled.invitation or ""
        for desk in self._directory.desks if peer else ():
            link = _enter(links, desk)
            await self._deliveries.call_off(link)
            if peer:
                await self._outbox.put(
                    self._make.seat(Work.EXPEL, source, desk, peer, person=enrolled.id, about=link)
                )

    async def asked(
        self, source: Source, desk: DeskId, peer: Peer, name: str, link: str | None
    ) -> None:
        """Somebody asks to be let into the desk's group. `link` is what a link of ours is called
        that they came by; by a link that others made whoever works at the desk may come.
        """
        person = self._directory.by_account(self._directory.desk_voice, peer)
        who = person.id if person else None
        admitted = person is not None and await self._may_enter(person, desk, link)
        if not admitted:
            by = "" if person else f"{name} ({peer})"
            await self._access.refused(source, f"join desk {desk}", who=who, by=by)
        work = Work.ADMIT if admitted else Work.DECLINE
        await self._outbox.put(self._make.seat(work, source, desk, peer, person=who))

    async def _may_enter(self, person: Person, desk: DeskId, link: str | None) -> bool:
        if link is None or not works_at(person, desk):
            return works_at(person, desk)
        enrolled = await self._people.get(person.id)
        if enrolled is None or enrolled.invitation is None:
            return False
        return link == link_name(person.id, _enter(enrolled.invitation, desk))

    async def came(self, source: Source, desk: DeskId, peer: Peer, name: str) -> None:
        """Somebody is in the desk's group. Who is not on its list is told of once a day, and sent
        out where the desk wants it so; who was offboarded always is.
        """
        person = self._directory.by_account(self._directory.desk_voice, peer)
        if person and works_at(person, desk):
            return
        gone = self._directory.has_gone(self._directory.desk_voice, peer)
        removes = gone or self._directory.desks[desk].removes_intruders
        if removes:
            work = Work.EXPEL if gone else Work.DISMISS
            await self._outbox.put(self._make.seat(work, source, desk, peer))
        await self._tell_of_intruder(desk, peer, name, removes=removes)

    async def settled(self, delivery: Delivery) -> None:
        """Bring the link to whom it is for; tell the heads of what could not be done."""
        desk = self._desk(delivery)
        person = self._directory.person(delivery.person)
        if delivery.state is DeliveryState.SENT:
            link = delivery.native[-1] if delivery.native else ""
            if person and delivery.work is Work.ENTER and link.startswith(LINK):
                note = Note(code="desk_invitation", values={"desk": self._title(desk)})
                opens = (Button(label="enter_desk", url=link),)
                await self._outbox.put(self._make.tell(delivery.id, person, note, buttons=opens))
            return
        name = self._directory.name(delivery.person) or str(delivery.peer)
        values = {"name": name, "desk": self._title(desk), "reason": delivery.reason or ""}
        await self.tell_heads(delivery.id, Note(code=_NOT_DONE[delivery.work], values=values))

    async def tell_heads(self, cause: str, note: Note) -> None:
        for person in self._directory.people.values():
            if person.role in EVERYWHERE and person.peer:
                await self._outbox.put(self._make.tell(cause, person, note))

    async def _tell_of_intruder(
        self, desk: DeskId, peer: Peer, name: str, *, removes: bool
    ) -> None:
        now = self._clock.now()
        cause = f"intruder/{desk}/{peer}/{now:%Y-%m-%d}"
        values = {"name": name, "desk": self._title(desk)}
        note = Note(code="intruder_removed" if removes else "intruder", values=values)
        detail = {"name": name, "desk": str(desk), "peer": str(peer)}
        await self._events.add(Event(id=cause, at=now, did="intruder", detail=detail))
        await self._outbox.put(self._make.ask(cause, note, desk))
        await self.tell_heads(cause, note)

    def _desks_of(self, person: Person) -> list[DeskId]:
        worked = desks_of(person)
        return [desk for desk in self._directory.desks if worked is None or desk in worked]

    def _desk(self, delivery: Delivery) -> DeskId:
        return DeskId(delivery.lane.place.removeprefix("desk:"))

    def _title(self, desk: DeskId) -> str:
        known = self._directory.desks.get(desk)
        return known.title if known else desk


def link_name(person: PersonId, made: DeliveryId) -> str:
    """What the link of that ENTER is called in the group: whose it is, and which of theirs."""
    return f"{person} {hashlib.blake2s(made.encode(), digest_size=4).hexdigest()}"[-LONGEST_NAME:]


def _enter(invitation: str, desk: DeskId) -> DeliveryId:
    return DeliveryId(f"{invitation}/{Work.ENTER}/{desk}")
