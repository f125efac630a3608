"""Who of the outside answers and which workers run: what /healthz tells.

A party may be troubled in several parts (`fetch`, `send`); it is well when none is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.ports import Clock

MONGO: Final = "mongo"
ESSENTIAL: Final = frozenset({MONGO})
"""Parties without which nothing goes on; a messenger or Redis is none of them."""

OK: Final = "ok"
NOT_YET: Final = "not asked yet"
STANDS_BY: Final = "standing by: not in this hub's hands"

_LONGEST: Final = 160
_LOGIN: Final = re.compile(r"//[^/\s@]+@")
_BOT_TOKEN: Final = re.compile(r"(?<!\d)\d{3,}+:[\w-]{10,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    since: datetime
    why: str

    def __str__(self) -> str:
        why = f" ({self.why})" if self.why else ""
        return f"down since {self.since.isoformat(timespec='seconds')}{why}"


class Health:
    """Nothing of `secrets` is ever told, whatever the reasons given here contain."""

    def __init__(
        self, clock: Clock, *, parties: Iterable[str] = (), secrets: Iterable[str] = ()
    ) -> None:
        self._clock = clock
        self._secrets = sorted(filter(None, secrets), key=len, reverse=True)
        self._states = dict.fromkeys(parties, NOT_YET)
        self._troubles: dict[str, dict[str, Trouble]] = {}
        self._looks: dict[str, Callable[[], datetime | None]] = {}
        self._remarks: dict[str, str] = {}
        self._workers: dict[str, bool] = {}

    def ok(self, party: str, part: str = "") -> None:
        self._states[party] = OK
        self._troubles.get(party, {}).pop(part, None)

    def down(
        self, party: str, why: str = "", part: str = "", *, since: datetime | None = None
    ) -> None:
        """Told at every vain try; the time of the first is kept, unless `since` is given."""
        troubles = self._troubles.setdefault(party, {})
        first = troubles[part].since if part in troubles else self._clock.now()
        troubles[part] = Trouble(since=since or first, why=self._safe(why))

    def mended(self, party: str) -> None:
        """Well in every part."""
        self._states[party] = OK
        self._troubles.pop(party, None)

    def remark(self, party: str, words: str) -> None:
        """Something to be put right that keeps nothing from working."""
        self._remarks[party] = self._safe(words)

    def stands_by(self, party: str) -> None:
        """Another hub has it, or nobody knows who: what was wrong with it is not ours to tell."""
        self._states[party] = STANDS_BY
        self._troubles.pop(party, None)

    def look(self, party: str, down_since: Callable[[], datetime | None]) -> None:
        """For who is not told about but asked: since when it is down, or None."""
        self._looks[party] = down_since

    def expects(self, name: str) -> None:
        """A worker that is to run: until it does, /healthz says so."""
        self._workers.setdefault(name, False)

    @contextmanager
    def worker(self, name: str) -> Iterator[None]:
        """The worker runs while this lasts; once it has ended, /healthz says so."""
        self._workers[name] = True
        try:
            yield
        finally:
            self._workers[name] = False

    def parties(self) -> dict[str, str]:
        remarked = {party: f"{OK}, but {words}" for party, words in self._remarks.items()}
        states = {party: remarked.get(party, told) for party, told in self._states.items()}
        told = states | {party: str(one) for party, one in self._earliest()}
        asked = {party: _asked(down_since()) for party, down_since in self._looks.items()}
        return dict(sorted((told | asked).items()))

    def failing(self) -> list[str]:
        """What makes the hub itself unwell: stores that do not answer, workers that do not run."""
        stores = sorted(ESSENTIAL & {party for party, _ in self._earliest()})
        return stores + [
            f"worker:{name}" for name, runs in sorted(self._workers.items()) if not runs
        ]

    def _earliest(self) -> Iterator[tuple[str, Trouble]]:
        for party, troubles in self._troubles.items():
            if troubles:
                yield party, min(troubles.values(), key=lambda trouble: trouble.since)

    def _safe(self, why: str) -> str:
        """One short line without anything that opens a door."""
        for secret in self._secrets:
            why = why.replace(secret, "***")
        why = _BOT_TOKEN.sub("***", _LOGIN.sub("//***@", why))
        return " ".join(why.split())[:_LONGEST]


def _asked(down_since: datetime | None) -> str:
    return str(Trouble(since=down_since, why="")) if down_since else OK
