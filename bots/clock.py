"""The time: the machine's at the start, and from then on without a step back or a leap."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Leases and windows rely on a time that never goes back, which the machine's own may."""

    def __init__(self) -> None:
        self._began = datetime.now(UTC)
        self._began_at = time.monotonic()

    def now(self) -> datetime:
        return self._began + timedelta(seconds=time.monotonic() - self._began_at)
