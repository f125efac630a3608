"""/find: privately, by anything that is known, and only what the asker may see."""

from __future__ import annotations

import re

import pytest

from sandbox.client import People, SeenMessage
from tests.flow.conftest import Hub
from tests.flow.test_topic_deserved import deserved
from tests.flow.world import DESK, SPB, World, world_of


async def test_words_are_found_in_whatever_form_and_the_line_opens_the_topic(world: World) -> None:
    topic, _ = await world.courier_writes("Клиент ждёт белую ёлку у подъезда")
    found = await _find(world, "/find ЕЛКИ белые")
    number = (await world.conversation())["number"]
    assert f"№ {number} · Руслан" in found.text
    assert "белую ёлку" in found.text
    assert f'/{topic.id}">№ {number}' in found.html
    assert found.labels == []


@pytest.mark.parametrize("command", ["/find", "!найти"])
async def test_in_a_group_the_answer_is_private(world: World, command: str) -> None:
    topic, _ = await world.courier_writes("Разбил вазу")
    await world.lena.write(f"{command} вазы", group=topic.group, topic=topic.id)
    await world.lena.chat(DESK).wait_for("Найдено по запросу «вазы»: 1")
    assert not await topic.find("Найдено")


async def test_comments_numbers_and_names_are_found(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await world.lena.write("// обещали фарфор", group=topic.group, topic=topic.id, reply_to=copy.id)
    await topic.wait_for("обещали фарфор")
    number = (await world.conversation_that(unread_comments=1))["number"]
    for asked in ("фарфора", str(number), f"№ {number}", "Руслан"):
        found = await _find(world, f"/find {asked}")
        assert f"№ {number} · Руслан" in found.text, asked


async def test_a_contact_is_found_by_his_phone_however_it_is_written(world: World) -> None:
    await world.courier_writes("Вопрос")
    contact = await world.app.hub.store.contacts.get("staff:5101")
    assert contact is not None
    assert contact.phone is not None
    national = contact.phone[-10:]
    for asked in (contact.phone, f"8 ({national[:3]}) {national[3:]}", national[-7:]):
        found = await _find(world, f"/find {asked}")
        assert "Руслан" in found.text, asked


async def test_only_what_the_asker_may_see_is_found(world: World) -> None:
    await world.courier_writes("Тайный груз")
    found = await _find(world, "/find тайного груза", by=4002)
    assert "ничего нет" in found.text
    assert "№" not in found.text


async def test_nobody_else_can_search(world: World) -> None:
    await world.courier_writes("Тайный груз")
    await world.ruslan.start(DESK)
    await world.ruslan.write("/find груз", bot=DESK)
    await world.ruslan.chat(DESK).wait_for("Искать могут те")
    assert [event["who"] for event in await world.audit("refused", count=1)] == ["ruslan"]


async def test_pages_are_turned_in_place_by_whoever_asked(world: World) -> None:
    await _customers(world, 10)
    found = await _find(world, "/find пиона", by=4100)
    assert "Страница 1 из 2" in found.text
    await world.andrey.press("Дальше", message=found)
    found = await found.becomes(contains="Страница 2 из 2")
    assert len(re.findall("№", found.text)) == 2
    await world.andrey.press("Раньше", message=found)
    await found.becomes(contains="Страница 1 из 2")


async def test_somebody_elses_pages_are_refused(world: World) -> None:
    await _customers(world, 9)
    found = await _find(world, "/find пиона", by=4100)
    (on,) = (button for row in found.raw["buttons"] for button in row)
    theirs = await _find(world, "/find ничего")
    for data in (on["data"], "find:nothing:1", "find:", "find::", "find:x:999999999"):
        answer = await world.lena.forge(theirs, data)
        assert "больше не открыть" in answer["text"], data
    assert len(await world.audit("refused", count=5)) == 5
    assert "№" not in (await theirs.becomes(deleted=False)).text


async def test_an_empty_search_says_what_can_be_asked(world: World) -> None:
    await world.lena.write("/find", bot=DESK)
    await world.lena.chat(DESK).wait_for("Что искать?")


async def _find(world: World, command: str, by: int = 4001) -> SeenMessage:
    """The private answer to it."""
    person = world.person(by)
    asked = await person.write(command, bot=DESK)
    return await person.chat(DESK).wait_for("запросу", since=asked.id)


async def _customers(world: World, number: int) -> None:
    for index in range(number):
        customer = await world.people.telegram.add_user(f"Клиент {index}", id=970_100 + index)
        await customer.start(SPB)
        await customer.write(f"Пионы {index}", bot=SPB)
        await world.clients.all.wait_for(f"Пионы {index}")


async def test_what_has_no_topic_can_be_shown(people: People, hub: Hub) -> None:
    inboxes = deserved("customers-tg")
    async with hub(inboxes=inboxes) as app, world_of(people, app) as world:
        customer = await people.telegram.add_user("Вера", id=970_201)
        await customer.start(SPB)
        await customer.write("Где пионы", bot=SPB)
        await world.clients.general.wait_for("Новое обращение")
        found = await _find(world, "/find пион", by=4100)
        assert "t.me" not in found.html
        await world.andrey.press("Показать 1001", message=found)
        await (await world.clients.topic("Вера")).wait_for("Где пионы")
        found = await _find(world, "/find пион", by=4100)
        assert "t.me" in found.html
        assert found.labels == []
