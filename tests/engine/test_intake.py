"""Updates are kept before they are acknowledged, and handled in order, whatever happens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from structlog.testing import capture_logs

from bots.intake import Feed, Intake, IntakePace
from bots.lateness import SLOW
from bots.ownership import Hold
from hub.errors import Flooded, Malformed, NotYet, StoreDown, Unauthorized, Unsent
from hub.model import Update, UpdateState
from hub.ports import Batch, RawUpdate
from storage.mongo import MongoStore
from tests.engine.outage import Breakable
from tests.engine.support import VOICE, RealClock, Watcher, make_hold, until

QUICK = IntakePace(
    first=0.02,
    longest=0.05,
    not_yet_first=timedelta(milliseconds=10),
    grace=timedelta(seconds=0.5),
    sweep_every=timedelta(seconds=0.1),
)


class Phone:
    """A messenger with offsets: what lies before the cursor is acknowledged and forgotten."""

    def __init__(self) -> None:
        self.queue: list[tuple[int, RawUpdate]] = []
        self.errors: list[Exception] = []
        self.cursors: list[str | None] = []
        self.times: list[datetime] = []
        self._clock = RealClock()
        self._rung = asyncio.Event()
        self._last = 0

    def say(self, line: str, text: str, id: str | None = None) -> None:
        self._last += 1
        raw = {"from": line, "text": text}
        self.queue.append((self._last, RawUpdate(id=id or str(self._last), raw=raw)))
        self._rung.set()

    async def fetch(self, cursor: str | None) -> Batch:
        self.cursors.append(cursor)
        self.times.append(self._clock.now())
        if self.errors:
            raise self.errors.pop(0)
        self.queue = [one for one in self.queue if one[0] >= int(cursor or 0)]
        while not self.queue:
            self._rung.clear()
            await self._rung.wait()
        found = self.queue[:100]
        return Batch(updates=tuple(raw for _, raw in found), cursor=str(found[-1][0] + 1))


class Office:
    """An intake, and a handler whose troubles are scripted by the text of an update."""

    def __init__(self, store: MongoStore, pace: IntakePace = QUICK) -> None:
        self.store = store
        self.watch = Watcher()
        self.handled: list[str] = []
        self.tried: list[str] = []
        self.dead: list[Update] = []
        self.troubles: dict[str, list[Exception]] = {}
        self.last_chances: list[bool] = []
        self.latency = 0.0
        self.holds = 0.0
        self.under_way = 0
        self.most_under_way = 0
        self.intake = Intake(
            updates=store.updates,
            clock=RealClock(),
            watch=self.watch,
            handle=self._handle,
            on_dead=self._on_dead,
            pace=pace,
        )

    async def _handle(self, update: Update, last_chance: bool) -> None:
        text = str(update.raw["text"])
        self.tried.append(text)
        self.last_chances.append(last_chance)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await asyncio.sleep(self.latency)
            time.sleep(self.holds)  # noqa: ASYNC251 - what no handler may do
            if self.troubles.get(text):
                raise self.troubles[text].pop(0)
        finally:
            self.under_way -= 1
        self.handled.append(text)

    async def _on_dead(self, update: Update) -> None:
        self.dead.append(update)

    @asynccontextmanager
    async def open(self, phone: Phone, hold: Hold | None = None) -> AsyncIterator[None]:
        feed = Feed(voice=VOICE, fetch=phone.fetch, line=_line, album=lambda _: None)
        task = asyncio.create_task(self.intake.run(feed, hold or make_hold()))
        try:
            yield
            if task.done():
                task.result()
        finally:
            task.cancel()
            await asyncio.wait([task])


def _line(raw: Mapping[str, object]) -> str:
    line = str(raw["from"])
    if line == "?":
        raise KeyError(line)
    return "" if line == "!" else line


async def test_updates_are_handled_in_order_in_a_line_and_lines_side_by_side(
    store: MongoStore,
) -> None:
    office, phone = Office(store), Phone()
    office.latency = 0.002
    said = [f"{line}{n}" for n in range(5) for line in "abcdefgh"]
    for text in said:
        phone.say(text[0], text)
    async with office.open(phone):
        await until(lambda: office.watch.updates["handled"] == len(said))
    for line in "abcdefgh":
        mine = [text for text in office.handled if text[0] == line]
        assert mine == [f"{line}{n}" for n in range(5)]
    assert office.most_under_way == 8
    assert not await store.updates.waiting(VOICE, 99)


async def test_an_update_that_holds_the_loop_is_named_without_a_word_of_it(
    store: MongoStore,
) -> None:
    office, phone = Office(store), Phone()
    office.holds = SLOW * 1.1
    phone.say("a", "secret")
    with capture_logs() as logs:
        async with office.open(phone):
            await until(lambda: office.handled)
    [line] = [one for one in logs if one["event"] == "a step held the loop"]
    assert (line["doing"], line["update"], line["voice"]) == ("update", f"{VOICE}/1", VOICE)
    assert "secret" not in str(line)


async def test_nothing_is_acknowledged_before_it_is_kept(store: MongoStore) -> None:
    broken, phone = Breakable(store), Phone()
    office = Office(broken.store)
    async with office.open(phone):
        await until(lambda: phone.cursors)
        broken.down = True
        phone.say("a", "a1")
        await until(lambda: broken.refused > 3)
        assert len(phone.cursors) == 1
        broken.down = False
        await until(lambda: office.handled == ["a1"])
        await until(lambda: phone.cursors == [None, "2"])
    assert await store.updates.cursor(VOICE) == "2"


async def test_what_the_store_kept_without_answering_keeps_its_place(store: MongoStore) -> None:
    broken, phone = Breakable(store), Phone()
    office = Office(broken.store)
    broken.silent = {"store"}
    async with office.open(phone):
        phone.say("a", "a1")
        await until(lambda: len(phone.cursors) > 1)
        phone.say("a", "a2")
        await until(lambda: len(office.handled) == 2)
    assert office.handled == ["a1", "a2"]


async def test_repeated_updates_are_handled_once(store: MongoStore) -> None:
    office, phone = Office(store), Phone()
    for _ in range(3):
        phone.say("a", "a1", id="same")
    phone.say("a", "a2")
    async with office.open(phone):
        await until(lambda: "a2" in office.handled)
    assert office.handled == ["a1", "a2"]


async def test_a_restart_goes_on_where_it_was(store: MongoStore) -> None:
    before, phone = Office(store), Phone()
    before.troubles = {"a1": [StoreDown()] * 1000}
    for text in ("a1", "a2", "b1"):
        phone.say(text[0], text)
    hold = make_hold()
    async with before.open(phone, hold):
        await until(lambda: before.handled == ["b1"] and "2" not in phone.cursors)
        await until(lambda: before.watch.updates["handled"] == 1)
        hold.lost = True
    after = Office(store)
    phone.say("a", "a3")
    async with after.open(phone):
        await until(lambda: len(after.handled) == 3)
    assert after.handled == ["a1", "a2", "a3"]
    assert await store.updates.last_rank(VOICE) >= 4


async def test_poison_dies_after_five_tries_and_its_line_goes_on(store: MongoStore) -> None:
    office, phone = Office(store), Phone()
    office.troubles = {"a1": [ZeroDivisionError("no")] * 9}
    for text in ("a1", "a2", "b1"):
        phone.say(text[0], text)
    async with office.open(phone):
        await until(lambda: "a2" in office.handled)
        await until(lambda: office.watch.updates["handled"] == 2)
    assert office.tried.count("a1") == 5
    assert office.handled == ["b1", "a2"]
    (dead,) = office.dead
    assert (dead.state, dead.reason) == (UpdateState.DEAD, "ZeroDivisionError: no")
    assert not await store.updates.waiting(VOICE, 9)


async def test_a_malformed_update_is_dead_at_once(store: MongoStore) -> None:
    office, phone = Office(store), Phone()
    office.troubles = {"a1": [Malformed("no chat")]}
    phone.say("a", "a1")
    async with office.open(phone):
        await until(lambda: office.watch.updates["buried"])
    assert office.tried == ["a1"]
    assert [one.reason for one in office.dead] == ["no chat"]


async def test_what_is_too_large_is_kept_as_dead_and_not_handled(store: MongoStore) -> None:
    office, phone = Office(store, replace(QUICK, largest=1_000)), Phone()
    phone.say("a", "x" * 2_000, id="big")
    phone.say("a", "a2")
    async with office.open(phone):
        await until(lambda: office.handled and office.watch.updates["buried"])
    (dead,) = office.dead
    assert (dead.id, dead.reason) == (f"{VOICE}/big", "too_large")
    assert office.handled == ["a2"]


async def test_what_nobody_foresaw_is_kept_as_dead_and_stops_nobody(store: MongoStore) -> None:
    office, phone = Office(store), Phone()
    phone.say("?", "odd", id="odd")
    phone.say("!", "without a line")
    async with office.open(phone):
        await until(lambda: office.handled and office.watch.updates["buried"])
    (dead,) = office.dead
    assert (dead.id, dead.reason) == (f"{VOICE}/odd", "unreadable")
    assert office.handled == ["without a line"]


async def test_not_yet_is_heard_patiently_and_in_the_end_no_more(store: MongoStore) -> None:
    office, phone = Office(store), Phone()
    office.troubles = {"a1": [NotYet() for _ in range(10)]}
    phone.say("a", "a1")
    phone.say("a", "a2")
    async with office.open(phone):
        await until(lambda: office.handled == ["a1", "a2"])
    assert office.last_chances == [False] * 10 + [True, False]
    assert not office.watch.updates["failed"]


async def test_a_store_that_is_down_costs_no_try(store: MongoStore) -> None:
    office, phone = Office(store), Phone()
    office.troubles = {"a1": [StoreDown() for _ in range(3)]}
    phone.say("a", "a1")
    async with office.open(phone):
        await until(lambda: office.handled == ["a1"])
    assert not office.watch.updates["failed"]


async def test_what_others_keep_or_revive_is_found(store: MongoStore) -> None:
    office, phone = Office(store), Phone()
    office.troubles = {"a1": [Malformed("at first")]}
    phone.say("a", "a1")
    async with office.open(phone):
        await until(lambda: office.watch.updates["buried"])
        await store.updates.revive(office.dead[0].id)
        office.intake.ring(VOICE)
        await until(lambda: office.handled == ["a1"])


async def test_more_than_memory_holds_is_handled_in_order(store: MongoStore) -> None:
    office, phone = Office(store, replace(QUICK, memory=10, width=2)), Phone()
    for n in range(150):
        phone.say(str(n % 3), str(n))
    async with office.open(phone):
        await until(lambda: len(office.handled) == 150)
    for line in range(3):
        mine = [int(text) for text in office.handled if int(text) % 3 == line]
        assert mine == sorted(mine)


async def test_a_fetch_that_fails_is_repeated_and_told_of(store: MongoStore) -> None:
    office, phone = Office(store), Phone()
    phone.errors = [Unsent("reset"), Flooded(timedelta(seconds=0.3))]
    phone.say("a", "a1")
    async with office.open(phone):
        await until(lambda: office.handled == ["a1"])
    assert office.watch.downs == {(VOICE, "fetch"): "reset"}
    assert office.watch.ups == [(VOICE, "fetch")]
    assert phone.times[2] - phone.times[1] >= timedelta(seconds=0.3)


async def test_a_refused_token_is_told_of_and_asked_again(store: MongoStore) -> None:
    office, phone = Office(store), Phone()
    phone.errors = [Unauthorized("token_refused"), RuntimeError("a slip")]
    phone.say("a", "a1")
    async with office.open(phone):
        await until(lambda: office.watch.downs)
        assert office.watch.downs == {(VOICE, "fetch"): "token_refused"}
        await until(lambda: office.handled == ["a1"])


async def test_a_stop_lets_handlers_end(store: MongoStore) -> None:
    office, phone = Office(store), Phone()
    office.latency = 0.2
    phone.say("a", "a1")
    phone.say("a", "a2")
    async with office.open(phone):
        await until(lambda: office.under_way)
    assert office.handled == ["a1"]
    assert [one.raw["text"] for one in await store.updates.waiting(VOICE, 9)] == ["a2"]
