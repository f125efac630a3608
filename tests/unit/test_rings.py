"""Rings for other processes: told for ever, and ended when asked to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from bots.rings import Rings
from hub.model import Voice


class Deaf:
    """A doorbell whose client keeps a cancellation to itself, as a call that was just done may."""

    def __init__(self) -> None:
        self.ringing = asyncio.Event()

    async def ring(self, _voice: Voice) -> None:
        self.ringing.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return

    async def listen(self) -> AsyncIterator[Voice]:
        yield Voice("never")


async def test_telling_ends_even_if_the_client_swallows_the_cancellation() -> None:
    bell = Deaf()
    rings = Rings(bell, lambda _: None)
    telling = asyncio.create_task(rings.tell())
    rings.ring_voice(Voice("staff"))
    await bell.ringing.wait()
    telling.cancel()
    done, _ = await asyncio.wait([telling], timeout=5)
    assert done
