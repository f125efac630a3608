"""How many calls a place, or a voice as a whole, may still get: sliding windows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from hub.ports import Window

RESERVE: Final = 2
_RESERVE_FROM: Final = 10


class Budget:
    """At most `calls` in any stretch of `seconds`, for every window at once.

    A call counts from its beginning until the window has passed since its end: when in between
    the other side counted it is not known here. Times must not go back.
    """

    def __init__(self, windows: Sequence[Window], calls: Iterable[datetime] = ()) -> None:
        """`calls` are the ends of earlier calls, oldest first."""
        self._windows = tuple(windows)
        self._longest = timedelta(seconds=max((w.seconds for w in windows), default=0.0))
        self._ended = deque(calls, maxlen=max((w.calls for w in windows), default=0))
        self._under_way = 0

    def ready_at(self, now: datetime, *, urgent: bool = False) -> datetime:
        """When the next call may begin, if none begins or ends before: now or later."""
        return max((self._ready_at(w, now, urgent=urgent) for w in self._windows), default=now)

    def begin(self) -> None:
        self._under_way += 1

    def end(self, now: datetime) -> None:
        self._under_way -= 1
        self._ended.append(now)

    def count(self, calls: int, now: datetime) -> None:
        """What the other side counts beyond the call itself."""
        self._ended.extend([now] * calls)

    def take_back(self) -> None:
        """What was begun did not lead to a call."""
        self._under_way -= 1

    def clear_at(self, now: datetime) -> datetime:
        """When the past will not matter any more."""
        return max(now, self._ended[-1] + self._longest) if self._ended else now

    def _ready_at(self, window: Window, now: datetime, *, urgent: bool) -> datetime:
        reserve = 0 if urgent or window.calls < _RESERVE_FROM else RESERVE
        free = window.calls - reserve - self._under_way
        if free > len(self._ended):
            return now
        # Of the calls ended last only `free` - 1 may still count: the one before must have left.
        last = self._ended[-free] if free > 0 else now
        return max(now, last + timedelta(seconds=window.seconds))
