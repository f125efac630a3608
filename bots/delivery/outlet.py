"""One voice at work: while we own it, what waits for it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bots.backoff import outlast
from bots.bell import Bell
from bots.delivery.budget import Budget
from bots.delivery.call import Caller
from bots.delivery.follow import Consequences
from bots.delivery.lane import Waiting
from bots.delivery.means import Means
from bots.delivery.reader import Reader
from bots.delivery.recovery import Recovery
from bots.delivery.schedule import Schedule
from bots.delivery.standing import Standing
from bots.delivery.turn import Turns
from bots.ownership import Hold
from hub.model import Delivery, Lane, Voice
from hub.ports import Sender, Window

SETTLE_WITHIN: Final = 1.0
_LEASE_ASKED_EVERY: Final = 0.1


class Outlet:
    def __init__(
        self, voice: Voice, sender: Sender, hold: Hold, consequences: Consequences, means: Means
    ) -> None:
        self._voice = voice
        self._sender = sender
        self._hold = hold
        self._consequences = consequences
        self._means = means
        self._bell = Bell()
        self._began = means.clock.now()
        self._turning: set[asyncio.Task[None]] = set()
        self._schedule = Schedule(self._voice_budget(), means.pace)
        self._caller = Caller(sender, hold, means.pace.call)
        recovery = Recovery(voice, hold, self._schedule, consequences, means)
        self._reader = Reader(voice, self._schedule, recovery, means, self._bell)
        self._turns = Turns(
            hold=hold,
            caller=self._caller,
            schedule=self._schedule,
            reader=self._reader,
            standing=Standing(voice, self._schedule, means),
            consequences=consequences,
            means=means,
        )

    def put(self, delivery: Delivery) -> None:
        self._schedule.put(delivery, self._means.clock.now())
        self._bell.ring()

    def ask(self) -> None:
        self._reader.ask()

    def doubt(self) -> None:
        self._reader.doubt()

    def waiting(self) -> list[Waiting]:
        return self._schedule.waiting()

    async def run(self) -> None:
        """For ever. Cancelled, it lets what is under way end, unless the lease is lost."""
        catch_up_every = self._means.pace.recover_every.total_seconds()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._reader.run())
            group.create_task(self._consequences.catch_up(self._voice, catch_up_every))
            try:
                await self._dispatch(group)
            finally:
                if not self._hold.lost:
                    await self._finish()

    async def _dispatch(self, group: asyncio.TaskGroup) -> None:
        while True:
            self._open_lanes(group)
            if self._may_send():
                self._start_turns(group)
            await self._bell.wait(self._rest())

    def _may_send(self) -> bool:
        return self._reader.sound and self._caller.may_call(self._means.clock.now())

    def _start_turns(self, group: asyncio.TaskGroup) -> None:
        while delivery := self._schedule.next(self._means.clock.now()):
            task = group.create_task(self._turns.take(delivery))
            self._turning.add(task)
            task.add_done_callback(self._turned)

    def _turned(self, task: asyncio.Task[None]) -> None:
        self._turning.discard(task)
        self._bell.ring()

    def _rest(self) -> float | None:
        """Seconds until something may be sent without anybody ringing."""
        if not self._reader.sound:
            return None
        now = self._means.clock.now()
        if not self._caller.may_call(now):
            return _LEASE_ASKED_EVERY
        moment = self._schedule.wake_at(now)
        return (moment - now).total_seconds() if moment else None

    async def _finish(self) -> None:
        grace = self._means.pace.grace
        self._caller.hurry(grace)
        if self._turning:
            await asyncio.wait(self._turning, timeout=grace.total_seconds() + SETTLE_WITHIN)

    def _voice_budget(self) -> Budget:
        """Whoever spoke before us may just have used it up."""
        windows = self._sender.voice_windows()
        most = max((window.calls for window in windows), default=0)
        return Budget(windows, [self._began] * most if self._hold.epoch > 1 else ())

    def _open_lanes(self, group: asyncio.TaskGroup) -> None:
        while self._schedule.new_lanes:
            lane = self._schedule.new_lanes.pop()
            windows = self._sender.windows(lane.place)
            past = timedelta(seconds=max((window.seconds for window in windows), default=0))
            now = self._means.clock.now()
            if self._hold.epoch > 1 and now < self._began + past:
                group.create_task(self._open_with_past(lane, windows, past))
            else:
                self._schedule.open(lane.place, Budget(windows), now)

    async def _open_with_past(self, lane: Lane, windows: Sequence[Window], past: timedelta) -> None:
        """Calls made under an earlier epoch count as well: they ended before this one began, or
        as late as a call may.
        """
        longest = self._means.pace.call
        since = self._began - past - longest
        claims = await outlast(lambda: self._means.deliveries.calls_since(lane, since))
        ends = [min(self._began, claim + longest) for claim in claims]
        self._schedule.open(lane.place, Budget(windows, ends), self._means.clock.now())
        self._bell.ring()
