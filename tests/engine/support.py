"""Hand-written counterparts of the engine: senders, a clock, somebody who watches and follows."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bots.asking import asking
from bots.delivery import Engine, Pace, Patience
from bots.ownership import Hold
from hub.errors import StoreDown
from hub.model import (
    Delivery,
    DeliveryId,
    DeliveryState,
    Lane,
    Lease,
    Update,
    Urgency,
    Voice,
    Work,
)
from hub.ports import Part, Window
from storage.mongo import MongoStore

VOICE = Voice("telegram:test")
QUICK = Pace(
    patience=Patience(first=0.02, longest=0.05, ping=0.05, flood_margin=timedelta()),
    call=timedelta(seconds=1),
    grace=timedelta(seconds=0.5),
    sweep_every=timedelta(seconds=0.1),
    recover_every=timedelta(seconds=0.2),
)


class RealClock:
    """The wall's time at the start and what has passed since: it never goes back."""

    def __init__(self) -> None:
        self._began = datetime.now(UTC)
        self._zero = time.monotonic()

    def now(self) -> datetime:
        return self._began + timedelta(seconds=time.monotonic() - self._zero)


class Watcher:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.ends: Counter[DeliveryState] = Counter()
        self.floods: list[tuple[Lane, datetime]] = []
        self.downs: dict[tuple[Voice, str], str] = {}
        self.ups: list[tuple[Voice, str]] = []
        self.epochs: list[int | None] = []
        self.updates: Counter[str] = Counter()

    def owned(self, voice: Voice, epoch: int | None) -> None:  # noqa: ARG002
        self.epochs.append(epoch)

    def up(self, voice: Voice, doing: str) -> None:
        self.ups.append((voice, doing))

    def down(self, voice: Voice, doing: str, reason: str, since: datetime) -> None:  # noqa: ARG002
        self.downs[voice, doing] = reason

    def settled(self, delivery: Delivery) -> None:
        self.ends[delivery.state] += 1

    def flooded(self, lane: Lane, until: datetime) -> None:
        self.floods.append((lane, until))

    def received(self, voice: Voice, updates: int) -> None:  # noqa: ARG002
        self.updates["received"] += updates

    def handled(self, update: Update) -> None:  # noqa: ARG002
        self.updates["handled"] += 1

    def failed(self, update: Update, reason: str) -> None:  # noqa: ARG002
        self.updates["failed"] += 1

    def buried(self, update: Update, reason: str) -> None:  # noqa: ARG002
        self.updates["buried"] += 1


class Follower:
    """Concerned with what it is told to be; keeps what it was asked to follow."""

    def __init__(self, *works: Work) -> None:
        self._works = works
        self.followed: list[Delivery] = []
        self.failing: Exception | None = None

    def concerns(self, delivery: Delivery) -> bool:
        return delivery.work in self._works

    async def settled(self, delivery: Delivery) -> None:
        if self.failing:
            raise self.failing
        self.followed.append(delivery)


Answer = Part | Exception | None | Callable[[Delivery], Any]


