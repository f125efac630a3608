"""What is meant for inside stays there, in whatever form it was written, and is always told of."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest

from sandbox.client import SeenMessage, SeenTopic
from sandbox.telegram.client import Person
from sandbox.telegram.files import sample_png
from tests.flow.world import DESK, SPB, STAFF, World

pytestmark = pytest.mark.usefixtures("idle")

LATE = {"service": "telegram", "bot": DESK, "method": "message", "effect": "late", "times": 1}
ARTYOM = 6008
TO_STAFF = "Отправить сотруднику"
TO_CUSTOMER = "Отправить клиенту"


def _where(topic: SeenTopic, reply_to: int | None = None) -> dict[str, Any]:
    place = {"group": topic.group, "topic": topic.id}
    return place if reply_to is None else {**place, "reply_to": reply_to}


def _photos(*captions: str) -> list[dict[str, Any]]:
    data = base64.b64encode(sample_png(40, 40)).decode()
    return [{"kind": "photo", "data": data, "caption": caption} for caption in captions]


async def _got(person: Person, bot: str) -> list[SeenMessage]:
    """What he has been sent and still sees, but for greetings and for who is with him."""
    ours = [one for one in await person.chat(bot).messages() if one.by_bot and not one.deleted]
    return [one for one in ours if not one.text.startswith(("С вами", "Здравствуйте"))]


async def _customer_asks(world: World) -> tuple[Person, SeenTopic, SeenMessage]:
    customer = await world.people.telegram.add_user("Мария", id=970_001)
    await customer.start(SPB)
    await customer.write("Где мой заказ?", bot=SPB)
    topic = await world.clients.topic("Мария")
    return customer, topic, await topic.wait_for("Где мой заказ?")


async def test_whatever_begins_with_a_sign_is_offered_and_told_of(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    texts = ("! Внимание, код другой", "/ текст", "‼️ важно", "Note: тайна", "..между нами")
    for number, text in enumerate(texts, start=1):
        typed = await world.lena.write(text, **_where(topic, copy.id))
        offer = await topic.wait_for("Не отправлено", button=TO_STAFF, count=number)
        assert offer.reply_to == typed.id
    assert await _got(world.ruslan, STAFF) == []
    first = (await topic.find("Не отправлено"))[0]
    await world.lena.press(TO_STAFF, message=first)
    await world.ruslan.chat(STAFF).wait_for("! Внимание, код другой")
    await first.becomes(contains="Отправлено", no_button=TO_STAFF)


async def test_comments_and_commands_are_recognised_by_what_is_seen(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    hidden = ("/ note раз", "\u2800// два", "/\u200b/ три", "⁄∕ четыре", "❗️заметка пять")
    for text in hidden:
        await world.lena.write(text, **_where(topic, copy.id))
    for number, text in enumerate(("/1 шесть", "!1 шесть", "/_x шесть"), start=1):
        await world.lena.write(text, **_where(topic, copy.id))
        await topic.wait_for("Ничего не отправлено", by="bots", count=number)
    await world.lena.write("! взять", **_where(topic))
    await world.ruslan.chat(STAFF).wait_for("С вами Лена")
    assert await _got(world.ruslan, STAFF) == []
    told = [(one["kind"], one["text"]) for one in (await world.conversation())["messages"]]
    assert told[1:6] == [("comment", one) for one in ("раз", "два", "три", "четыре", "пять")]


async def test_the_words_of_polls_and_places_count(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await world.lena.poll("// кто возьмёт?", "я", "не я", **_where(topic, copy.id))
    await world.lena.poll("Кто?", "// я", "не я", **_where(topic, copy.id))
    place: dict[str, Any] = {
        "latitude": 59.9,
        "longitude": 30.3,
        "title": "// у задней двери",
        "address": "1",
    }
    await world.lena.send("venue", **place, **_where(topic, copy.id))
    await world.lena.document(b"x", name="! заметка.txt", **_where(topic, copy.id))
    sent = await world.lena.write("Ответ", **_where(topic, copy.id))
    await sent.becomes(reaction="👌")
    assert [one.text for one in await _got(world.ruslan, STAFF)] == ["Ответ"]


async def test_where_plain_text_is_sent_a_poll_or_a_forward_is_offered(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    note = await world.lena.write("// скидку можно", **_where(topic))
    plain = await world.lena.write("Всем привет", group=topic.group)
    posted = [
        await world.lena.poll("Кто заменит Руслана?", "я", "не я", **_where(topic)),
        await world.lena.contact(phone="+79215554433", first_name="Сосед", **_where(topic)),
        await world.lena.forward(plain, **_where(topic)),
        await world.lena.forward(note, **_where(topic)),
    ]
    offers = await topic.wait_for_all("Не отправлено", button=TO_STAFF, count=3)
    assert [one.reply_to for one in offers] == [one.id for one in posted[:3]]
    assert await _got(world.ruslan, STAFF) == []
    await world.lena.press(TO_STAFF, message=offers[0])
    await world.ruslan.chat(STAFF).wait_for("Кто заменит Руслана?")


async def test_a_late_marked_part_takes_back_what_went_out(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await world.people.faults.add(**LATE, seconds=60)
    parts = await world.lena.album(_photos("// между нами", ""), **_where(topic, copy.id))
    await world.ruslan.chat(STAFF).wait_for(kind="photo", by="bots")
    await world.people.clock.advance(61)
    line = await topic.wait_for("В альбоме есть метка", by="bots")
    assert line.reply_to == parts[1].id
    await parts[1].becomes(reaction="🙈")
    assert await _got(world.ruslan, STAFF) == []
    told = [(one["kind"], one["text"]) for one in (await world.conversation())["messages"]]
    assert ("comment", "между нами") in told


async def test_a_late_marked_part_ends_the_offer_of_the_others(world: World) -> None:
    customer, topic, _ = await _customer_asks(world)
    await world.people.faults.add(**LATE, seconds=60)
    await world.lena.album(_photos("// между нами", ""), **_where(topic))
    offer = await topic.wait_for(button=TO_CUSTOMER)
    press = offer.raw["buttons"][0][0]["data"]
    await world.people.clock.advance(61)
    await offer.becomes(no_button=TO_CUSTOMER)
    refused = await world.lena.forge(offer, press)
    assert "Ничего не отправлено" in refused["text"]
    assert await _got(customer, SPB) == []


async def test_an_edit_into_a_hidden_mark_changes_nothing_and_says_so(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    sent = await world.lena.write("Приходите", **_where(topic, copy.id))
    await sent.becomes(reaction="👌")
    for number, text in enumerate(("/\u200b/ нет", "❗заметка нет", "! нет", "/1 нет"), start=1):
        await world.lena.edit(sent, text)
        await topic.wait_for("У собеседника ничего не изменилось", count=number)
    assert [one.text for one in await _got(world.ruslan, STAFF)] == ["Приходите"]


async def test_what_was_sent_by_the_tap_can_be_edited(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    typed = await world.lena.write("! Внимание", **_where(topic, copy.id))
    await topic.wait_for(button=TO_STAFF)
    await world.lena.press(TO_STAFF, **_where(topic))
    got = await world.ruslan.chat(STAFF).wait_for("! Внимание")
    await world.lena.edit(typed, "! Внимание, код 7")
    await got.becomes(contains="код 7")


async def test_a_phrase_that_is_a_comment_is_not_asked_about(world: World) -> None:
    await world.person(ARTYOM).write("Гравировка готова?", bot=SPB)
    copy = await world.clients.all.wait_for("Гравировка готова?", by="bots")
    await world.clients.all.wait_for("Заказ 48222", by="bots")
    where = {"group": copy.chat, "topic": copy.topic, "reply_to": copy.id}
    await world.lena.write("/confirm engraving // между нами", **where)
    await world.clients.all.wait_for("Фраза начинается как комментарий")
    assert not await world.person(ARTYOM).chat(SPB).find("между нами")


async def test_a_guest_is_asked_too_and_sends_it_by_the_tap(world: World) -> None:
    ksenia = world.person(4301)
    await ksenia.start(DESK)
    customer, topic, _ = await _customer_asks(world)
    await world.lena.write("/share @mkt", **_where(topic))
    await ksenia.chat(DESK).wait_for("Что было до вас")
    await ksenia.write("⁄∕ между нами", bot=DESK)
    await topic.wait_for("между нами")
    typed = await ksenia.write("! Скидка до пятницы", bot=DESK)
    offer = await ksenia.chat(DESK).wait_for("Не отправлено", button=TO_CUSTOMER)
    assert offer.reply_to == typed.id
    assert await _got(customer, SPB) == []
    await world.marat.start(DESK)
    welcome = await world.marat.chat(DESK).wait_for("здравствуйте", by="bots")
    forged = await world.marat.forge(welcome, offer.raw["buttons"][0][0]["data"])
    assert "закончился" in forged["text"]
    await ksenia.press(TO_CUSTOMER, message=offer)
    await customer.chat(SPB).wait_for("! Скидка до пятницы")
    await typed.becomes(reaction="👌")
    await offer.becomes(no_button=TO_CUSTOMER)
    assert [one.text for one in await _got(customer, SPB)] == ["! Скидка до пятницы"]


async def test_a_guest_s_late_marked_part_takes_back_what_went_out(world: World) -> None:
    ksenia = world.person(4301)
    await ksenia.start(DESK)
    customer, topic, _ = await _customer_asks(world)
    await world.lena.write("/share @mkt", **_where(topic))
    await ksenia.chat(DESK).wait_for("Что было до вас")
    await world.people.faults.add(**LATE, seconds=60)
    await ksenia.album(_photos("// между нами", ""), bot=DESK)
    await customer.chat(SPB).wait_for(kind="photo", by="bots")
    await world.people.clock.advance(61)
    await ksenia.chat(DESK).wait_for("В альбоме есть метка")
    await topic.wait_for("В альбоме есть метка")
    async with asyncio.timeout(10):
        while await _got(customer, SPB):
            await asyncio.sleep(0.05)
