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


async def test_whoever_wrote_it_in_a_topic_is_told_under_it(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    sent = await world.lena.write("// пусть стоит", group=topic.group, topic=topic.id)
    broken = {
        "message_id": sent.id,
        "from": {"id": 4001, "is_bot": False, "first_name": "Лена"},
        "chat": {"id": topic.group},
        "message_thread_id": topic.id,
        "is_topic_message": True,
        "text": "Ответ",
    }
    await world.people.telegram.bot(DESK).put_update({"message": broken})
    told = await topic.wait_for("не удалось прочитать", by="bots", within=20)
    assert told.reply_to == sent.id
    named = await world.couriers.general.wait_for("Не удалось разобрать", within=20)
    assert "От кого: Лена" in named.text
    (link,) = [one["url"] for one in named.raw["entities"] if "url" in one]
    assert link == f"https://t.me/c/1000000001/{topic.id}/{sent.id}"
