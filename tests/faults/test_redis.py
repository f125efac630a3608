"""Redis stopped, killed, flushed or never there: nothing is lost, it is only slower."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from storage.embedded import embedded_redis
from tests.faults.ledger import Ledger
from tests.faults.waiting import eventually
from tests.faults.yard import Yard
from tests.storage.support import server_pid

pytestmark = pytest.mark.faults


@pytest.fixture
async def own_redis(data_dir: Path) -> AsyncIterator[str]:
    """A Valkey that comes back when it is killed."""
    async with embedded_redis(data_dir) as url:
        assert url
        yield url


async def _talk(ledger: Ledger) -> None:
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    await ledger.ruslan.answers()


async def test_without_a_redis_at_its_start_the_hub_works_and_says_so(
    yard: Yard, ledger: Ledger
) -> None:
    hub = yard.hub(environ={"REDIS_URL": "redis://127.0.0.1:1/0"})
    await hub.start()
    await _talk(ledger)
    await ledger.check()
    assert (await hub.parties())["redis"].startswith("down since")


async def test_a_redis_that_dies_and_comes_back_costs_nothing(
    yard: Yard, ledger: Ledger, own_redis: str, data_dir: Path
) -> None:
    hub = yard.hub(environ={"REDIS_URL": own_redis})
    await hub.start()
    await _talk(ledger)
    os.kill(server_pid(data_dir / "valkey"), signal.SIGKILL)
    await _talk(ledger)
    await ledger.check()

    async def heard_again() -> bool:
        return (await hub.parties())["redis"] == "ok"

    await eventually(heard_again, "the hub has found Redis again")
    await _talk(ledger)
    await ledger.check()


async def test_a_redis_that_stands_still_holds_nobody_up(
    yard: Yard, ledger: Ledger, own_redis: str, data_dir: Path
) -> None:
    hub = yard.hub(environ={"REDIS_URL": own_redis})
    await hub.start()
    valkey = server_pid(data_dir / "valkey")
    os.kill(valkey, signal.SIGSTOP)
    try:
        await _talk(ledger)
        await ledger.check()
        assert await hub.health() == 200
    finally:
        os.kill(valkey, signal.SIGCONT)
    await _talk(ledger)
    await ledger.check()


async def test_a_flush_in_the_middle_of_everything_loses_nothing(
    yard: Yard, ledger: Ledger, own_redis: str
) -> None:
    hub, other = (yard.hub(environ={"REDIS_URL": own_redis}) for _ in range(2))
    await hub.start()
    await other.start()
    async with Redis.from_url(own_redis) as client:
        for _ in range(10):
            await ledger.ruslan.asks()
            await client.flushall()
    await ledger.ruslan.copy()
    await ledger.ruslan.answers()
    await ledger.check()
