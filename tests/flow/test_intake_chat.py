"""A site's own chat: posted in, answered by a post to `reply_url`, signed, until it is taken."""

from __future__ import annotations

import asyncio
import json

from sandbox.client import People
from sandbox.out import signature
from tests.flow.conftest import Hub
from tests.flow.posting import SECRETS, chat, post, reply
from tests.flow.world import World, world_of

SECRET = SECRETS["site-chat"]


async def test_what_is_posted_stands_in_a_topic_and_the_answer_is_posted_back(world: World) -> None:
    """A12"""
    contact = {"name": "Анна", "phone": "+7 911 999-45-01"}
    id = await post(world, "site-chat", chat(text="Где мой заказ?\n ё", contact=contact))
    topic = await world.clients.topic("Анна")
    copy = await topic.wait_for("Где мой заказ?")
    assert "+7911•••4501" in (await topic.texts())[0]
    sent = await reply(world, copy, "Уже едет 🚚")
    await sent.becomes(reaction="👌")
    (given,) = await world.people.out.answers("chat")
    assert given["signature"] == signature(SECRET, given["raw"].encode())
    body = given["body"]
    assert body.keys() == {"id", "thread", "text", "attachments", "in_reply_to"}
    assert (body["thread"], body["in_reply_to"]) == ("t1", "e1")
    assert (body["text"], body["attachments"]) == ("Уже едет 🚚", [])
    found = await world.conversation(inbox="site-chat")
    assert found["id"] == id
    assert found["channel"] == "http"
    assert [one["text"] for one in found["messages"] if one["kind"] == "in"] == [
        "Где мой заказ?\n ё"
    ]
    (answer,) = [one for one in found["messages"] if one["kind"] == "out"]
    assert (answer["id"], answer["delivery"]["state"]) == (body["id"], "sent")


async def test_a_repeat_is_recognised_however_many_come_at_once(world: World) -> None:
    body = chat(text="Один раз")
    ids = await asyncio.gather(*(post(world, "site-chat", body) for _ in range(20)))
    assert len(set(ids)) == 1
    other = await post(world, "site-chat", chat("e2", text="Ещё"))
    assert other == ids[0]
    await world.clients.all.wait_for("Ещё")
    assert len(await world.clients.all.find("Один раз")) == 1
    messages = (await world.conversation(inbox="site-chat"))["messages"]
    assert [one["text"] for one in messages if one["kind"] == "in"] == ["Один раз", "Ещё"]


async def test_a_repeat_is_recognised_after_a_restart(people: People, hub: Hub) -> None:
    async with hub() as app, world_of(people, app) as world:
        before = await post(world, "site-chat", chat())
        await world.clients.all.wait_for("Вопрос")
    async with hub() as app, world_of(people, app) as world:
        assert await post(world, "site-chat", chat()) == before
        assert await post(world, "site-chat", chat("e2", text="Снова")) == before
        await world.clients.all.wait_for("Снова")
        assert len(await world.clients.all.find("Вопрос")) == 1


async def test_every_thread_is_a_conversation_of_its_own(world: World) -> None:
    bodies = [chat(f"e{one}", f"поток/{one} 🚚", f"Вопрос {one}") for one in range(5)]
    ids = await asyncio.gather(*(post(world, "site-chat", body) for body in bodies))
    assert len(set(ids)) == 5
    copy = await world.clients.all.wait_for("Вопрос 3")
    await reply(world, copy, "Ответ")
    (given,) = await world.people.out.answers("chat")
    assert (given["body"]["thread"], given["body"]["in_reply_to"]) == ("поток/3 🚚", "e3")


async def test_an_answer_that_is_not_taken_is_posted_again_under_the_same_id(world: World) -> None:
    await post(world, "site-chat", chat())
    copy = await world.clients.all.wait_for("Вопрос")
    add = world.people.faults.add
    await add(service="out", method="chat", effect="error", code=503, times=1)
    await add(service="out", method="chat", effect="reset", when="after", times=1)
    sent = await reply(world, copy, "Ответ")
    await sent.becomes(reaction="👌", within=20)
    tries = await world.people.calls.all(service="out", method="chat")
    bodies = [json.loads(one["params"]["body"]) for one in tries]
    assert len(bodies) == 3
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["text"] == "Ответ"


async def test_too_many_requests_are_heeded(world: World) -> None:
    await post(world, "site-chat", chat())
    copy = await world.clients.all.wait_for("Вопрос")
    add = world.people.faults.add
    await add(service="out", method="chat", effect="error", code=429, times=1)
    sent = await reply(world, copy, "Ответ")
    await sent.becomes(reaction="👌", within=20)


