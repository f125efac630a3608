"""Ending when it was promised: whatever does not end by itself is left behind.

The parts of a stop have so much time each that their sum keeps the promise. What has none, a thread
that waits for a name server, say, may hang nevertheless.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final, TypeVar

import structlog

PROMISED: Final = 10.0
"""Seconds, by the contract."""
LATEST: Final = 9.5

T = TypeVar("T")

_log = structlog.get_logger(__name__)


def end_within(seconds: float = LATEST) -> None:
    """From now on the process has so long. Cut off then, it loses what a kill would lose: nothing
    that was acknowledged.
    """
    timer = threading.Timer(seconds, _cut_off)
    timer.daemon = True
    timer.start()


def _cut_off() -> None:
    _log.warning("something did not end in time and is cut off")
    os._exit(0)


class Together:
    """Contexts that do not need each other."""

    def __init__(self) -> None:
        self._entered: list[AbstractAsyncContextManager[Any]] = []

    async def enter(self, context: AbstractAsyncContextManager[T]) -> T:
        value = await context.__aenter__()
        self._entered.append(context)
        return value

    async def leave(self) -> None:
        await asyncio.gather(*(one.__aexit__(None, None, None) for one in self._entered))


@asynccontextmanager
async def left_together() -> AsyncIterator[Together]:
    """What is entered here is left at the same time: it takes as long as the slowest."""
    together = Together()
    try:
        yield together
    finally:
        await together.leave()
