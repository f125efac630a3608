"""`topic: deserved`: what is nobody's is stored and listed, and has a topic once it needs one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
import yaml

from hub.model import ConversationId, PersonId, Priority, Source, Visibility
from sandbox.client import People, SeenMessage, SeenTopic
from tests.flow.conftest import HUB_YAML, Hub
from tests.flow.posting import chat, now, post, reply
from tests.flow.world import SPB, World, world_of

VERA: Final = 970_001
CLIENTS: Final = -1001000000002


def deserved(*ids: str) -> list[dict[str, Any]]:
    """The world's inboxes, these with topics for what deserves one."""
    inboxes = yaml.safe_load(HUB_YAML.read_text())["inboxes"]
    return [one | ({"topic": "deserved"} if one["id"] in ids else {}) for one in inboxes]


@pytest.fixture
async def world(people: People, hub: Hub) -> AsyncIterator[World]:
    inboxes = deserved("site-chat", "customers-tg")
    timers = {"reopen_window": "0s"}
    async with hub(inboxes=inboxes, timers=timers) as app, world_of(people, app) as world:
        yield world


async def writes(world: World, *texts: str, thread: str = "t1") -> str:
    ids = [
        await post(world, "site-chat", chat(f"{thread}-{text}", thread, text, contact=ANNA))
        for text in texts
    ]
    return ids[0]


ANNA: Final = {"name": "Анна"}


async def line(world: World, text: str = "Новое обращение") -> SeenMessage:
    return await world.clients.general.wait_for(text)


async def message_says(world: World, text: str) -> None:
    async with asyncio.timeout(20):
        while (await world.conversation())["messages"][0]["text"] != text:
            await asyncio.sleep(0.05)


async def words(topic: SeenTopic) -> list[str]:
    """What stands in the topic below its card."""
    card, *others = [one.text for one in await topic.messages() if one.kind == "text"]
    assert "Анна" in card or "Вера" in card
    return others


async def test_what_is_nobodys_has_no_topic_and_is_listed(world: World) -> None:
    id = await writes(world, "Раз", "Два", "Три")
    told = await line(world)
    assert told.raw["silent"]
    assert told.text.startswith("⚙ Новое обращение 1001: Анна (site-chat)")
    assert "«Раз»" in told.text
    labels = [button["text"] for row in told.raw["buttons"] for button in row]
    assert labels == ["Взять 1001", "Показать 1001"]
    found = await world.conversation(inbox="site-chat")
    assert (found["id"], found["status"], found["assignee"]) == (id, "new", None)
    assert [one["text"] for one in found["messages"]] == ["Раз", "Два", "Три"]
    await world.courier_writes("Чужое")
    assert await world.clients.topics() == []
    assert len(await world.clients.general.find("обращение")) == 1


async def test_taken_from_general_it_is_shown_whole_in_order_once(world: World) -> None:
    await writes(world, "Раз", "Два", "Три")
    told = await line(world)
    pressed = await world.lena.press("Взять 1001", message=told)
    assert pressed["answered"]
    topic = await world.clients.topic("Анна")
    await topic.wait_for("Три")
    await writes(world, "Четыре")
    copy = await topic.wait_for("Четыре")
    assert await words(topic) == ["Раз", "Два", "Три", "Четыре"]
    assert "Лена" in (await topic.texts())[0]
    await told.becomes(contains="Обращение 1001: Анна", no_button="Взять")
    sent = await reply(world, copy, "Ответ")
    await sent.becomes(reaction="👌")
    assert (await world.conversation(inbox="site-chat"))["assignee"] == "lena"


async def test_shown_individually_it_is_still_nobodys(world: World) -> None:
    await writes(world, "Раз", "Два")
    told = await line(world)
    await asyncio.gather(*(world.lena.press("Показать", message=told) for _ in range(3)))
    topic = await world.clients.topic("Анна")
    await topic.wait_for("Два")
    await writes(world, "Три")
    await topic.wait_for("Три")
    assert await words(topic) == ["Раз", "Два", "Три"]
    assert (await world.conversation(inbox="site-chat"))["assignee"] is None


async def test_who_may_not_see_it_cannot_have_it_shown(world: World) -> None:
    await writes(world, "Раз")
    told = await line(world)
    await world.clients.set_member(4301, "member")
    for data in ("show:1001", "take:1001"):
        pressed = await world.person(4301).press(data=data, message=told)
        assert pressed["show_alert"]
    refused = await world.audit("refused", count=2)
    assert [one["detail"]["tried"] for one in refused] == ["press show", "press take"]
    assert await world.clients.topics() == []


