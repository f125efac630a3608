"""Who is in the desks' groups: those who work there are led in, others are noticed."""

from __future__ import annotations

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
    Source,
    Work,
)

LINK = "https://"
SEATS = frozenset({Work.ENTER, Work.EXPEL, Work.DISMISS})


class Membership:
    def __init__(self, kit: Kit) -> None:
        self._directory = kit.directory
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
            link = DeliveryId(f"{links}/{Work.ENTER}/{desk}")
            await self._deliveries.call_off(link)
            if peer:
                await self._outbox.put(
                    self._make.seat(Work.EXPEL, source, desk, peer, person=enrolled.id, about=link)
                )

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
        await self.tell_heads(delivery.id, _failed(delivery.work, values))

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


def _failed(work: Work, values: dict[str, str]) -> Note:
    if work is Work.ENTER:
        return Note(code="not_led_in", values=values)
    return Note(code="not_taken_out", values=values)
