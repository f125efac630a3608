"""Growing pauses between tries, and patience with a store that does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from random import SystemRandom
from typing import Final, TypeVar

from hub.errors import StoreDown

T = TypeVar("T")

_STEEPEST: Final = 30
_STORE_FIRST: Final = 0.1
_STORE_LONGEST: Final = 2.0
_random: Final = SystemRandom()


def backoff(nth: int, *, first: float, longest: float) -> float:
    """Seconds before the try after the `nth` failure (from 1): at least half of what doubling
    gives, so that many who failed together do not come back together.
    """
    whole = min(longest, first * 2.0 ** min(nth - 1, _STEEPEST))
    return whole * _random.uniform(0.5, 1.0)


def store_backoff(nth: int) -> float:
    """Seconds before a store that has not answered `nth` times is asked again."""
    return backoff(nth, first=_STORE_FIRST, longest=_STORE_LONGEST)


async def outlast(call: Callable[[], Awaitable[T]]) -> T:
    """What the store answers when it does; until then it is asked again and again."""
    for nth in count(1):
        try:
            return await call()
        except StoreDown:
            await asyncio.sleep(store_backoff(nth))
    raise AssertionError("count() does not end")
