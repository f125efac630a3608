"""How late the event loop is, and which step held it and kept everybody waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import Any, Final, Generic, TypeVar

import structlog

SLOW: Final = 0.25
"""Seconds: a step that took longer is named in the log."""
BEAT: Final = 0.1
"""Seconds between two looks at how late the loop is."""

T = TypeVar("T")
_log = structlog.get_logger(__name__)


def in_steps(work: Awaitable[T], doing: str, /, **named: str) -> Awaitable[T]:
    """What the work returns. A slow step of it, between one wait and the next, is logged under
    these names: no text of anybody's may be among them.
    """
    return _Steps(work, {"doing": doing, **named})


class _Steps(Generic[T]):
    def __init__(self, work: Awaitable[T], named: Mapping[str, str]) -> None:
        self._work = work
        self._named = named

    def __await__(self) -> Generator[Any, Any, T]:
        work = self._work.__await__()
        raised: BaseException | None = None
        while True:
            began = time.monotonic()
            try:
                wanted = work.throw(raised) if raised else next(work)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            finally:
                self._took(time.monotonic() - began)
            try:
                raised = None
                yield wanted
            except BaseException as error:  # noqa: BLE001 - whatever it is, it is the work's
                raised = error

    def _took(self, seconds: float) -> None:
        if seconds > SLOW:
            _log.warning("a step held the loop", seconds=round(seconds, 3), **self._named)


async def lateness(
    observed: Callable[[float], None],
    *,
    now: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """For ever: at each beat, how many seconds later than asked for it came."""
    while True:
        due = now() + BEAT
        await sleep(BEAT)
        observed(max(0.0, now() - due))
