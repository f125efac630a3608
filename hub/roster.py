"""The company's people, role by role, with whether a bot can reach them and when they wrote."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

from hub import reasons
from hub.access import EVERYWHERE
from hub.errors import Refusal
from hub.kit import Kit
from hub.model import Button, Delivery, DeliveryId, Note, Person, Reach, Role, Source
from hub.reaching import Reaching

A_PAGE: Final = 30
_MAY_READ: Final = EVERYWHERE | {Role.MANAGER}
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


class Roster:
    def __init__(self, kit: Kit, *, reaching: Reaching) -> None:
        self._directory = kit.directory
        self._access = kit.access
        self._deliveries = kit.store.deliveries
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._reaching = reaching
        self._turning = asyncio.Lock()

    async def tell(self, source: Source, by: Person) -> None:
        """At once, and told anew as soon as those whom no bot has met yet have been asked for."""
        await self._require(source, by)
        note, buttons = await self._page(0)
        told = self._make.tell(source, by, note, buttons=buttons)
        await self._outbox.put(told, *await self._probes(told))

    async def turn(self, source: Source, by: Person, notice: DeliveryId | None, page: int) -> None:
        """Another page in the same message. Raises Refusal."""
        await self._require(source, by)
        told = await self._deliveries.get(notice) if notice else None
        if told is None or told.person != by.id:
            raise Refusal("gone")
        async with self._turning:
            await self._retell(told, page)

    async def probed(self, probe: Delivery) -> None:
        """One more is known: the page that is shown says so."""
        told = await self._deliveries.get(probe.about) if probe.about else None
        if told is None or self._directory.person(told.person) is None:
            return
        async with self._turning:
            again = await self._deliveries.get(self._make.retell(told, _NOTHING).id)
            shown = (again or told).note or _NOTHING
            await self._retell(told, int(shown.values.get("page", "1")) - 1)

    async def _retell(self, told: Delivery, page: int) -> None:
        note, buttons = await self._page(page)
        await self._outbox.redo(self._make.retell(told, note, buttons))

    async def _probes(self, told: Delivery) -> list[Delivery]:
        people = tuple(self._directory.people.values())
        known = await self._reaching.of(people)
        unknown = [person for person in people if known[person] is None]
        return [
            self._make.probe(told, voice, peer)
            for person in unknown
            for voice, peer in self._reaching.doors(person)
        ]

    async def _require(self, source: Source, by: Person) -> None:
        if by.role not in _MAY_READ:
            await self._access.refused(source, "/people", who=by.id)
            raise Refusal("for_heads_and_managers")

    async def _page(self, wanted: int) -> tuple[Note, tuple[Button, ...]]:
        people = sorted(self._directory.people.values(), key=lambda one: _ROLES.index(one.role))
        pages = max(1, -(-len(people) // A_PAGE))
        page = min(max(wanted, 0), pages - 1)
        shown = people[page * A_PAGE : (page + 1) * A_PAGE]
        values = {"count": str(len(people)), "page": str(page + 1), "pages": str(pages)}
        head = Note(code="roster", values=values)
        note = Note(code=head.code, values=values, lines=tuple(await self._lines(shown)))
        return note, _turns(page, pages)

    async def _lines(self, people: list[Person]) -> list[Note]:
        known = await self._reaching.of(people)
        now, lines = self._clock.now(), []
        for before, person in zip((None, *people), people, strict=False):
            if before is None or before.role is not person.role:
                lines.append(Note(code="roster_role", values={"role": person.role}))
            lines.append(_line(person, known[person], now))
        return lines


_ROLES: Final = tuple(Role)
_NEVER: Final = frozenset({reasons.NEVER_STARTED, reasons.NO_SUCH_CHAT})
_NOTHING: Final = Note(code="roster")


def _line(person: Person, reach: Reach | None, now: datetime) -> Note:
    values = {"name": person.name, "id": person.id}
    if reach is None and person.peer:
        return Note(code="roster_unknown", values=values)
    if reach is None or reach.reason in _NEVER:
        return Note(code="roster_never", values=values)
    if reach.reason:
        return Note(code="roster_lost", values={**values, "reason": reach.reason})
    if reach.wrote_at is None:
        return Note(code="roster_open", values=values)
    return _seen(values, now - reach.wrote_at)


def _seen(values: dict[str, str], ago: timedelta) -> Note:
    if ago < _MINUTE:
        return Note(code="roster_now", values=values)
    if ago < _HOUR:
        return Note(code="roster_minutes", values={**values, "ago": str(ago // _MINUTE)})
    if ago < _DAY:
        return Note(code="roster_hours", values={**values, "ago": str(ago // _HOUR)})
    return Note(code="roster_days", values={**values, "ago": str(ago // _DAY)})


def _turns(page: int, pages: int) -> tuple[Button, ...]:
    back = Button(label="previous_page", press=f"people:{page - 1}")
    on = Button(label="next_page", press=f"people:{page + 1}")
    return (*((back,) if page else ()), *((on,) if page + 1 < pages else ()))
