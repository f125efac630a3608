"""Many of the staff write at once, and each sees only what is his own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import yaml

from sandbox.client import People
from tests.flow.conftest import HUB_YAML, Hub
from tests.flow.world import STAFF, World, world_of

FIRST = 980_000
COURIERS = -1001000000001


@pytest.mark.parametrize("many", [20, pytest.param(200, marks=pytest.mark.faults)])
async def test_the_staff_writes_at_once_and_nothing_is_mixed(
    people: People, hub: Hub, many: int
) -> None:
    """B07 B08 B11"""
    for number in range(many):
        person = await people.telegram.add_user("Курьер", last_name=f"№{number}", id=FIRST + number)
        await person.start(STAFF)
    async with hub(people=_with(many)) as app, world_of(people, app) as world:
        await asyncio.gather(*(_ask(world, number) for number in range(many)))
        await asyncio.gather(*(_answer(world, number) for number in range(many)))
        topics = await world.couriers.topics("Курьер №")
        assert len(topics) == many
        for topic in topics:
            owner = topic.name.removeprefix("Курьер №").split()[0]
            texts = " ".join((await topic.texts())[1:])
            assert {word for word in texts.split() if ":" in word} == {
                *(f"вопрос:{owner}:{part}" for part in "аб"),
                f"ответ:{owner}",
            }
        for number in range(many):
            heard = await world.person(FIRST + number).chat(STAFF).messages()
            words = {word.strip(",.") for one in heard if one.by_bot for word in one.text.split()}
            assert {word for word in words if word.startswith("ответ:")} == {f"ответ:{number}"}
            assert not {word for word in words if word.startswith("№")} - {f"№{number}"}


async def _ask(world: World, number: int) -> None:
    for part in "аб":
        await world.person(FIRST + number).write(f"вопрос:{number}:{part}", bot=STAFF)


async def _answer(world: World, number: int) -> None:
    topic = await world.couriers.topic(f"Курьер №{number} ", within=60)
    copy = await topic.wait_for(f"вопрос:{number}:б", within=60)
    said = f"ответ:{number}"
    await world.lena.write(said, group=COURIERS, topic=topic.id, reply_to=copy.id)
    await world.person(FIRST + number).chat(STAFF).wait_for(said, within=60)


def _with(many: int) -> list[dict[str, Any]]:
    declared: list[dict[str, Any]] = yaml.safe_load(HUB_YAML.read_text())["people"]
    return declared + [
        {"id": f"courier-{n}", "name": f"Курьер №{n}", "telegram_id": FIRST + n, "role": "courier"}
        for n in range(many)
    ]
