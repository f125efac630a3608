"""Every kind of content through Telegram, both ways: once, in order, byte for byte."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import SeenMessage, SeenTopic
from sandbox.telegram.files import sample_png
from tests.flow.kinds import CONTACT, FILES, PLACES, TELEGRAM, TELEGRAM_RESULTS, Kind, outcome
from tests.flow.world import DESK, SPB, STAFF, World

pytestmark = pytest.mark.usefixtures("idle")

HOSTILE = "«Ёлочка» <b>не жирный</b> & *не курсив* {name} %s 👩🏽‍🚒"
GLEB = {"type": "user", "name": "Глеб Орлов"}


def _sent(kind: Kind) -> dict[str, Any]:
    caption = {"caption": HOSTILE} if kind.captioned else {}
    data = {"data": sample_png(50, 40)} if kind.name == "photo" else {}
    return {**kind.body, **caption, **data}


async def test_what_a_contact_sends_arrives_on_the_desk(world: World) -> None:
    sent = [await world.ruslan.send(one.action, bot=STAFF, **_sent(one)) for one in TELEGRAM]
    await world.ruslan.write("конец", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    await topic.wait_for("конец")
    arrived = (await _said(topic))[:-1]
    for kind, there, here in zip(TELEGRAM, sent, arrived, strict=True):
        assert outcome(there.kind, here.kind) is TELEGRAM_RESULTS[kind.name][0], kind
        await _is_alike(kind, there, here)


async def test_what_an_operator_sends_arrives_at_the_contact(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    sent = [await world.lena.send(one.action, **where, **_sent(one)) for one in TELEGRAM]
    await sent[-1].becomes(reaction="👌")
    quoted = (await world.ruslan.chat(STAFF).find("Вопрос"))[0]
    answers = await _answers(world)
    for kind, there, here in zip(TELEGRAM, sent, answers, strict=True):
        assert outcome(there.kind, here.kind) is TELEGRAM_RESULTS[kind.name][1], kind
        await _is_alike(kind, there, here)
        assert here.reply_to == quoted.id


async def test_a_card_that_an_operator_sends_is_whole(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    await world.lena.send("contact", **CONTACT.body, **where)
    card = await world.ruslan.chat(STAFF).wait_for(kind="contact", by="bots")
    assert card.raw["body"]["phone_number"] == CONTACT.body["phone"]
    assert card.raw["body"]["last_name"] == CONTACT.body["last_name"]


async def test_formatting_of_a_caption_is_kept_both_ways(world: World) -> None:
    html = '<b>Вход</b> со двора 😀, <a href="https://a.example/">карта</a>'
    await world.ruslan.photo(bot=STAFF, caption=html, html=True)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Вход", kind="photo")
    assert copy.html == html
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    await world.lena.document(caption=html, html=True, **where)
    assert (await world.ruslan.chat(STAFF).wait_for(kind="document", by="bots")).html == html


async def test_a_forward_says_whose_it_is(world: World) -> None:
    await world.ruslan.forward_from_afar("Я на месте", origin=GLEB, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Я на месте")
    assert copy.text == "⚙ Переслано от Глеб Орлов\nЯ на месте"
    said = await world.marat.write("Заберут в 15:00", group=world.clients.id)
    await world.andrey.forward(said, group=topic.group, topic=topic.id)
    await world.andrey.press("Отправить сотруднику", message=await topic.wait_for(button="Отправ"))
    answer = await world.ruslan.chat(STAFF).wait_for("Заберут")
    assert answer.text == "Переслано от Марат\nЗаберут в 15:00"


@pytest.mark.parametrize("kind", ["hidden_user", "chat", "channel"])
async def test_a_forward_from_elsewhere_says_the_name_that_it_has(world: World, kind: str) -> None:
    origin = {"type": kind, "name": "Склад на Невском"}
    await world.ruslan.forward_from_afar("Заберут в 15:00", origin=origin, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Заберут")
    assert copy.text == "⚙ Переслано от Склад на Невском\nЗаберут в 15:00"


async def test_a_forwarded_photo_is_a_photo_under_its_name(world: World) -> None:
    written = await world.ruslan.photo(bot=SPB, caption="Вот дверь")
    await world.ruslan.forward(written, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Вот дверь", kind="photo")
    assert copy.text == "⚙ Переслано от Руслан Ахметов\nВот дверь"
    assert await copy.download() == await written.download()


async def test_formatting_under_a_line_of_ours_stays_in_its_place(world: World) -> None:
    origin = {"type": "hidden_user", "name": "😀\nКто-то"}
    said: dict[str, Any] = {"html": True, "origin": origin, "bot": STAFF}
    await world.ruslan.forward_from_afar("<b>Срок</b> вышел", **said)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Срок вышел")
    assert copy.html == "⚙ Переслано от 😀 Кто-то\n<b>Срок</b> вышел"


async def test_a_poll_is_told_with_its_options(world: World) -> None:
    poll = ("Когда удобно?", "Утром", "Вечером")
    await world.ruslan.poll(*poll, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    told = "Опрос: Когда удобно?\n— Утром\n— Вечером"
    copy = await topic.wait_for("Опрос")
    assert copy.text == f"⚙ {told}"
    await world.lena.poll(*poll, group=topic.group, topic=topic.id, reply_to=copy.id)
    assert (await world.ruslan.chat(STAFF).wait_for("Опрос")).text == told


async def test_what_nobody_can_pass_on_is_named(world: World) -> None:
    await put(world, STAFF, story={"id": 1, "chat": {"id": 5101, "type": "private"}})
    topic = await world.couriers.topic("Руслан")
    await topic.wait_for("Здесь было: история")
    story = {"id": 1, "chat": {"id": 4001, "type": "private"}}
    await put(world, DESK, topic=topic, author=4001, story=story)
    told = await topic.wait_for("Ничего не отправлено", by="bots")
    assert "история" in told.text
    assert await _answers(world) == []


async def test_of_a_file_too_large_to_fetch_the_words_arrive_at_once(world: World) -> None:
    await world.ruslan.send("video", bot=STAFF, caption="Вся разгрузка", size=25 << 20)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Вся разгрузка")
    assert copy.kind == "text"
    assert "видео" in copy.text
    assert "файл больше" in copy.text


async def test_an_operators_file_too_large_to_fetch_is_refused_whole(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    await world.lena.document(caption="Архив", size=25 << 20, **where)
    told = await topic.wait_for("Ничего не отправлено", by="bots")
    assert "20 МБ" in told.text
    assert not await world.ruslan.chat(STAFF).find("Архив")


async def test_a_message_that_came_late_says_when_it_was_written(world: World) -> None:
    now = int(await world.people.clock.now())
    await put(world, STAFF, text="Я внизу", date=now - 1800)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Я внизу")
    assert copy.text.startswith("⚙ Написано в ")
    assert ", получено в " in copy.text
    assert copy.text.endswith("\nЯ внизу")
    shown = await world.conversation(desk="couriers")
    assert shown["messages"][0]["text"] == "Я внизу"
    assert shown["created_at"] == shown["messages"][0]["at"]


async def test_a_long_caption_goes_on_below(world: World) -> None:
    await world.ruslan.forward_from_afar("ё" * 4090, origin=GLEB, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    await topic.wait_for("ё", count=2)
    whole = "".join(one.text for one in await _said(topic))
    assert whole.replace("\n", "") == f"⚙ Переслано от Глеб Орлов{'ё' * 4090}"


async def test_a_live_location_is_one_message_that_moves(world: World) -> None:
    here, there = (59.9386, 30.3141), (59.9401, 30.3202)
    sent = await world.ruslan.location(*here, live_period=900, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for(kind="location")
    await world.ruslan.do(
        "move", message=sent.id, latitude=there[0], longitude=there[1], **sent.place
    )
    moved = await copy.becomes(edited=True)
    assert (moved.raw["body"]["latitude"], moved.raw["body"]["longitude"]) == there
    where: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    shared = await world.lena.location(*here, live_period=900, **where)
    got = await world.ruslan.chat(STAFF).wait_for(kind="location", by="bots")
    await world.lena.do(
        "move", message=shared.id, latitude=there[0], longitude=there[1], **shared.place
    )
    assert (await got.becomes(edited=True)).raw["body"]["longitude"] == there[1]
    assert len(await _said(topic)) == 1 + 1


async def test_places_and_cards_are_told_by_the_api(world: World) -> None:
    for kind in (*PLACES, CONTACT):
        await world.ruslan.send(kind.action, bot=STAFF, **kind.body)
    topic = await world.couriers.topic("Руслан")
    await topic.wait_for("Пётр Смирнов")
    found = await world.conversation(desk="couriers")
    location, venue, card = [one["attachments"][0] for one in found["messages"]]
    assert (location["lat"], location["lon"]) == (59.9386, 30.3141)
    assert (venue["name"], venue["lat"]) == ("Склад", 59.9386)
    assert card["name"] == "Пётр Смирнов, +7911•••4501"
    assert "+79112224501" not in str(found)


async def test_a_repeat_of_what_has_no_words_is_marked_all_the_same(world: World) -> None:
    await world.courier_writes("Вопрос")
    for name, arrives in (("sendSticker", "document"), ("sendLocation", "venue")):
        fault: dict[str, Any] = {"service": "telegram", "method": name, "times": 1}
        await world.people.faults.add(effect="reset", when="after", **fault)
        kind = next(one for one in (*FILES, *PLACES) if f"send{one.name.title()}" == name)
        await world.ruslan.send(kind.action, bot=STAFF, **kind.body)
        topic = await world.couriers.topic("Руслан")
        repeat = await topic.wait_for(kind=arrives, by="bots")
        assert "(возможно, повтор)" in f"{repeat.text}{repeat.raw['body']}"


async def _is_alike(kind: Kind, sent: SeenMessage, arrived: SeenMessage) -> None:
    if kind.file:
        assert await arrived.download() == await sent.download()
    if arrived.kind == sent.kind:
        assert arrived.text == sent.text
        assert arrived.raw["body"] == sent.raw["body"]
        if kind.name in ("audio", "video", "document"):
            assert arrived.raw["files"][0]["name"] == sent.raw["files"][0]["name"]
        if kind.name in ("audio", "video", "voice"):
            assert arrived.raw["files"][0]["duration"] == sent.raw["files"][0]["duration"]
    else:
        assert all(words in arrived.text for words in kind.says)
        assert CONTACT.body["phone"] not in arrived.text


async def _said(topic: SeenTopic) -> list[SeenMessage]:
    """All under the card."""
    everything = [one for one in await topic.messages() if not one.raw["service"]]
    return everything[1:]


async def _answers(world: World) -> list[SeenMessage]:
    """What Ruslan got, but for being told who is with him."""
    seen = await world.ruslan.chat(STAFF).messages()
    return [one for one in seen if one.by_bot and not one.text.startswith("С вами")]


async def put(
    world: World, bot: str, *, topic: SeenTopic | None = None, author: int = 5101, **content: Any
) -> int:
    """An update that people's side has no action for."""
    side = world.people.telegram.bot(bot)
    number = 900_000 + abs(hash(str(content))) % 90_000
    person = {"id": author, "is_bot": False, "first_name": "Руслан"}
    message: dict[str, Any] = {"message_id": number, "from": person, **content}
    message.setdefault("date", int(await world.people.clock.now()))
    message["chat"] = {"id": author, "type": "private", "first_name": "Руслан"}
    if topic:
        message |= {"message_thread_id": topic.id, "is_topic_message": True}
        chat = {"id": topic.group, "type": "supergroup", "title": "Курьеры", "is_forum": True}
        message["chat"] = chat
    return await side.put_update({"message": message})
