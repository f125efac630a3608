"""A topic is a disposable view: lost, closed, moved or out of reach, it heals."""

from __future__ import annotations

import re

import pytest

from sandbox.client import People, SeenTopic
from tests.flow.conftest import Hub
from tests.flow.world import DESK, SPB, STAFF, World, world_of

pytestmark = pytest.mark.usefixtures("idle")

COURIERS = -1001000000001
NEW_COURIERS = -1001777000001
HISTORY = "⚙ Последние сообщения из прежней темы"


async def test_a_deleted_topic_is_made_anew_with_its_card_and_its_history(world: World) -> None:
    """X04"""
    topic, copy = await world.courier_writes("Клиент не открывает")
    await _answered(world, topic, copy.id, "Звоню ему")
    note = await world.lena.write("// он глухой", group=topic.group, topic=topic.id)
    await _answered(world, topic, copy.id, "Не берёт")
    await world.andrey.delete_topic(topic)
    await world.ruslan.write("Открыл", bot=STAFF)
    anew = await _anew(world, topic)
    await anew.wait_for("Открыл")
    card, history, last = await anew.texts()
    assert "Руслан Ахметов" in card
    assert last == "Открыл"
    title, *entries = history.split("\n\n")
    assert title == HISTORY
    at = r"⚙ \d\d\.\d\d \d\d:\d\d"
    expected = [
        rf"{at} · Руслан Ахметов\nКлиент не открывает",
        rf"{at} · Лена · ответ\nЗвоню ему",
        rf"{at} · Лена · комментарий\nон глухой",
        rf"{at} · Лена · ответ\nНе берёт",
    ]
    for wanted, entry in zip(expected, entries, strict=True):
        assert re.fullmatch(wanted, entry), entry
    assert len(await world.couriers.topics("Руслан")) == 1
    assert note.topic == topic.id


async def test_the_topic_made_anew_works_like_the_first(world: World) -> None:
    topic, _ = await world.courier_writes("Раз")
    await world.andrey.delete_topic(topic)
    await world.ruslan.write("Два", bot=STAFF)
    anew = await _anew(world, topic)
    copy = await anew.wait_for("Два")
    history = await anew.wait_for(HISTORY)
    await world.lena.write("тайна", group=anew.group, topic=anew.id, reply_to=history.id)
    await _answered(world, anew, copy.id, "Ответ")
    await world.ruslan.chat(STAFF).wait_for("Ответ")
    assert not await world.ruslan.chat(STAFF).find("тайна")
    await world.lena.press("Закрыть", group=anew.group, topic=anew.id)


async def test_photos_and_failures_are_named_in_the_history(world: World) -> None:
    await world.ruslan.photo(bot=STAFF, caption="Вот дверь")
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Вот дверь")
    await world.ruslan.block(STAFF)
    await world.lena.write("Иду", group=topic.group, topic=topic.id, reply_to=copy.id)
    await topic.wait_for("Не доставлено")
    await world.ruslan.unblock(STAFF)
    await world.andrey.delete_topic(topic)
    await world.ruslan.write("Жду", bot=STAFF)
    history = (await (await _anew(world, topic)).wait_for(HISTORY)).text
    assert "[фотография]\nВот дверь" in history
    assert "Иду\n⚙ Не доставлено: человек заблокировал бота" in history
    assert "Жду" not in history


async def test_several_who_find_the_topic_missing_make_it_once(world: World) -> None:
    topic, _ = await world.courier_writes("Раз")
    await world.andrey.delete_topic(topic)
    for number in range(1, 6):
        await world.ruslan.write(f"строка {number}", bot=STAFF)
    anew = await _anew(world, topic)
    await anew.wait_for("строка 5")
    _, history, *rest = await anew.texts()
    assert history.endswith("\nРаз")
    assert rest == [f"строка {number}" for number in range(1, 6)]
    assert len(await world.couriers.topics("Руслан")) == 1


async def test_a_long_text_half_shown_is_shown_whole_in_the_new_topic(world: World) -> None:
    topic, _ = await world.courier_writes("Раз")
    long = "слово " * 1500
    await world.people.faults.add(
        service="telegram", bot=DESK, method="sendMessage", effect="delay", seconds=1
    )
    await world.ruslan.write(long[:4000], bot=STAFF)
    await topic.wait_for("слово")
    await world.people.faults.clear()
    await world.andrey.delete_topic(topic)
    await world.ruslan.write("Конец", bot=STAFF)
    anew = await _anew(world, topic)
    await anew.wait_for("Конец")
    assert "слово слово" in " ".join(await anew.texts())


