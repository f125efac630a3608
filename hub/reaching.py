"""Whom which bot can reach: known before it matters, and kept for the roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from hub.directory import Directory
from hub.model import Peer, Person, Reach, Voice
from hub.ports import Clock, Reaches

AS_GOOD_AS: Final = timedelta(minutes=1)
"""What is no newer than this is not written anew."""


class Reaching:
    def __init__(self, reaches: Reaches, directory: Directory, clock: Clock) -> None:
        self._reaches = reaches
        self._directory = directory
        self._clock = clock
        self._written: dict[str, Reach] = {}

    async def heard(self, voice: Voice, peer: Peer) -> None:
        """They wrote to that bot, or pressed a button of it."""
        await self._note(voice, peer, None, wrote=True)

    async def reached(self, voice: Voice, peer: Peer) -> None:
        """Something arrived at them, or they have let the bot in."""
        await self._note(voice, peer, None)

    async def lost(self, voice: Voice, peer: Peer, reason: str) -> None:
        """That bot cannot write to him; `reason` is a code of hub.reasons."""
        await self._note(voice, peer, reason)

    async def of(self, people: Iterable[Person]) -> Mapping[Person, Reach | None]:
        """The best that any of his doors knows."""
        people = tuple(people)
        doors = {person: self._doors(person) for person in people}
        known = await self._reaches.many(id for ids in doors.values() for id in ids)
        by_id = {one.id: one for one in known}
        return {
            person: _best([by_id[id] for id in doors[person] if id in by_id]) for person in people
        }

    def doors(self, person: Person) -> list[tuple[Voice, Peer]]:
        """Where he can be told something, if anywhere."""
        peer = person.peer
        return [(voice, peer) for voice in self._directory.doors(person)] if peer else []

    def _doors(self, person: Person) -> list[str]:
        return [_id(voice, peer) for voice, peer in self.doors(person)]

    async def _note(
        self, voice: Voice, peer: Peer, reason: str | None, *, wrote: bool = False
    ) -> None:
        """Only of the company's people."""
        now, id = self._clock.now(), _id(voice, peer)
        known = self._directory.by_account(voice, peer)
        if known is None or not self._is_news(id, reason, now, wrote=wrote):
            return
        reach = Reach(id=id, at=now, reason=reason, wrote_at=now if wrote else None)
        await self._reaches.put(reach)
        self._written[id] = reach

    def _is_news(self, id: str, reason: str | None, now: datetime, *, wrote: bool) -> bool:
        before = self._written.get(id)
        if before is None or before.reason != reason or now - before.at > AS_GOOD_AS:
            return True
        return wrote and before.wrote_at is None


def _id(voice: Voice, peer: Peer) -> str:
    return f"{voice}|{peer}"


def _best(known: list[Reach]) -> Reach | None:
    """One open door is enough; of several the latest counts, and so it does of their words."""
    best = max(known, key=lambda one: (one.reason is None, one.at), default=None)
    wrote = [one.wrote_at for one in known if one.wrote_at]
    return replace(best, wrote_at=max(wrote, default=None)) if best else None
