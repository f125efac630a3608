"""Waiting for what must come, instead of sleeping and hoping."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

PATIENCE: Final = 120.0
_LOOK_EVERY: Final = 0.05
_PORTS: Final = range(20_000, 32_000)


async def eventually(
    condition: Callable[[], Awaitable[object]], what: str, *, within: float = PATIENCE
) -> None:
    """Returns as soon as the condition is true."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while not await condition():
        assert loop.time() < deadline, f"not within {within:.0f} s: {what}"
        await asyncio.sleep(_LOOK_EVERY)


async def stays(condition: Callable[[], Awaitable[object]], what: str, *, seconds: float) -> None:
    """Returns if the condition is true all that time."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while loop.time() < deadline:
        assert await condition(), f"no longer true: {what}"
        await asyncio.sleep(_LOOK_EVERY)


def free_port() -> int:
    """None that the system gives to whoever asks for any: it stays free over a restart."""
    for _ in range(100):
        port = secrets.choice(_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")
