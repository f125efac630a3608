"""Which delivery of a voice goes next. It is chosen only when its budgets are there, so that what
is urgent by then goes first. Pure: times are given, nothing waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush

from bots.delivery.budget import Budget
from bots.delivery.lane import LaneState, Waiting
from bots.delivery.pace import Pace
from hub.model import WAITING, Delivery, DeliveryId, DeliveryState, Lane, Urgency


class Schedule:
    """`budget` is the voice's own. A new lane waits until it is given its own by `open`."""

    def __init__(self, budget: Budget, pace: Pace) -> None:
        self._budget = budget
        self._pace = pace
        self._lanes: dict[str, LaneState] = {}
        self._asleep: list[tuple[datetime, str]] = []
        self._ready: list[tuple[int, int, int, str]] = []
        self._offers = 0
        self._flying = 0
        self._whole = False
        self._touched: set[DeliveryId] = set()
        self._paused_until: datetime | None = None
        self.new_lanes: list[Lane] = []
        self.hungry: set[str] = set()
        """Lanes of which more should be read."""

    # What happens

    def put(self, delivery: Delivery, now: datetime, *, anyway: bool = False) -> None:
        """What this process has just inserted or changed in the store, if there is room for it."""
        lane = self._lane(delivery.lane)
        if anyway or lane.makes_room(delivery, self._pace.lane_memory):
            self._touched.add(delivery.id)
            # A view that is drawn again while it is being sent comes in that state.
            waits = delivery.state in WAITING
            lane.queue.put(delivery if waits else replace(delivery, state=DeliveryState.PENDING))
            self._look(lane, now)

    def open(self, place: str, budget: Budget, now: datetime) -> None:
        lane = self._lanes[place]
        lane.budget = budget
        self._look(lane, now)

    def block(self, lane: Lane, until: datetime, now: datetime) -> None:
        state = self._lane(lane)
        state.blocked_until = max(until, state.blocked_until or until)
        self._look(state, now)

    def pause(self, until: datetime | None) -> None:
        """It is doubtful whether the voice may speak: nothing until then, then one at a time."""
        self._paused_until = until

    # What goes next

    def next(self, now: datetime) -> Delivery | None:
        """Takes what may go now, if anything may; its call counts from now on."""
        self._wake_lanes(now)
        lane = self._best()
        if lane is None or lane.budget is None or self._flying >= self._width:
            return None
        if self._voice_ready_at(now) > now:
            return None
        heappop(self._ready)
        lane.ready = None
        delivery = lane.queue.take()
        self._touched.add(delivery.id)
        self._flying += 1
        self._budget.begin()
        lane.budget.begin()
        self._look(lane, now)
        return delivery

    def done(
        self, delivery: Delivery, again: Delivery | None, now: datetime, *, called: bool
    ) -> None:
        """Its turn is over; `again` waits for another. `called`: whether a call was made."""
        lane = self._lanes[delivery.lane.place]
        self._touched.add(delivery.id)
        self._flying -= 1
        for budget in filter(None, (self._budget, lane.budget)):
            if called:
                budget.end(now)
            else:
                budget.take_back()
        # One very long message takes no lane for itself: between its parts others have a turn.
        yields = again is not None and len(again.native) > len(delivery.native)
        lane.queue.done(delivery, again, yields=yields)
        if lane.partial and self._is_low(lane):
            self.hungry.add(lane.lane.place)
        self._look(lane, now)

    def count(self, delivery: Delivery, calls: int, now: datetime) -> None:
        """Its call weighs so much more than one: an album is as many messages as it has parts."""
        lane = self._lanes[delivery.lane.place]
        for budget in filter(None, (self._budget, lane.budget)):
            budget.count(calls, now)

    def wake_at(self, now: datetime) -> datetime | None:
        """When `next` may give something, if nothing happens before; None: not before then."""
        moments = [self._asleep[0][0]] if self._asleep else []
        if self._best() and self._flying < self._width:
            moments.append(self._voice_ready_at(now))
        return min(moments, default=None)

    # What the store knows

    def begin_reading(self, place: str | None = None) -> None:
        """What happens from now on is newer than what is about to be read."""
        self._touched.clear()
        for lane in self._among(place):
            lane.missed = False

    def end_reading(
        self, found: Iterable[Delivery], now: datetime, *, whole: bool, place: str | None = None
    ) -> None:
        """`whole`: nothing else waits in the store, for the voice or in that place."""
        by_id = {one.id: one for one in found if one.id not in self._touched}
        for delivery in by_id.values():
            lane = self._lane(delivery.lane)
            if lane.makes_room(delivery, self._pace.lane_memory):
                lane.partial = lane.partial or not whole
                lane.queue.put(delivery, fresh=True)
        alive = {*by_id, *self._touched}
        for lane in self._among(place):
            if whole:
                lane.queue.keep_only(alive)
                lane.partial = lane.missed
            self._look(lane, now)
        if place is None:
            self._whole = whole

    def is_newer(self, delivery: Delivery) -> bool:
        """Whether it is in flight, or something has happened to it since the reading began."""
        lane = self._lanes.get(delivery.lane.place)
        flies = lane is not None and lane.queue.is_flying(delivery.id)
        return flies or delivery.id in self._touched

    def is_partial(self, lane: Lane) -> bool:
        return self._lanes[lane.place].partial

    def wants(self, place: str, in_store: int) -> bool:
        """Whether more of that place should be read, so many waiting there."""
        lane = self._lanes.get(place)
        return lane is None or (self._is_low(lane) and len(lane.queue) < in_store)

    def waiting(self) -> list[Waiting]:
        return [lane.seen() for lane in self._lanes.values()]

    # Inside

    @property
    def _width(self) -> int:
        return 1 if self._paused_until else self._pace.voice_width

    def _lane(self, lane: Lane) -> LaneState:
        state = self._lanes.get(lane.place)
        if state is None:
            state = self._lanes[lane.place] = LaneState(lane, partial=not self._whole)
            self.new_lanes.append(lane)
        return state

    def _among(self, place: str | None) -> Sequence[LaneState]:
        if place is None:
            return list(self._lanes.values())
        return [self._lanes[place]] if place in self._lanes else []

    def _is_low(self, lane: LaneState) -> bool:
        return len(lane.queue) < self._pace.lane_memory // 2

    def _look(self, lane: LaneState, now: datetime) -> None:
        """Says anew whether something of this lane may go, and when to look again."""
        if lane.budget is None:
            return
        if lane.is_idle():
            self._let_go(lane, now)
            return
        head = lane.queue.head(now)
        self._sleep(lane, lane.queue.next_due())
        if head and lane.queue.flying < self._pace.lane_width:
            ready_at = lane.ready_at(now, urgent=head[0] == Urgency.URGENT)
            self._offer(lane, head if ready_at <= now else None)
            self._sleep(lane, ready_at if ready_at > now else None)
        else:
            self._offer(lane, None)

    def _offer(self, lane: LaneState, ready: tuple[int, int] | None) -> None:
        """Only what has changed is said anew, lest the heap grow while the voice stands still."""
        if ready == lane.ready:
            return
        self._offers += 1
        lane.ready, lane.offer = ready, self._offers
        if ready:
            heappush(self._ready, (*ready, lane.offer, lane.lane.place))

    def _let_go(self, lane: LaneState, now: datetime) -> None:
        self._offer(lane, None)
        forgettable_at = lane.forgettable_at(now)
        if forgettable_at <= now:
            del self._lanes[lane.lane.place]
        else:
            self._sleep(lane, forgettable_at)

    def _sleep(self, lane: LaneState, until: datetime | None) -> None:
        """The earliest time counts: at worst a lane is looked at in vain."""
        if until and (lane.wakes_at is None or until < lane.wakes_at):
            lane.wakes_at = until
            heappush(self._asleep, (until, lane.lane.place))

    def _wake_lanes(self, now: datetime) -> None:
        while self._asleep and self._asleep[0][0] <= now:
            when, place = heappop(self._asleep)
            lane = self._lanes.get(place)
            if lane and lane.wakes_at == when:
                lane.wakes_at = None
                self._look(lane, now)

    def _best(self) -> LaneState | None:
        while self._ready:
            *_, offer, place = self._ready[0]
            lane = self._lanes.get(place)
            if lane and lane.offer == offer:
                return lane
            heappop(self._ready)
        return None

    def _voice_ready_at(self, now: datetime) -> datetime:
        urgent = self._ready[0][0] == Urgency.URGENT
        return max(self._paused_until or now, self._budget.ready_at(now, urgent=urgent))
