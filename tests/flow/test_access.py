"""Strangers, people without the right, and buttons that are not theirs."""

from __future__ import annotations

import pytest

from tests.flow.world import DESK, STAFF, World

pytestmark = pytest.mark.usefixtures("idle")


async def test_a_stranger_is_turned_away_once_by_each_bot(world: World) -> None:
    """K02"""
    stranger = await world.people.telegram.add_user("Чужой", id=960_001)
    for bot in (STAFF, DESK):
        await stranger.start(bot)
        await stranger.write("Пустите", bot=bot)
        await stranger.write("Пустите же", bot=bot)
        await stranger.chat(bot).wait_for("только для сотрудников")
    await _settled(world)
    for bot in (STAFF, DESK):
        assert len(await stranger.chat(bot).find("только для сотрудников")) == 1
    assert not await world.couriers.all.find("Пустите")
    refused = [event["detail"]["by"] for event in await world.audit("refused", count=6)]
    assert len(refused) == 6
    assert all("Чужой" in by for by in refused)


async def test_a_member_of_the_group_without_the_right_sends_nothing(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await world.marat.join(topic.group)
    await world.marat.write("Я отвечу", group=topic.group, topic=topic.id, reply_to=copy.id)
    await topic.wait_for("нет доступа к этому обращению", by="bots")
    assert not await world.ruslan.chat(STAFF).find("Я отвечу")
    (refused,) = await world.audit("refused", count=1)
    assert (refused["who"], refused["detail"]["tried"]) == ("marat", "write")


async def test_a_press_without_the_right_looks_like_one_on_nothing(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    await world.marat.join(topic.group)
    card = (await topic.find("№ "))[0]
    theirs = await world.marat.press("Взять", message=card)
    nothing = await world.lena.forge(card, "take:999999")
    assert theirs["text"] == nothing["text"] == "Такого обращения у вас нет."
    assert (await world.conversation(desk="couriers"))["assignee"] is None
    assert len(await world.audit("refused", count=2)) == 2


async def test_forged_presses_change_nothing(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    card = (await topic.find("№ "))[0]
    number = (await world.conversation(desk="couriers"))["number"]
    hostile = [
        *("", ":", "take", "take:", "take:x", "take:-1", "take:٣", f"take:{10**40}"),
        *(f"send:{number}", f"send:{number}:0", f"send:{number}:1", f"again:{number}:1"),
        *(f"to:{number}:nobody", f"tag:{number}:$ne", f"read:{number}", "accept:", "accept:{}"),
        *("drop:1001", "\u0000", "send:1001:1:1"),
    ]
    for data in filter(None, hostile):
        answer = await world.lena.forge(card, data)
        assert answer["answered"], data
    conversation = await world.conversation(desk="couriers")
    assert conversation["assignee"] is None
    assert [message["kind"] for message in conversation["messages"]] == ["in"]
    assert len(await world.ruslan.chat(STAFF).messages()) == 1


async def test_the_api_shows_only_what_the_keys_person_may_see(world: World) -> None:
    await world.courier_writes("Вопрос")
    page = await world.get("/api/conversations", key="sandbox-key-lena")
    assert [item["desk"] for item in page["items"]] == ["couriers"]
    async with world.http.get("/api/conversations") as response:
        assert response.status == 401


async def _settled(world: World) -> None:
    """Something that came later has been handled by both bots."""
    topic, copy = await world.courier_writes("Проверка")
    sent = await world.lena.write("Есть", group=topic.group, topic=topic.id, reply_to=copy.id)
    await sent.becomes(reaction="👌")