async def test_a_refusal_is_told_in_the_topic_and_can_be_tried_again(world: World) -> None:
    await post(world, "site-chat", chat())
    copy = await world.clients.all.wait_for("Вопрос")
    await world.people.faults.add(service="out", method="chat", effect="error", code=410, times=1)
    sent = await reply(world, copy, "Ответ")
    failure = await world.clients.all.wait_for("Не доставлено", button="Повторить")
    assert failure.reply_to == sent.id
    await world.person(4002).press("Повторить", message=failure)
    await sent.becomes(reaction="👌")
    (given,) = await world.people.out.answers("chat")
    assert given["body"]["text"] == "Ответ"


async def test_a_comment_is_never_posted(world: World) -> None:
    await post(world, "site-chat", chat())
    copy = await world.clients.all.wait_for("Вопрос")
    await reply(world, copy, "// никому")
    await reply(world, copy, "/note и это никому")
    sent = await reply(world, copy, "Ответ")
    await sent.becomes(reaction="👌")
    assert [one["body"]["text"] for one in await world.people.out.answers("chat")] == ["Ответ"]


async def test_a_posted_file_and_place_are_shown(world: World) -> None:
    url = await world.people.out.put_file("схема.pdf", b"plan")
    attachments = [{"url": url}, {"kind": "location", "lat": 59.93, "lon": 30.31}]
    await post(world, "site-chat", chat(attachments=attachments))
    copy = await world.clients.all.wait_for("Вопрос", kind="document")
    assert await copy.download() == b"plan"
    await world.clients.all.wait_for(kind="location")


async def test_after_the_end_of_a_conversation_its_thread_goes_on_in_a_new_one(
    people: People, hub: Hub
) -> None:
    async with hub(timers={"reopen_window": 0, "lease": "3s"}) as app, world_of(people, app) as w:
        first = await post(w, "site-chat", chat())
        copy = await w.clients.all.wait_for("Вопрос")
        await w.person(4002).write("/close loyalty", group=copy.chat, topic=copy.topic)
        await w.conversation_that(status="closed", within=30)
        assert await post(w, "site-chat", chat()) == first
        assert await post(w, "site-chat", chat("e2")) != first


async def test_the_answers_file_is_fetched_by_its_link_and_by_no_other(
    people: People, hub: Hub
) -> None:
    async with hub(public_url="https://hub.example") as app, world_of(people, app) as world:
        await post(world, "site-chat", chat())
        copy = await world.clients.all.wait_for("Вопрос")
        where = {"group": copy.chat, "topic": copy.topic, "reply_to": copy.id}
        sent = await world.person(4002).document(b"bill", name="счёт.pdf", caption="Вот", **where)
        await sent.becomes(reaction="👌")
        (given,) = await world.people.out.answers("chat")
        (file,) = given["body"]["attachments"]
        assert (file["kind"], file["name"], file["size"]) == ("document", "счёт.pdf", 4)
        assert file["url"].startswith("https://hub.example/files/")
        path = file["url"].removeprefix("https://hub.example")
        spoilt = (path[:-1], path + "0", path.partition("?")[0], path.replace("/0?", "/1?"))
        for wrong in (*spoilt, path.replace("until=", "until=9"), path + "&sig=1"):
            async with world.http.get(wrong) as response:
                assert response.status in (404, 422), wrong
        async with world.http.get(path) as response:
            assert (response.status, await response.read()) == (200, b"bill")


async def test_without_a_public_address_a_file_is_refused_in_words(world: World) -> None:
    await post(world, "site-chat", chat())
    copy = await world.clients.all.wait_for("Вопрос")
    where = {"group": copy.chat, "topic": copy.topic, "reply_to": copy.id}
    await world.person(4002).document(b"bill", name="bill.pdf", **where)
    await world.clients.all.wait_for("не указан public_url")
    assert await world.people.out.answers("chat", within=0) == []


async def test_the_hub_says_who_does_not_take_its_answers(world: World) -> None:
    health = await world.get("/healthz")
    assert health["parties"]["http:site-chat"] == "ok"
    assert health["parties"]["call:calls"] == "ok"


async def test_what_was_posted_cannot_be_changed_and_the_topic_says_so(world: World) -> None:
    await post(world, "site-chat", chat())
    copy = await world.clients.all.wait_for("Вопрос")
    sent = await reply(world, copy, "Завтра")
    await sent.becomes(reaction="👌")
    await world.person(4002).edit(sent, "Послезавтра")
    await world.clients.all.wait_for("Правка не дошла")
    await reply(world, sent, "/recall")
    await world.clients.all.wait_for("Ответ не отозван")
    assert [one["body"]["text"] for one in await world.people.out.answers("chat")] == ["Завтра"]
