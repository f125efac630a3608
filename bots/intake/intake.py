"""The way in: of every voice we own, updates are fetched, kept and handled."""

from __future__ import annotations

import asyncio

from bots.delivery.watch import Watch
from bots.intake.attempt import Attempts, Handle, OnDead
from bots.intake.feed import Feed, IntakePace
from bots.intake.handling import Handling
from bots.intake.log import UpdateLog
from bots.intake.poller import Poller
from bots.ownership import Hold
from hub.model import Voice
from hub.ports import Clock, Updates


class Intake:
    def __init__(
        self,
        *,
        updates: Updates,
        clock: Clock,
        watch: Watch,
        handle: Handle,
        on_dead: OnDead,
        pace: IntakePace | None = None,
    ) -> None:
        self._updates = updates
        self._clock = clock
        self._watch = watch
        self._handle = handle
        self._on_dead = on_dead
        self._pace = pace or IntakePace()
        self._handlings: dict[Voice, Handling] = {}

    async def run(self, feed: Feed, hold: Hold) -> None:
        """For ever: polls and handles for this voice, as long as the lease is held."""
        handling = self._handling(feed.voice)
        self._handlings[feed.voice] = handling
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._poller(feed, handling).run())
                group.create_task(handling.run(hold))
        finally:
            del self._handlings[feed.voice]

    def ring(self, voice: Voice) -> None:
        """Somebody else has stored an update, or revived one."""
        handling = self._handlings.get(voice)
        if handling:
            handling.ask()

    def _handling(self, voice: Voice) -> Handling:
        attempts = Attempts(
            updates=self._updates,
            clock=self._clock,
            watch=self._watch,
            handle=self._handle,
            on_dead=self._on_dead,
            pace=self._pace,
        )
        return Handling(voice, self._updates, self._clock, attempts, self._pace)

    def _poller(self, feed: Feed, handling: Handling) -> Poller:
        return Poller(
            feed=feed,
            log=UpdateLog(feed, self._updates, self._clock, self._pace.largest),
            updates=self._updates,
            clock=self._clock,
            watch=self._watch,
            handling=handling,
        )
