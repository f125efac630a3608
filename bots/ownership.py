"""Who polls, handles and sends for a voice: one owner at a time, by a lease with an epoch."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bots.backoff import store_backoff
from bots.delivery.watch import Watch
from hub.errors import StoreDown
from hub.model import Lease, Voice
from hub.ports import Clock, Leases

RELEASE_WITHIN: Final = 1.0
_log = structlog.get_logger(__name__)


class Hold:
    """A lease as it stands at the moment; once lost it never comes back. How long it lasts is
    counted by our own clock from before it was asked for, which is never too long.
    """

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.lost = False

    @property
    def epoch(self) -> int:
        return self.lease.epoch

    def left(self, now: datetime) -> timedelta:
        """How long it still lasts; zero if it does not."""
        return timedelta() if self.lost else max(timedelta(), self.lease.until - now)


class _Lost(Exception):
    """Somebody else's, or nobody could be asked until it ran out."""


class Ownership:
    """Runs the body of each voice whenever the voice is ours, and only then.

    `owner` is unique for each start of a process. `seize`: a former owner is known to be dead.
    """

    def __init__(
        self,
        leases: Leases,
        clock: Clock,
        watch: Watch,
        *,
        owner: str,
        ttl: timedelta = timedelta(seconds=15),
        seize: bool = False,
    ) -> None:
        self._leases = leases
        self._clock = clock
        self._watch = watch
        self._owner = owner
        self._ttl = ttl
        self._beat = ttl / 4
        self._seize = seize

    async def own(self, voice: Voice, body: Callable[[Hold], Awaitable[None]]) -> None:
        """Until the body returns. When the lease is lost the body is cancelled at once, with
        `hold.lost` set, and is run again under the next one; when this is cancelled, the body may
        finish its work in what is left of the lease.
        """
        hold = await self._hold(voice, body)
        while hold.lost:
            hold = await self._hold(voice, body)

    async def _hold(self, voice: Voice, body: Callable[[Hold], Awaitable[None]]) -> Hold:
        hold = Hold(await self._acquire(voice))
        _log.info("voice owned", voice=voice, epoch=hold.epoch)
        self._watch.owned(voice, hold.epoch)
        try:
            await self._run(hold, body)
        finally:
            self._watch.owned(voice, None)
            if not hold.lost:
                await self._release(hold)
        return hold

    async def _acquire(self, voice: Voice) -> Lease:
        failures = 0
        while True:
            now = self._clock.now()
            pause = self._beat.total_seconds()
            try:
                lease = await self._leases.acquire(voice, self._owner, self._ttl, seize=self._seize)
                failures = 0
                if lease:
                    return replace(lease, until=now + self._ttl)
            except StoreDown:
                failures += 1
                pause = min(pause, store_backoff(failures))
            await asyncio.sleep(pause)

    async def _run(self, hold: Hold, body: Callable[[Hold], Awaitable[None]]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                keeper = group.create_task(self._keep(hold))
                await body(hold)
                keeper.cancel()
        except* _Lost:
            _log.warning("voice lost", voice=hold.lease.voice, epoch=hold.epoch)
        task = asyncio.current_task()
        if task and task.cancelling():
            # A TaskGroup that fails forgets that it was cancelled as well.
            raise asyncio.CancelledError

    async def _keep(self, hold: Hold) -> None:
        pause = self._beat
        while True:
            await asyncio.sleep(min(pause, hold.left(self._clock.now())).total_seconds())
            pause = self._beat if await self._renew(hold) else self._beat / 8

    async def _renew(self, hold: Hold) -> bool:
        """Whether the store has answered. Counted from before it was asked."""
        now = self._clock.now()
        lease = None
        try:
            async with asyncio.timeout(hold.left(now).total_seconds()):
                lease = await self._leases.renew(hold.lease, self._ttl)
        except (StoreDown, TimeoutError):
            if hold.left(self._clock.now()):
                return False
        if lease is None:
            hold.lost = True
            raise _Lost
        hold.lease = replace(lease, until=now + self._ttl)
        return True

    async def _release(self, hold: Hold) -> None:
        with suppress(StoreDown, TimeoutError):
            async with asyncio.timeout(RELEASE_WITHIN):
                await self._leases.release(hold.lease)