class Messenger:
    """A sender that keeps its calls. `script` holds answers by delivery, used up one by one."""

    def __init__(self, *windows: Window, voice_windows: tuple[Window, ...] = ()) -> None:
        self._windows = windows
        self._voice_windows = voice_windows
        self.calls: list[tuple[datetime, Delivery]] = []
        self.script: dict[str, list[Answer]] = {}
        self.preparing: dict[str, list[Answer]] = {}
        self.prepared: list[str] = []
        self.always: Answer = None
        self.latency = 0.0
        self.method = "say"
        self.pings: list[Exception | None] | None = None
        """What those come to that show nobody anything, where it has such; then all is well."""
        self.pinged = 0
        self.under_way = 0
        self.most_under_way = 0
        self._numbers = count(1)

    def windows(self, place: str) -> tuple[Window, ...]:  # noqa: ARG002
        return self._windows

    def voice_windows(self) -> tuple[Window, ...]:
        return self._voice_windows

    async def prepare(self, delivery: Delivery) -> None:
        self.prepared.append(delivery.id)
        answers = self.preparing.get(delivery.id)
        answer = answers.pop(0) if answers else None
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            await answer(delivery)

    async def step(self, delivery: Delivery) -> Part | None:
        answers = self.script.get(delivery.id)
        down = answers[0] if answers else None
        if answers and isinstance(down, StoreDown):
            self.calls.append((datetime.now(UTC), delivery))
            del answers[0]
            raise down
        ping = self._ping if self.pings is not None else None
        async with asking("test", self.method, ping):
            return await self._call(delivery)

    async def _call(self, delivery: Delivery) -> Part | None:
        answers = self.script.get(delivery.id)
        answer = answers.pop(0) if answers else self.always or Part(native=str(next(self._numbers)))
        self.calls.append((datetime.now(UTC), delivery))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            if self.latency:
                await asyncio.sleep(self.latency)
            if isinstance(answer, Exception):
                raise answer
            if callable(answer):
                answer = await answer(delivery)
            return answer if isinstance(answer, Part) else None
        finally:
            self.under_way -= 1

    async def _ping(self) -> None:
        self.pinged += 1
        error = self.pings.pop(0) if self.pings else None
        if error:
            raise error

    @property
    def ids(self) -> list[str]:
        return [delivery.id for _, delivery in self.calls]

    def of(self, id: str) -> list[Delivery]:
        return [delivery for _, delivery in self.calls if delivery.id == id]


async def never(_: Delivery) -> Part:
    await asyncio.Event().wait()
    raise AssertionError


def nothing(_: Delivery) -> Any:
    """A preparatory call: another turn is wanted."""

    async def none() -> None:
        return None

    return none()


def make_delivery(id: str, rank: int = 1, **more: Any) -> Delivery:
    given: dict[str, Any] = {
        "lane": Lane(voice=VOICE, place="7"),
        "work": Work.ANSWER,
        "line": "line",
        "urgency": Urgency.NORMAL,
        "due": datetime.now(UTC),
    }
    return Delivery(id=DeliveryId(id), rank=rank, **(given | more))


def lane(place: str, voice: Voice = VOICE) -> Lane:
    return Lane(voice=voice, place=place)


def make_hold(epoch: int = 1, seconds: float = 3600, voice: Voice = VOICE) -> Hold:
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    return Hold(Lease(voice=voice, owner="test", epoch=epoch, until=until))


async def until(condition: Callable[[], Any], seconds: float = 10.0) -> None:
    """Waits for what is going to be true; fails where it does not become so."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.002)


class Hub:
    """An engine on a store, with its counterparts."""

    def __init__(self, store: MongoStore, *works: Work, pace: Pace = QUICK) -> None:
        self.store = store
        self.watch = Watcher()
        self.follow = Follower(*works)
        self.engine = Engine(
            deliveries=store.deliveries,
            lanes=store.lanes,
            views=store.views,
            follow=self.follow,
            clock=RealClock(),
            watch=self.watch,
            pace=pace,
        )

    async def insert(self, *deliveries: Delivery) -> None:
        self.engine.wake(await self.store.deliveries.insert(deliveries))

    async def ended(self, *ids: str, state: DeliveryState = DeliveryState.SENT) -> list[Delivery]:
        """Waits until all of these have come to that end."""
        async with asyncio.timeout(10):
            while True:
                found = [await self.store.deliveries.get(DeliveryId(id)) for id in ids]
                ended = [one for one in found if one and one.state is state]
                if len(ended) == len(ids):
                    return ended
                await asyncio.sleep(0.005)

    @asynccontextmanager
    async def sending(self, sender: Messenger, hold: Hold | None = None) -> AsyncIterator[Hold]:
        """The engine at work; at the end it is stopped as when the hub is."""
        hold = hold or make_hold()
        task = asyncio.create_task(self.engine.run(hold.lease.voice, sender, hold))
        try:
            await until(lambda: self.engine.owns(hold.lease.voice) or task.done())
            yield hold
            if task.done():
                task.result()
        finally:
            task.cancel()
            await asyncio.wait([task])

    @asynccontextmanager
    async def killed(self, sender: Messenger, hold: Hold | None = None) -> AsyncIterator[Hold]:
        """The engine at work; at the end it is gone as if by kill -9."""
        async with self.sending(sender, hold) as held:
            yield held
            held.lost = True
