"""Work that is done again and again: timers of the product, cleaning, looking after the stores."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bots.health import MONGO, Health
from bots.lateness import in_steps
from hub.errors import StoreDown

Round = tuple[str, float, Callable[[], Awaitable[None]]]
"""Its name, every how many seconds, and what is done."""

_log = structlog.get_logger(__name__)


async def rounds(
    name: str, every: float, work: Callable[[], Awaitable[None]], health: Health
) -> None:
    """For ever, `every` so many seconds; a round that fails is not the end of all."""
    with health.worker(name):
        while True:
            try:
                await in_steps(work(), "round", round=name)
                health.ok(MONGO)
            except StoreDown:
                health.down(MONGO, "it does not answer")
            except Exception:  # noqa: BLE001 - a loop of the process: the next round follows
                _log.exception("a round failed", work=name)
            await asyncio.sleep(every)
