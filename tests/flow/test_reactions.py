"""Reactions: a contact's is shown to whoever answered, a colleague's is a word of agreement."""

from __future__ import annotations

import pytest

from hub.errors import NotYet
from hub.model import Lane, Voice
from sandbox.client import People, SeenMessage, SeenTopic
from tests.flow.conftest import Hub
from tests.flow.world import DESK, SPB, STAFF, VK_SPB, World, world_of

pytestmark = pytest.mark.usefixtures("idle")


async def test_a_contacts_reaction_is_shown_on_the_answer(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    got = await world.ruslan.chat(STAFF).wait_for("Код 12")
    await world.ruslan.react(got, "🔥")
    await answer.becomes(reaction="🔥")
    await world.ruslan.react(got, "👎")
    changed = await answer.becomes(reaction="👎")
    assert changed.reactions == ["👎"]
    await world.ruslan.react(got)
    await answer.becomes(reaction="👌")


async def test_an_emoji_that_a_bot_may_not_set_becomes_the_nearest(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    await world.ruslan.react(await world.ruslan.chat(STAFF).wait_for("Код 12"), "🦩")
    await answer.becomes(reaction="👍")


async def test_a_heart_counts_with_and_without_its_selector(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    await world.ruslan.react(await world.ruslan.chat(STAFF).wait_for("Код 12"), "❤\ufe0f")
    await answer.becomes(reaction="❤")


async def test_a_reaction_quicker_than_the_answer_s_receipt_is_not_lost(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    slow = {"method": "sendMessage", "bot": STAFF, "when": "after", "times": 1}
    await world.people.faults.add(service="telegram", effect="delay", seconds=2, **slow)
    place = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    answer = await world.lena.write("Код 12", **place)
    await world.ruslan.react(await world.ruslan.chat(STAFF).wait_for("Код 12"), "🔥")
    await answer.becomes(reaction="🔥")


async def test_a_reaction_to_what_nobody_remembers_holds_nothing_up(world: World) -> None:
    """While we are being slow with something else there."""
    topic, copy = await world.courier_writes("Вопрос")
    own = (await world.ruslan.chat(STAFF).find("Вопрос"))[0]
    slow = {"method": "sendMessage", "bot": STAFF, "when": "after", "times": 1}
    await world.people.faults.add(service="telegram", effect="delay", seconds=2, **slow)
    place = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    answer = await world.lena.write("Код 12", **place)
    await world.ruslan.chat(STAFF).wait_for("Код 12")
    reacting, lane = world.app.hub.reacting, Lane(voice=Voice("staff"), place="5101")
    with pytest.raises(NotYet):
        await reacting.reacted_to(lane, "404", last_chance=False)
    assert await reacting.reacted_to(lane, "404", last_chance=True) is None
    await world.ruslan.react(own, "🔥")
    await world.ruslan.write("Дальше", bot=STAFF)
    await topic.wait_for("Дальше")
    now = await answer.becomes(reaction="👌")
    assert now.reactions == ["👌"]


async def test_a_reaction_in_vk_is_shown_on_the_answer(world: World) -> None:
    customer = await world.people.vk.add_user("Нина", "Волкова")
    await customer.write(VK_SPB, "Вопрос")
    copy = await world.clients.all.wait_for("Вопрос")
    place = {"group": world.clients.id, "topic": copy.topic, "reply_to": copy.id}
    answer = await world.lena.write("Код 12", **place)
    await answer.becomes(reaction="👌")
    got = await customer.dialog(VK_SPB).wait_for("Код 12", by="bot")
    await customer.react(VK_SPB, got.id, 1)
    await answer.becomes(reaction="❤")


async def test_an_answer_given_by_hand_in_vk_shows_its_reactions_and_can_be_recalled(
    world: World,
) -> None:
    customer = await world.people.vk.add_user("Нина", "Волкова")
    await world.people.vk.add_user("Ольга", "Админ", id=990_001)
    await customer.write(VK_SPB, "Вопрос")
    topic = await world.clients.topic("Нина")
    await topic.wait_for("Вопрос")
    got = await world.people.vk.community(VK_SPB).answer(customer.id, "Сама", admin=990_001)
    shown = await topic.wait_for("Сама")
    await customer.react(VK_SPB, got.id, 1)
    await shown.becomes(reaction="❤")
    await world.lena.write("/recall", group=topic.group, topic=topic.id, reply_to=shown.id)
    await shown.becomes(reaction="🙈")
    seen = await customer.dialog(VK_SPB).messages()
    assert [one.deleted for one in seen if one.text == "Сама"] in ([], [True])


async def test_a_reaction_to_what_was_recalled_or_is_no_answer_says_nothing(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    got = await world.ruslan.chat(STAFF).wait_for("Код 12")
    place = {"group": topic.group, "topic": topic.id, "reply_to": answer.id}
    await world.lena.write("/recall", **place)
    await answer.becomes(reaction="🙈")
    source = {"chat": {"id": 5101, "type": "private"}, "message_id": got.id, "date": 1}
    source |= {"user": {"id": 5101, "is_bot": False, "first_name": "Руслан"}, "old_reaction": []}
    source |= {"new_reaction": [{"type": "emoji", "emoji": "🔥"}]}
    await world.people.telegram.bot(STAFF).put_update({"message_reaction": source})
    hello = await world.ruslan.chat(STAFF).wait_for("С вами Лена.")
    await world.ruslan.react(hello, "🔥")
    await _answered(world, topic, copy, "Другое")
    now = await answer.becomes(reaction="🙈")
    assert now.reactions == ["🙈"]


@pytest.mark.parametrize("emoji", ["👌", "👍", "🫡"])
async def test_the_assignees_reaction_handles_a_comment(world: World, emoji: str) -> None:
    topic, comment = await _commented(world)
    assert (await world.conversation())["unread_comments"] == 1
    await world.marat.react(comment, emoji)
    await world.andrey.react(comment, emoji)
    await world.lena.react(comment, "👀")
    await _answered_by_marat(world, topic)
    assert (await world.conversation())["unread_comments"] == 1
    await world.lena.react(comment, emoji)
    await world.conversation_that(unread_comments=0)


async def test_a_reaction_to_the_notice_handles_the_comment(world: World) -> None:
    await _commented(world)
    told = await world.lena.chat(DESK).wait_for("проверь адрес")
    await world.lena.react(told, "👌")
    await world.conversation_that(unread_comments=0)


async def test_a_reaction_to_a_ping_accepts_it(world: World) -> None:
    topic, _ = await world.courier_writes("Помогите")
    await world.lena.write("/urgent склад горит", group=topic.group, topic=topic.id)
    ping = await world.timur.chat(DESK).wait_for("склад горит", button="Принял")
    await world.timur.react(ping, "👀")
    await world.timur.react(ping, "🫡")
    await ping.becomes(contains="занимается Тимур", no_button="Принял")
    await topic.wait_for("занимается Тимур", by="bots")
    await world.timur.react(ping)
    await world.timur.react(ping, "👌")
    assert [event["who"] for event in await world.audit("accepted", count=1)] == ["timur"]
    assert await world.audit("refused", count=0) == []


async def test_a_ping_of_the_staff_bot_is_accepted_by_a_reaction(people: People, hub: Hub) -> None:
    await people.telegram.user(5202).block(DESK)
    await people.telegram.user(5202).start(STAFF)
    async with hub() as app, world_of(people, app) as world:
        topic, _ = await world.courier_writes("Помогите")
        await world.lena.write("/urgent склад горит", group=topic.group, topic=topic.id)
        ping = await world.timur.chat(STAFF).wait_for("склад горит", button="Принял")
        await world.timur.react(ping, "👍")
        await ping.becomes(contains="занимается Тимур")


async def test_with_one_token_for_all_a_ping_is_accepted_too(people: People, hub: Hub) -> None:
    async with hub(desk_bot={"token": "${STAFF_BOT_TOKEN}"}) as app, world_of(people, app) as world:
        for desk in (world.couriers, world.clients):
            await desk.promote(STAFF)
        await world.timur.start(STAFF)
        topic, _ = await world.courier_writes("Помогите")
        await world.lena.write("/urgent склад горит", group=topic.group, topic=topic.id)
        ping = await world.timur.chat(STAFF).wait_for("склад горит", button="Принял")
        await world.timur.react(ping, "👍")
        await ping.becomes(contains="занимается Тимур")


async def _commented(world: World) -> tuple[SeenTopic, SeenMessage]:
    """Lena has it, and Marat has left her a comment that she was told of."""
    customer = await world.people.telegram.add_user("Мария", id=970_001)
    await customer.start(SPB)
    await customer.write("Вопрос", bot=SPB)
    topic = await world.clients.topic("Мария")
    await topic.wait_for("Вопрос")
    await world.lena.press("Взять", group=topic.group, topic=topic.id)
    comment = await world.marat.write("// проверь адрес", group=topic.group, topic=topic.id)
    await world.lena.chat(DESK).wait_for("проверь адрес")
    return topic, comment


async def _answered_by_marat(world: World, topic: SeenTopic) -> None:
    """Whatever came before it in the topic was handled; it handles no comments of Lena's."""
    copy = (await topic.find("Вопрос"))[0]
    sent = await world.marat.write("Ждите", group=topic.group, topic=topic.id, reply_to=copy.id)
    await sent.becomes(reaction="👌")


async def _answered(world: World, topic: SeenTopic, copy: SeenMessage, text: str) -> SeenMessage:
    sent = await world.lena.write(text, group=topic.group, topic=topic.id, reply_to=copy.id)
    return await sent.becomes(reaction="👌")
