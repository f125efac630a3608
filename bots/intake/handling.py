"""Handles the updates of one voice: in order in a line, lines beside each other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from bots.backoff import store_backoff
from bots.bell import Bell
from bots.intake.attempt import Attempts
from bots.intake.feed import IntakePace
from bots.line_up import LineUp
from bots.ownership import Hold
from hub.errors import StoreDown
from hub.model import Update, Voice
from hub.ports import Clock, Updates

_log = structlog.get_logger(__name__)


class Handling:
    """`partial`: more updates are in the store than here, all of higher rank than those here."""

    def __init__(
        self, voice: Voice, updates: Updates, clock: Clock, attempts: Attempts, pace: IntakePace
    ) -> None:
        self._voice = voice
        self._updates = updates
        self._clock = clock
        self._attempts = attempts
        self._pace = pace
        self._line_up: LineUp[Update] = LineUp(lambda _: 0)
        self._touched: set[str] = set()
        self._partial = True
        self._missed = False
        self._work = Bell()
        self._read = Bell()
        self._turning: set[asyncio.Task[None]] = set()

    def put(self, updates: Sequence[Update]) -> None:
        """What has just been stored."""
        for update in updates:
            if self._partial or len(self._line_up) >= self._pace.memory:
                self._partial = self._missed = True
            else:
                self._touched.add(update.id)
                self._line_up.put(update)
        self._work.ring()

    def doubt(self) -> None:
        """Something was stored that is not known here: what is stored from now on waits for it."""
        self._partial = self._missed = True
        self._read.ring()

    def ask(self) -> None:
        """There may be something in the store that is not known here."""
        self._read.ring()

    async def run(self, hold: Hold) -> None:
        """For ever. Cancelled, it lets what is under way end, unless the lease is lost."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_reading())
            try:
                await self._dispatch(group)
            finally:
                if self._turning and not hold.lost:
                    await asyncio.wait(self._turning, timeout=self._pace.grace.total_seconds())

    async def _dispatch(self, group: asyncio.TaskGroup) -> None:
        while True:
            now = self._clock.now()
            while self._line_up.flying < self._pace.width and self._line_up.head(now):
                task = group.create_task(self._turn(self._line_up.take()))
                self._turning.add(task)
                task.add_done_callback(self._turning.discard)
            due = self._line_up.next_due()
            await self._work.wait((due - now).total_seconds() if due else None)

    async def _turn(self, update: Update) -> None:
        again: Update | None = None
        try:
            again = await self._attempts.make(update)
        except Exception:  # noqa: BLE001 - it is still new: the next sweep brings it back
            _log.exception("attempt failed", update=update.id)
        finally:
            self._touched.add(update.id)
            self._line_up.done(update, again)
            self._work.ring()
            self._read_on()

    async def _keep_reading(self) -> None:
        failures = 0
        while True:
            failures = 0 if await self._succeeds() else failures + 1
            every = self._pace.sweep_every.total_seconds()
            await self._read.wait(store_backoff(failures) if failures else every)

    async def _succeeds(self) -> bool:
        try:
            await self._refill()
        except StoreDown:
            return False
        except Exception:  # noqa: BLE001 - what is known goes on being handled
            _log.exception("updates not read", voice=self._voice)
            return False
        return True

    async def _refill(self) -> None:
        self._touched.clear()
        self._missed = False
        found = await self._updates.waiting(self._voice, self._pace.memory)
        for update in found:
            if update.id not in self._touched:
                self._line_up.put(update)
        self._partial = self._missed or len(found) == self._pace.memory
        self._work.ring()
        self._read_on()

    def _read_on(self) -> None:
        if self._partial and len(self._line_up) < self._pace.memory // 2:
            self._read.ring()