async def test_what_landed_in_general_unasked_is_taken_away_and_shown_anew(world: World) -> None:
    topic, _ = await world.courier_writes("Раз")
    await world.andrey.delete_topic(topic, silent=True)
    await world.ruslan.write("Два", bot=STAFF)
    anew = await _anew(world, topic)
    await anew.wait_for("Два")
    assert [text.count("Два") for text in await anew.texts()] == [0, 0, 1]
    assert await world.couriers.general.texts() == []


async def test_a_group_that_moved_is_followed_and_hub_yaml_may_wait(
    people: People, hub: Hub
) -> None:
    async with hub() as app, world_of(people, app) as world:
        topic, copy = await world.courier_writes("До переезда")
        await _answered(world, topic, copy.id, "Ответ до")
        await world.couriers.migrate(to=NEW_COURIERS)
        await world.ruslan.write("После переезда", bot=STAFF)
        moved = people.telegram.group(NEW_COURIERS)
        anew = await moved.topic("Руслан")
        copy = await anew.wait_for("После переезда")
        assert "До переезда" in (await anew.texts())[1]
        await _answered(world, anew, copy.id, "Ответ после")
        await world.ruslan.chat(STAFF).wait_for("Ответ после")
        pressed = await world.lena.press("Передать", group=NEW_COURIERS, topic=anew.id)
        assert pressed["answered"]
        state = (await world.get("/healthz"))["parties"]["desk:couriers"]
        assert state.startswith("ok, but")
        assert str(NEW_COURIERS) in state
    async with hub() as app, world_of(people, app) as world:
        await world.ruslan.write("После перезапуска", bot=STAFF)
        copy = await anew.wait_for("После перезапуска")
        await _answered(world, anew, copy.id, "Ответ третий")
        await world.ruslan.chat(STAFF).wait_for("Ответ третий")
        await world.andrey.write("// глянь", group=NEW_COURIERS, topic=anew.id)
        told = await world.lena.chat(DESK).wait_for("глянь")
        urls = [button["url"] for row in told.raw["buttons"] for button in row]
        assert f"https://t.me/c/1777000001/{anew.id}" in urls
        assert len(await people.telegram.group(NEW_COURIERS).topics()) == 1


async def test_the_news_of_the_move_alone_is_enough(world: World) -> None:
    topic, _ = await world.courier_writes("Раз")
    calls = await world.people.calls.last()
    await world.couriers.migrate(to=NEW_COURIERS)
    await _healthz_says(world, str(NEW_COURIERS))
    await world.ruslan.write("Два", bot=STAFF)
    moved = world.people.telegram.group(NEW_COURIERS)
    await moved.all.wait_for("Два")
    refused = [call for call in await world.people.calls.all(since=calls) if call["error"]]
    assert refused == []
    assert topic.group == COURIERS


async def test_marks_of_the_old_group_are_not_put_in_the_new_one(world: World) -> None:
    topic, copy = await world.courier_writes("Раз")
    await world.people.faults.add(
        service="telegram", bot=STAFF, method="sendMessage", effect="delay", seconds=2, times=1
    )
    await world.lena.write("Ответ", group=topic.group, topic=topic.id, reply_to=copy.id)
    await world.conversation_that(status="pending")
    await world.couriers.migrate(to=NEW_COURIERS)
    await world.ruslan.chat(STAFF).wait_for("Ответ")
    await world.ruslan.write("Два", bot=STAFF)
    moved = world.people.telegram.group(NEW_COURIERS)
    await moved.all.wait_for("Два")
    assert [one.id for one in await moved.all.messages() if one.reactions] == []


async def test_a_topic_closed_by_hand_opens_when_the_contact_writes(world: World) -> None:
    topic, copy = await world.courier_writes("Раз")
    await _answered(world, topic, copy.id, "Ответ")
    await world.andrey.close_topic(topic)
    await world.andrey.write("// внутри", group=topic.group, topic=topic.id)
    await world.lena.chat(DESK).wait_for("внутри")
    assert (await world.couriers.topic("Руслан")).closed
    await world.ruslan.write("Два", bot=STAFF)
    await topic.wait_for("Два")
    assert not (await world.couriers.topic("Руслан")).closed
    kinds = [one.kind for one in await topic.messages()]
    assert kinds[-2:] == ["forum_topic_reopened", "text"]


