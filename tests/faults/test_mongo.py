"""MongoDB killed, frozen or without a primary: the hub waits, says so, and loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.client import People
from storage.driver import connect, database
from storage.embedded import embedded_mongo
from tests.faults.fail_points import NOT_PRIMARY, SHUTTING_DOWN, FailPoints
from tests.faults.hub_process import HubProcess
from tests.faults.ledger import Ledger, Talk
from tests.faults.waiting import eventually
from tests.faults.yard import Yard
from tests.storage.support import server_pid

pytestmark = pytest.mark.faults

WITHIN = 120.0


@pytest.fixture
async def own_mongo(data_dir: Path) -> AsyncIterator[str]:
    """A mongod that comes back when it is killed."""
    async with embedded_mongo(data_dir) as url:
        yield url


@pytest.fixture
async def kept(own_mongo: str, people: People) -> AsyncIterator[Ledger]:
    """A ledger that looks into that mongod."""
    client = connect(own_mongo)
    yield Ledger(people, database(client))
    client.close()


@pytest.fixture
async def on_it(yard: Yard, own_mongo: str) -> HubProcess:
    """A hub on that mongod, at work."""
    hub = yard.hub(environ={"MONGO_URL": own_mongo})
    await hub.start()
    return hub


async def _all_talk(talks: list[Talk]) -> None:
    for talk in talks:
        await talk.asks()


async def _everybody(ledger: Ledger) -> list[Talk]:
    return [
        ledger.ruslan,
        ledger.courier(5102, "Денис Кравцов"),
        await ledger.customer("Вера"),
    ]


async def test_a_primary_that_is_killed_again_and_again_loses_nothing(
    on_it: HubProcess, kept: Ledger, data_dir: Path
) -> None:
    talks = await _everybody(kept)
    for _ in range(3):
        await _all_talk(talks)
        os.kill(server_pid(data_dir / "mongo"), signal.SIGKILL)
        await _all_talk(talks)
        await on_it.well(WITHIN)
    await talks[0].copy(WITHIN)
    await talks[0].answers(WITHIN)
    await kept.check(WITHIN)


@pytest.mark.parametrize("seconds", [2, 10])
async def test_a_database_that_stands_still_is_told_of_and_waited_for(
    on_it: HubProcess, kept: Ledger, data_dir: Path, seconds: int
) -> None:
    """Shorter and longer than a lease."""
    talks = await _everybody(kept)
    await _all_talk(talks)
    mongod = server_pid(data_dir / "mongo")
    os.kill(mongod, signal.SIGSTOP)
    try:
        await _all_talk(talks)
        await eventually(lambda: _is(on_it, 503), "/healthz says 503", within=WITHIN)
        await eventually(lambda: _names_mongo(on_it), "it names MongoDB")
        await _pass(seconds)
    finally:
        os.kill(mongod, signal.SIGCONT)
    await on_it.well(WITHIN)
    await on_it.owns_all(WITHIN)
    await talks[0].copy(WITHIN)
    await talks[0].answers(WITHIN)
    await kept.check(WITHIN)


@pytest.mark.parametrize("code", [NOT_PRIMARY, SHUTTING_DOWN])
async def test_a_set_without_a_primary_is_waited_for(
    hub: HubProcess, ledger: Ledger, fail_points: FailPoints, code: int
) -> None:
    await hub.start()
    talks = await _everybody(ledger)
    await _all_talk(talks)
    await fail_points.refuse(code, "insert", "update", "findAndModify", "find", "ping")
    await _all_talk(talks)
    await eventually(lambda: _is(hub, 503), "/healthz says 503")
    await _pass(4)
    await fail_points.off()
    await hub.well()
    await talks[0].copy()
    await talks[0].answers()
    await ledger.check(WITHIN)


async def test_a_hub_that_starts_before_its_database_comes_up_with_it(
    yard: Yard, ledger: Ledger, fail_points: FailPoints
) -> None:
    await fail_points.refuse(NOT_PRIMARY, "createIndexes", "find", "findAndModify")
    hub = yard.hub()
    await hub.spawn()
    await ledger.ruslan.asks()
    await eventually(lambda: _waits(hub), "the hub waits for its database")
    await fail_points.off()
    await hub.well()
    await ledger.check()


@pytest.mark.parametrize("times", [1, 3, 8])
async def test_a_database_that_goes_away_while_the_hub_comes_up_is_waited_for(
    yard: Yard, ledger: Ledger, fail_points: FailPoints, times: int
) -> None:
    await fail_points.refuse(NOT_PRIMARY, "find", "findAndModify", "update", times=times)
    hub = yard.hub()
    await hub.start()
    await ledger.ruslan.asks()
    await ledger.check()


async def _is(hub: HubProcess, status: int) -> bool:
    return await hub.health() == status


async def _names_mongo(hub: HubProcess) -> bool:
    return (await hub.parties()).get("mongo", "").startswith("down since")


async def _waits(hub: HubProcess) -> bool:
    return "MongoDB does not answer" in hub.output()


async def _pass(seconds: float) -> None:
    """An outage lasts: nothing is waited for but its length."""
    await asyncio.sleep(seconds)
