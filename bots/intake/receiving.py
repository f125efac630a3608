"""Updates that are brought to us: durable before the messenger is told that they were taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bots.delivery.watch import Watch
from bots.intake.feed import Feed, IntakePace
from bots.intake.log import UpdateLog
from hub.model import Voice
from hub.ports import Clock, RawUpdate, Updates


class Receiving:
    """Any process may receive; `arrived` tells whoever owns the voice, who handles."""

    def __init__(
        self,
        *,
        updates: Updates,
        clock: Clock,
        watch: Watch,
        arrived: Callable[[Voice], None],
        pace: IntakePace | None = None,
    ) -> None:
        self._updates = updates
        self._clock = clock
        self._watch = watch
        self._arrived = arrived
        self._largest = (pace or IntakePace()).largest
        self._logs: dict[Voice, UpdateLog] = {}

    async def keep(self, feed: Feed, raws: Sequence[RawUpdate]) -> None:
        """Raises StoreDown, and then nothing may be acknowledged. A repeat changes nothing."""
        new = await self._log(feed).keep(raws)
        if new:
            self._watch.received(feed.voice, len(new))
        # Of a repeat as well: whoever kept it may have died before telling anybody.
        self._arrived(feed.voice)

    def _log(self, feed: Feed) -> UpdateLog:
        if feed.voice not in self._logs:
            self._logs[feed.voice] = UpdateLog(
                feed, self._updates, self._clock, self._largest, shared=True
            )
        return self._logs[feed.voice]
