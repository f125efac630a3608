"""Takes away what was said: each target once, and what cannot be is passed over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from hub.errors import Undeliverable
from hub.forgetting import LEFT
from hub.model import Delivery
from hub.ports import Part


async def erase(delivery: Delivery, take: Callable[[str], Awaitable[None]]) -> Part:
    """One call, for the next of its targets; LEFT stands for one that could not be."""
    done = len(delivery.native) + 1
    target = delivery.targets[done - 1]
    try:
        await take(target)
    except Undeliverable:
        target = LEFT
    return Part(native=target, more=done < len(delivery.targets))
