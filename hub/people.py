"""Whom the company knows: hub.yaml's people and those who came by invitation, as the store has
them; the directory is told of every change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from hub.directory import Directory
from hub.model import Enrolment, Person, PersonId, Standing
from hub.ports import Clock
from hub.ports import People as Stored

T = TypeVar("T")


class People:
    def __init__(self, stored: Stored, directory: Directory, clock: Clock) -> None:
        self._stored = stored
        self._directory = directory
        self._clock = clock
        self._places: dict[PersonId, int] = {}
        self._changing = asyncio.Lock()

    async def begin(self, declared: Sequence[Person]) -> list[Enrolment]:
        """Bring what is stored to what hub.yaml declares. Returns those who are declared and stay
        away: they were offboarded by command.
        """
        self._places = {person.id: place for place, person in enumerate(declared)}
        known = {one.id: one for one in await self._stored.all()}
        now = self._clock.now()
        for person in declared:
            if not _is_as_declared(known.get(person.id), person):
                known[person.id] = await self._stored.declare(person, now)
        for one in _not_declared(known.values(), declared):
            await self._stored.drop(one.id, now)
        await self.refresh()
        return [known[person.id] for person in declared if _has_left(known[person.id])]

    async def refresh(self) -> None:
        """Learn of what others have changed."""
        await self.change(_nothing)

    async def change(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do it, and tell the directory. One at a time: what was read before is not told after."""
        async with self._changing:
            done = await work()
            known = await self._stored.all()
            active = [one for one in known if one.active]
            self._directory.know(
                [one.person for one in sorted(active, key=self._place)],
                [one.person for one in known if not one.active],
            )
        return done

    def _place(self, one: Enrolment) -> int:
        """As in the file; those who came later follow."""
        return self._places.get(one.id, len(self._places))


async def _nothing() -> None:
    pass


def _has_left(one: Enrolment) -> bool:
    return one.standing is Standing.LEFT


def _is_as_declared(known: Enrolment | None, person: Person) -> bool:
    if known is None or _has_left(known):
        return known is not None
    learnt = replace(
        person,
        peer=person.peer or known.person.peer,
        phone=person.phone or known.person.phone,
        username=person.username or known.person.username,
    )
    return known.declared and known.active and known.person == learnt


def _not_declared(known: Iterable[Enrolment], declared: Sequence[Person]) -> list[Enrolment]:
    """Whom the file does not name any more, and whom it names anew, with an id of its own."""
    ids = {person.id for person in declared}
    accounts = {person.account for person in declared if person.account}
    active = [one for one in known if one.active and one.id not in ids]
    return [one for one in active if one.declared or one.person.account in accounts]
