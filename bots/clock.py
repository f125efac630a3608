"""The time: the machine's at the start, and from then on without a step back or a leap."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Leases and windows rely on a time that never goes back, which the machine's own may."""

    def __init__(self) -> None:
        self._began = datetime.now(UTC)
        self._began_at = _running()

    def now(self) -> datetime:
        return self._began + timedelta(seconds=_running() - self._began_at)


def _running() -> float:
    """Seconds, those of a suspended machine included where it counts them."""
    kind = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(kind)
