"""One lane as the engine knows it: what waits there, its budget, its flood deadline."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bots.delivery.budget import Budget
from bots.line_up import LineUp
from hub.model import Delivery, Lane, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One lane as seen from outside; `since` is when the oldest became due."""

    lane: Lane
    deliveries: int
    since: datetime | None
    blocked_until: datetime | None


def _urgency(delivery: Delivery) -> Urgency:
    return delivery.urgency


@dataclass(slots=True, eq=False)
class LaneState:
    """Without a budget it waits to be given one.

    `partial`: more of it is in the store than here, perhaps of lower rank. `missed`: some of it
    found no room since the latest reading began. `ready` is the urgency and rank of what may go,
    `offer` numbers what was said of that last; `wakes_at` is when it will be looked at again.
    """

    lane: Lane
    partial: bool
    queue: LineUp[Delivery] = field(default_factory=lambda: LineUp(_urgency))
    budget: Budget | None = None
    blocked_until: datetime | None = None
    missed: bool = False
    ready: tuple[int, int] | None = None
    offer: int = 0
    wakes_at: datetime | None = None

    def makes_room(self, delivery: Delivery, memory: int) -> bool:
        """There is always some left for what is urgent."""
        room = memory * (2 if delivery.urgency is Urgency.URGENT else 1)
        if delivery.id in self.queue or len(self.queue) < room:
            return True
        self.missed = self.partial = True
        return False

    def ready_at(self, now: datetime, *, urgent: bool) -> datetime:
        """When its own limits let something go."""
        ready_at = self.budget.ready_at(now, urgent=urgent) if self.budget else now
        return max(self.blocked_until or now, ready_at)

    def is_idle(self) -> bool:
        return not (len(self.queue) or self.queue.flying or self.partial)

    def forgettable_at(self, now: datetime) -> datetime:
        """When an idle one may be dropped from memory."""
        clear_at = self.budget.clear_at(now) if self.budget else now
        return max(self.blocked_until or now, clear_at)

    def seen(self) -> Waiting:
        return Waiting(
            lane=self.lane,
            deliveries=len(self.queue) + self.queue.flying,
            since=self.queue.oldest(),
            blocked_until=self.blocked_until,
        )
