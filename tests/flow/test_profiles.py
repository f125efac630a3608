"""What people of the company do by hand about who somebody is: /who, /merge, /unmerge."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import People, SeenMessage, SeenTopic
from tests.flow.conftest import Hub
from tests.flow.world import DESK, MSK, SPB, VK_SPB, World, world_of

NOT_THERE = "Такого обращения у вас нет."
IRINA = "+79112224501"
ALEXEY = "+79112224502"


async def _wrote(world: World, id: int, text: str, bot: str = SPB) -> SeenTopic:
    await world.person(id).write(text, bot=bot)
    copy = await world.clients.all.wait_for(text)
    [topic] = [one for one in await world.clients.topics() if one.id == copy.topic]
    return topic


async def _number(world: World, text: str) -> int:
    page = await world.get("/api/conversations", q=text)
    return int(page["items"][0]["number"])


async def _card(topic: SeenTopic) -> SeenMessage:
    return (await topic.find("№ "))[0]


async def _told(world: World, command: str, *, contains: str, **where: Any) -> SeenMessage:
    """What Lena is told privately."""
    chat = world.lena.chat(DESK)
    since = max((one.id for one in await chat.messages()), default=0)
    await world.lena.write(command, **(where or {"bot": DESK}))
    return await chat.wait_for(contains, by="bots", since=since)


async def _two(world: World) -> tuple[int, int]:
    """Alexey in Petersburg's bot, and somebody of VK whom nobody knows."""
    nina = await world.people.vk.add_user("Алёна", "Морозова")
    await _wrote(world, 6002, "Первое от Алексея")
    await nina.write(VK_SPB, "Второе из VK")
    await world.clients.all.wait_for("Второе из VK")
    return await _number(world, "Алексея"), await _number(world, "Второе")


async def _known(world: World, id: str) -> None:
    """The order service has been asked about him, and what follows from it is done."""
    contact = await world.app.hub.store.contacts.get(id)
    assert contact
    await world.app.hub.dossiers.refresh(contact)


async def test_who_tells_everything_privately_and_says_so_in_the_audit(world: World) -> None:
    """C06"""
    topic = await _wrote(world, 6001, "Где мой заказ?")
    await (await _card(topic)).becomes(contains="48213")
    told = await _told(world, "/who", contains="Ирина", group=world.clients.id, topic=topic.id)
    number = await _number(world, "заказ")
    for said in (IRINA, "irina.volkova@example.ru", "активных 1, прошлых 3", f"№ {number}"):
        assert said in told.text
    assert "обращений 1" in told.text
    [seen] = await world.audit("saw_phone", count=1)
    assert seen["who"] == "lena"
    again = await _told(world, f"/who {number}", contains="Ирина")
    assert again.text == told.text
    assert len(await world.audit("saw_phone", count=2)) == 2


async def test_who_knows_all_his_addresses(world: World) -> None:
    """The order service knows both; their conversations are counted together."""
    await _wrote(world, 6001, "Из телеграма")
    await world.people.vk.user(810001).write(VK_SPB, "Из VK")
    await world.clients.all.wait_for("Из VK")
    for inbox, peer in (("customers-tg", 6001), ("customers-vk", 810001)):
        await _known(world, f"{inbox}:{peer}")
    told = await _told(world, f"/who {await _number(world, 'телеграма')}", contains="Ирина")
    assert "Telegram" in told.text
    assert "VK" in told.text
    assert told.text.count("обращений 1") == 2
    assert told.labels == ["Разъединить"]


