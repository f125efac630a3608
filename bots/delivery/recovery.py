"""What a crash, or an outage of the store, left in SENDING: a call may have been under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import structlog

from bots.delivery.follow import Consequences
from bots.delivery.means import Means
from bots.delivery.schedule import Schedule
from bots.delivery.verdict import MARKED, OVER, Interrupted, judge, sent
from bots.ownership import Hold
from hub import reasons
from hub.errors import Unsent
from hub.model import Delivery, DeliveryId, DeliveryState, Lane, Voice

_log = structlog.get_logger(__name__)


class Recovery:
    """Also of claims under our own epoch that the store made without our hearing of it."""

    def __init__(
        self, voice: Voice, hold: Hold, schedule: Schedule, consequences: Consequences, means: Means
    ) -> None:
        self._voice = voice
        self._hold = hold
        self._schedule = schedule
        self._consequences = consequences
        self._means = means
        self.unanswered: set[DeliveryId] = set()
        """Those whose claim had no answer: of them nothing was sent."""

    async def run(self) -> None:
        await self._take_over_deadlines()
        self._schedule.begin_reading()
        for orphan in await self._means.deliveries.orphaned(self._voice, self._hold.epoch + 1):
            if not self._schedule.is_newer(orphan):
                await self._adopt(orphan)

    async def _take_over_deadlines(self) -> None:
        now = self._means.clock.now()
        blocked = await self._means.lanes.blocked(self._voice, now)
        for place, until in blocked.items():
            self._schedule.block(Lane(voice=self._voice, place=place), until, now)

    async def _adopt(self, orphan: Delivery) -> None:
        after = await self._after(orphan, self._means.clock.now())
        if after.state in OVER:
            after = replace(after, open=self._means.follow.concerns(after))
        if await self._means.deliveries.adopt(after, self._hold.epoch + 1):
            _log.info("delivery recovered", delivery=after.id, state=after.state)
            self.unanswered.discard(after.id)
            self._means.watch.settled(after)
            self._consequences.ring()

    async def _after(self, orphan: Delivery, now: datetime) -> Delivery:
        if orphan.id in self.unanswered and orphan.epoch == self._hold.epoch:
            return replace(orphan, state=DeliveryState.RETRY, due=now)
        if orphan.work not in MARKED:
            return self._judge(orphan, Unsent(reasons.INTERRUPTED), now)
        native = await self._remembered(orphan)
        if native:
            return sent(orphan, native, now)
        return self._judge(orphan, Interrupted(), now)

    def _judge(self, orphan: Delivery, error: Exception, now: datetime) -> Delivery:
        """Counted as a try, lest what kills the hub kill it for ever; but tried again at once."""
        return replace(judge(orphan, error, now, self._means.pace.patience), due=now)

    async def _remembered(self, orphan: Delivery) -> tuple[str, ...]:
        """Remembering comes before settling, and for the last part only: it was made."""
        shown = await self._means.views.shown_by(orphan.id)
        return tuple(one.native for one in shown if one.native not in orphan.native)
