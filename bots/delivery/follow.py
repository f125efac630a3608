"""The consequences of a delivery's end: drawn at once, and once more if that was interrupted."""

from __future__ import annotations

from typing import Final, Protocol

import structlog

from bots.backoff import outlast
from bots.bell import Bell
from hub.model import Delivery, DeliveryId, Voice
from hub.ports import Deliveries

_AT_ONCE: Final = 1_000
_log = structlog.get_logger(__name__)


class Follow(Protocol):
    """Whoever draws them. Drawing them twice changes nothing."""

    def concerns(self, delivery: Delivery) -> bool:
        """Whether the end of this delivery has any consequence."""

    async def settled(self, delivery: Delivery) -> None:
        """Draw them. What it raises is logged, and they are drawn again later."""


class Consequences:
    def __init__(self, follow: Follow, deliveries: Deliveries) -> None:
        self._follow = follow
        self._deliveries = deliveries
        self._under_way: set[DeliveryId] = set()
        self._bell = Bell()

    def ring(self) -> None:
        """Some may have been left open."""
        self._bell.ring()

    async def draw(self, delivery: Delivery) -> None:
        if delivery.id in self._under_way:
            return
        self._under_way.add(delivery.id)
        try:
            await outlast(lambda: self._follow.settled(delivery))
            await outlast(lambda: self._deliveries.close(delivery.id))
        except Exception:  # noqa: BLE001 - a slip there must not stop what is sent here
            _log.exception("consequences not drawn", delivery=delivery.id, state=delivery.state)
        finally:
            self._under_way.discard(delivery.id)

    async def catch_up(self, voice: Voice, every: float) -> None:
        """For ever: those that were interrupted."""
        while True:
            try:
                for delivery in await outlast(lambda: self._deliveries.unfollowed(voice, _AT_ONCE)):
                    await self.draw(delivery)
            except Exception:  # noqa: BLE001 - the same
                _log.exception("consequences not read", voice=voice)
            await self._bell.wait(every)