async def test_who_of_a_colleague_is_his_role_and_phone(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    told = await _told(world, "!кто", contains="Руслан Ахметов", group=topic.group, topic=topic.id)
    assert "Курьер" in told.text
    assert "+79110005101" in told.text


async def test_who_is_not_for_those_who_may_not_see_it(world: World) -> None:
    """Refusal and absence look alike; the attempts are in the audit."""
    await world.courier_writes("Вопрос")
    number = await _number(world, "Вопрос")
    for command in (f"/who {number}", "/who 999999", "/who 0", "/who -1", "/who ²", "/who имя"):
        await world.marat.write(command, bot=DESK)
    await world.marat.chat(DESK).wait_for_all(NOT_THERE, count=6)
    tried = [one["detail"]["tried"] for one in await world.audit("refused", count=1)]
    assert tried.count(f"/who {number}") == 1
    assert await world.audit("saw_phone", count=0) == []


async def test_merging_is_asked_back_and_done_by_a_button(world: World) -> None:
    """C02"""
    first, second = await _two(world)
    topic = await world.clients.topic("Алексей")
    asked = await _told(
        world, f"/merge {second}", contains="Объединить", group=topic.group, topic=topic.id
    )
    assert f"№ {first} · Алексей Морозов · Telegram" in asked.text
    assert f"№ {second} · Алёна Морозова · VK" in asked.text
    assert await world.audit("merged", count=0) == []
    answer = await world.lena.press(f"Объединить {second}", message=asked)
    assert answer["text"] == "Объединено."
    await asked.becomes(contains="это один человек", button="Разъединить")
    await (await _card(topic)).becomes(contains="Другие адреса: customers-vk")
    other = await world.clients.topic("Алёна")
    await (await _card(other)).becomes(contains="Другие адреса: customers-tg")
    merged = await world.audit("merged", count=2)
    assert {(one["who"], one["detail"]["with"]) for one in merged} == {
        ("lena", str(first)),
        ("lena", str(second)),
    }
    await _known(world, "customers-tg:6002")
    told = await _told(world, f"/who {first}", contains="Алексей Морозов, Алёна Морозова")
    assert ALEXEY in told.text
    assert len(await world.clients.topics("")) == 2


async def test_unmerging_restores_and_both_may_be_repeated(world: World) -> None:
    first, second = await _two(world)
    await _known(world, "customers-tg:6002")
    contacts = world.app.hub.store.contacts
    ids = [one["contact"]["id"] for one in (await world.get("/api/conversations"))["items"]]
    before = {one.id: (one.profile, one.former) for one in await contacts.many(ids)}
    for _ in range(2):
        asked = await _told(world, f"/merge {first} {second}", contains="Объединить")
        await world.lena.press(f"Объединить {second}", message=asked)
        await asked.becomes(contains="это один человек")
        again = await world.lena.press("Разъединить", message=asked)
        assert again["text"] == "Разъединено."
        after = {one.id: (one.profile, one.former) for one in await contacts.many(ids)}
        assert after == before
        refused = await world.lena.press("Разъединить", message=asked)
        assert refused["text"].startswith("Разъединять нечего")
    assert len(await world.audit("unmerged", count=4)) == 4


async def test_a_merge_by_name_offers_who_is_called_so(world: World) -> None:
    """е and ё, upper and lower case are one."""
    first, second = await _two(world)
    asked = await _told(world, f"/merge {first} алена МОРОЗОВА", contains="Объединить")
    assert asked.labels == [f"Объединить {second}"]
    await _told(world, f"/merge {first} Никодим", contains="Не нашлось другого собеседника")


async def test_nothing_is_merged_that_the_asker_may_not_see(world: World) -> None:
    """Neither by a command nor by a button that somebody else was given."""
    first, second = await _two(world)
    await world.courier_writes("Тайное")
    hidden = await _number(world, "Тайное")
    for number in (hidden, 999_999):
        await world.marat.write(f"/merge {first} {number}", bot=DESK)
    await world.marat.chat(DESK).wait_for_all(NOT_THERE, count=2)
    await world.marat.write(f"/merge {first} Руслан", bot=DESK)
    await world.marat.chat(DESK).wait_for("Не нашлось")
    asked = await _told(world, f"/merge {first} {second}", contains="Объединить")
    theirs = await world.marat.chat(DESK).wait_for("Не нашлось")
    forged = await world.marat.forge(theirs, f"merge:{first}:{hidden}")
    assert forged["text"] == NOT_THERE
    for data in ("merge:", "merge:1", f"merge:{first}:", f"unmerge:{hidden}", "unmerge:"):
        assert (await world.marat.forge(theirs, data))["text"] == NOT_THERE
    assert asked.labels == [f"Объединить {second}"]
    assert await world.audit("merged", count=0) == []


async def test_a_flag_is_set_and_taken_away(world: World) -> None:
    first, _ = await _two(world)
    topic = await world.clients.topic("Алексей")
    await _told(world, "/flag vip", contains="записана", group=topic.group, topic=topic.id)
    await (await _card(topic)).becomes(contains="Важный клиент")
    assert "Важный клиент" in (await _told(world, f"/who {first}", contains="Алексей")).text
    await _told(world, f"/flag {first} off", contains="записана")
    assert "Важный клиент" not in (await _told(world, f"/who {first}", contains="Алексей")).text
    assert [one["detail"]["flags"] for one in await world.audit("flagged", count=2)] == ["vip", ""]
    for command in ("/flag", "/flag золото", f"/flag {first}"):
        await _told(world, command, contains="Какую отметку")
    await _told(world, "/flag 999999 vip", contains=NOT_THERE)


async def test_staff_are_not_merged(world: World) -> None:
    first, _ = await _two(world)
    topic, _ = await world.courier_writes("Вопрос")
    await world.lena.write(f"/merge {first}", group=topic.group, topic=topic.id)
    await topic.wait_for("Объединить можно только клиентов")


async def test_another_operator_may_take_apart_what_he_sees(world: World) -> None:
    first, second = await _two(world)
    asked = await _told(world, f"/merge {first} {second}", contains="Объединить")
    await world.lena.press(f"Объединить {second}", message=asked)
    topic = await world.clients.topic("Алексей")
    await world.marat.write("/unmerge", group=topic.group, topic=topic.id)
    await world.marat.chat(DESK).wait_for("Разъединено")
    assert {one["who"] for one in await world.audit("unmerged", count=2)} == {"marat"}
    await world.marat.write("/unmerge", group=topic.group, topic=topic.id)
    await topic.wait_for("Разъединять нечего")


async def test_a_question_asked_before_a_restart_is_answered_after_it(
    people: People, hub: Hub
) -> None:
    async with hub() as app, world_of(people, app) as world:
        await people.calls.wait_for("groups.getLongPollServer", count=2)
        first, second = await _two(world)
        asked = await _told(world, f"/merge {first} {second}", contains="Объединить")
    async with hub() as app, world_of(people, app) as world:
        answer = await world.lena.press(f"Объединить {second}", message=asked)
        assert answer["text"] == "Объединено."
        await asked.becomes(contains="это один человек")
        assert len(await world.audit("merged", count=2)) == 2


@pytest.mark.parametrize("command", ["/merge", "/merge 1001"])
async def test_what_is_missing_is_said(world: World, command: str) -> None:
    await world.lena.write(command, bot=DESK)
    await world.lena.chat(DESK).wait_for("Кого с кем объединить")
    await world.lena.write("/who", bot=DESK)
    await world.lena.chat(DESK).wait_for("в теме обращения")


async def test_no_whole_phone_ever_stands_in_a_group(world: World) -> None:
    """C09, product rule 12"""
    await world.people.telegram.user(6001).start(MSK)
    for bot in (SPB, MSK):
        topic = await _wrote(world, 6001, f"Из {bot}", bot)
        await world.person(6001).share_contact(phone=IRINA, bot=bot)
        await topic.wait_for("Контакт: ")
        await (await _card(topic)).becomes(contains="+7911•••4501")
        await _told(world, "/who", contains=IRINA, group=topic.group, topic=topic.id)
        await world.lena.write("/unmerge", group=topic.group, topic=topic.id)
    couriers, _ = await world.courier_writes("Вопрос")
    await _told(world, "/who", contains="+79110005101", group=couriers.group, topic=couriers.id)
    for group in (world.clients, world.couriers):
        said = "".join(await group.all.texts())
        bare = "".join(filter(str.isdigit, said))
        assert "9112224501" not in bare
        assert "9110005101" not in bare
