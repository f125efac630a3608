"""A14: the number that a customer dialled decides the region and the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
import yaml

from hub.model import ConversationId
from sandbox.client import People
from tests.flow.conftest import HUB_YAML, Hub
from tests.flow.posting import CALLS, call, group, post
from tests.flow.world import World, world_of

SPB: Final = "8 (812) 111-22-33"
MSK: Final = "+7 495 000-11-22"
ANOTHER_OF_MSK: Final = "+7 495 000-11-33"
NUMBERS: Final = [
    {"number": SPB, "region": "spb"},
    {"number": MSK, "region": "msk", "desk": "clients"},
    {"number": ANOTHER_OF_MSK, "region": "msk", "desk": "clients"},
]
CHAINS: Final = [
    {"id": "msk", "match": {"region": "msk"}, "steps": ["timur"]},
    {"id": "spb", "match": {"region": "spb"}, "steps": ["boris"]},
    {"id": "default", "match": {}, "steps": ["andrey"]},
]


def inboxes() -> list[dict[str, Any]]:
    declared = yaml.safe_load(HUB_YAML.read_text())["inboxes"]
    return [one | ({"numbers": NUMBERS} if one["id"] == "calls" else {}) for one in declared]


@pytest.fixture
async def world(people: People, hub: Hub) -> AsyncIterator[World]:
    async with hub(inboxes=inboxes(), chains=CHAINS) as app, world_of(people, app) as world:
        yield world


async def chain_of(world: World, id: str) -> str:
    hub = world.app.hub
    conversation = await hub.store.conversations.get(ConversationId(id))
    assert conversation
    chain = hub.directory.chain_for(conversation)
    assert chain
    return chain.id


async def test_the_dialled_number_decides_desk_and_region(world: World) -> None:
    """A14"""
    msk = await post(world, "calls", call("k1", to="84950001122"))
    await world.clients.all.wait_for("Пропущенный звонок")
    assert (await world.conversation(inbox="calls"))["desk"] == "clients"
    assert await group(world, CALLS).topics() == []
    spb = await post(world, "calls", call("k2", **{"from": "+79110000001"}, to="+78121112233"))
    other = await post(world, "calls", call("k3", **{"from": "+79110000002"}, to="+78000000000"))
    unsaid = await post(world, "calls", call("k4", **{"from": "+79110000003"}, to=""))
    await group(world, CALLS).all.wait_for_all("Пропущенный звонок", count=3)
    chains = [await chain_of(world, id) for id in (msk, spb, other, unsaid)]
    assert chains == ["msk", "spb", "default", "default"]


async def test_one_caller_of_two_regions_is_at_both_desks(world: World) -> None:
    spb = await post(world, "calls", call("k1", to=SPB))
    msk = await post(world, "calls", call("k2", to=MSK))
    assert msk != spb
    assert await post(world, "calls", call("k3", "ended", to=ANOTHER_OF_MSK)) == msk
    assert await post(world, "calls", call("k4", "ended", to=SPB)) == spb
    await world.clients.all.wait_for("Завершён звонок")
    await group(world, CALLS).all.wait_for("Завершён звонок")
    names = [topic.name for topic in await world.clients.topics()]
    assert len(names) == 1
    assert "9994501" not in names[0]
