"""A reply quotes what it replies to wherever the other side has that message."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import SeenMessage, SeenTopic
from sandbox.telegram.files import sample_png
from tests.flow.world import SPB, STAFF, VK_SPB, World

pytestmark = pytest.mark.usefixtures("idle")

MAP = sample_png(48, 64)


async def test_a_reply_to_an_answer_replies_to_the_operator(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy.id, "Код 12")
    got = await world.ruslan.chat(STAFF).wait_for("Код 12")
    await world.ruslan.write("Не подходит", bot=STAFF, reply_to=got.id)
    assert (await topic.wait_for("Не подходит")).reply_to == answer.id


async def test_a_reply_to_his_own_words_replies_to_their_copy(world: World) -> None:
    sent = await world.ruslan.write("Дом 5", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Дом 5")
    await world.ruslan.write("То есть 7", bot=STAFF, reply_to=sent.id)
    assert (await topic.wait_for("То есть 7")).reply_to == copy.id


async def test_an_operators_reply_quotes_what_the_courier_wrote(world: World) -> None:
    first = await world.ruslan.write("Дом 5", bot=STAFF)
    await world.ruslan.write("Или 7", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    await topic.wait_for("Или 7")
    await _answered(world, topic, (await topic.wait_for("Дом 5")).id, "Верно")
    assert (await world.ruslan.chat(STAFF).wait_for("Верно")).reply_to == first.id


async def test_an_operators_reply_to_an_answer_quotes_that_answer(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy.id, "Код 12")
    got = await world.ruslan.chat(STAFF).wait_for("Код 12")
    await _answered(world, topic, answer.id, "Точнее, 21")
    assert (await world.ruslan.chat(STAFF).wait_for("Точнее")).reply_to == got.id


async def test_photos_are_quoted_both_ways(world: World) -> None:
    sent = await world.ruslan.photo(MAP, bot=STAFF, caption="Этот?")
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Этот?", kind="photo")
    place = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    answer = await world.lena.photo(MAP, caption="Вот этот", **place)
    got = await world.ruslan.chat(STAFF).wait_for("Вот этот", kind="photo")
    assert got.reply_to == sent.id
    await answer.becomes(reaction="👌")
    await world.ruslan.write("Понял", bot=STAFF, reply_to=got.id)
    assert (await topic.wait_for("Понял")).reply_to == answer.id


async def test_any_part_of_a_long_message_stands_for_it(world: World) -> None:
    """A caption too long for Telegram's bots goes on in a second message."""
    customer = await world.people.vk.add_user("Нина", "Волкова")
    long = "слово " * 900 + "конец"
    sent = await customer.write(VK_SPB, long)
    copy = await world.clients.all.wait_for("конец")
    topic = await world.clients.topic("Нина")
    await _answered(world, topic, copy.id, "Ясно")
    got = await customer.dialog(VK_SPB).wait_for("Ясно", by="bot")
    assert got.raw["reply_message"]["id"] == sent.id


async def test_edited_messages_are_quoted_as_before(world: World) -> None:
    sent = await world.ruslan.write("Дом 5", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Дом 5")
    await world.ruslan.edit(sent, "Дом 7")
    await copy.becomes(contains="Дом 7")
    answer = await _answered(world, topic, copy.id, "Верно")
    got = await world.ruslan.chat(STAFF).wait_for("Верно")
    assert got.reply_to == sent.id
    await world.lena.edit(answer, "Верно, 7")
    await got.becomes(contains="Верно, 7")
    await world.ruslan.write("Спасибо", bot=STAFF, reply_to=got.id)
    assert (await topic.wait_for("Спасибо")).reply_to == answer.id


async def test_albums_are_quoted_by_any_of_their_parts(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    items: list[dict[str, Any]] = [{"kind": "photo", "caption": "Вход"}, {"kind": "photo"}]
    place = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    parts = await world.lena.album(items, **place)
    await parts[0].becomes(reaction="👌", within=15)
    photos = [one for one in await world.ruslan.chat(STAFF).messages() if one.kind == "photo"]
    await world.ruslan.write("Который?", bot=STAFF, reply_to=photos[1].id)
    assert (await topic.wait_for("Который?")).reply_to in [part.id for part in parts]
    sent = await world.ruslan.album(items, bot=STAFF)
    shown = await topic.wait_for("Вход", by="bots", kind="photo", within=15)
    await _answered(world, topic, shown.id + 1, "Левый")
    quoted = (await world.ruslan.chat(STAFF).wait_for("Левый")).reply_to
    assert quoted in [part.id for part in sent]


async def test_a_tapped_comment_is_quoted_like_an_answer(world: World) -> None:
    customer = await world.people.telegram.add_user("Мария", id=970_001)
    await customer.start(SPB)
    await customer.write("Где мой заказ?", bot=SPB)
    topic = await world.clients.topic("Мария")
    await topic.wait_for("Где мой заказ?")
    typed = await world.lena.write("Сейчас узнаю", group=topic.group, topic=topic.id)
    await world.lena.press("Отправить клиенту", message=await topic.wait_for("Это комментарий"))
    got = await customer.chat(SPB).wait_for("Сейчас узнаю")
    await customer.write("Жду", bot=SPB, reply_to=got.id)
    assert (await topic.wait_for("Жду")).reply_to == typed.id


async def test_vk_quotes_in_all_four_directions(world: World) -> None:
    customer = await world.people.vk.add_user("Нина", "Волкова")
    sent = await customer.write(VK_SPB, "Дом 5")
    await customer.write(VK_SPB, "Или 7")
    topic = await world.clients.topic("Нина")
    await topic.wait_for("Или 7")
    copy = await topic.wait_for("Дом 5")
    answer = await _answered(world, topic, copy.id, "Верно")
    got = await customer.dialog(VK_SPB).wait_for("Верно", by="bot")
    assert got.raw["reply_message"]["id"] == sent.id
    await _answered(world, topic, answer.id, "Точнее, 7")
    more = await customer.dialog(VK_SPB).wait_for("Точнее", by="bot")
    assert more.raw["reply_message"]["id"] == got.id
    await customer.write(VK_SPB, "Спасибо", reply_to=got.id)
    assert (await topic.wait_for("Спасибо")).reply_to == answer.id
    await customer.write(VK_SPB, "Я про это", reply_to=sent.id)
    assert (await topic.wait_for("Я про это")).reply_to == copy.id


async def _answered(world: World, topic: SeenTopic, reply_to: int, text: str) -> SeenMessage:
    sent = await world.lena.write(text, group=topic.group, topic=topic.id, reply_to=reply_to)
    return await sent.becomes(reaction="👌")
