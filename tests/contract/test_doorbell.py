"""A ring wakes whoever listens, here or in another process; its carrier may come and go."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis

from hub.model import Voice
from hub.ports import Doorbell
from storage.doorbell import DoorbellState, LocalDoorbell
from storage.embedded import embedded_redis
from storage.redis import RedisDoorbell
from tests.contract.samples import TELEGRAM, VK

_NOWHERE = "redis://127.0.0.1:1"


class Ear:
    """Listens, and remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[Voice] = []

    async def listen(self, doorbell: Doorbell) -> None:
        async for voice in doorbell.listen():
            self.heard.append(voice)

    async def hears(self, voice: Voice, doorbell: Doorbell | None = None) -> None:
        """Waits for it; with a doorbell, rings that until it is heard."""
        self.heard.clear()
        async with asyncio.timeout(20):
            while voice not in self.heard:
                if doorbell:
                    await doorbell.ring(voice)
                await asyncio.sleep(0.01)


@asynccontextmanager
async def listening(doorbell: Doorbell) -> AsyncIterator[Ear]:
    ear = Ear()
    task = asyncio.create_task(ear.listen(doorbell))
    await asyncio.sleep(0)
    yield ear
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def doorbells(*urls: str, name: str = "hub") -> AsyncIterator[list[RedisDoorbell]]:
    """As many processes, but all of them here."""
    opened = [RedisDoorbell(url, name, quiet=0.1) for url in urls]
    yield opened
    for doorbell in opened:
        await doorbell.close()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("make", [LocalDoorbell, lambda: RedisDoorbell(_NOWHERE, "hub")])
async def test_a_ring_is_heard_in_its_own_process_without_redis(
    make: Callable[[], LocalDoorbell | RedisDoorbell],
) -> None:
    doorbell = make()
    async with listening(doorbell) as one, listening(doorbell) as other:
        await doorbell.ring(TELEGRAM)
        await doorbell.ring(VK)
        await _until(lambda: one.heard == other.heard == [TELEGRAM, VK])
    await doorbell.close()


async def test_many_rings_of_one_voice_may_be_heard_as_one() -> None:
    doorbell = LocalDoorbell()
    async with listening(doorbell) as ear:
        for _ in range(100):
            await doorbell.ring(TELEGRAM)
        await doorbell.ring(VK)
        await _until(lambda: VK in ear.heard)
    assert ear.heard == [TELEGRAM, VK]


async def test_nobody_has_to_listen() -> None:
    await LocalDoorbell().ring(TELEGRAM)


async def test_a_ring_is_heard_in_another_process(redis_url: str) -> None:
    async with doorbells(redis_url, redis_url) as (ours, theirs), listening(theirs) as ear:
        await ear.hears(TELEGRAM, ours)
        await ear.hears(VK, ours)
        assert ours.state == theirs.state == DoorbellState(configured=True)


async def test_a_long_silence_is_no_failure(redis_url: str) -> None:
    async with doorbells(redis_url, redis_url) as (ours, theirs), listening(theirs) as ear:
        await ear.hears(TELEGRAM, ours)
        await asyncio.sleep(0.7)
        assert theirs.state.down_since is None
        await ours.ring(VK)
        await ear.hears(VK)


async def test_hubs_of_two_databases_do_not_hear_each_other(redis_url: str) -> None:
    async with (
        doorbells(redis_url, name="one") as [one],
        doorbells(redis_url, redis_url, name="other") as (other, another),
        listening(another) as ear,
    ):
        await ear.hears(VK, other)
        await one.ring(TELEGRAM)
        await other.ring(VK)
        await ear.hears(VK)
        assert TELEGRAM not in ear.heard


async def test_a_flush_silences_nobody(redis_url: str, redis_client: Redis) -> None:
    async with doorbells(redis_url, redis_url) as (ours, theirs), listening(theirs) as ear:
        await ear.hears(TELEGRAM, ours)
        await redis_client.flushall()
        await ours.ring(VK)
        await ear.hears(VK)


async def test_an_absent_redis_raises_nothing_and_is_seen_to_be_down() -> None:
    async with doorbells(_NOWHERE) as [doorbell], listening(doorbell):
        await doorbell.ring(TELEGRAM)
        down = doorbell.state.down_since
        assert down
        await doorbell.ring(TELEGRAM)
        assert doorbell.state.down_since == down


async def test_without_redis_nothing_is_configured_and_nothing_down() -> None:
    assert LocalDoorbell().state == DoorbellState(configured=False)


async def test_a_hung_redis_holds_no_ring_up_for_long(data_dir: Path) -> None:
    async with _hung(data_dir) as (url, wake), doorbells(url) as [doorbell]:
        began = asyncio.get_running_loop().time()
        for _ in range(20):
            await doorbell.ring(TELEGRAM)
        assert asyncio.get_running_loop().time() - began < 2
        await wake()


async def test_a_peer_that_vanished_without_a_word_is_found_out(data_dir: Path) -> None:
    async with embedded_redis(data_dir) as url:
        assert url
        async with doorbells(url, url) as (ours, theirs), listening(theirs) as ear:
            await ear.hears(TELEGRAM, ours)
            os.kill(_pid(data_dir), signal.SIGSTOP)
            await _until(lambda: theirs.state.down_since is not None)
            os.kill(_pid(data_dir), signal.SIGCONT)
            await ear.hears(VK, ours)
            await _until(lambda: theirs.state.down_since is None)


async def test_after_redis_was_killed_rings_are_heard_again(data_dir: Path) -> None:
    async with embedded_redis(data_dir) as url:
        assert url
        async with doorbells(url, url) as (ours, theirs), listening(theirs) as ear:
            await ear.hears(TELEGRAM, ours)
            os.kill(_pid(data_dir), signal.SIGKILL)
            await ours.ring(TELEGRAM)
            await ear.hears(VK, ours)
            await _until(lambda: ours.state.down_since is None)


@asynccontextmanager
async def _hung(data_dir: Path) -> AsyncIterator[tuple[str, Callable[[], Awaitable[None]]]]:
    async def wake() -> None:
        os.kill(_pid(data_dir), signal.SIGCONT)

    async with embedded_redis(data_dir) as url:
        assert url
        os.kill(_pid(data_dir), signal.SIGSTOP)
        yield url, wake


def _pid(data_dir: Path) -> int:
    return int((data_dir / "valkey" / "server.lock").read_text())
