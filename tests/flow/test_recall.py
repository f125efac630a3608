"""/recall: an answer is deleted at the contact's, or it is said why it cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import SeenMessage, SeenTopic
from tests.flow.world import SPB, STAFF, VK_SPB, World

pytestmark = pytest.mark.usefixtures("idle")


@pytest.mark.parametrize("command", ["/recall", "!отозвать"])
async def test_a_recalled_answer_is_deleted_at_the_couriers(world: World, command: str) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    got = await world.ruslan.chat(STAFF).wait_for("Код 12")
    await _recalled(world, topic, answer, command)
    await got.becomes(deleted=True)
    await answer.becomes(reaction="🙈")
    (event,) = await world.audit("recalled", count=1)
    assert event["who"] == "lena"
    kinds = [(one["kind"], one["text"]) for one in (await world.conversation())["messages"]]
    assert ("out", "Код 12") in kinds


async def test_a_photo_is_recalled_as_well(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await world.lena.photo(
        caption="Вход тут", group=topic.group, topic=topic.id, reply_to=copy.id
    )
    got = await world.ruslan.chat(STAFF).wait_for("Вход тут", kind="photo")
    await answer.becomes(reaction="👌")
    await _recalled(world, topic, answer)
    await got.becomes(deleted=True)


async def test_all_parts_of_an_album_are_recalled(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    items = [{"kind": "photo", "caption": "Вход тут"}, {"kind": "photo"}, {"kind": "photo"}]
    place = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    parts = await world.lena.album(items, **place)
    await parts[0].becomes(reaction="👌", within=15)
    await _recalled(world, topic, parts[1])
    await parts[0].becomes(reaction="🙈")
    seen = await world.ruslan.chat(STAFF).messages()
    assert [one.deleted for one in seen if one.kind == "photo"] == [True, True, True]


async def test_an_answer_is_recalled_in_vk(world: World) -> None:
    customer, answer = await _vk_answered(world, "Код 12")
    await _recalled(world, await world.clients.topic("Нина"), answer)
    await answer.becomes(reaction="🙈")
    seen = await customer.dialog(VK_SPB).messages()
    assert [one.deleted for one in seen if one.text == "Код 12"] in ([], [True])


async def test_what_is_too_old_to_be_deleted_is_said(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    got = await world.ruslan.chat(STAFF).wait_for("Код 12")
    await world.people.clock.advance(49 * 3600)
    await _recalled(world, topic, answer)
    said = await topic.wait_for("Ответ не отозван: мессенджер уже не даёт удалить")
    assert said.reply_to == answer.id
    await got.becomes(deleted=False)
    assert await world.audit("recalled", count=0) == []


async def test_what_is_too_old_to_be_deleted_in_vk_is_said(world: World) -> None:
    _, answer = await _vk_answered(world, "Код 12")
    await world.people.vk.settings(edit_seconds=-1)
    topic = await world.clients.topic("Нина")
    await _recalled(world, topic, answer)
    await topic.wait_for("Ответ не отозван")


async def test_what_is_gone_already_counts_as_recalled(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    await world.ruslan.delete(await world.ruslan.chat(STAFF).wait_for("Код 12"))
    await _recalled(world, topic, answer)
    await answer.becomes(reaction="🙈")


async def test_an_answer_that_is_not_sent_yet_is_called_off(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await world.lena.press("Взять", group=topic.group, topic=topic.id)
    await world.ruslan.chat(STAFF).wait_for("С вами Лена.")
    flood = {"code": 429, "parameters": {"retry_after": 4}, "times": 1, "method": "sendMessage"}
    await world.people.faults.add(service="telegram", bot=STAFF, effect="error", **flood)
    answer = await _written(world, topic, copy, "Код 12")
    await answer.becomes(reaction="👀")
    await _recalled(world, topic, answer)
    await answer.becomes(reaction="🙈")
    await _answered(world, topic, copy, "Другое")
    assert not await world.ruslan.chat(STAFF).find("Код 12")


async def test_a_failed_answer_that_is_recalled_cannot_be_sent_again(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await world.ruslan.block(STAFF)
    answer = await _written(world, topic, copy, "Код 12")
    failure = await topic.wait_for("Не доставлено", button="Повторить")
    await _recalled(world, topic, answer)
    await answer.becomes(reaction="🙈")
    await world.ruslan.unblock(STAFF)
    await world.lena.press("Повторить", message=failure)
    await _answered(world, topic, copy, "Другое")
    assert not await world.ruslan.chat(STAFF).find("Код 12")


async def test_a_deletion_whose_answer_was_lost_is_made_again(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    reset = {"effect": "reset", "when": "after", "times": 1}
    await world.people.faults.add(service="telegram", method="deleteMessage", **reset)
    got = await world.ruslan.chat(STAFF).wait_for("Код 12")
    await _recalled(world, topic, answer)
    await got.becomes(deleted=True)
    await answer.becomes(reaction="🙈")


async def test_only_answers_can_be_recalled(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    comment = await _written(world, topic, copy, "// между нами")
    card = (await topic.messages())[1]
    for about in (copy, comment, card):
        command = await _recalled(world, topic, about)
        said = await topic.wait_for("Отозвать можно только", since=command.id)
        assert said.reply_to == command.id
    alone = await world.lena.write("/recall", group=topic.group, topic=topic.id)
    await topic.wait_for("Отозвать можно только", since=alone.id)
    assert await world.people.calls.all(method="deleteMessage") == []


async def test_whoever_has_no_right_recalls_nothing(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    stranger = await world.people.telegram.add_user("Чужой", id=970_009)
    await world.couriers.set_member(970_009, "member")
    place = {"group": topic.group, "topic": topic.id, "reply_to": answer.id}
    await stranger.write("/recall", **place)
    await topic.wait_for("у вас нет доступа", by="bots")
    assert [event["detail"]["tried"] for event in await world.audit("refused", count=1)] == [
        "write"
    ]
    got = await world.ruslan.chat(STAFF).wait_for("Код 12")
    assert not got.deleted


async def test_another_topics_answer_is_not_recalled_from_here(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await world.person(5102).write("Я тоже", bot=STAFF)
    theirs = await world.couriers.all.wait_for("Я тоже")
    place = {"group": topic.group, "topic": theirs.topic, "reply_to": theirs.id}
    answer = await world.lena.write("Код 12", **place)
    await answer.becomes(reaction="👌")
    await world.lena.write("/recall", group=topic.group, topic=topic.id, reply_to=answer.id)
    await _answered(world, topic, copy, "Ответ")
    got = await world.person(5102).chat(STAFF).wait_for("Код 12")
    assert not got.deleted


async def test_an_edit_of_what_was_recalled_goes_nowhere(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    await _recalled(world, topic, answer)
    await answer.becomes(reaction="🙈")
    await world.lena.edit(answer, "Код 21")
    await topic.wait_for("ответ отозван")
    assert not await world.ruslan.chat(STAFF).find("Код 21")


async def test_an_answer_sent_by_a_tap_is_recalled_too(world: World) -> None:
    customer = await world.people.telegram.add_user("Мария", id=970_001)
    await customer.start(SPB)
    await customer.write("Где мой заказ?", bot=SPB)
    topic = await world.clients.topic("Мария")
    await topic.wait_for("Где мой заказ?")
    typed = await world.lena.write("Сейчас узнаю", group=topic.group, topic=topic.id)
    await world.lena.press("Отправить клиенту", message=await topic.wait_for("Это комментарий"))
    got = await customer.chat(SPB).wait_for("Сейчас узнаю")
    await typed.becomes(reaction="👌")
    await _recalled(world, topic, typed)
    await got.becomes(deleted=True)
    await typed.becomes(reaction="🙈")


async def _recalled(
    world: World, topic: SeenTopic, about: SeenMessage, command: str = "/recall"
) -> SeenMessage:
    return await world.lena.write(command, group=topic.group, topic=topic.id, reply_to=about.id)


async def _written(world: World, topic: SeenTopic, copy: SeenMessage, text: str) -> SeenMessage:
    return await world.lena.write(text, group=topic.group, topic=topic.id, reply_to=copy.id)


async def _answered(world: World, topic: SeenTopic, copy: SeenMessage, text: str) -> SeenMessage:
    answer = await _written(world, topic, copy, text)
    return await answer.becomes(reaction="👌")


async def _vk_answered(world: World, text: str) -> tuple[Any, SeenMessage]:
    customer = await world.people.vk.add_user("Нина", "Волкова")
    await customer.write(VK_SPB, "Вопрос")
    copy = await world.clients.all.wait_for("Вопрос")
    answer = await world.lena.write(
        text, group=world.clients.id, topic=copy.topic, reply_to=copy.id
    )
    return customer, await answer.becomes(reaction="👌")
