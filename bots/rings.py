"""Wakes whoever has work: our own engine directly, other processes by the doorbell."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bots.bell import Bell
from hub.model import Delivery, Voice
from hub.ports import Doorbell


class Rings:
    """`heard` is told of every voice for which somebody else has work."""

    def __init__(self, doorbell: Doorbell, heard: Callable[[Voice], None]) -> None:
        self._doorbell = doorbell
        self._heard = heard
        self._voices: set[Voice] = set()
        self._bell = Bell()

    def ring(self, deliveries: Sequence[Delivery], *, owned: Callable[[Voice], bool]) -> None:
        """For those of them that another process has to send."""
        others = {one.lane.voice for one in deliveries if not owned(one.lane.voice)}
        if others:
            self._voices |= others
            self._bell.ring()

    def ring_voice(self, voice: Voice) -> None:
        """Another process has something to handle for this voice."""
        self._voices.add(voice)
        self._bell.ring()

    async def tell(self) -> None:
        """For ever."""
        while True:
            await self._bell.wait()
            voices, self._voices = self._voices, set()
            for voice in voices:
                await self._doorbell.ring(voice)
                _heed_cancelling()

    async def listen(self) -> None:
        """For ever."""
        async for voice in self._doorbell.listen():
            self._heard(voice)


def _heed_cancelling() -> None:
    """A client that was just done may have kept to itself that its caller was cancelled."""
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError
