"""Fetches the updates of one voice. They are durable before the next fetch acknowledges them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import structlog

from bots.backoff import backoff, outlast
from bots.delivery.watch import Watch
from bots.intake.feed import Feed
from bots.intake.handling import Handling
from bots.intake.log import UpdateLog
from hub.errors import DeliveryError, Flooded, Unauthorized
from hub.ports import Batch, Clock, RawUpdate, Updates

_FIRST: Final = 1.0
_LONGEST: Final = 8.0
"""What people wrote while nobody could ask stands on the desk soon after it is over."""
_LONGEST_UNAUTHORIZED: Final = 60.0

_log = structlog.get_logger(__name__)


class Poller:
    def __init__(
        self,
        *,
        feed: Feed,
        log: UpdateLog,
        updates: Updates,
        clock: Clock,
        watch: Watch,
        handling: Handling,
    ) -> None:
        self._feed = feed
        self._log = log
        self._updates = updates
        self._clock = clock
        self._watch = watch
        self._handling = handling
        self._failures = 0
        self._down_since: datetime | None = None

    async def run(self) -> None:
        """For ever."""
        voice = self._feed.voice
        cursor = await outlast(lambda: self._updates.cursor(voice))
        while True:
            batch = await self._fetch(cursor)
            await self._keep(batch.updates)
            if batch.cursor is not None and batch.cursor != cursor:
                cursor = batch.cursor
                await self._move_cursor(cursor)

    async def _keep(self, updates: Sequence[RawUpdate]) -> None:
        new = await outlast(lambda: self._log.keep(updates))
        if len(new) < len(updates):
            # Perhaps the store kept them without our hearing of it, and nobody has been told.
            self._handling.doubt()
        if new:
            self._watch.received(self._feed.voice, len(new))
            self._handling.put(new)

    async def _move_cursor(self, cursor: str) -> None:
        await outlast(lambda: self._updates.move_cursor(self._feed.voice, cursor))

    async def _fetch(self, cursor: str | None) -> Batch:
        """However long it takes."""
        while True:
            try:
                batch = await self._feed.fetch(cursor)
            except DeliveryError as error:
                pause = self._failed(error.reason, error)
            except Exception as error:  # noqa: BLE001 - a slip of one channel; it is asked again
                _log.exception("fetch failed", voice=self._feed.voice)
                pause = self._failed(type(error).__name__, error)
            else:
                self._succeeded()
                return batch
            await asyncio.sleep(pause)

    def _failed(self, reason: str, error: Exception) -> float:
        """Seconds before it is worth asking again."""
        if isinstance(error, Flooded):
            return error.retry_after.total_seconds()
        self._failures += 1
        self._down_since = self._down_since or self._clock.now()
        self._watch.down(self._feed.voice, "fetch", reason, self._down_since)
        return pause_after(self._failures, error)

    def _succeeded(self) -> None:
        self._failures = 0
        if self._down_since:
            self._down_since = None
            self._watch.up(self._feed.voice, "fetch")


def pause_after(failures: int, error: Exception) -> float:
    """Seconds before the next try, after so many in a row that failed."""
    longest = _LONGEST_UNAUTHORIZED if isinstance(error, Unauthorized) else _LONGEST
    return backoff(failures, first=_FIRST, longest=longest)