async def test_a_topic_opened_again_by_hand_is_left_so(world: World) -> None:
    topic, _ = await world.courier_writes("Раз")
    await world.andrey.close_topic(topic)
    await world.andrey.reopen_topic(topic)
    await world.ruslan.write("Два", bot=STAFF)
    await topic.wait_for("Два")
    assert not await world.people.calls.all(method="reopenForumTopic")


async def test_a_topic_renamed_by_hand_keeps_its_name(world: World) -> None:
    topic, copy = await world.courier_writes("Раз")
    await world.andrey.edit_topic(topic, name="Руслан, важное")
    await _answered(world, topic, copy.id, "Ответ")
    await world.ruslan.write("Два", bot=STAFF)
    await topic.wait_for("Два")
    assert [one.name for one in await world.couriers.topics()] == ["Руслан, важное"]


async def test_two_topics_whose_making_was_not_answered_are_made_once_each(world: World) -> None:
    await world.people.faults.add(
        service="telegram", method="createForumTopic", when="after", effect="reset", times=2
    )
    await world.ruslan.write("от Руслана", bot=STAFF)
    await world.person(5102).write("от другого", bot=STAFF)
    for text in ("от Руслана", "от другого"):
        await world.couriers.all.wait_for(text, within=30)
    topics = await world.couriers.topics()
    assert len(topics) == 2
    for topic in topics:
        words = [text for text in await topic.texts() if text.startswith("от ")]
        assert len(words) == 1
        assert ("Руслан" in topic.name) == (words == ["от Руслана"])


async def test_a_topic_in_the_making_when_the_hub_stopped_is_found_again(
    people: People, hub: Hub
) -> None:
    async with hub() as app, world_of(people, app) as world:
        await people.faults.add(
            service="telegram", method="createForumTopic", when="after", effect="hang", times=1
        )
        await world.ruslan.write("Вопрос", bot=STAFF)
        await world.couriers.topic("Руслан")
    async with hub() as app, world_of(people, app) as world:
        topic = await world.couriers.topic("Руслан")
        await topic.wait_for("Вопрос", within=30)
        assert len(await world.couriers.topics("Руслан")) == 1
        assert [text.count("Вопрос") for text in await topic.texts()] == [0, 1]


@pytest.mark.parametrize(
    ("standing", "why"), [("kicked", "not in the group"), ("member", "may not manage topics")]
)
async def test_a_desk_without_its_bot_is_named_and_nothing_is_lost(
    world: World, standing: str, why: str
) -> None:
    await world.couriers.set_member(DESK, standing)
    await _healthz_says(world, why)
    await world.ruslan.write("Вопрос", bot=STAFF)
    customer = await world.people.telegram.add_user("Вера", id=970_001)
    await customer.start(SPB)
    await customer.write("А у меня всё хорошо", bot=SPB)
    await world.clients.all.wait_for("всё хорошо")
    assert (await world.get("/healthz"))["parties"]["desk:clients"] == "ok"
    assert not await world.couriers.all.find("Вопрос")
    await world.couriers.promote(DESK)
    await world.couriers.all.wait_for("Вопрос")
    assert (await world.get("/healthz"))["parties"]["desk:couriers"] == "ok"


async def test_a_group_the_bot_never_was_in_loses_nothing(people: People, hub: Hub) -> None:
    empty = await people.telegram.add_group("Пусто", id=-1001888000001, owner=4100)
    desks = [
        {"id": "couriers", "title": "Курьеры", "chat_id": empty.id, "plain_text": "send"},
        *(
            {"id": name, "title": name, "chat_id": COURIERS - n, "plain_text": "comment"}
            for n, name in enumerate(("clients", "mail", "calls", "reviews"), start=1)
        ),
    ]
    async with hub(desks=desks) as app, world_of(people, app) as world:
        await world.ruslan.write("Вопрос", bot=STAFF)
        await _healthz_says(world, "not in the group")
        await empty.promote(DESK)
        await empty.all.wait_for("Вопрос")


async def _answered(world: World, topic: SeenTopic, reply_to: int, text: str) -> None:
    sent = await world.lena.write(text, group=topic.group, topic=topic.id, reply_to=reply_to)
    await sent.becomes(reaction="👌")


async def _anew(world: World, lost: SeenTopic) -> SeenTopic:
    """The address's topic that is not the lost one, once there is one."""
    await world.people.calls.wait_for("createForumTopic", count=2)
    found = await world.couriers.topic("Руслан")
    assert found.id != lost.id
    return found


async def _healthz_says(world: World, words: str) -> None:
    await world.healthz_that(lambda parties: words in parties["desk:couriers"])
