"""One owner of a voice at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

from bots.ownership import Hold, Ownership
from storage.mongo import MongoStore
from tests.engine.outage import Breakable
from tests.engine.support import VOICE, RealClock, Watcher, until

TTL = timedelta(seconds=0.8)


class Owner:
    """A process that does nothing but own."""

    def __init__(
        self,
        store: MongoStore,
        name: str,
        *,
        seize: bool = False,
        clock: RealClock | None = None,
    ) -> None:
        self.clock = clock or RealClock()
        self.watch = Watcher()
        self.holds: list[Hold] = []
        self.at_work = False
        self._ownership = Ownership(
            store.leases, self.clock, self.watch, owner=name, ttl=TTL, seize=seize
        )

    @property
    def renewed(self) -> float:
        """How many beats its first lease has been held beyond the one it was had for."""
        first = self.holds[0]
        return (first.lease.until - self.began - TTL) / (TTL / 4)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(self._ownership.own(VOICE, self._work))
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _work(self, hold: Hold) -> None:
        self.holds.append(hold)
        self.began = self.clock.now()
        self.at_work = True
        try:
            await asyncio.Event().wait()
        finally:
            self.at_work = False


async def test_the_second_stands_by_and_takes_over_when_the_voice_is_released(
    store: MongoStore,
) -> None:
    one, two = Owner(store, "one"), Owner(store, "two")
    async with AsyncExitStack() as first:
        await first.enter_async_context(one.running())
        await until(lambda: one.at_work)
        async with two.running():
            await asyncio.sleep(1.5 * TTL.total_seconds())
            assert (one.at_work, two.at_work) == (True, False)
            await first.aclose()
            await until(lambda: two.at_work, TTL.total_seconds() / 2)
    assert two.holds[0].epoch == one.holds[0].epoch + 1


async def test_an_owner_that_says_nothing_any_more_is_followed_after_its_lease(
    store: MongoStore,
) -> None:
    broken = Breakable(store)
    one, two = Owner(broken.store, "one"), Owner(store, "two")
    async with one.running():
        await until(lambda: one.at_work)
        async with two.running():
            broken.down = True
            await until(lambda: two.at_work)
            assert not one.at_work
            assert one.holds[0].lost
            broken.down = False
            await asyncio.sleep(TTL.total_seconds())
            assert (one.at_work, two.at_work) == (False, True)
    assert two.holds[0].epoch == one.holds[0].epoch + 1


async def test_a_lease_taken_away_stops_the_body_at_once(store: MongoStore) -> None:
    one = Owner(store, "one")
    async with one.running():
        await until(lambda: one.at_work)
        await store.leases.acquire(VOICE, "thief", TTL, seize=True)
        await until(lambda: one.holds[0].lost)
        assert not one.holds[0].left(one.clock.now())
        await until(lambda: len(one.holds) == 2)
    assert one.holds[1].epoch == 3


async def test_a_dead_owner_of_an_embedded_store_is_not_waited_for(store: MongoStore) -> None:
    await store.leases.acquire(VOICE, "dead", timedelta(hours=1))
    one = Owner(store, "one", seize=True)
    async with one.running():
        await until(lambda: one.at_work, 0.5)


async def test_a_short_outage_of_the_store_costs_nothing(store: MongoStore) -> None:
    broken = Breakable(store)
    one = Owner(broken.store, "one")
    async with one.running():
        await until(lambda: one.at_work)
        broken.down = True
        await until(lambda: broken.refused > 1)
        broken.down = False
        await asyncio.sleep(TTL.total_seconds())
        assert one.at_work
    assert one.watch.epochs == [1, None]


async def test_a_released_lease_is_free(store: MongoStore) -> None:
    one = Owner(store, "one")
    async with one.running():
        await until(lambda: one.at_work)
    assert await store.leases.acquire(VOICE, "two", TTL)


class _Wrong(RealClock):
    """Ahead by an hour."""

    def now(self) -> datetime:
        return super().now() + timedelta(hours=1)


async def test_an_owner_whose_clock_is_an_hour_ahead_takes_nothing_from_the_one_before(
    store: MongoStore,
) -> None:
    one, two = Owner(store, "one"), Owner(store, "two", clock=_Wrong())
    async with one.running():
        await until(lambda: one.at_work)
        async with two.running():
            await until(lambda: one.renewed > 2)
            assert (one.at_work, two.at_work) == (True, False)
    assert one.watch.epochs == [1, None]
