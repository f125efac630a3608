"""What somebody points at stands above the words, or is quoted, wherever it is."""

from __future__ import annotations

from typing import Any, Final

import pytest

from sandbox.client import SeenMessage, SeenTopic
from tests.flow.test_kinds import put
from tests.flow.world import STAFF, VK_SPB, World

pytestmark = pytest.mark.usefixtures("idle")

CHANNEL: Final = {"title": "Новинки магазина", "username": "shop_news", "message": 55}
OPTIONS: Final = "вариант 1: курьер\nвариант 2: почта\nвариант 3: самовывоз"


def _link(message: SeenMessage) -> list[str]:
    return [one["url"] for one in message.raw["entities"] if "url" in one]


async def _answered(world: World, topic: SeenTopic, reply_to: int, text: str) -> SeenMessage:
    sent = await world.lena.write(text, group=topic.group, topic=topic.id, reply_to=reply_to)
    return await sent.becomes(reaction="👌")


async def test_a_post_of_a_channel_stands_above_the_words(world: World) -> None:
    """As it came to us: reports/08."""
    quote = "Чемодан «Ладога», красный"
    where: dict[str, Any] = {"elsewhere": CHANNEL, "quote": quote, "bot": STAFF}
    await world.ruslan.write("Это есть в наличии?", **where)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Это есть")
    assert copy.text == (
        f"⚙ К сообщению: Новинки магазина\n⚙ К словам: «{quote}»\nЭто есть в наличии?"
    )
    assert _link(copy) == ["https://t.me/shop_news/55"]


async def test_somebodys_words_in_another_chat_are_named_with_both(world: World) -> None:
    chat = {"title": "Чат курьеров", "type": "supergroup", "author": "Глеб Орлов", "message": 7}
    await world.ruslan.write("Он прав", elsewhere=chat, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Он прав")
    assert copy.text == "⚙ К сообщению: Глеб Орлов, Чат курьеров\nОн прав"


async def test_a_story_stands_above_the_words(world: World) -> None:
    await world.ruslan.write("Сколько?", to_story={**CHANNEL, "id": 12}, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Сколько?")
    assert copy.text == "⚙ К истории: Новинки магазина\nСколько?"
    assert _link(copy) == ["https://t.me/shop_news/s/12"]


async def test_a_chosen_part_of_our_answer_stands_above_the_words(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy.id, OPTIONS)
    got = await world.ruslan.chat(STAFF).wait_for("вариант 3")
    part = "вариант 3: самовывоз"
    await world.ruslan.write("вот этот", bot=STAFF, reply_to=got.id, quote=part)
    chosen = await topic.wait_for("вот этот")
    assert chosen.text == f"⚙ К словам: «{part}»\nвот этот"
    assert chosen.reply_to == answer.id


async def test_a_point_of_a_list_stands_above_the_words(world: World) -> None:
    listed = await world.ruslan.checklist("Сборка", "Торт", "Свечи", bot=STAFF)
    await world.ruslan.write("нет в наличии", bot=STAFF, reply_to=listed.id, point=1)
    topic = await world.couriers.topic("Руслан")
    assert (await topic.wait_for("нет в наличии")).text == "⚙ К словам: «Свечи»\nнет в наличии"


async def test_what_was_never_seen_here_stands_above_in_a_line(world: World) -> None:
    old = {"message_id": 3, "text": "Код 12", "from": {"id": 700001, "is_bot": True}}
    await put(world, STAFF, text="Это про что?", reply_to_message=old)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Это про что?")
    assert copy.text == "⚙ ↩ Код 12\nЭто про что?"


async def test_the_part_that_an_operator_chose_is_quoted_at_the_contact(world: World) -> None:
    html = "Дом 5, <b>подъезд 2</b>, этаж 3"
    sent = await world.ruslan.write(html, html=True, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Дом 5")
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    await world.lena.write("Тут домофон", quote="подъезд 2", **where)
    got = await world.ruslan.chat(STAFF).wait_for("Тут домофон")
    assert (got.reply_to, got.raw["quote"], got.text) == (sent.id, "подъезд 2", "Тут домофон")


async def test_a_quote_that_is_refused_costs_no_more_than_the_quote(world: World) -> None:
    sent = await world.ruslan.write("Дом 5, подъезд 2", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Дом 5")
    await _answered(world, topic, copy.id, "Иду")
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    await world.people.faults.add(
        service="telegram",
        method="sendMessage",
        bot=STAFF,
        effect="error",
        code=400,
        description="Bad Request: QUOTE_TEXT_INVALID",
        times=1,
    )
    await world.lena.write("Тут домофон", quote="подъезд 2", **where)
    got = await world.ruslan.chat(STAFF).wait_for("Тут домофон")
    assert (got.reply_to, got.raw["quote"]) == (sent.id, None)


async def test_what_only_the_desk_sees_is_never_quoted_to_the_contact(world: World) -> None:
    await world.ruslan.write("Это есть?", elsewhere=CHANNEL, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Это есть?")
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    await world.lena.write("Есть", quote="Новинки магазина", **where)
    got = await world.ruslan.chat(STAFF).wait_for("Есть", by="bots")
    assert (got.text, got.raw["quote"]) == ("Есть", None)


async def test_in_a_messenger_without_quotes_the_part_stands_above_the_words(world: World) -> None:
    customer = await world.people.vk.add_user("Нина", "Волкова")
    await customer.write(VK_SPB, "Дом 5, подъезд 2")
    topic = await world.clients.topic("Нина")
    copy = await topic.wait_for("Дом 5")
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    await world.lena.write("Тут домофон", quote="подъезд 2", **where)
    got = await customer.dialog(VK_SPB).wait_for("Тут домофон", by="bot")
    assert got.text == "К словам: «подъезд 2»\nТут домофон"


async def test_an_operators_reply_to_a_post_is_offered_and_tells_of_it(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "elsewhere": CHANNEL}
    sent = await world.lena.write("Вот об этом", **where)
    offer = await topic.wait_for(button="Отправить", by="bots")
    assert offer.reply_to == sent.id
    await world.lena.press("Отправить", message=offer)
    got = await world.ruslan.chat(STAFF).wait_for("Вот об этом")
    assert got.text == "К сообщению: Новинки магазина\nВот об этом"
    assert _link(got) == ["https://t.me/shop_news/55"]


async def test_of_a_message_of_our_own_group_the_contact_hears_nothing(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    general = await world.lena.write("Секрет", group=topic.group)
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": general.id}
    await world.lena.write("Сейчас узнаем", **where)
    await world.lena.press("Отправить", message=await topic.wait_for(button="Отправить"))
    got = await world.ruslan.chat(STAFF).wait_for("Сейчас узнаем")
    assert got.text == "Сейчас узнаем"


@pytest.mark.parametrize("kind", ["supergroup", "channel"])
async def test_of_a_chat_that_not_everybody_can_open_the_contact_hears_nothing(
    world: World, kind: str
) -> None:
    """Nor of a private chat with our own bot, whose notices quote comments."""
    topic, _ = await world.courier_writes("Вопрос")
    inner: dict[str, Any] = {"title": "Руководство", "type": kind, "message": 7}
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "elsewhere": inner}
    await world.lena.write("Сейчас узнаем", quote="премию не дадим", **where)
    await world.lena.press("Отправить", message=await topic.wait_for(button="Отправить"))
    got = await world.ruslan.chat(STAFF).wait_for("Сейчас узнаем")
    assert got.text == "Сейчас узнаем"
