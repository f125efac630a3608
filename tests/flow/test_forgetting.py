"""/forget: nothing that tells who somebody was is left, and what may stay stays."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import SeenMessage, SeenTopic
from storage.driver import Client
from tests.flow.world import DESK, SPB, World

VERA = 797_050_144_321
PHONE = "+79215550199"
SECRETS = ("Изумрудова", "5550199", "аквамарин", "бирюзовый", "лазурит", str(VERA), "Сапфирова")


async def test_after_forget_nothing_of_him_is_left_in_the_database(
    world: World, mongo_client: Client, database_name: str
) -> None:
    topic, number = await _known(world)
    assert len(await _found(mongo_client, database_name)) == len(SECRETS)
    await _forgotten(world, number)
    assert await _found(mongo_client, database_name) == set()
    assert not await _exists(world, topic)
    conversation = await world.conversation(inbox="customers-tg")
    assert conversation["number"] == number
    assert conversation["status"] == "closed"
    assert conversation["messages"] == []
    (event,) = await world.audit("forgotten", count=1)
    assert (event["who"], event["detail"]) == ("andrey", {"number": str(number)})
    assert await world.audit("began", count=1)


async def test_our_messages_are_deleted_at_the_contacts(world: World) -> None:
    _, number = await _known(world)
    got = await world.person(VERA).chat(SPB).wait_for("лазурит")
    await _forgotten(world, number)
    await got.becomes(deleted=True)


async def test_what_cannot_be_deleted_any_more_is_said(world: World) -> None:
    _, number = await _known(world)
    await world.people.clock.advance(49 * 3600)
    told = await _forgotten(world, number)
    assert "удалить не удалось" in told.text


async def test_whoever_writes_again_begins_anew(world: World) -> None:
    _, number = await _known(world)
    await _forgotten(world, number)
    await world.person(VERA).write("Снова я", bot=SPB)
    await world.clients.all.wait_for("Снова я")
    again = await world.conversation(inbox="customers-tg")
    assert again["number"] == number + 1
    assert [one["text"] for one in again["messages"]] == ["Снова я"]
    contact = await world.app.hub.store.contacts.get(again["contact"]["id"])
    assert contact is not None
    assert contact.phone is None


async def test_search_does_not_find_who_is_forgotten(world: World) -> None:
    _, number = await _known(world)
    await _forgotten(world, number)
    for asked in ("аквамарин", PHONE, "Изумрудова"):
        found = await _find(world, asked)
        assert "ничего нет" in found.text, asked


@pytest.mark.parametrize("who", ["lena", "ruslan"])
async def test_only_a_head_may_forget(world: World, who: str) -> None:
    _, number = await _known(world)
    person = getattr(world, who)
    await person.start(DESK)
    asked = await person.write(f"/forget {number}", bot=DESK)
    await person.chat(DESK).wait_for("руковод", since=asked.id)
    await world.lena.write("/find", bot=DESK)
    theirs = await world.lena.chat(DESK).wait_for("Что искать")
    answer = await world.lena.forge(theirs, f"forget:{number}")
    assert "руковод" in answer["text"]
    assert await world.audit("forgotten", count=0) == []
    assert await world.clients.all.find("аквамарин")


async def test_forgetting_a_stranger_to_the_hub_looks_like_absence(world: World) -> None:
    for number in ("999999", "x", ""):
        asked = await world.andrey.write(f"/forget {number}", bot=DESK)
        await world.andrey.chat(DESK).wait_for("Такого обращения у вас нет", since=asked.id)


async def test_staff_are_not_forgotten_so(world: World) -> None:
    topic, _ = await world.courier_writes("Вопрос")
    await world.andrey.write("/forget", group=topic.group, topic=topic.id)
    await topic.wait_for("Так забывают клиентов")


async def test_forgetting_twice_changes_nothing(world: World) -> None:
    _, number = await _known(world)
    told = await _forgotten(world, number)
    answer = await world.andrey.forge(told, f"forget:{number}")
    assert "уже ничего не хранится" in answer["text"]
    assert len(await world.audit("forgotten", count=1)) == 1


async def _known(world: World) -> tuple[SeenTopic, int]:
    """Somebody who has left traces of every kind; and the number of the conversation."""
    vera = await world.people.telegram.add_user(
        "Вера", last_name="Изумрудова", id=VERA, phone=PHONE
    )
    await vera.start(SPB)
    await vera.write("Где мой аквамарин?", bot=SPB)
    topic = await world.clients.topic("Вера")
    copy = await topic.wait_for("аквамарин")
    await vera.document("бирюзовый".encode(), caption="Вот бирюзовый", bot=SPB)
    await topic.wait_for("бирюзовый")
    await vera.share_contact(bot=SPB)
    await topic.wait_for("•••")
    place = {"group": topic.group, "topic": topic.id}
    answer = await world.marat.write("Ваш лазурит едет", reply_to=copy.id, **place)
    await answer.becomes(reaction="👌")
    await world.marat.write("// Сапфирова звонила", **place)
    await world.marat.write("/urgent Изумрудова ждёт", **place)
    await topic.wait_for("вызов отправлен")
    await _find(world, PHONE)
    await _find(world, "изумрудовой")
    conversation = await world.conversation(inbox="customers-tg")
    return topic, conversation["number"]


async def _find(world: World, text: str) -> SeenMessage:
    asked = await world.andrey.write(f"/find {text}", bot=DESK)
    return await world.andrey.chat(DESK).wait_for("запросу", since=asked.id)


async def _forgotten(world: World, number: int) -> SeenMessage:
    asked = await world.andrey.write(f"/forget {number}", bot=DESK)
    question = await world.andrey.chat(DESK).wait_for("Вернуть будет нельзя", since=asked.id)
    await world.andrey.press("Стереть навсегда", message=question)
    return await world.andrey.chat(DESK).wait_for(f"обращения {number} забыт", within=20)


async def _exists(world: World, topic: SeenTopic) -> bool:
    return topic.id in [one.id for one in await world.clients.topics()]


async def _found(client: Client, name: str) -> set[str]:
    """Which of the secrets stand anywhere in the database, in whatever case."""
    everything = [str(document) async for document in _everything(client, name)]
    return {
        secret
        for secret in SECRETS
        if any(secret.casefold() in one.casefold() for one in everything)
    }


async def _everything(client: Client, name: str) -> Any:
    database = client[name]
    for collection in await database.list_collection_names():
        async for document in database[collection].find({}):
            data = document.get("data")
            yield document | ({"data": data.decode("utf-8", "replace")} if data else {})
