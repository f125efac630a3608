"""When an outside system that does not answer is asked again: later and later, by one at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bots.backoff import backoff

FIRST: Final = 0.5
LONGEST: Final = 30.0
_UNDER_WAY: Final = timedelta(seconds=1)
"""How often it is looked whether the one that was let through has come back."""


class Circuit:
    """One failure may be chance: after two in a row there are pauses. After a pause one call is let
    through, for `patience`, and the others wait for what becomes of it.
    """

    def __init__(
        self, patience: timedelta, *, first: float = FIRST, longest: float = LONGEST
    ) -> None:
        self._patience = patience
        self._first = first
        self._longest = longest
        self._failures = 0
        self._failed_at: datetime | None = None
        self._closed_until: datetime | None = None
        self._let_through = self._answered = False
        self.since: datetime | None = None
        """When the first of the failures was."""

    @property
    def down_since(self) -> datetime | None:
        """Since when it has been known not to answer: one failure of what did answer may be chance.
        Whoever has just begun has not heard it answer anybody.
        """
        return self.since if self._failures > 1 or not self._answered else None

    def asked_at(self, now: datetime) -> datetime:
        """When it is worth asking whether it `admits`."""
        until = self._closed_until
        if until is None or until <= now:
            return now
        return min(until, now + _UNDER_WAY) if self._let_through else until

    def admits(self, now: datetime) -> bool:
        """Whether it may be asked now."""
        if self._closed_until is None:
            return True
        if now < self._closed_until:
            return False
        self._closed_until = now + self._patience
        self._let_through = True
        return True

    def spared(self, now: datetime) -> None:
        """Whoever was let through has not asked after all."""
        if self._let_through:
            self._closed_until, self._let_through = now, False

    def succeeded(self) -> None:
        self._failures, self._let_through, self._answered = 0, False, True
        self._failed_at = self._closed_until = self.since = None

    def failed(self, began: datetime, now: datetime) -> None:
        """Calls that were under way together fail together, which counts once."""
        if self._failed_at and began < self._failed_at:
            return
        self.since = self.since or now
        self._failures += 1
        self._failed_at, self._let_through = now, False
        if self._failures > 1:
            pause = backoff(self._failures - 1, first=self._first, longest=self._longest)
            self._closed_until = now + timedelta(seconds=pause)
