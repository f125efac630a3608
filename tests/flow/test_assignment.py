"""One person in charge, and nobody has to guess who."""

from __future__ import annotations

import asyncio

import pytest

from sandbox.client import People, SeenMessage, SeenTopic
from tests.flow.conftest import Hub
from tests.flow.world import DESK, STAFF, World, world_of

pytestmark = pytest.mark.usefixtures("idle")


async def test_taking_shows_on_the_card_and_the_courier_is_told(world: World) -> None:
    """D01"""
    topic, _ = await world.courier_writes("Вопрос")
    answer = await world.lena.press("Взять", group=topic.group, topic=topic.id)
    assert answer["text"] == "Взято. Теперь отвечаете вы."
    card = await _card(topic)
    await card.becomes(contains="Отвечает: Лена", no_button="Взять")
    await world.ruslan.chat(STAFF).wait_for("С вами Лена.")
    assert len(await topic.find("Руслан Ахметов")) == 1
    conversation = await world.conversation(desk="couriers")
    assert conversation["assignee"] == "lena"
    assert conversation["status"] == "open"


async def test_of_two_who_press_at_once_one_wins_and_the_other_is_told_who(world: World) -> None:
    """D02"""
    topic, _ = await world.courier_writes("Вопрос")
    card = await _card(topic)
    answers = await asyncio.gather(
        world.lena.press("Взять", message=card), world.andrey.press("Взять", message=card)
    )
    said = sorted(answer["text"] for answer in answers)
    assert said[0] == "Взято. Теперь отвечаете вы." or said[1] == "Взято. Теперь отвечаете вы."
    loser = next(text for text in said if text.startswith("Уже"))
    winner = (await world.conversation(desk="couriers"))["assignee"]
    assert loser == f"Уже ведёт {'Лена' if winner == 'lena' else 'Андрей'}."


async def test_replying_to_what_nobody_has_takes_it_and_commenting_does_not(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await world.andrey.write("// гляну", group=topic.group, topic=topic.id)
    sent = await world.lena.write("Да", group=topic.group, topic=topic.id, reply_to=copy.id)
    await sent.becomes(reaction="👌")
    conversation = await world.conversation(desk="couriers")
    assert conversation["assignee"] == "lena"
    assert conversation["status"] == "pending"
    assert await world.ruslan.chat(STAFF).texts() == ["Вопрос", "С вами Лена.", "Да"]


async def test_the_assigned_person_is_told_privately(world: World) -> None:
    """D04"""
    topic, _ = await world.courier_writes("Вопрос")
    await world.andrey.write("/assign @op_lena", group=topic.group, topic=topic.id)
    told = await world.lena.chat(DESK).wait_for("теперь отвечаете вы")
    assert "Андрей" in told.text
    await (await _card(topic)).becomes(contains="Отвечает: Лена")


async def test_somebody_of_another_desk_cannot_be_assigned(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    await world.andrey.write("/assign @op_marat", group=topic.group, topic=topic.id)
    await topic.wait_for("Марат не работает с этим пультом", by="bots")
    assert (await world.conversation(desk="couriers"))["assignee"] is None


async def test_passing_on_takes_two_taps(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    await world.lena.press("Взять", group=topic.group, topic=topic.id)
    card = await _card(topic)
    await world.lena.press("Передать", message=card)
    await card.becomes(button="Андрей")
    await world.lena.press("Андрей", message=card)
    await world.andrey.chat(DESK).wait_for("теперь отвечаете вы")
    await card.becomes(contains="Отвечает: Андрей")


async def test_closing_asks_for_a_tag_and_a_message_reopens(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    await world.lena.press("Взять", group=topic.group, topic=topic.id)
    await world.lena.write("/close", group=topic.group, topic=topic.id)
    card = await _card(topic)
    await card.becomes(button="Клиент недоступен")
    await world.lena.press("Клиент недоступен", message=card)
    await card.becomes(contains="Решено", no_button="Клиент недоступен")
    conversation = await world.conversation(desk="couriers")
    assert (conversation["status"], conversation["tags"]) == ("resolved", ["client_absent"])
    assert conversation["closed_by"] == "person:lena"
    await world.ruslan.write("Снова я", bot=STAFF)
    await topic.wait_for("Снова я")
    again = await world.conversation(desk="couriers")
    assert (again["id"], again["status"]) == (conversation["id"], "open")
    await world.lena.chat(DESK).wait_for("собеседник снова написал")


async def test_after_the_reopen_window_a_new_conversation_begins_in_the_same_topic(
    people: People, hub: Hub
) -> None:
    async with hub(timers={"reopen_window": "1s"}) as app, world_of(people, app) as world:
        topic, _ = await world.courier_writes("Вопрос")
        await world.lena.write("/close impossible", group=topic.group, topic=topic.id)
        first = await world.conversation_that(status="closed")
        await world.ruslan.write("Через неделю", bot=STAFF)
        await topic.wait_for("Через неделю")
        second = await world.conversation(desk="couriers")
        assert second["number"] == first["number"] + 1
        assert len(await world.couriers.topics("Руслан")) == 1
        assert len(await topic.find("№ ")) == 2


async def _card(topic: SeenTopic) -> SeenMessage:
    return (await topic.find("№ "))[0]
