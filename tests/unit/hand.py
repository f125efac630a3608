"""One voice at work by a clock that is moved by hand: its real turns, schedule and verdicts, over a
store in memory and a messenger whose weather is given. Nothing waits, nothing runs side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final, cast

from bots.asking import Silences, asking
from bots.delivery.budget import Budget
from bots.delivery.call import Caller
from bots.delivery.means import Means
from bots.delivery.pace import Pace
from bots.delivery.schedule import Schedule
from bots.delivery.standing import Standing
from bots.delivery.turn import Turns
from bots.ownership import Hold
from hub.errors import PerhapsSent, Repeatable, Unanswered, Undeliverable
from hub.model import (
    WAITING,
    Delivery,
    DeliveryId,
    DeliveryState,
    Lane,
    Lease,
    Urgency,
    Voice,
    Work,
)
from hub.ports import Part, Window

NOON: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
VOICE: Final = Voice("v")
FOREVER: Final = timedelta(days=365)
QUICK: Final = timedelta(milliseconds=100)
SWEEP: Final = timedelta(seconds=2)


@dataclass
class Hand:
    time: datetime = NOON

    def now(self) -> datetime:
        return self.time


@dataclass
class Memory:
    """The outbox."""

    all: dict[str, Delivery] = field(default_factory=dict)

    async def claim(self, delivery: Delivery, epoch: int, at: datetime) -> bool:  # noqa: ARG002
        stored = self.all[delivery.id]
        same = (stored.tries, stored.native) == (delivery.tries, delivery.native)
        if stored.state not in WAITING or not same:
            return False
        self.all[delivery.id] = replace(stored, state=DeliveryState.SENDING, epoch=epoch)
        return True

    async def settle(self, delivery: Delivery) -> bool:
        self.all[delivery.id] = delivery
        return True

    async def first_in_line(self, lane: Lane, line: str) -> Delivery | None:  # noqa: ARG002
        waiting = [one for one in self.waiting() if one.line == line]
        return min(waiting, key=lambda one: one.rank, default=None)

    def waiting(self) -> list[Delivery]:
        return [one for one in self.all.values() if one.state in WAITING]


@dataclass
class Weather:
    """From `since` to `until` these methods are answered nothing, after `patience`; with `lands`
    they do their work all the same.
    """

    since: datetime
    until: datetime
    only: str | None = None
    patience: timedelta = QUICK
    lands: bool = False

    def strikes(self, method: str, now: datetime) -> bool:
        return self.since <= now < self.until and self.only in (None, method)


class Messenger:
    """Keeps what was said where. `keyed`: it knows repeats; else a call shows nothing.
    Topics are made, and get a card, before anything is said in them.
    """

    def __init__(self, clock: Hand, weather: Weather, *, keyed: bool = False) -> None:
        self._clock = clock
        self._weather = weather
        self._keyed = keyed
        self.ready: dict[str, str] = {}
        self.said: list[tuple[datetime, str, str]] = []
        self.calls: list[str] = []

    def windows(self, place: str) -> tuple[Window, ...]:  # noqa: ARG002
        return ()

    def voice_windows(self) -> tuple[Window, ...]:
        return ()

    async def prepare(self, delivery: Delivery) -> None: ...

    async def step(self, delivery: Delivery) -> Part | None:
        line = delivery.line
        if delivery.work is Work.SHOW and line not in self.ready:
            await self._prepare("createForumTopic", f"{line}/topic")
            self.ready[line] = "topic"
            return None
        if delivery.work is Work.SHOW and self.ready[line] == "topic":
            await self._prepare("sendMessage", f"{line}/card")
            self.ready[line] = "card"
            return None
        await self._asked("sendMessage", line, delivery.id)
        return Part(native=str(len(self.said)))

    async def _prepare(self, method: str, what: str) -> None:
        try:
            await self._asked(method, what, what)
        except PerhapsSent as error:
            raise Unanswered(error.reason) from None

    async def _asked(self, method: str, line: str, id: str) -> None:
        async def unseen() -> None:
            self._call(method if method == "sendMessage" else "getMe")
            raise Undeliverable("message text is empty")

        async with asking("account", method, None if self._keyed else unseen):
            self.calls.append(id)
            try:
                self._call(method)
            except PerhapsSent:
                if self._weather.lands:
                    self.said.append((self._clock.now(), line, id))
                raise
            self.said.append((self._clock.now(), line, id))

    def _call(self, method: str) -> None:
        struck = self._weather.strikes(method, self._clock.now())
        self._clock.time += self._weather.patience if struck else QUICK
        if struck:
            raise (Repeatable if self._keyed else PerhapsSent)("HTTP 502")


class Voices:
    """One voice, and what is put into its outbox at given times."""

    def __init__(self, clock: Hand, messenger: Messenger) -> None:
        self.clock = clock
        self.store = Memory()
        self._messenger = messenger
        self._swept_at = clock.now()
        self._coming: list[tuple[datetime, Delivery]] = []
        self._pace = Pace()
        self._begin()

    def _begin(self) -> None:
        pace = self._pace
        self._schedule = Schedule(Budget(()), pace)
        means = self._means(pace)
        hold = Hold(Lease(voice=VOICE, owner="o", epoch=1, until=self.clock.now() + FOREVER))
        self._turns = Turns(
            hold=hold,
            caller=Caller(self._messenger, hold, pace.call),
            schedule=self._schedule,
            reader=cast("Any", SimpleNamespace(ask=self._sweep, claimed=_nothing, feed=_nothing)),
            standing=Standing(VOICE, self._schedule, means),
            consequences=cast("Any", None),
            means=means,
        )

    def killed(self) -> None:
        """Whatever was in memory is gone; all that waits is read anew."""
        self._begin()
        self._sweep()

    def later(self, after: timedelta, *deliveries: Delivery) -> None:
        self._coming += [(NOON + after, one) for one in deliveries]
        self._coming.sort(key=lambda one: one[0])

    async def go_on(self, until: datetime, done: Callable[[], bool] = lambda: False) -> None:
        while self.clock.now() < until and not done():
            self._arrive()
            if self.clock.now() >= self._swept_at + SWEEP:
                self._sweep()
            while self._schedule.new_lanes:
                lane = self._schedule.new_lanes.pop()
                self._schedule.open(lane.place, Budget(()), self.clock.now())
            if delivery := self._schedule.next(self.clock.now()):
                await self._turns.take(delivery)
            else:
                self._rest(until)

    def _rest(self, until: datetime) -> None:
        moments = [until, self._swept_at + SWEEP, *(at for at, _ in self._coming[:1])]
        moments += filter(None, [self._schedule.wake_at(self.clock.now())])
        self.clock.time = max(self.clock.now() + timedelta(milliseconds=1), min(moments))

    def _arrive(self) -> None:
        while self._coming and self._coming[0][0] <= self.clock.now():
            delivery = self._coming.pop(0)[1]
            self.store.all[delivery.id] = replace(delivery, due=self.clock.now())
            self._schedule.put(self.store.all[delivery.id], self.clock.now())

    def _sweep(self) -> None:
        self._swept_at = self.clock.now()
        self._schedule.begin_reading()
        self._schedule.end_reading(self.store.waiting(), self.clock.now(), whole=True)

    def _means(self, pace: Pace) -> Means:
        patience = pace.patience
        silences = Silences(
            self.clock, patience=pace.call, first=patience.first, longest=patience.ping
        )
        watch = SimpleNamespace(settled=_nothing, up=_nothing, down=_nothing)
        given: dict[str, Any] = {
            "deliveries": self.store,
            "lanes": None,
            "views": SimpleNamespace(remember=_soon),
            "follow": SimpleNamespace(concerns=lambda _: False),
            "watch": watch,
        }
        return Means(**given, clock=self.clock, pace=pace, silences=silences)


def delivery(id: str, rank: int, work: Work, line: str, place: str) -> Delivery:
    return Delivery(
        id=DeliveryId(id),
        lane=Lane(voice=VOICE, place=place),
        work=work,
        line=line,
        rank=rank,
        urgency=Urgency.NORMAL,
        due=NOON,
    )


def in_order(said: Sequence[tuple[datetime, str, str]], line: str, ids: Iterable[str]) -> bool:
    """Whether these stand there in this order, repeats of the same aside."""
    there = [id for _, where, id in said if where == line]
    alone = [id for at, id in enumerate(there) if at == 0 or there[at - 1] != id]
    return alone == list(ids)


def _nothing(*_: Any, **__: Any) -> None: ...


async def _soon(*_: Any) -> None: ...
