"""Doors: an invitation opens once, in time, and only for the phone it was made for."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.client import People
from storage import driver
from storage.mongo import MongoStore
from tests.flow.conftest import Hub
from tests.flow.joining import (
    LINK,
    VERA,
    YURI,
    ZOYA,
    desk_link,
    enter,
    invited,
    joined,
    link_in,
    operator,
)
from tests.flow.world import DESK, SPB, STAFF, World, world_of

COURIERS = -1001000000001
REFUSED = "По этой ссылке войти не получилось"


async def test_a_courier_comes_in_by_his_link_and_writes(world: World) -> None:
    """B09"""
    link = await invited(world, "/invite courier Вера Ким 8 (911) 000-51-09", "Вера Ким")
    assert STAFF in link
    vera = world.person(VERA)
    await joined(world, link, vera, "Вера Ким, здравствуйте, вы в команде")
    assert await vera.keyboard(bot=STAFF) is None
    await world.andrey.chat(DESK).wait_for("Приглашение принято: Вера Ким (vera-kim), Курьер.")
    await vera.write("Я на месте", bot=STAFF)
    topic = await world.couriers.topic("Вера Ким")
    await topic.wait_for("Я на месте")
    shown = [message.text for message in await topic.messages()]
    assert not [text for text in shown if "5109" in text and "•••" not in text]
    assert not [text for text in shown if "онтакт" in text]
    assert [one["who"] for one in await world.audit("joined", count=1)] == ["vera-kim"]
    assert [one["who"] for one in await world.audit("invited", count=1)] == ["andrey"]


async def test_an_operator_is_led_into_his_desks_and_works_there(world: World) -> None:
    zoya = await operator(world, "couriers")
    told = await zoya.chat(DESK).wait_for("ваша личная ссылка", button="Войти в группу")
    assert "Курьеры и сборщики" in told.text
    await enter(zoya, await desk_link(zoya), COURIERS)
    topic, copy = await world.courier_writes("Вопрос")
    sent = await zoya.write("Ответ", group=topic.group, topic=topic.id, reply_to=copy.id)
    await sent.becomes(reaction="👌")
    assert (await world.conversation(desk="couriers"))["assignee"] == "zoya"
    assert not await world.couriers.general.find("нет в списке")


async def test_a_guest_and_a_manager_are_welcomed_for_what_they_are(world: World) -> None:
    link = await invited(world, "/invite гость Юрий +7 911 000 4302", "Юрий")
    await joined(world, link, world.person(YURI), "Когда вам передадут обращение")
    stranger = await world.people.telegram.add_user("Нина", id=960_002, phone="+79219600020")
    link = await invited(world, "/invite manager Нина Орлова +79219600020", "Нина")
    await joined(world, link, stranger, "Сюда придут срочные вызовы")


async def test_the_link_is_told_privately_and_stored_nowhere(world: World, mongo_url: str) -> None:
    await world.andrey.write("/invite operator Зоя 89110004003", group=world.couriers.id)
    told = await world.andrey.chat(DESK).wait_for("Приглашение: Зоя, Оператор")
    assert "Пульты: Курьеры и сборщики." in told.text
    found = LINK.search(told.text)
    assert found
    token = found[2]
    assert not await world.couriers.all.find("t.me")
    client = driver.connect(mongo_url)
    database = driver.database(client)
    for name in await database.list_collection_names():
        async for document in database[name].find():
            assert token not in repr(document), name
    client.close()


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("/invite", "Кого пригласить"),
        ("/invite повар Зоя +79110004003", "Кого пригласить"),
        ("/invite admin Зоя +79110004003", "Кого пригласить"),
        ("/invite operator Зоя", "После роли нужны имя и телефон"),
        ("/invite operator +79110004003", "После роли нужны имя и телефон"),
        ("/invite operator Зоя 12345", "После роли нужны имя и телефон"),
        ("/invite operator Зоя +79110004003 кухня", "Пульта «кухня» нет"),
        ("/invite courier Руслан +79110005101", "уже есть Руслан Ахметов (ruslan)"),
    ],
)
async def test_what_is_wrong_is_said_with_an_example(world: World, command: str, says: str) -> None:
    await world.andrey.write(command, bot=DESK)
    await world.andrey.chat(DESK).wait_for(says)


async def test_only_heads_invite_and_offboard(world: World) -> None:
    for command in ("/invite courier Вера Ким +79110005109", "/offboard @ruslan_a"):
        await world.lena.write(command, bot=DESK)
    await world.lena.chat(DESK).wait_for("руководител", count=2)
    assert len(await world.audit("refused", count=2)) == 2
    assert not await world.audit("offboarded", count=0)


async def test_nobody_elses_card_opens_it_and_it_is_not_burnt(world: World) -> None:
    link = await invited(world, "/invite courier Вера Ким +79110005109", "Вера")
    stranger = await world.people.telegram.add_user("Чужой", id=960_001, phone="+79219600010")
    await stranger.follow(link)
    await stranger.chat(STAFF).wait_for("поделитесь своим номером")
    hostile: tuple[dict[str, Any], ...] = (
        {"who": VERA},
        {"own": True},
        {"phone": "+79110005109", "first_name": "Вера"},
        {"phone": "+79110005109", "first_name": "Вера", "user_id": VERA},
    )
    for tried, card in enumerate(hostile, 1):
        await stranger.contact(**card, bot=STAFF)
        await world.audit("refused", count=tried)
    await stranger.chat(STAFF).wait_for("Это не ваша карточка")
    await joined(world, link, world.person(VERA))


async def test_a_forwarded_card_of_oneself_opens_nothing(world: World) -> None:
    link = await invited(world, "/invite courier Вера Ким +79110005109", "Вера")
    vera = world.person(VERA)
    await vera.follow(link)
    await vera.chat(STAFF).wait_for("поделитесь своим номером")
    await vera.start(SPB)
    own = await vera.share_contact(bot=SPB)
    await vera.forward(own, bot=STAFF)
    await vera.chat(STAFF).wait_for("Это не ваша карточка")
    await joined(world, link, vera)


async def test_a_link_is_good_for_one_time_and_one_person(world: World) -> None:
    link = await invited(world, "/invite courier Вера Ким +79110005109", "Вера")
    await joined(world, link, world.person(VERA))
    stranger = await world.people.telegram.add_user("Чужой", id=960_001, phone="+79219600010")
    await stranger.follow(link)
    await stranger.chat(STAFF).wait_for(REFUSED)
    await world.person(VERA).follow(link)
    await world.person(VERA).chat(STAFF).wait_for("Вера Ким, здравствуйте. Пишите сюда")
    assert len(await world.audit("joined", count=1)) == 1


async def test_of_two_who_press_one_link_at_once_one_comes_in(world: World) -> None:
    link = await invited(world, "/invite courier Вера Ким +79110005109", "Вера")
    twin = await world.people.telegram.add_user("Двойник", id=960_003, phone="+79110005109")
    both = (world.person(VERA), twin)
    for one in both:
        await one.follow(link)
        await one.chat(STAFF).wait_for("поделитесь своим номером")
    await asyncio.gather(*(one.share_contact(bot=STAFF, phone="+79110005109") for one in both))
    await world.andrey.chat(DESK).wait_for("Приглашение принято")
    await world.audit("refused", count=1)
    welcomed = [one for one in both if await one.chat(STAFF).find("вы в команде")]
    assert len(welcomed) == 1
    assert len(await world.audit("joined", count=1)) == 1


async def test_forged_links_are_refused_in_the_same_words(world: World) -> None:
    stranger = await world.people.telegram.add_user("Чужой", id=960_001, phone="+79219600010")
    await stranger.start(STAFF)
    payloads = ("x" * 43, "$ne", "a" * 4_000, "{}", "\u0001", "invite:1", "ж" * 43)
    for bot in (STAFF, DESK):
        await stranger.start(bot)
        for payload in payloads:
            await stranger.write(f"/start {payload}", bot=bot)
        await world.people.telegram.bot(bot).put_update(_typed(960_001, "/start " + "a" * 10_000))
        await stranger.chat(bot).wait_for(REFUSED)
    await _settled(world)
    assert not await world.couriers.topics("Чужой")
    assert not await world.audit("joined", count=0)


def _typed(user: int, text: str) -> dict[str, Any]:
    """Longer than any client would send."""
    sender = {"id": user, "is_bot": False, "first_name": "Чужой"}
    chat = {"id": user, "type": "private", "first_name": "Чужой"}
    return {"message": {"message_id": 7_000, "date": 1, "from": sender, "chat": chat, "text": text}}


async def _settled(world: World) -> None:
    """Something that came later has been handled by both bots."""
    topic, copy = await world.courier_writes("Проверка")
    sent = await world.lena.write("Есть", group=topic.group, topic=topic.id, reply_to=copy.id)
    await sent.becomes(reaction="👌")


async def test_an_expired_link_opens_nothing(people: People, hub: Hub) -> None:
    async with hub(timers={"invitation": "1s"}) as app, world_of(people, app) as world:
        link = await invited(world, "/invite courier Вера Ким +79110005109", "Вера")
        vera = world.person(VERA)
        made = datetime.now(UTC)
        while datetime.now(UTC) < made + timedelta(seconds=1.2):
            await asyncio.sleep(0.1)
        await vera.follow(link)
        await vera.chat(STAFF).wait_for(REFUSED)


async def test_who_is_declared_without_an_account_is_bound_to_his_record(
    people: People, hub: Hub
) -> None:
    declared = [
        {"id": "andrey", "name": "Андрей", "telegram_id": 4100, "role": "head"},
        {"id": "verochka", "name": "Верочка", "role": "picker", "phone": "+79110005109"},
    ]
    changes = {"people": declared, "chains": [], "api_keys": []}
    async with hub(**changes) as app, world_of(people, app) as world:
        link = await invited(world, "/invite courier Вера Ким +79110005109", "Вера")
        await joined(world, link, world.person(VERA), "Верочка, здравствуйте")
        told = await world.andrey.chat(DESK).wait_for("Приглашение принято")
        assert "(verochka), Сборщик" in told.text
    async with hub(**changes) as app, world_of(people, app) as world:
        await world.person(VERA).write("Я здесь", bot=STAFF)
        await (await world.couriers.topic("Верочка")).wait_for("Я здесь")


async def test_two_of_one_name_get_ids_of_their_own(world: World) -> None:
    twin = await world.people.telegram.add_user("Вера", id=960_003, phone="+79219600030")
    link = await invited(world, "/invite courier Вера Ким +79110005109", "Вера")
    await joined(world, link, world.person(VERA))
    await world.andrey.write("/invite courier Вера Ким +79219600030", bot=DESK)
    chat = world.andrey.chat(DESK)
    await chat.wait_for("Приглашение: Вера", count=2)
    await joined(world, link_in((await chat.find("Приглашение: Вера"))[-1]), twin)
    await world.andrey.chat(DESK).wait_for("(vera-kim-2)")


async def test_a_message_without_a_card_is_answered_by_asking_again(world: World) -> None:
    link = await invited(world, "/invite operator Зоя +79110004003", "Зоя")
    zoya = world.person(ZOYA)
    await zoya.follow(link)
    await zoya.chat(DESK).wait_for("поделитесь своим номером")
    await zoya.write("а зачем?", bot=DESK)
    await zoya.chat(DESK).wait_for("поделитесь своим номером", count=2)


async def test_what_an_invitation_let_in_outlives_a_restart(
    people: People, hub: Hub, mongo_url: str
) -> None:
    async with hub() as app, world_of(people, app) as world:
        link = await invited(world, "/invite courier Вера Ким +79110005109", "Вера")
        await joined(world, link, world.person(VERA))
    async with hub() as app, world_of(people, app) as world:
        await world.person(VERA).write("Я снова здесь", bot=STAFF)
        await (await world.couriers.topic("Вера Ким")).wait_for("Я снова здесь")
    store = await MongoStore.open(mongo_url)
    assert [one.id for one in await store.people.all() if not one.declared] == ["vera-kim"]
    await store.close()


async def test_of_two_links_for_one_phone_only_the_later_one_opens(world: World) -> None:
    first = await invited(world, "/invite operator Зоя +79110004003 clients", "Зоя")
    await world.andrey.write("/invite operator Зоя +79110004003 couriers", bot=DESK)
    chat = world.andrey.chat(DESK)
    await chat.wait_for("Приглашение: Зоя", count=2)
    second = link_in((await chat.find("Приглашение: Зоя"))[-1])
    zoya = world.person(ZOYA)
    await zoya.follow(first)
    await zoya.chat(DESK).wait_for(REFUSED)
    await joined(world, second, zoya)


async def test_of_two_links_used_at_once_one_lets_in(world: World, mongo_url: str) -> None:
    """As two heads make them at one moment: both are open, and lead to different bots."""
    zoya = world.person(ZOYA)
    links = (
        await invited(world, "/invite operator Зоя +79110004003 clients", "Зоя"),
        await invited(world, "/invite courier Зоя Петрова +79110004003", "Зоя Петрова"),
    )
    await _opened_again(mongo_url)
    for link, bot in zip(links, (DESK, STAFF), strict=True):
        await zoya.follow(link)
        await zoya.chat(bot).wait_for("поделитесь своим номером")
    await asyncio.gather(*(zoya.share_contact(bot=bot) for bot in (DESK, STAFF)))
    await world.andrey.chat(DESK).wait_for("Приглашение принято")
    await _handled(mongo_url)
    assert len(await world.audit("joined", count=1)) == 1
    store = await MongoStore.open(mongo_url)
    known = [one for one in await store.people.all() if one.person.phone == "+79110004003"]
    await store.close()
    assert len(known) == 1


async def _handled(mongo_url: str) -> None:
    """Whichever of them was the second: it is refused, or by then it is nobody new who writes."""
    client = driver.connect(mongo_url)
    updates = driver.database(client)["updates"]
    async with asyncio.timeout(20):
        while await updates.find_one({"state": "new"}):
            await asyncio.sleep(0.05)
    client.close()


async def _opened_again(mongo_url: str) -> None:
    client = driver.connect(mongo_url)
    invitations = driver.database(client)["invitations"]
    await invitations.update_many({}, {"$set": {"state": "open"}})
    client.close()
