"""What goes wrong is seen by somebody who can act on it; nothing is lost or doubled unmarked."""

from __future__ import annotations

import pytest

from sandbox.client import People
from tests.flow.conftest import Hub
from tests.flow.world import SPB, STAFF, VK_SPB, World, world_of

pytestmark = pytest.mark.usefixtures("idle")


async def test_a_blocked_bot_is_named_with_a_way_to_try_again(world: World) -> None:
    """K01"""
    topic, copy = await world.courier_writes("Вопрос")
    await world.ruslan.block(STAFF)
    sent = await world.lena.write("Ответ", group=topic.group, topic=topic.id, reply_to=copy.id)
    failure = await topic.wait_for("Не доставлено: человек заблокировал бота", button="Повторить")
    assert failure.reply_to == sent.id
    messages = (await world.conversation())["messages"]
    (answer,) = [message for message in messages if message["kind"] == "out"]
    assert answer["delivery"]["state"] == "dead"
    await world.ruslan.unblock(STAFF)
    await world.lena.press("Повторить", message=failure)
    await world.ruslan.chat(STAFF).wait_for("Ответ")
    await sent.becomes(reaction="👌")
    assert len(await world.ruslan.chat(STAFF).find("Ответ")) == 1


async def test_vk_that_denies_messages_is_named(world: World) -> None:
    customer = await world.people.vk.add_user("Нина", "Волкова")
    await customer.write(VK_SPB, "Вопрос")
    copy = await world.clients.all.wait_for("Вопрос")
    await customer.deny(VK_SPB)
    await world.lena.write("Ответ", group=world.clients.id, topic=copy.topic, reply_to=copy.id)
    await world.clients.all.wait_for("Не доставлено", button="Повторить")


async def test_a_lost_answer_is_repeated_with_a_mark(world: World) -> None:
    """K06"""
    topic, copy = await world.courier_writes("Вопрос")
    await world.lena.press("Взять", group=topic.group, topic=topic.id)
    await world.ruslan.chat(STAFF).wait_for("С вами Лена.")
    await world.people.faults.add(
        service="telegram", bot=STAFF, method="sendMessage", when="after", effect="reset", times=1
    )
    await world.lena.write("Ответ", group=topic.group, topic=topic.id, reply_to=copy.id)
    repeat = await world.ruslan.chat(STAFF).wait_for("(возможно, повтор)")
    assert repeat.text == "(возможно, повтор)\nОтвет"
    found = await world.ruslan.chat(STAFF).find("Ответ")
    assert [message.text for message in found] == ["Ответ", "(возможно, повтор)\nОтвет"]


async def test_vk_knows_a_repeat_by_itself(world: World) -> None:
    customer = await world.people.vk.add_user("Нина", "Волкова")
    await customer.write(VK_SPB, "Вопрос")
    copy = await world.clients.all.wait_for("Вопрос")
    await world.people.faults.add(
        service="vk", method="messages.send", when="after", effect="reset", times=1
    )
    sent = await world.lena.write(
        "Ответ", group=world.clients.id, topic=copy.topic, reply_to=copy.id
    )
    await sent.becomes(reaction="👌")
    texts = [message.text for message in await customer.dialog(VK_SPB).messages()]
    assert texts.count("Ответ") == 1


@pytest.mark.parametrize("effect", [{"effect": "reset"}, {"effect": "error", "code": 502}])
async def test_a_failure_before_the_effect_loses_nothing(
    world: World, effect: dict[str, object]
) -> None:
    await world.people.faults.add(service="telegram", method="send*", times=3, **effect)
    topic, _ = await world.courier_writes("Вопрос", within=30)
    assert (await topic.texts())[0].count("Руслан") == 1


