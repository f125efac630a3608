"""Who works here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from hub.model import Enrolment, Invitation, Knock, Person, PersonId, Reach, Source


class People(Protocol):
    """Everybody whom the company knows, or knew. Every change is one atomic step."""

    async def all(self) -> list[Enrolment]:
        """Those first who have been there longest."""

    async def get(self, id: PersonId) -> Enrolment | None: ...
    async def declare(self, person: Person, at: datetime) -> Enrolment:
        """As hub.yaml names him; peer, phone and username that it leaves open stay. Active and
        declared, unless he has left: then it changes nothing.
        """

    async def drop(self, id: PersonId, at: datetime) -> Enrolment | None:
        """Active becomes dropped, and is not declared any more."""

    async def join(self, enrolment: Enrolment) -> Enrolment:
        """Insert, or return the one with the same id."""

    async def admit(
        self, known: Enrolment, person: Person, invitation: str, at: datetime
    ) -> Enrolment | None:
        """Write the person over the known one, active by that invitation. None if they have come
        or gone since they were known so, or were let in by the same one.
        """

    async def leave(
        self, id: PersonId, source: Source, by: PersonId, at: datetime
    ) -> Enrolment | None:
        """Active becomes left, and leaving. None if he is not active."""

    async def stay(self, id: PersonId, source: Source, at: datetime) -> None:
        """What that source did is undone: he is active again."""

    async def gone(self, id: PersonId, source: Source) -> None:
        """All that follows from it has been done: not leaving any more."""


class Invitations(Protocol):
    async def insert(self, invitation: Invitation) -> Invitation:
        """Insert, or return the one with the same id."""

    async def get(self, id: str) -> Invitation | None: ...
    async def open(self, id: str, source: Source, now: datetime) -> Invitation | None:
        """Opened by that source, if it has not expired, is not over, nothing else has opened it,
        and nobody is entering by another one for the same phone.
        """

    async def close(self, phones: Iterable[str], made_before: datetime) -> None:
        """All for these phones are over that were made before that, opened or not."""

    async def knock(self, knock: Knock) -> None:
        """The latest link that somebody came by is the one that counts."""

    async def knocked(self, id: str) -> Knock | None: ...


class Reaches(Protocol):
    async def put(self, reach: Reach) -> None:
        """Unless a later one is known."""

    async def many(self, ids: Iterable[str]) -> list[Reach]:
        """Those of them that there are, in no order."""
