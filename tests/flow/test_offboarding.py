"""Somebody leaves: out of the desks at once, his work back in its queues, his name kept."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bots.checks import findings
from hub.model import PersonId, Role, Source
from sandbox.client import People
from sandbox.client_http import Refused
from sandbox.server import Sandbox
from storage.mongo import MongoStore
from tests.flow.conftest import HUB_YAML, Hub, load
from tests.flow.joining import ZOYA, desk_link, enter, invited, joined, link_in, operator
from tests.flow.world import DESK, STAFF, World, world_of

COURIERS = -1001000000001


async def _enters(world: World) -> Any:
    """Zoya, invited, and in the couriers' group."""
    zoya = await operator(world, "couriers")
    link = await desk_link(zoya)
    await enter(zoya, link, COURIERS)
    return zoya, link


async def _is_out(world: World, person: Any, chat: int = COURIERS) -> None:
    async with asyncio.timeout(20):
        while chat in [one["chat"] for one in await person.chats()]:
            await asyncio.sleep(0.05)


async def test_an_operator_is_out_and_his_work_is_back_in_its_queue(world: World) -> None:
    """C10"""
    zoya, link = await _enters(world)
    topic, copy = await world.courier_writes("Вопрос")
    await zoya.press("Взять", group=topic.group, topic=topic.id)
    await zoya.write("Ответ", group=topic.group, topic=topic.id, reply_to=copy.id)
    await world.ruslan.chat(STAFF).wait_for("Ответ")
    await world.ruslan.write("Ещё вопрос", bot=STAFF)
    await topic.wait_for("Ещё вопрос")
    await world.andrey.write("/offboard @zoya", bot=DESK)
    told = await world.andrey.chat(DESK).wait_for("Зоя: доступ закрыт. Открытые обращения (1)")
    assert "Руслан" in told.text
    assert "t.me/c/" in told.html
    await _is_out(world, zoya)
    conversation = await world.conversation_that(status="new")
    assert conversation["assignee"] is None
    names = {message["author"] for message in conversation["messages"]}
    assert "zoya" in names
    await zoya.write("/people", bot=DESK)
    await zoya.chat(DESK).wait_for("только для сотрудников")
    with pytest.raises(Refused):
        await zoya.join(invite=link)
    assert [one["detail"]["person"] for one in await world.audit("offboarded", count=1)] == ["zoya"]


async def test_no_invitation_from_before_brings_anybody_back(world: World, mongo_url: str) -> None:
    """Not even one that nobody has closed, for a phone that is new to us."""
    first = await invited(world, "/invite operator Зоя +79110004003 clients", "Зоя")
    other = await invited(world, "/invite operator Зоя Вторая +79110004999", "Зоя Вторая")
    zoya = world.person(ZOYA)
    second = await _another_link(world, "/invite operator Зоя +79110004003 couriers", first)
    await joined(world, second, zoya)
    await world.andrey.write("/offboard zoya", bot=DESK)
    await world.andrey.chat(DESK).wait_for("Зоя: доступ закрыт")
    for link, phone in ((first, "+79110004003"), (other, "+79110004999")):
        before = len(await world.audit("refused", count=0))
        await zoya.follow(link)
        await zoya.share_contact(bot=DESK, phone=phone)
        await world.audit("refused", count=before + 1)
    store = await MongoStore.open(mongo_url)
    known = [one for one in await store.people.all() if one.person.peer == str(ZOYA)]
    await store.close()
    assert [(one.id, one.active) for one in known] == [("zoya", False)]
    again = await _another_link(world, "/invite operator Зоя +79110004003 clients", first, second)
    await joined(world, again, zoya)


async def _another_link(world: World, command: str, *before: str) -> str:
    chat = world.andrey.chat(DESK)
    await world.andrey.write(command, bot=DESK)
    await chat.wait_for("Приглашение: Зоя, ", count=len(before) + 1)
    return link_in((await chat.find("Приглашение: Зоя, "))[-1])


