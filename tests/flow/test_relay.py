"""A message in, a reply out: couriers and customers, Telegram and VK, text and photos."""

from __future__ import annotations

import asyncio

import pytest

from sandbox.telegram.files import sample_png
from tests.flow.world import MSK, SPB, STAFF, VK_MSK, VK_SPB, World

pytestmark = pytest.mark.usefixtures("idle")

DOOR, MAP = sample_png(64, 48), sample_png(48, 64)


async def test_a_courier_gets_a_topic_with_a_card_and_then_his_words(world: World) -> None:
    """B01 B02 B11"""
    topic, copy = await world.courier_writes("Клиент не открывает")
    texts = await topic.texts()
    card = texts[0]
    assert "Руслан Ахметов" in card
    assert "Курьер" in card
    assert "staff" in card
    assert "+7911•••5101" in card
    assert "+79110005101" not in card
    assert texts[1:] == ["Клиент не открывает"]
    first = (await topic.messages())[1]
    assert first.labels == ["Взять", "Передать", "Закрыть", "Срочно"]
    assert copy.raw["silent"]


async def test_later_messages_follow_in_order_and_once(world: World) -> None:
    topic, _ = await world.courier_writes("строка 0")
    for number in range(1, 12):
        await world.ruslan.write(f"строка {number}", bot=STAFF)
    await topic.wait_for("строка 11")
    assert (await topic.texts())[1:] == [f"строка {number}" for number in range(12)]


async def test_an_operators_reply_reaches_the_courier_and_is_marked(world: World) -> None:
    """K01"""
    topic, copy = await world.courier_writes("Клиент не открывает")
    reply = await world.lena.write("Звоню ему", group=topic.group, topic=topic.id, reply_to=copy.id)
    answer = await world.ruslan.chat(STAFF).wait_for("Звоню ему")
    assert answer.by_bot
    await reply.becomes(reaction="👌")
    assert [call["error"] for call in await world.people.calls.all() if call["error"]] == []


async def test_photos_travel_both_ways_byte_for_byte(world: World) -> None:
    await world.ruslan.photo(DOOR, bot=STAFF, caption="Вот дверь")
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Вот дверь", kind="photo")
    assert await copy.download() == DOOR
    await world.lena.photo(
        MAP, group=topic.group, topic=topic.id, reply_to=copy.id, caption="Вход тут"
    )
    answer = await world.ruslan.chat(STAFF).wait_for("Вход тут", kind="photo")
    assert await answer.download() == MAP


async def test_customers_are_answered_by_the_account_they_wrote_to(world: World) -> None:
    """A02 K05"""
    spb = await world.people.telegram.add_user("Вера", id=970_001)
    msk = await world.people.telegram.add_user("Глаша", id=970_002)
    await spb.start(SPB)
    await msk.start(MSK)
    await spb.write("Вопрос из Петербурга", bot=SPB)
    await msk.write("Вопрос из Москвы", bot=MSK)
    for person, bot, question in ((spb, SPB, "Петербурга"), (msk, MSK, "Москвы")):
        copy = await world.clients.all.wait_for(question)
        await world.lena.write(
            f"Ответ: {question}", group=world.clients.id, topic=copy.topic, reply_to=copy.id
        )
        await person.chat(bot).wait_for(f"Ответ: {question}")


async def test_two_vk_communities_keep_their_customers_apart(world: World) -> None:
    """The same person in two communities is two addresses with two topics."""
    customer = await world.people.vk.add_user("Нина", "Волкова")
    for group, word in ((VK_SPB, "питер"), (VK_MSK, "москва")):
        await customer.write(group, f"Вопрос: {word}")
        copy = await world.clients.all.wait_for(f"Вопрос: {word}")
        await world.lena.write(
            f"Ответ: {word}", group=world.clients.id, topic=copy.topic, reply_to=copy.id
        )
        await customer.dialog(group).wait_for(f"Ответ: {word}", by="bot")
    topics = {message.topic for message in await world.clients.all.find("Вопрос:")}
    assert len(topics) == 2


async def test_photos_travel_to_vk_and_back(world: World) -> None:
    customer = await world.people.vk.add_user("Нина", "Волкова")
    await customer.photo(VK_SPB, "Какой букет", data=DOOR)
    copy = await world.clients.all.wait_for("Какой букет", kind="photo")
    assert await copy.download() == DOOR
    await world.lena.photo(
        MAP, group=world.clients.id, topic=copy.topic, reply_to=copy.id, caption="Вот этот"
    )
    answer = await customer.dialog(VK_SPB).wait_for("Вот этот", by="bot")
    assert "photo" in answer.kinds


async def test_every_character_arrives_as_it_was_written(world: World) -> None:
    written = "Гравировка: «Ёлочка — 100 % & <b>люблю</b> &amp; \u00a0é́ 👩🏽‍🚒 \u05d0\u05d1abc»"
    sent = await world.ruslan.write(written, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Гравировка")
    assert copy.text == sent.text
    await world.lena.write(f"Так: {written}", group=topic.group, topic=topic.id, reply_to=copy.id)
    answer = await world.ruslan.chat(STAFF).wait_for("Так:")
    assert answer.text == f"Так: {sent.text}"


async def test_many_customers_at_once_get_a_thread_each(world: World) -> None:
    """C11: nobody's words in somebody else's topic."""
    customers = [
        await world.people.telegram.add_user(f"Клиент{number}", id=900_000 + number)
        for number in range(40)
    ]
    for customer in customers:
        await customer.start(SPB)

    async def ask(number: int) -> None:
        for part in ("а", "б"):
            await customers[number].write(f"вопрос-{number}-{part}", bot=SPB)

    await asyncio.gather(*(ask(number) for number in range(40)))
    for number in range(40):
        await world.clients.all.wait_for(f"вопрос-{number}-б", within=60)
    for topic in await world.clients.topics("Клиент"):
        texts = await topic.texts()
        owner = texts[0].split("Клиент")[1].split("\n")[0]
        assert texts[1:] == [f"вопрос-{owner}-а", f"вопрос-{owner}-б"]
