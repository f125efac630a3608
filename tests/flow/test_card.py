"""The card says who it is and what is his, and follows what changes by editing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from sandbox.client import People, SeenMessage, SeenTopic
from tests.flow.conftest import Hub
from tests.flow.posting import CALLS, call, group, mail, post
from tests.flow.world import SPB, VK_SPB, World, world_of

IRINA, IRINA_VK, ALEXEY, MARIA = 6001, 810001, 6002, 6012
HOUSEHOLD = "+79112224512"
QUICK = {"pattern": r"\b\d{5}\b", "refresh": "1s"}
EDITS = ("editMessageText", "editMessageReplyMarkup")


@pytest.fixture
async def quick(people: People, hub: Hub) -> AsyncIterator[World]:
    """A hub that asks the order service again every second."""
    async with hub(orders=QUICK) as app, world_of(people, app) as world:
        await people.calls.wait_for("groups.getLongPollServer", count=2)
        yield world


async def customer_writes(world: World, id: int, text: str) -> SeenTopic:
    customer = world.person(id)
    await customer.start(SPB)
    await customer.write(text, bot=SPB)
    return await topic_of(world, text)


async def topic_of(world: World, text: str) -> SeenTopic:
    copy = await world.clients.all.wait_for(text)
    return next(one for one in await world.clients.topics() if one.id == copy.topic)


async def card_in(topic: SeenTopic, contains: str) -> SeenMessage:
    await topic.wait_for("№", by="bots")
    card = next(one for one in await topic.messages() if not one.raw["service"])
    return await card.becomes(contains=contains)


async def close(world: World, topic: SeenTopic) -> None:
    await world.lena.press("Закрыть", group=topic.group, topic=topic.id)
    await (await card_in(topic, "О чём было")).becomes(button="Перенос даты")
    await world.lena.press("Перенос даты", group=topic.group, topic=topic.id)


def links(card: SeenMessage) -> dict[str, str]:
    """Address by the words that open it."""
    return {
        card.text[one["offset"] : one["offset"] + one["length"]]: one["url"]
        for one in card.raw["entities"]
        if one["type"] == "text_link"
    }


async def linked(topic: SeenTopic, words: str) -> str:
    """Where they lead on the card, as soon as they lead anywhere."""
    async with asyncio.timeout(20):
        while words not in (found := links(await card_in(topic, words))):
            await asyncio.sleep(0.05)
    return found[words]


async def test_a_customer_is_known_by_where_he_writes_from(world: World) -> None:
    """C01 C04 C05 C13"""
    topic = await customer_writes(world, IRINA, "Когда приедет?")
    card = await card_in(topic, "48213")
    for line in (
        "Телефон +7911•••4501",
        "Клиент: Ирина Волкова",
        "Заказ 48213 · везут · ",
        "Магазин: О'КЕЙ, Богатырский, 13 · Сборщик: Ольга Дроздова · Курьер: Руслан Ахметов",
        "Замены: позвонить клиенту",
        "Код двери: 84К2301",
        "Прошлых заказов: 3, последний ",
    ):
        assert line in card.text
    assert re.search(r"везут · \d\d\.\d\d 15:00–17:00\n", card.text)
    assert links(card)["48213"] == "https://shop.example/orders/48213"
    assert links(card)["Ирина Волкова"] == "https://shop.example/customers/c0001"
    assert card.labels == ["Взять", "Передать", "Закрыть", "Срочно"]


async def test_what_changes_at_the_order_service_is_edited_into_the_card(quick: World) -> None:
    topic = await customer_writes(quick, IRINA, "Когда приедет?")
    await card_in(topic, "48213 · везут")
    before = len(await topic.messages())
    await quick.people.orders.change("48213", status="delivered")
    card = await card_in(topic, "Активных заказов нет.")
    assert "48213" not in card.text
    assert "Прошлых заказов: 4" in card.text
    assert len(await topic.messages()) == before


async def test_an_engraving_stands_on_the_card_to_the_letter(world: World) -> None:
    topic = await customer_writes(world, 6008, "Что будет на часах?")
    await card_in(topic, "Гравировка: «Время — деньги», Ёжиков & Ко\n")


async def test_a_couriers_card_has_his_orders_and_no_door_code(world: World) -> None:
    topic, _ = await world.courier_writes("Клиент не открывает")
    card = await card_in(topic, "Заказ 48213")
    assert "Клиент: Ирина Волкова · Магазин: О'КЕЙ, Богатырский, 13" in card.text
    assert "84К2301" not in card.text
    assert "Курьер: Руслан" not in card.text


async def test_which_fields_are_hidden_is_a_setting(people: People, hub: Hub) -> None:
    hidden = {"hidden_fields": ["goods", "comment"]}
    async with hub(orders=hidden) as app, world_of(people, app) as world:
        topic, _ = await world.courier_writes("Клиент не открывает")
        card = await card_in(topic, "Код двери: 84К2301")
        assert "Состав" not in card.text


async def test_the_people_of_an_order_link_to_each_others_threads(world: World) -> None:
    """C12"""
    customers = await customer_writes(world, IRINA, "Когда приедет?")
    await card_in(customers, "48213")
    couriers, _ = await world.courier_writes("Клиент не открывает")
    there = await linked(couriers, "Ирина Волкова")
    assert there == f"https://t.me/c/1000000002/{customers.id}"
    assert await linked(customers, "Руслан Ахметов") == f"https://t.me/c/1000000001/{couriers.id}"


async def test_one_person_in_two_messengers_is_one_profile(world: World) -> None:
    """C02 C03"""
    first = await customer_writes(world, IRINA, "Первый вопрос")
    await card_in(first, "48213")
    await close(world, first)
    await world.people.vk.user(IRINA_VK).write(VK_SPB, "Второй вопрос")
    card = await card_in(await topic_of(world, "Второй вопрос"), "Раньше:")
    assert re.search(
        r"— № 1001 · Telegram · \d\d\.\d\d\.\d{4} · Перенос даты · решено · Лена\n", card.text
    )
    [one, other] = [
        await world.app.hub.store.contacts.get(id)
        for id in (f"customers-tg:{IRINA}", f"customers-vk:{IRINA_VK}")
    ]
    assert one
    assert other
    assert one.profile == other.profile == "account:c0001"
    assert one.verified == {"phone", "email"}
    assert [event["who"] for event in await world.audit("identified", count=2)] == [None, None]


async def test_a_repeat_is_marked(world: World) -> None:
    """F10"""
    first = await customer_writes(world, IRINA, "Первый вопрос")
    await card_in(first, "48213")
    await close(world, first)
    await world.people.vk.user(IRINA_VK).write(VK_SPB, "Второй вопрос")
    second = await topic_of(world, "Второй вопрос")
    assert "повтор" not in (await card_in(second, "Раньше:")).text
    await close(world, second)
    assert (await card_in(second, "Решено")).text.startswith(
        "⚙ № 1002 · Ирина Волкова · повтор ×2\n"
    )


async def test_a_shared_household_phone_is_for_a_person_to_decide(world: World) -> None:
    await post(world, "calls", call("k1", **{"from": HOUSEHOLD}))
    calls = group(world, CALLS)
    topic = await calls.topic("+7911•••4512")
    card = await card_in(topic, "Подходит несколько клиентов (2)")
    assert "— Мария Лебедева · +7911•••4512\n— Олег Лебедев · +7911•••4512" in card.text
    assert "48220" not in card.text
    pressed = await world.marat.press("Это Мария Лебедева", group=topic.group, topic=topic.id)
    assert pressed["text"] == "Отмечено: Мария Лебедева."
    known = await card_in(topic, "Клиент: Мария Лебедева")
    assert "Заказ 48220" in known.text
    assert not [one for one in known.labels if one.startswith("Это")]
    [event] = await world.audit("identified", count=1)
    assert (event["who"], event["detail"]) == ("marat", {"account": "c0012"})
    maria = await customer_writes(world, MARIA, "Это я звонила")
    await card_in(maria, "— № 1001 · Звонок")


async def test_who_may_not_see_it_cannot_say_who_it_is(world: World) -> None:
    await post(world, "calls", call("k1", **{"from": HOUSEHOLD}))
    topic = await group(world, CALLS).topic("+7911•••4512")
    card = await card_in(topic, "Подходит несколько")
    data = next(
        button["data"] for row in card.raw["buttons"] for button in row if "Мария" in button["text"]
    )
    _, copy = await world.courier_writes("Клиент не открывает")
    answer = await world.lena.forge(copy, data)
    assert answer["show_alert"]
    forged = await world.marat.forge(card, "is:1001:000000000000")
    assert forged["show_alert"]
    assert await world.audit("identified", count=0) == []
    assert {event["who"] for event in await world.audit("refused", count=1)} >= {"lena"}


async def test_an_unverified_phone_is_shown_and_joins_nobody(world: World) -> None:
    await post(world, "calls", call("k1", **{"from": "+7 (911) 222-45-02"}))
    topic = await group(world, CALLS).topic("+7911•••4502")
    card = await card_in(
        topic, "Возможно, это (телефон или почта не подтверждены): Алексей Морозов"
    )
    assert "Заказ 48214" in card.text
    alexey = await customer_writes(world, ALEXEY, "Здравствуйте")
    assert "Раньше" not in (await card_in(alexey, "48214")).text
    await world.marat.press("Это Алексей Морозов", group=topic.group, topic=topic.id)
    await card_in(topic, "Клиент: Алексей Морозов")


async def test_an_e_mail_is_looked_up_by_its_sender(world: World) -> None:
    letter = mail("m1", **{"from": "Ирина <Irina.Volkova@example.ru>"})
    await post(world, "orders-mail", letter)
    topic = await group(world, -1001000000003).topic("Ирина")
    card = await card_in(topic, "Возможно, это")
    assert "Заказ 48213" in card.text


async def test_somebody_the_shop_does_not_know(world: World) -> None:
    await world.people.telegram.add_user("Прохожий", id=970_001)
    topic = await customer_writes(world, 970_001, "Здравствуйте")
    await card_in(topic, "Служба заказов такого клиента не знает.")


async def test_no_phone_stands_whole_in_any_group(world: World) -> None:
    await world.people.orders.change("48213", fields={"comment": "Звоните 8 (911) 222-45-01"})
    topic = await customer_writes(world, IRINA, "Вопрос")
    await card_in(topic, "Звоните +7911•••4501")
    couriers, _ = await world.courier_writes("Не открывают")
    await card_in(couriers, "48213")
    await post(world, "calls", call("k1", **{"from": HOUSEHOLD}))
    await card_in(await group(world, CALLS).topic("+7911•••4512"), "Подходит")
    for desk in (-1001000000001, -1001000000002, CALLS):
        for message in await group(world, desk).all.messages():
            shown = " ".join([message.text, *message.labels, *message.raw["earlier"]])
            assert not re.search(r"[78]?9\d{9}", re.sub(r"[\s()+-]", "", shown)), shown


async def test_a_hundred_messages_cost_no_more_card_edits_than_one(world: World) -> None:
    topic = await customer_writes(world, IRINA, "Вопрос 0")
    await card_in(topic, "48213")
    since = await world.people.calls.last()
    for number in range(1, 101):
        await world.person(IRINA).write(f"Вопрос {number}", bot=SPB)
    await topic.wait_for("Вопрос 100", within=60)
    calls = await world.people.calls.all(since=since, service="telegram", bot="sandbox_desk_bot")
    edits = [one for one in calls if one["method"] in EDITS]
    assert edits == []


@pytest.mark.faults
async def test_a_hundred_messages_and_a_refresh_every_second(quick: World) -> None:
    topic = await customer_writes(quick, IRINA, "Вопрос 0")
    await card_in(topic, "48213")
    since = await quick.people.calls.last()
    for number in range(1, 101):
        await quick.person(IRINA).write(f"Вопрос {number}", bot=SPB)
        if number == 50:
            await quick.people.orders.change("48213", status="collected")
    await card_in(topic, "48213 · собран")
    await topic.wait_for("Вопрос 100", within=60)
    await quick.people.calls.wait_for("customers", since=since, count=3)
    calls = await quick.people.calls.all(since=since, service="telegram", bot="sandbox_desk_bot")
    assert len([one for one in calls if one["method"] in EDITS]) == 1
