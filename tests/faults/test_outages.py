"""A messenger answers nobody for a while: afterwards all of it stands where it belongs, in order,
and nobody has pressed anything.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import pytest

from sandbox.client import People
from tests.faults.hub_process import HubProcess
from tests.faults.ledger import CLIENTS, COURIERS, Ledger, Talk
from tests.faults.waiting import eventually

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("idle")]

HEALS_WITHIN: Final = 30.0
OVER: Final = "Что ждало, теперь на месте"
DOWN: Final[dict[str, dict[str, Any]]] = {
    "telegram": {"service": "telegram", "effect": "error", "code": 502},
    "sendMessage": {
        "service": "telegram",
        "effect": "error",
        "code": 502,
        "method": "sendMessage",
    },
    "vk": {"service": "vk", "effect": "http", "status": 502},
    "messages.send": {
        "service": "vk",
        "effect": "http",
        "status": 502,
        "method": "messages.send",
    },
}


@pytest.mark.parametrize("seconds", [10, 25, 60, 120])
@pytest.mark.parametrize("down", DOWN)
async def test_an_outage_heals_without_a_hand(
    hub: HubProcess, ledger: Ledger, people: People, down: str, seconds: int
) -> None:
    """Old topics and new ones: what was in flight, what comes meanwhile, what is answered."""
    await hub.start()
    await people.calls.wait_for("groups.getLongPollServer", count=2, within=60)
    old = [
        ledger.ruslan,
        await ledger.customer("Вера"),
        await ledger.vk_customer("Нина", "Волкова"),
    ]
    for talk in old:
        await talk.asks()
        await talk.answers()
    await ledger.settles()
    fault = await people.faults.add(**DOWN[down])
    ended = asyncio.get_running_loop().time() + seconds
    new = [await ledger.customer("Анна"), await ledger.vk_customer("Олег", "Сизов")]
    for talk in old:
        await talk.answers()
    for _ in range(3):
        for talk in (*old, *new):
            await talk.asks()
    await asyncio.sleep(ended - asyncio.get_running_loop().time())
    await people.faults.remove(fault)
    over = asyncio.get_running_loop().time()
    took = dict(await asyncio.gather(*(_stands(talk, over) for talk in (*old, *new))))
    print(f"TABLE {down} {seconds} {took}")  # noqa: T201 - the figures of a run
    assert max(took.values()) < HEALS_WITHIN, took
    await ledger.check()
    if down == "sendMessage" or seconds > 20:
        desk = people.telegram.group(CLIENTS).general
        await desk.wait_for(OVER, within=HEALS_WITHIN)
        assert len(await desk.find(OVER)) == 1


async def _stands(talk: Talk, since: float) -> tuple[str, float]:
    """Whose it is, and seconds until all of it is on both sides."""
    await talk.arrived()
    return talk.name, round(asyncio.get_running_loop().time() - since, 1)


async def test_a_hub_killed_in_an_outage_forgets_nothing_of_it(
    hub: HubProcess, ledger: Ledger, people: People
) -> None:
    await hub.start()
    await ledger.ruslan.asks()
    await ledger.ruslan.answers()
    await ledger.settles()
    fault = await people.faults.add(**DOWN["sendMessage"])
    await ledger.ruslan.asks()
    await ledger.ruslan.answers()
    for _ in range(4):
        await eventually(lambda: _waits(ledger), "it waits for the messenger")
        await hub.restart()
    await people.faults.remove(fault)
    over = asyncio.get_running_loop().time()
    assert (await _stands(ledger.ruslan, over))[1] < HEALS_WITHIN
    await ledger.check()
    general = people.telegram.group(COURIERS).general
    await general.wait_for(OVER, within=HEALS_WITHIN)
    assert len(await general.find(OVER)) == 1


async def _waits(ledger: Ledger) -> bool:
    waiting = {"state": "retry", "silent_since": {"$ne": None}}
    return await ledger.database.deliveries.count_documents(waiting) > 0
