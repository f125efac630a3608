"""The drill: everybody talks while the hub is killed with -9 again and again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

import pytest

from sandbox.client import NothingCame, People
from tests.faults.hub_process import HubProcess
from tests.faults.ledger import Ledger, Talk

WITHIN = 180.0


@pytest.mark.faults
async def test_a_killed_hub_goes_on_where_it_was(hub: HubProcess, ledger: Ledger) -> None:
    await hub.start()
    for _ in range(3):
        await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    await ledger.ruslan.answers()
    await hub.kill()
    await ledger.ruslan.asks()
    await ledger.ruslan.answers()
    await hub.start()
    await ledger.check()


@pytest.mark.faults
@pytest.mark.parametrize("seed", [1, 2])
async def test_ten_kills_lose_nothing_and_double_nothing_unmarked(
    hub: HubProcess, ledger: Ledger, people: People, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same every time is the point
    await hub.start()
    await people.calls.wait_for("groups.getLongPollServer", count=2, within=60)
    talks = await _everybody(ledger)
    talking = asyncio.create_task(_talk(talks, chance))
    for _ in range(10):
        await asyncio.sleep(chance.uniform(0.2, 3.0))
        await hub.restart()
    await talking
    await ledger.check(WITHIN)


@pytest.mark.faults
async def test_a_hub_that_is_killed_before_it_is_up_comes_up_all_the_same(
    hub: HubProcess, ledger: Ledger
) -> None:
    chance = random.Random(3)  # noqa: S311 - the same every time is the point
    for _ in range(5):
        await ledger.ruslan.asks()
        await hub.spawn()
        await asyncio.sleep(chance.uniform(0.0, 5.0))
        await hub.kill()
    await hub.start()
    await ledger.check(WITHIN)


async def _everybody(ledger: Ledger) -> list[Talk]:
    return [
        ledger.courier(5101, "Руслан Ахметов"),
        ledger.courier(5102, "Денис Кравцов"),
        ledger.courier(5104, "Фарход Юсупов"),
        await ledger.customer("Вера"),
        await ledger.customer("Глаша"),
        await ledger.vk_customer("Нина", "Волкова"),
        await ledger.vk_customer("Олег", "Сизов"),
    ]


async def _talk(talks: Sequence[Talk], chance: random.Random) -> None:
    """Contacts write as it comes; the operator answers those whom he sees."""
    for _ in range(120):
        await asyncio.sleep(chance.uniform(0.0, 0.6))
        talk = chance.choice(talks)
        if chance.random() < 0.65 or not talk.asked:
            await talk.asks()
        else:
            await _answer_if_seen(talk)


async def _answer_if_seen(talk: Talk) -> None:
    try:
        await talk.answers(within=0.2)
    except NothingCame:
        await talk.asks()
