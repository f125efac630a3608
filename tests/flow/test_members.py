"""Who is in the desks' groups: somebody who is not on the list is noticed."""

from __future__ import annotations

from typing import Any

import yaml

from sandbox.client import People
from tests.flow.conftest import HUB_YAML, Hub
from tests.flow.joining import operator
from tests.flow.world import DESK, World, world_of

MARAT = 4002
COURIERS = -1001000000001


def _desks(**more: str) -> list[dict[str, Any]]:
    """The world's, the couriers' one with these keys besides."""
    desks: list[dict[str, Any]] = yaml.safe_load(HUB_YAML.read_text())["desks"]
    return [desk | more if desk["chat_id"] == COURIERS else desk for desk in desks]


async def test_somebody_who_is_not_on_the_list_is_told_of_once(world: World) -> None:
    await _settled(world)
    for _ in range(2):
        await world.marat.join(world.couriers.id)
        await world.couriers.general.wait_for("в списке пульта такого человека нет")
        await world.marat.leave(world.couriers.id)
    told = await world.andrey.chat(DESK).wait_for("Марат", by="bots")
    assert "Курьеры и сборщики" in told.text
    await _settled(world)
    assert len(await world.couriers.general.find("такого человека нет")) == 1
    assert len(await world.andrey.chat(DESK).find("такого человека нет")) == 1
    assert len(await world.audit("intruder", count=1)) == 1


async def test_who_was_there_before_the_hub_is_noticed_when_he_writes(
    people: People, hub: Hub
) -> None:
    await people.telegram.user(MARAT).join(COURIERS)
    async with hub() as app, world_of(people, app) as world:
        await world.marat.write("Всем привет", group=COURIERS)
        await world.couriers.general.wait_for("в списке пульта такого человека нет")
        await world.marat.write("Я тут", group=COURIERS)
        await _settled(world)
        assert len(await world.andrey.chat(DESK).find("такого человека нет")) == 1


async def test_where_the_desk_wants_it_an_intruder_is_sent_out_and_may_come_back(
    people: People, hub: Hub
) -> None:
    async with hub(desks=_desks(intruders="remove")) as app, world_of(people, app) as world:
        await _settled(world)
        await world.marat.join(COURIERS)
        await world.andrey.chat(DESK).wait_for("Убираю из группы")
        await people.calls.wait_for("unbanChatMember")
        assert COURIERS not in [chat["chat"] for chat in await world.marat.chats()]
        await world.marat.join(COURIERS)
        await people.calls.wait_for("unbanChatMember", count=2)


async def test_bots_and_those_on_the_list_are_left_alone(people: People, hub: Hub) -> None:
    async with hub(desks=_desks(intruders="remove")) as app, world_of(people, app) as world:
        await world.lena.leave(COURIERS)
        await world.lena.join(COURIERS)
        bot = await people.telegram.add_bot("helper_bot")
        await world.couriers.set_member(bot["id"], "member")
        await _settled(world)
        assert not await people.calls.all(method="banChatMember")
        assert not await world.couriers.general.find("такого человека нет")


async def test_a_link_that_cannot_be_made_at_first_is_made_later(world: World) -> None:
    await world.people.faults.add(
        service="telegram", method="createChatInviteLink", effect="reset", when="before", times=2
    )
    await world.people.faults.add(
        service="telegram",
        method="createChatInviteLink",
        effect="error",
        code=429,
        parameters={"retry_after": 1},
        times=1,
    )
    zoya = await operator(world, "couriers clients")
    for desk in ("Курьеры и сборщики", "Клиенты"):
        await zoya.chat(DESK).wait_for(f"Пульт «{desk}»", button="Войти в группу")


async def test_without_the_right_a_link_waits_until_it_is_there(world: World) -> None:
    rights = ["can_manage_topics", "can_delete_messages", "can_pin_messages"]
    await world.couriers.promote(DESK, rights)
    zoya = await operator(world, "couriers clients")
    await zoya.chat(DESK).wait_for("Пульт «Клиенты»")
    await world.couriers.promote(DESK)
    await zoya.chat(DESK).wait_for("Пульт «Курьеры и сборщики»")


async def _settled(world: World) -> None:
    topic, copy = await world.courier_writes("Проверка")
    sent = await world.lena.write("Есть", group=topic.group, topic=topic.id, reply_to=copy.id)
    await sent.becomes(reaction="👌")
