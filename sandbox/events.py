"""The stream of everything that happens, and the bell that waits for conditions hang on."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`service` is telegram, vk, orders or sandbox; `kind` a short word: message, edit."""

    id: int
    at: float
    service: str
    kind: str
    data: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "at": self.at,
            "service": self.service,
            "kind": self.kind,
            **self.data,
        }


class Events:
    """A bounded ring of events with ids, followed by any number of readers."""

    def __init__(self, size: int = 5_000) -> None:
        self._ring: deque[Event] = deque(maxlen=size)
        self._ids = count(1)
        self._waiters: set[asyncio.Future[None]] = set()

    def emit(self, service: str, kind: str, /, *, at: float, **data: Any) -> Event:
        event = Event(id=next(self._ids), at=at, service=service, kind=kind, data=data)
        self._ring.append(event)
        self.ring()
        return event

    def ring(self) -> None:
        """Wake everybody who waits for a condition."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    @property
    def last_id(self) -> int:
        return self._ring[-1].id if self._ring else 0

    def since(self, cursor: int, limit: int = 1000) -> list[Event]:
        if not self._ring:
            return []
        skip = max(0, cursor - self._ring[0].id + 1)
        return list(islice(self._ring, skip, skip + limit))

    async def follow(self, cursor: int) -> AsyncIterator[Event]:
        """Events after the cursor, for ever."""
        while True:
            for event in self.since(cursor):
                cursor = event.id
                yield event
            if self.last_id <= cursor:
                await self.woken(None)

    async def until(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """What `look` finds, looking again at every ring; None when the real seconds are over."""
        deadline = time.monotonic() + seconds
        while (found := look()) is None:
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            await self.woken(left)
        return found

    async def woken(self, seconds: float | None) -> None:
        """Sleep until the next ring, or until the real seconds are over."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait({waiter}, timeout=seconds)
        finally:
            self._waiters.discard(waiter)
