"""What must never leave the company, and who is told of it."""

from __future__ import annotations

import pytest

from sandbox.client import SeenMessage, SeenTopic
from sandbox.telegram.client import Person
from tests.flow.world import DESK, SPB, STAFF, World

pytestmark = pytest.mark.usefixtures("idle")


@pytest.mark.parametrize("text", ["// между нами", "/note между нами", "!заметка между нами"])
async def test_a_marked_text_stays_inside_even_as_a_reply(world: World, text: str) -> None:
    """E01"""
    topic, copy = await world.courier_writes("Вопрос")
    await world.lena.write(text, group=topic.group, topic=topic.id, reply_to=copy.id)
    await _answer(world, topic, copy.id, "Ответ")
    assert "между нами" not in " ".join(await world.ruslan.chat(STAFF).texts())
    conversation = await world.conversation(desk="couriers")
    kinds = [(one["kind"], one["text"]) for one in conversation["messages"]]
    assert ("comment", "между нами") in kinds


async def test_a_reply_to_a_comment_or_to_the_card_is_a_comment(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    card = (await topic.messages())[1]
    note = await world.lena.write("// раз", group=topic.group, topic=topic.id)
    await world.lena.write("два", group=topic.group, topic=topic.id, reply_to=note.id)
    await world.lena.write("три", group=topic.group, topic=topic.id, reply_to=card.id)
    await _answer(world, topic, copy.id, "Ответ")
    assert not await world.ruslan.chat(STAFF).find("два")
    assert not await world.ruslan.chat(STAFF).find("три")


async def test_one_mark_covers_a_whole_album(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    items = [{"kind": "photo"}, {"kind": "photo", "caption": "// между нами"}, {"kind": "photo"}]
    await world.lena.album(items, group=topic.group, topic=topic.id, reply_to=copy.id)
    await _answer(world, topic, copy.id, "Ответ")
    seen = await world.ruslan.chat(STAFF).messages()
    assert not [message for message in seen if message.kind == "photo"]


async def test_an_unknown_command_goes_to_nobody_and_is_named(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await world.lena.write("/clsoe", group=topic.group, topic=topic.id, reply_to=copy.id)
    told = await topic.wait_for("Команды /clsoe нет", by="bots")
    assert "Ничего не отправлено" in told.text
    assert not await world.ruslan.chat(STAFF).find("clsoe")


async def test_plain_text_is_sent_where_the_desk_says_so(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    await world.lena.write("Сразу ответ", group=topic.group, topic=topic.id)
    await world.ruslan.chat(STAFF).wait_for("Сразу ответ")


async def test_plain_text_is_a_comment_elsewhere_with_one_tap_to_send_it(world: World) -> None:
    customer, topic, _ = await _customer_asks(world)
    typed = await world.lena.write("Сейчас узнаю", group=topic.group, topic=topic.id)
    offer = await topic.wait_for(button="Отправить клиенту")
    assert offer.reply_to == typed.id
    assert not await customer.chat(SPB).find("Сейчас узнаю")
    await world.lena.press("Отправить клиенту", message=offer)
    await customer.chat(SPB).wait_for("Сейчас узнаю")
    await typed.becomes(reaction="👌")
    await offer.becomes(contains="Отправлено", no_button="Отправить клиенту")


async def test_the_one_tap_sends_once(world: World) -> None:
    customer, topic, _ = await _customer_asks(world)
    await world.lena.write("Сейчас узнаю", group=topic.group, topic=topic.id)
    offer = await topic.wait_for(button="Отправить клиенту")
    data = offer.raw["buttons"][0][0]["data"]
    await world.lena.press("Отправить клиенту", message=offer)
    again = await world.lena.forge(offer, data)
    assert again["text"] == "Уже отправлено."
    await customer.chat(SPB).wait_for("Сейчас узнаю")
    assert len(await customer.chat(SPB).find("Сейчас узнаю")) == 1


async def test_the_assignee_is_told_of_a_comment_with_a_link_to_the_topic(world: World) -> None:
    """E02 K03"""
    customer, topic, copy = await _customer_asks(world)
    await world.lena.press("Взять", group=topic.group, topic=topic.id)
    await world.marat.write("// проверь адрес", group=topic.group, topic=topic.id)
    told = await world.lena.chat(DESK).wait_for("проверь адрес")
    assert "Марат" in told.text
    assert not told.raw["silent"]
    urls = [button["url"] for row in told.raw["buttons"] for button in row]
    assert f"https://t.me/c/1000000002/{topic.id}" in urls
    assert not await world.marat.chat(DESK).find("проверь адрес")
    assert (await world.conversation(desk="clients"))["unread_comments"] == 1
    await world.lena.press("Прочитал", message=told)
    assert (await world.conversation(desk="clients"))["unread_comments"] == 0
    assert not await customer.chat(SPB).find("проверь адрес")
    assert copy.topic == topic.id


async def test_nobody_is_told_of_his_own_comment(world: World) -> None:
    _, topic, copy = await _customer_asks(world)
    await world.lena.press("Взять", group=topic.group, topic=topic.id)
    await world.lena.write("// сама себе", group=topic.group, topic=topic.id)
    await _answer(world, topic, copy.id, "Ответ")
    assert not await world.lena.chat(DESK).find("сама себе")


async def test_in_general_nothing_is_ever_sent_out(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    await world.lena.write("Всем привет", group=topic.group)
    await world.lena.write("/take", group=topic.group)
    await world.couriers.general.wait_for("работает в теме обращения")
    assert not await world.ruslan.chat(STAFF).find("Всем привет")


async def _answer(world: World, topic: SeenTopic, reply_to: int, text: str) -> None:
    """A later answer that is on its way: whatever came before it in the topic was handled."""
    sent = await world.lena.write(text, group=topic.group, topic=topic.id, reply_to=reply_to)
    await sent.becomes(reaction="👌")


async def _customer_asks(world: World) -> tuple[Person, SeenTopic, SeenMessage]:
    customer = await world.people.telegram.add_user("Мария", id=970_001)
    await customer.start(SPB)
    await customer.write("Где мой заказ?", bot=SPB)
    topic = await world.clients.topic("Мария")
    return customer, topic, await topic.wait_for("Где мой заказ?")