async def test_a_flooded_chat_is_left_alone_and_others_go_on(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await world.people.faults.add(
        service="telegram",
        bot=STAFF,
        method="sendMessage",
        effect="error",
        code=429,
        parameters={"retry_after": 2},
        times=1,
    )
    await world.lena.write("Ответ", group=topic.group, topic=topic.id, reply_to=copy.id)
    other = world.person(5102)
    await other.write("Я тоже", bot=STAFF)
    await world.couriers.all.wait_for("Я тоже")
    await world.ruslan.chat(STAFF).wait_for("Ответ")
    assert await world.people.telegram.violations() == []


async def test_the_desks_own_limit_is_kept_and_urgent_goes_first(people: People, hub: Hub) -> None:
    limits = {"group_calls": 12, "group_window": "2s"}
    await people.telegram.limits(enabled=True, group_calls=12, group_window=2)
    async with hub(limits=limits) as app, world_of(people, app) as world:
        topic, _ = await world.courier_writes("0")
        for number in range(1, 30):
            await world.ruslan.write(f"строка {number}", bot=STAFF)
        await topic.wait_for("строка 29", within=30)
        rows = [text for text in await topic.texts() if text.startswith("строка")]
        assert rows == [f"строка {number}" for number in range(1, 30)]
        errors = [call for call in await people.calls.all() if call["status"] == 429]
        assert errors == []


async def test_a_poisonous_update_is_buried_on_the_desk_and_stops_nobody(world: World) -> None:
    await world.people.telegram.bot(STAFF).put_update({"message": {"message_id": "x"}})
    await world.people.telegram.bot(STAFF).put_raw(', "message": {"text": "\\ud800"}}')
    topic, _ = await world.courier_writes("Вопрос")
    note = await world.couriers.general.wait_for("Не удалось разобрать событие")
    assert "staff" in note.text
    assert (await topic.texts())[-1] == "Вопрос"


async def test_an_update_that_comes_twice_is_one_message(world: World) -> None:
    await world.people.faults.add(service="telegram", method="message", effect="duplicate", times=5)
    topic, _ = await world.courier_writes("Вопрос")
    await world.ruslan.write("Ещё", bot=STAFF)
    await topic.wait_for("Ещё")
    assert (await topic.texts())[1:] == ["Вопрос", "Ещё"]


async def test_a_topic_deleted_by_hand_is_made_anew(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    await world.andrey.delete_topic(topic)
    await world.ruslan.write("Снова", bot=STAFF)
    await world.couriers.all.wait_for("Снова")
    (anew,) = [one for one in await world.couriers.topics("Руслан") if one.id != topic.id]
    texts = await anew.texts()
    assert "Руслан Ахметов" in texts[0]
    assert texts[-1] == "Снова"


async def test_a_topic_whose_making_was_not_answered_is_made_once(world: World) -> None:
    await world.people.faults.add(
        service="telegram", method="createForumTopic", when="after", effect="reset", times=1
    )
    await world.courier_writes("Вопрос")
    assert len(await world.couriers.topics("Руслан")) == 1


async def test_without_the_bot_in_the_group_nothing_is_lost(world: World) -> None:
    await world.couriers.remove("sandbox_desk_bot")
    await world.ruslan.write("Вопрос", bot=STAFF)
    customer = await world.people.telegram.add_user("Вера", id=970_001)
    await customer.start(SPB)
    await customer.write("А у меня всё хорошо", bot=SPB)
    await world.clients.all.wait_for("всё хорошо")
    await world.couriers.promote("sandbox_desk_bot")
    await world.couriers.all.wait_for("Вопрос", within=30)


async def test_an_answer_lost_twice_is_a_line_that_the_repeat_takes_back(world: World) -> None:
    """It quotes the answer, says in words who did not answer, and has no button any more."""
    topic, copy = await world.courier_writes("Вопрос")
    await world.lena.press("Взять", group=topic.group, topic=topic.id)
    await world.ruslan.chat(STAFF).wait_for("С вами Лена.")
    lost = {"method": "sendMessage", "chat": 5101, "effect": "error", "code": 502}
    await world.people.faults.add(service="telegram", bot=STAFF, when="after", times=2, **lost)
    await world.lena.write("Еду", group=topic.group, topic=topic.id, reply_to=copy.id)
    line = await topic.wait_for("Не знаю, дошёл ли ответ «Еду»", button="Повторить", within=60)
    assert "Telegram не отвечал" in line.text
    assert "502" not in line.text
    await world.lena.press("Повторить", message=line)
    await line.becomes(contains="Ответ «Еду» доставлен", no_button="Повторить", within=60)


async def test_a_copy_that_could_not_be_shown_is_quoted_and_its_line_taken_back(
    world: World,
) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    refused = {"method": "sendMessage", "chat": topic.group, "effect": "error", "code": 400}
    await world.people.faults.add(
        service="telegram", description="Bad Request: message can't be edited", times=1, **refused
    )
    await world.ruslan.write("Дверь закрыта", bot=STAFF)
    line = await topic.wait_for("показать сообщение «Дверь закрыта»", button="Повторить", within=60)
    assert "edited" not in line.text
    await world.lena.press("Повторить", message=line)
    await line.becomes(contains="«Дверь закрыта» показано", no_button="Повторить", within=60)
    await topic.wait_for("Дверь закрыта")
