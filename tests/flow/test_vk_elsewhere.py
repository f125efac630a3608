"""Answers that somebody gives in VK's own interface, and comments that everybody reads."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import People, SeenMessage
from sandbox.vk.client import VkPerson
from tests.flow.conftest import Hub
from tests.flow.world import VK_SPB, World, world_of

ADMIN = 990_001


@pytest.fixture
async def nina(world: World) -> VkPerson:
    await world.people.vk.add_user("Ольга", "Админ", id=ADMIN)
    return await world.people.vk.add_user("Нина", "Волкова")


async def _asked(world: World, nina: VkPerson, text: str = "Вопрос") -> SeenMessage:
    await nina.write(VK_SPB, text)
    return await world.clients.all.wait_for(text)


def _at(world: World, copy: SeenMessage) -> dict[str, Any]:
    return {"group": world.clients.id, "topic": copy.topic, "reply_to": copy.id}


async def test_an_answer_by_hand_appears_in_the_topic_and_counts(
    world: World, nina: VkPerson
) -> None:
    """K06"""
    copy = await _asked(world, nina)
    await world.people.vk.community(VK_SPB).answer(nina.id, "Отвечаю сама", admin=ADMIN)
    shown = await world.clients.all.wait_for("Отвечаю сама")
    assert shown.topic == copy.topic
    assert shown.text == "⚙ Ответ в интерфейсе VK, Ольга Админ:\nОтвечаю сама"
    found = await world.conversation_that(status="pending", assignee=None)
    assert found["first_reply_at"]
    (out,) = [one for one in found["messages"] if one["kind"] == "out"]
    assert (out["text"], out["author"]) == ("Отвечаю сама", None)
    assert out["delivery"]["state"] == "sent"
    assert len(await world.audit("answered_elsewhere", count=1)) == 1


async def test_an_answer_by_hand_is_not_echoed(world: World, nina: VkPerson) -> None:
    await _asked(world, nina)
    await world.people.vk.community(VK_SPB).answer(nina.id, "Отвечаю сама", admin=ADMIN)
    await world.clients.all.wait_for("Отвечаю сама")
    await _asked(world, nina, "Ясно")
    texts = [one.text for one in await nina.dialog(VK_SPB).messages()]
    assert texts == ["Вопрос", "Отвечаю сама", "Ясно"]


async def test_our_own_answers_are_shown_once(world: World, nina: VkPerson) -> None:
    """Their echo comes as message_reply: before the call has returned, and after."""
    copy = await _asked(world, nina)
    await world.people.faults.add(
        service="vk", method="messages.send", effect="delay", when="after", seconds=0.7, times=1
    )
    await world.lena.write("Первый ответ", **_at(world, copy))
    second = await world.lena.write("Второй ответ", **_at(world, copy))
    await second.becomes(reaction="👌", within=10)
    await _asked(world, nina, "Последнее")
    kinds = [one["kind"] for one in (await world.conversation_that(status="open"))["messages"]]
    assert (kinds.count("out"), kinds.count("in")) == (2, 2)
    assert await world.clients.all.find("Ответ в интерфейсе") == []


async def test_an_answer_whose_answer_was_lost_is_no_answer_by_hand(
    world: World, nina: VkPerson
) -> None:
    copy = await _asked(world, nina)
    await world.people.faults.add(
        service="vk", method="messages.send", effect="reset", when="after", times=1
    )
    answer = await world.lena.write("Везём", **_at(world, copy))
    await answer.becomes(reaction="👌", within=15)
    await _asked(world, nina, "Последнее")
    assert await world.clients.all.find("Ответ в интерфейсе") == []
    texts = [one.text for one in await nina.dialog(VK_SPB).messages()]
    assert texts == ["Вопрос", "Везём", "Последнее"]


async def test_an_answer_that_grows_is_no_answer_by_hand(world: World, nina: VkPerson) -> None:
    copy = await _asked(world, nina)
    answer = await world.lena.write("Коротко", **_at(world, copy))
    await answer.becomes(reaction="👌")
    grown = "ё" * 4090 + '<a href="https://a.example/">тут</a>'
    await world.lena.edit(answer, grown, html=True)
    await nina.dialog(VK_SPB).wait_for("a.example", by="bot")
    await _asked(world, nina, "Последнее")
    assert await world.clients.all.find("Ответ в интерфейсе") == []


async def test_an_answer_by_hand_can_be_recalled(world: World, nina: VkPerson) -> None:
    await _asked(world, nina)
    await world.people.vk.community(VK_SPB).answer(nina.id, "Сгоряча", admin=ADMIN)
    shown = await world.clients.all.wait_for("Сгоряча")
    await world.lena.write("/recall", **_at(world, shown))
    await shown.becomes(reaction="🙈")
    seen = await nina.dialog(VK_SPB).messages()
    assert [one.deleted for one in seen if one.text == "Сгоряча"] == [True]


async def test_a_reply_to_an_answer_by_hand_keeps_its_quote(world: World, nina: VkPerson) -> None:
    await _asked(world, nina)
    by_hand = await world.people.vk.community(VK_SPB).answer(nina.id, "Сама", admin=ADMIN)
    shown = await world.clients.all.wait_for("Сама")
    await nina.write(VK_SPB, "Кто вы", reply_to=by_hand.id)
    assert (await world.clients.all.wait_for("Кто вы")).reply_to == shown.id
    await world.lena.write("Это Ольга", **_at(world, shown))
    answer = await nina.dialog(VK_SPB).wait_for("Это Ольга", by="bot")
    assert answer.raw["reply_message"]["id"] == by_hand.id


async def test_an_answer_by_hand_while_nobody_listened_is_found(people: People, hub: Hub) -> None:
    await people.vk.add_user("Ольга", "Админ", id=ADMIN)
    async with hub() as app, world_of(people, app) as world:
        await people.calls.wait_for("groups.getLongPollServer", count=2)
        nina = await people.vk.add_user("Нина", "Волкова")
        await _asked(world, nina)
    community = people.vk.community(VK_SPB)
    await community.answer(nina.id, "Пока вас не было", admin=ADMIN)
    await community.lose()
    async with hub() as app, world_of(people, app) as world:
        await world.clients.all.wait_for("Пока вас не было")
        assert (await world.conversation())["status"] == "pending"


@pytest.mark.parametrize("kind", ["wall", "board"])
async def test_a_comment_is_a_public_conversation_answered_by_a_comment(
    world: World, nina: VkPerson, kind: str
) -> None:
    asked = await nina.comment(VK_SPB, "Почём пионы", kind=kind, where=7)
    copy = await world.clients.all.wait_for("Почём пионы")
    card = (await (await world.clients.topic("Нина")).texts())[0]
    assert "Ответ увидят все" in card
    answer = await world.lena.write("По 300", **_at(world, copy))
    await answer.becomes(reaction="👌")
    (comment,) = await world.people.vk.community(VK_SPB).comments("По 300")
    assert comment["from_id"] == -VK_SPB
    if kind == "wall":
        assert (comment["reply_to_comment"], comment["post_id"]) == (asked["id"], 7)
    else:
        said = f"[id{nina.id}:bp-{VK_SPB}_{asked['id']}|Нина Волкова], По 300"
        assert (comment["text"], comment["topic_id"]) == (said, 7)
    assert await nina.dialog(VK_SPB).messages() == []


async def test_a_comment_and_a_private_message_are_two_conversations(
    world: World, nina: VkPerson
) -> None:
    await nina.comment(VK_SPB, "Все видят")
    public = await world.clients.all.wait_for("Все видят")
    private = await _asked(world, nina, "Между нами")
    assert public.topic != private.topic
    contact = await world.app.hub.store.contacts.get(f"customers-vk:wall-{VK_SPB}_1:{nina.id}")
    assert contact is not None
    assert contact.same_as == f"customers-vk:{nina.id}"
    answer = await world.lena.write("Только вам", **_at(world, private))
    await answer.becomes(reaction="👌")
    assert await world.people.vk.community(VK_SPB).comments("Только вам") == []


async def test_the_echo_of_our_comment_is_not_shown(world: World, nina: VkPerson) -> None:
    await nina.comment(VK_SPB, "Почём пионы")
    copy = await world.clients.all.wait_for("Почём пионы")
    answer = await world.lena.write("По 300", **_at(world, copy))
    await answer.becomes(reaction="👌")
    comment = (await world.people.vk.community(VK_SPB).comments("По 300"))[0]
    await nina.comment(VK_SPB, "Дорого", reply_to=comment["id"])
    follow_up = await world.clients.all.wait_for("Дорого")
    assert (follow_up.topic, follow_up.reply_to) == (copy.topic, answer.id)
    assert await world.clients.all.find("Ответ в интерфейсе") == []


async def test_a_comment_by_hand_appears_in_the_topic(world: World, nina: VkPerson) -> None:
    asked = await nina.comment(VK_SPB, "Почём пионы")
    copy = await world.clients.all.wait_for("Почём пионы")
    await world.people.vk.community(VK_SPB).comment("Пишите в директ", reply_to=asked["id"])
    shown = await world.clients.all.wait_for("Пишите в директ")
    assert shown.topic == copy.topic
    assert (await world.conversation_that(status="pending"))["assignee"] is None


async def test_an_edited_comment_is_edited_on_the_desk(world: World, nina: VkPerson) -> None:
    asked = await nina.comment(VK_SPB, "Почём пионы")
    copy = await world.clients.all.wait_for("Почём пионы")
    await nina.edit_comment(VK_SPB, asked["id"], "Почём розы")
    await copy.becomes(contains="Почём розы")


async def test_a_recalled_comment_is_deleted(world: World, nina: VkPerson) -> None:
    await nina.comment(VK_SPB, "Почём пионы")
    copy = await world.clients.all.wait_for("Почём пионы")
    answer = await world.lena.write("По 300", **_at(world, copy))
    await answer.becomes(reaction="👌")
    place = {"group": world.clients.id, "topic": copy.topic, "reply_to": answer.id}
    await world.lena.write("/recall", **place)
    await answer.becomes(reaction="🙈")
    (comment,) = await world.people.vk.community(VK_SPB).comments("По 300")
    assert comment["deleted"]
