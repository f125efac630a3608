"""An update that cannot be handled is named where the people it concerns see it."""

from __future__ import annotations

from typing import Any, Final

import pytest

from sandbox.client import People
from tests.flow.conftest import Hub
from tests.flow.world import DESK, SPB, STAFF, World, world_of

CLIENTS: Final = {"id": -1001000000002, "type": "supergroup", "title": "Клиенты"}
BROKEN: Final = {"message_id": "x", "date": "y", "chat": CLIENTS}
UPDATES: Final[tuple[dict[str, Any], ...]] = (
    {"message": BROKEN},
    {"edited_message": BROKEN},
    {"message_reaction": BROKEN},
    {"my_chat_member": {"chat": CLIENTS}},
    {"callback_query": {"id": "1", "message": BROKEN}},
)


def kind(update: dict[str, Any]) -> str:
    return next(iter(update))


@pytest.mark.parametrize("update", UPDATES, ids=kind)
async def test_of_a_desk_it_is_named_in_that_desks_general(
    world: World, update: dict[str, Any]
) -> None:
    number = await world.people.telegram.bot(DESK).put_update(update)
    await world.clients.general.wait_for(f"desk/{number}", within=20)
    assert await world.couriers.general.texts() == []


@pytest.mark.parametrize("update", UPDATES[:2], ids=kind)
async def test_with_one_token_it_is_named_there_too(
    people: People, hub: Hub, update: dict[str, Any]
) -> None:
    for group in (-1001000000001, -1001000000002):
        await people.telegram.group(group).promote(STAFF)
    shared = {"token": "${STAFF_BOT_TOKEN}", "mode": "polling"}
    async with hub(desk_bot=shared) as app, world_of(people, app) as world:
        number = await people.telegram.bot(STAFF).put_update(update)
        await world.clients.general.wait_for(f"staff/{number}", within=20)
        assert await world.couriers.general.texts() == []


async def test_of_a_contact_it_is_named_at_the_desk_of_his_inbox(world: World) -> None:
    broken = {"message": {"message_id": 1, "chat": {"id": "x", "type": "private"}}}
    number = await world.people.telegram.bot(SPB).put_update(broken)
    await world.clients.general.wait_for(f"customers-tg/{number}", within=20)
