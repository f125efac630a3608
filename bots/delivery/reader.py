"""Keeps a voice's schedule in step with the store: what others inserted, what did not fit."""

from __future__ import annotations

import structlog

from bots.backoff import store_backoff
from bots.bell import Bell
from bots.delivery.means import Means
from bots.delivery.recovery import Recovery
from bots.delivery.schedule import Schedule
from hub.errors import StoreDown
from hub.model import Delivery, Lane, Voice

_log = structlog.get_logger(__name__)


class Reader:
    """`sound`: the schedule can be trusted, as it cannot be before the first reading or while the
    store is down. `woken` is rung when there may be something new to send.
    """

    def __init__(
        self, voice: Voice, schedule: Schedule, recovery: Recovery, means: Means, woken: Bell
    ) -> None:
        self._voice = voice
        self._schedule = schedule
        self._recovery = recovery
        self._means = means
        self._woken = woken
        self._bell = Bell()
        self._troubled = False
        self._asked = True
        self._recover_at = self._sweep_at = means.clock.now()
        self.sound = False

    def ask(self) -> None:
        """There may be something in the store that is not known here."""
        self._asked = True
        self._bell.ring()

    def feed(self) -> None:
        """A lane runs low."""
        self._bell.ring()

    def unanswered(self, delivery: Delivery) -> None:
        """The store did not say whether it made this claim."""
        self._recovery.unanswered.add(delivery.id)
        self.doubt()

    def doubt(self) -> None:
        """What is known here is not to be trusted before it has been read anew."""
        self._troubled, self.sound = True, False
        self._bell.ring()

    def claimed(self, delivery: Delivery) -> None:
        self._recovery.unanswered.discard(delivery.id)

    async def run(self) -> None:
        """For ever."""
        failures = 0
        while True:
            failures = 0 if await self._round() else failures + 1
            every = self._means.pace.sweep_every.total_seconds()
            await self._bell.wait(store_backoff(failures) if failures else every)

    async def _round(self) -> bool:
        try:
            await self._read()
        except StoreDown:
            self._asked, self.sound = True, False
            return False
        except Exception:  # noqa: BLE001 - what is known goes on being sent
            _log.exception("deliveries not read", voice=self._voice)
            self._asked = True
            return False
        return True

    async def _read(self) -> None:
        now = self._means.clock.now()
        self._troubled = False
        if not self.sound or now >= self._recover_at:
            await self._recovery.run()
            self._recover_at = now + self._means.pace.recover_every
            self._asked = True
        if self._asked or now >= self._sweep_at:
            self._sweep_at = now + self._means.pace.sweep_every
            await self._sweep()
        await self._feed_lanes()
        self.sound = not self._troubled
        self._woken.ring()

    async def _sweep(self) -> None:
        self._asked = False
        limit = 2 * self._means.pace.lane_memory
        self._schedule.begin_reading()
        found = await self._means.deliveries.waiting(self._voice, limit=limit)
        whole = len(found) < limit
        self._schedule.end_reading(found, self._means.clock.now(), whole=whole)
        if not whole:
            backlog = await self._means.deliveries.backlog(self._voice)
            wants = self._schedule.wants
            self._schedule.hungry.update(place for place, n in backlog.items() if wants(place, n))

    async def _feed_lanes(self) -> None:
        limit = self._means.pace.lane_memory
        while self._schedule.hungry:
            place = self._schedule.hungry.pop()
            lane = Lane(voice=self._voice, place=place)
            self._schedule.begin_reading(place)
            found = await self._means.deliveries.waiting(self._voice, limit=limit, lane=lane)
            whole = len(found) < limit
            self._schedule.end_reading(found, self._means.clock.now(), whole=whole, place=place)
