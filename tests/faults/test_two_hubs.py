"""Two hubs on one MongoDB: one works, the other stands by and takes over."""

from __future__ import annotations

import asyncio

import pytest

from sandbox.client import People
from tests.faults.hub_process import HubProcess
from tests.faults.ledger import STAFF, Ledger
from tests.faults.waiting import eventually, stays
from tests.faults.weather import spent
from tests.faults.yard import LEASE, Yard

pytestmark = pytest.mark.faults

SLACK = 5.0
"""What a loaded machine may need on top of a lease."""


async def _pair(yard: Yard) -> tuple[HubProcess, HubProcess]:
    """The first owns everything, the second stands by."""
    first, second = yard.hub(), yard.hub()
    await first.start()
    await first.owns_all()
    await second.start()
    await _stands_by(second)
    return first, second


async def _stands_by(hub: HubProcess) -> None:
    async def idle() -> bool:
        states = [
            state
            for party, state in (await hub.parties()).items()
            if party.startswith(("telegram:", "vk:"))
        ]
        return bool(states) and not [state for state in states if state == "ok"]

    await eventually(idle, "the hub stands by")


async def _conflicts(people: People, since: int = 0) -> list[object]:
    calls = await people.calls.all(since, method="getUpdates")
    return [call for call in calls if call["status"] == 409]


async def test_the_second_stands_by_and_nobody_polls_twice(
    yard: Yard, ledger: Ledger, people: People
) -> None:
    first, second = await _pair(yard)
    for _ in range(3):
        await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    await ledger.ruslan.answers()
    await ledger.check()
    assert await first.health() == await second.health() == 200
    assert await _conflicts(people) == []


async def test_after_kill_9_the_second_takes_over_within_the_lease(
    yard: Yard, ledger: Ledger
) -> None:
    first, second = await _pair(yard)
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    await first.kill()
    await ledger.ruslan.asks()
    await second.owns_all(within=LEASE + SLACK)
    await ledger.ruslan.answers()
    await first.start()
    await _stands_by(first)
    await ledger.check()


async def test_after_sigterm_the_second_takes_over_at_once(yard: Yard, ledger: Ledger) -> None:
    first, second = await _pair(yard)
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    stopping = asyncio.create_task(first.stop())
    await ledger.ruslan.asks()
    await stopping
    await second.owns_all(within=LEASE / 2 + 0.5)
    await ledger.ruslan.answers()
    await ledger.check()


@pytest.mark.parametrize("caught", ["between calls", "in a call"])
async def test_an_owner_frozen_for_longer_than_its_lease_comes_back_to_nothing(
    yard: Yard, ledger: Ledger, people: People, caught: str
) -> None:
    first, second = await _pair(yard)
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    if caught == "in a call":
        await people.faults.add(
            service="telegram", method="sendMessage", bot=STAFF, effect="delay", seconds=1, times=1
        )
        await ledger.ruslan.answers()
        await spent(people)
    first.freeze()
    try:
        await ledger.ruslan.asks()
        await second.owns_all(within=LEASE + SLACK)
        await ledger.ruslan.answers()
        await ledger.settles()
        cursor = await people.calls.last()
    finally:
        first.thaw()
    await ledger.ruslan.asks()
    await _stands_by(first)
    await stays(lambda: _owns(second), "the second owns everything", seconds=LEASE)
    await ledger.check()
    # A poll that was under way when it was frozen may have been seen as the second.
    sends = await people.calls.all(cursor, method="send*")
    assert len([call for call in sends if "q0-" in str(call["params"])]) == 1


async def test_many_takeovers_lose_and_double_nothing(yard: Yard, ledger: Ledger) -> None:
    working, standby = await _pair(yard)
    vera = await ledger.customer("Вера")
    for _ in range(4):
        for talk in (ledger.ruslan, vera):
            await talk.asks()
        await working.kill()
        await ledger.ruslan.asks()
        await standby.owns_all(within=LEASE + SLACK)
        await ledger.ruslan.answers()
        await working.start()
        working, standby = standby, working
    await ledger.check(120)


async def _owns(hub: HubProcess) -> bool:
    return "ok" in [state for party, state in (await hub.parties()).items() if ":" in party]