async def test_his_later_conversations_continue_in_the_topic(world: World) -> None:
    first = await writes(world, "Раз")
    await world.lena.press("Показать", message=await line(world))
    topic = await world.clients.topic("Анна")
    await topic.wait_for("Раз")
    await world.lena.write("/close loyalty", group=CLIENTS, topic=topic.id)
    await world.conversation_that(status="closed")
    assert await writes(world, "Снова") != first
    await topic.wait_for("Снова")
    assert len(await world.clients.topics()) == 1
    assert len(await world.clients.general.texts()) == 1


@pytest.mark.parametrize("way", ["assigned", "urgent"])
async def test_assigned_or_urgent_it_deserves_a_topic(world: World, way: str) -> None:
    id = await writes(world, "Раз", "Два")
    hub = world.app.hub
    conversation = await hub.store.conversations.get(ConversationId(id))
    by, to = (hub.directory.people[PersonId(name)] for name in ("andrey", "lena"))
    assert conversation
    if way == "assigned":
        await hub.assignment.assign(Source("x"), by, to, conversation)
    else:
        await hub.escalating.start(Source("x"), by, conversation, "Горит")
    topic = await world.clients.topic("Анна")
    await topic.wait_for("Два")
    assert (await words(topic))[:2] == ["Раз", "Два"]


async def test_a_killed_showing_is_finished_by_the_next_message(world: World) -> None:
    id = ConversationId(await writes(world, "Раз", "Два", "Три"))
    conversations = world.app.hub.store.conversations
    assert await conversations.appear(id)
    await writes(world, "Четыре")
    topic = await world.clients.topic("Анна")
    await topic.wait_for("Четыре")
    assert await words(topic) == ["Раз", "Два", "Три", "Четыре"]
    shown = await conversations.get(id)
    assert shown
    assert shown.visibility is Visibility.SHOWN


async def test_shown_while_he_writes_nothing_is_lost_or_out_of_order(world: World) -> None:
    id = ConversationId(await writes(world, "0"))
    hub = world.app.hub
    conversation = await hub.store.conversations.get(id)
    assert conversation
    for number in range(1, 10):
        await writes(world, str(number))
    for number in range(10, 30):
        others = (hub.showing.show(conversation) for _ in range(3))
        await asyncio.gather(writes(world, str(number)), *others)
    topic = await world.clients.topic("Анна")
    await topic.wait_for("29")
    assert await words(topic) == [str(number) for number in range(30)]


async def test_a_priority_without_its_topic_gets_it_with_the_next_message(world: World) -> None:
    id = ConversationId(await writes(world, "Раз"))
    await world.app.hub.store.conversations.prioritise(id, Priority.HIGH)
    await writes(world, "Два")
    topic = await world.clients.topic("Анна")
    await topic.wait_for("Два")
    assert await words(topic) == ["Раз", "Два"]


async def test_neither_an_edit_nor_the_end_makes_a_topic(world: World) -> None:
    vera = await world.people.telegram.add_user("Вера", id=VERA)
    await vera.start(SPB)
    sent = await vera.write("Раз", bot=SPB)
    told = await line(world)
    await vera.edit(sent, "Раз и два")
    await message_says(world, "Раз и два")
    hub = world.app.hub
    conversation = await hub.store.conversations.by_number(1001)
    assert conversation
    await hub.outbox.redo(hub.make.card(conversation))
    await world.courier_writes("Чужое")
    assert await world.clients.topics() == []
    await world.lena.press("Показать", message=told)
    topic = await world.clients.topic("Вера")
    await topic.wait_for("Раз и два")
    assert await words(topic) == ["Раз и два"]


async def test_without_the_setting_what_was_hidden_is_shown_with_the_next_message(
    people: People, hub: Hub
) -> None:
    async with hub(inboxes=deserved("site-chat")) as app, world_of(people, app) as world:
        await writes(world, "Раз")
        await line(world)
    async with hub() as app, world_of(people, app) as world:
        await writes(world, "Два")
        topic = await world.clients.topic("Анна")
        await topic.wait_for("Два")
        assert await words(topic) == ["Раз", "Два"]


async def test_what_came_late_stands_in_order_too(world: World) -> None:
    long_ago = chat("late", "t1", "Давно", contact=ANNA) | {"at": now()[:4] + "-01-01T00:00:00Z"}
    await post(world, "site-chat", long_ago)
    await writes(world, "Теперь")
    await world.lena.press("Показать", message=await line(world))
    topic = await world.clients.topic("Анна")
    await topic.wait_for("Теперь")
    late, soon = await words(topic)
    assert late.endswith("Давно")
    assert soon == "Теперь"
