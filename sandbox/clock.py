"""Sandbox time, which windows and expiries run on; it can be scaled and pushed forward."""

from __future__ import annotations

import asyncio
import time


class Clock:
    """Unix seconds that pass `scale` times faster than real ones and jump by `advance`."""

    def __init__(self, scale: float = 1.0) -> None:
        self._scale = scale
        self._base = time.time()
        self._mark = time.monotonic()
        self._sleepers: set[asyncio.Future[None]] = set()

    def now(self) -> float:
        return self._base + (time.monotonic() - self._mark) * self._scale

    @property
    def scale(self) -> float:
        return self._scale

    @scale.setter
    def scale(self, value: float) -> None:
        if value < 0:
            raise ValueError("scale must not be negative")
        self._rebase(self.now())
        self._scale = value

    def advance(self, seconds: float) -> None:
        """Jump forward; whoever sleeps wakes if his time has come."""
        if seconds < 0:
            raise ValueError("time cannot go back")
        self._rebase(self.now() + seconds)

    async def sleep(self, seconds: float) -> None:
        await self.sleep_until(self.now() + seconds)

    async def sleep_until(self, moment: float) -> None:
        while (left := moment - self.now()) > 0:
            await self._nap(left / self._scale if self._scale else None)

    async def _nap(self, real_seconds: float | None) -> None:
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.add(woken)
        try:
            await asyncio.wait({woken}, timeout=real_seconds)
        finally:
            self._sleepers.discard(woken)

    def _rebase(self, moment: float) -> None:
        self._base, self._mark = moment, time.monotonic()
        for sleeper in self._sleepers:
            if not sleeper.done():
                sleeper.set_result(None)
