"""Wakes a waiting loop: when somebody rings, or when its time has come."""

from __future__ import annotations

import asyncio


class Bell:
    """For one waiter. A ring while nobody waits is kept until somebody does."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, seconds: float | None = None) -> None:
        """Until it is rung; at most so many seconds, if they are given."""
        timer = None
        if seconds is not None:
            timer = asyncio.get_running_loop().call_later(max(0.0, seconds), self._rung.set)
        try:
            await self._rung.wait()
        finally:
            if timer:
                timer.cancel()
        self._rung.clear()
