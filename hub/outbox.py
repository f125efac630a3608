"""Stores deliveries and wakes whoever sends them. They are made in `hub/making.py`."""

from __future__ import annotations

from hub import reasons
from hub.model import Delivery, Lane
from hub.ports import Clock, Deliveries, Waker

MENDED_BY_HAND = (reasons.NOT_ON_DESK, reasons.NO_RIGHT_ON_DESK)


class Outbox:
    """`waker` is told of every delivery that was really new."""

    def __init__(self, deliveries: Deliveries, clock: Clock, waker: Waker) -> None:
        self._deliveries = deliveries
        self._clock = clock
        self._waker = waker

    def wake(self, delivery: Delivery) -> None:
        self._waker.wake([delivery])

    async def put(self, *deliveries: Delivery) -> None:
        """Once each: those that are there already, of an interrupted try, stay as they are."""
        new = await self._deliveries.insert(deliveries)
        for voice in {one.lane.voice for one in deliveries if len(new) < len(deliveries)}:
            self._waker.doubt(voice)
        self._waker.wake(new)

    async def hasten(self, lane: Lane) -> None:
        """What waited for somebody to mend the lane's place need not wait any longer."""
        await self._deliveries.hasten(lane, MENDED_BY_HAND, self._clock.now())
        self._waker.doubt(lane.voice)

    async def redo(self, delivery: Delivery) -> None:
        """For what is drawn over and over: cards, marks, changed notices."""
        again = await self._deliveries.redo(delivery)
        if again:
            self._waker.wake([again])