async def test_a_courier_hears_nothing_more_and_is_not_heard(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await world.andrey.write("/offboard Руслан Ахметов", bot=DESK)
    await world.andrey.chat(DESK).wait_for("Руслан Ахметов: доступ закрыт")
    sent = await world.lena.write("Поздно", group=topic.group, topic=topic.id, reply_to=copy.id)
    await topic.wait_for("больше не работает в компании")
    assert not sent.reactions
    assert not await world.ruslan.chat(STAFF).find("Поздно")
    await world.ruslan.write("Алло", bot=STAFF)
    await world.ruslan.chat(STAFF).wait_for("только для сотрудников")
    assert not await topic.find("Алло")


async def test_old_buttons_are_refused(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    await world.lena.write("/urgent склад горит", group=topic.group, topic=topic.id)
    ping = await world.timur.chat(DESK).wait_for("склад горит", button="Принял")
    await world.andrey.write("/offboard timur", bot=DESK)
    await world.andrey.chat(DESK).wait_for("Тимур: доступ закрыт")
    answer = await world.timur.press("Принял", message=ping)
    assert answer["show_alert"]
    await topic.wait_for("больше не работает в компании")
    await world.andrey.chat(DESK).wait_for("склад горит", button="Принял")
    assert not await world.audit("accepted", count=0)


async def test_a_chain_with_somebody_who_has_left_goes_on(world: World) -> None:
    await world.andrey.write("/offboard timur", bot=DESK)
    await world.andrey.chat(DESK).wait_for("Тимур: доступ закрыт")
    topic, _ = await world.courier_writes("Вопрос")
    await world.lena.write("/urgent склад горит", group=topic.group, topic=topic.id)
    await topic.wait_for("Тимур")
    await world.andrey.chat(DESK).wait_for("склад горит", button="Принял")


async def test_his_api_key_is_refused_and_no_token_changes(world: World) -> None:
    assert (await world.get("/api/conversations", key="sandbox-key-lena"))["items"] == []
    await world.andrey.write("/offboard @op_lena", bot=DESK)
    await world.andrey.chat(DESK).wait_for("Лена: доступ закрыт")
    headers = {"Authorization": "Bearer sandbox-key-lena"}
    async with world.http.get("/api/conversations", headers=headers) as response:
        assert response.status == 401
    await world.get("/api/conversations")


async def test_the_last_head_stays(world: World) -> None:
    await world.andrey.write("/offboard andrey", bot=DESK)
    await world.andrey.chat(DESK).wait_for("единственный руководитель")
    await world.andrey.write("/people", bot=DESK)
    await world.andrey.chat(DESK).wait_for("Люди:")


async def test_of_two_heads_who_offboard_each_other_at_least_one_stays(
    world: World, mongo_url: str
) -> None:
    link = await invited(world, "/invite head Зоя +79110004003", "Зоя")
    zoya = world.person(ZOYA)
    await joined(world, link, zoya, "Вам открыты все пульты")
    await asyncio.gather(
        zoya.write("/offboard andrey", bot=DESK), world.andrey.write("/offboard zoya", bot=DESK)
    )
    store = await MongoStore.open(mongo_url)
    async with asyncio.timeout(20):
        while len(await _heads(store)) > 1:
            await asyncio.sleep(0.05)
    (left,) = await _heads(store)
    await world.person({"andrey": 4100, "zoya": ZOYA}[left]).write("/people", bot=DESK)
    await world.person({"andrey": 4100, "zoya": ZOYA}[left]).chat(DESK).wait_for("Люди:")
    assert await _heads(store) == [left]
    await store.close()


async def _heads(store: MongoStore) -> list[str]:
    people = await store.people.all()
    return [one.id for one in people if one.active and one.person.role is Role.HEAD]


async def test_what_telegram_refuses_at_first_is_done_all_the_same(world: World) -> None:
    zoya, _ = await _enters(world)
    for method in ("banChatMember", "getChatMember", "revokeChatInviteLink"):
        await world.people.faults.add(
            service="telegram", method=method, effect="reset", when="before", times=1
        )
        await world.people.faults.add(
            service="telegram", method=method, effect="http", status=502, when="after", times=1
        )
    await world.andrey.write("/offboard zoya", bot=DESK)
    await _is_out(world, zoya)


async def test_whom_telegram_does_not_let_go_is_told_of(world: World) -> None:
    await world.andrey.add_to(COURIERS, ZOYA)
    await operator(world, "couriers")
    await world.couriers.set_member(ZOYA, "administrator")
    await world.andrey.write("/offboard zoya", bot=DESK)
    await world.andrey.chat(DESK).wait_for("Не получилось вывести Зоя")


async def test_he_can_be_invited_again_and_is_who_he_was(world: World) -> None:
    zoya, _ = await _enters(world)
    await world.andrey.write("/offboard zoya", bot=DESK)
    await _is_out(world, zoya)
    await world.andrey.write("/invite operator Зоя +79110004003 couriers", bot=DESK)
    chat = world.andrey.chat(DESK)
    await chat.wait_for("Приглашение: Зоя", count=2)
    await zoya.follow(link_in((await chat.find("Приглашение: Зоя"))[-1]))
    await zoya.chat(DESK).wait_for("поделитесь", count=2)
    await zoya.share_contact(bot=DESK)
    await chat.wait_for("Приглашение принято: Зоя (zoya)", count=2)
    await enter(zoya, await desk_link(zoya, count=2), COURIERS)


async def test_the_file_does_not_bring_back_who_was_offboarded(people: People, hub: Hub) -> None:
    async with hub() as app, world_of(people, app) as world:
        await world.andrey.write("/offboard ruslan", bot=DESK)
        await world.andrey.chat(DESK).wait_for("доступ закрыт")
    async with hub() as app, world_of(people, app) as world:
        await world.ruslan.write("Алло", bot=STAFF)
        await world.ruslan.chat(STAFF).wait_for("только для сотрудников")


async def test_check_tells_whom_the_file_still_names(
    world: World, tmp_path: Path, sandbox: Sandbox, mongo_url: str, redis_url: str
) -> None:
    await world.andrey.write("/offboard ruslan", bot=DESK)
    await world.andrey.chat(DESK).wait_for("доступ закрыт")
    configured = load(tmp_path, sandbox.url, mongo_url, redis_url, {})
    says = [found.says async for found in findings(configured) if found.party == "people"]
    assert says == ["person ruslan was offboarded by command; take him out of hub.yaml"]


async def test_who_is_taken_out_of_the_file_is_out_and_back_with_it(
    people: People, hub: Hub
) -> None:
    declared = yaml.safe_load(HUB_YAML.read_text())["people"]
    others = [one for one in declared if one["id"] != "ruslan"]
    async with hub() as app, world_of(people, app) as world:
        await world.courier_writes("Раз")
    async with hub(people=others) as app, world_of(people, app) as world:
        await world.ruslan.write("Два", bot=STAFF)
        await world.ruslan.chat(STAFF).wait_for("только для сотрудников")
        conversation = await world.conversation()
        assert conversation["contact"]["name"] == "Руслан Ахметов"
    async with hub() as app, world_of(people, app) as world:
        await world.courier_writes("Три")


async def test_what_was_cut_short_is_finished_after_a_restart(
    people: People, hub: Hub, mongo_url: str
) -> None:
    """As if killed right after the first step."""
    async with hub() as app, world_of(people, app) as world:
        topic, _ = await world.courier_writes("Вопрос")
        await world.lena.press("Взять", group=topic.group, topic=topic.id)
        await world.conversation_that(assignee="lena")
    store = await MongoStore.open(mongo_url)
    long_ago = datetime.now(UTC) - timedelta(minutes=1)
    await store.people.leave(PersonId("lena"), Source("d-1:7"), PersonId("andrey"), long_ago)
    await store.close()
    async with hub() as app, world_of(people, app) as world:
        await world.andrey.chat(DESK).wait_for("Лена: доступ закрыт. Открытые обращения (1)")
        await world.conversation_that(assignee=None, status="new")
        await _is_out(world, world.lena)
