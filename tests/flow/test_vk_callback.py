"""VK's Callback API in the place of Long Poll, and what changing between them loses: nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import yaml

from bots.app import App
from sandbox.client import People
from sandbox.vk.client import VkPerson
from tests.flow.conftest import HUB_YAML, Hub
from tests.flow.world import VK_SPB, World, world_of

SECRET = "callback-secret"
ADDRESS = "/vk/customers-vk"


async def _inboxes(people: People, mode: str) -> list[dict[str, Any]]:
    """The secrets are known in either mode."""
    communities = (await people.vk.world())["communities"]
    (ours,) = [one for one in communities if one["group_id"] == VK_SPB]
    side = {"mode": mode, "secret": SECRET, "confirmation": ours["confirmation"]}
    inboxes: list[dict[str, Any]] = yaml.safe_load(HUB_YAML.read_text())["inboxes"]
    return [one | side if one["id"] == "customers-vk" else one for one in inboxes]


async def _connect(people: People, app: App) -> int:
    """VK is told of our address, and has been answered."""
    community = people.vk.community(VK_SPB)
    server = await community.callback(f"http://127.0.0.1:{app.port}{ADDRESS}", SECRET)
    await people.calls.wait_for("callback.confirmation")
    return int(server["id"])


@pytest.fixture
async def brought(people: People, hub: Hub) -> AsyncIterator[World]:
    """A hub to which VK brings its events; Long Poll is off."""
    await people.vk.community(VK_SPB).change(longpoll=False)
    async with hub(inboxes=await _inboxes(people, "callback")) as app:
        await people.calls.wait_for("messages.getConversations", count=2)
        await _connect(people, app)
        async with world_of(people, app) as world:
            yield world


@pytest.fixture
async def nina(people: People) -> VkPerson:
    return await people.vk.add_user("Нина", "Волкова")


async def _post(world: World, body: Any, **more: Any) -> tuple[int, str]:
    async with world.http.post(ADDRESS, **({"data": body} if more else {"json": body})) as answer:
        return answer.status, await answer.text()


def _event(nina: VkPerson, text: str, event_id: str = "e1", **more: Any) -> dict[str, Any]:
    message = {"id": 77, "conversation_message_id": 77, "peer_id": nina.id, "from_id": nina.id}
    body = {"message": {**message, "date": 1_800_000_000, "text": text}}
    known = {"type": "message_new", "group_id": VK_SPB, "event_id": event_id, "v": "5.199"}
    return {**known, "object": body, "secret": SECRET, **more}


async def test_what_is_brought_arrives_and_is_answered(brought: World, nina: VkPerson) -> None:
    await nina.write(VK_SPB, "Раз")
    copy = await brought.clients.all.wait_for("Раз")
    assert "Нина Волкова" in (await brought.clients.topic("Нина")).name
    place = {"group": brought.clients.id, "topic": copy.topic, "reply_to": copy.id}
    answer = await brought.lena.write("Два", **place)
    await nina.dialog(VK_SPB).wait_for("Два", by="bot")
    await answer.becomes(reaction="👌")
    await nina.write(VK_SPB, "Три")
    await brought.clients.all.wait_for("Три")
    assert await brought.clients.all.find("Ответ в интерфейсе") == []
    said = [
        call["params"]["answer"]
        for call in await brought.people.calls.all(service="vk")
        if call["method"].startswith("callback.message")
    ]
    assert set(said) == {"ok"}


async def test_a_repeat_is_answered_and_changes_nothing(brought: World, nina: VkPerson) -> None:
    for _ in range(3):
        assert await _post(brought, _event(nina, "Один раз")) == (200, "ok")
    await brought.clients.all.wait_for("Один раз")
    await nina.write(VK_SPB, "Потом")
    await brought.clients.all.wait_for("Потом")
    assert len(await brought.clients.all.find("Один раз")) == 1


async def test_whoever_does_not_know_the_secret_is_refused(brought: World, nina: VkPerson) -> None:
    for wrong in ({"secret": "no"}, {"secret": None}, {"group_id": 1}):
        status, said = await _post(brought, _event(nina, "Обман", **wrong))
        assert status == 403
        assert SECRET not in said
    assert (await _post(brought, {"type": "confirmation", "group_id": 1}))[0] == 403
    assert (await _post(brought, "[]", raw=True))[0] == 403
    (refusal,) = {event["detail"]["tried"] for event in await brought.audit("refused", count=1)}
    assert refusal == "callback"
    await nina.write(VK_SPB, "Правда")
    await brought.clients.all.wait_for("Правда")
    assert await brought.clients.all.find("Обман") == []


async def test_an_address_that_is_nobodys_is_not_there(brought: World, nina: VkPerson) -> None:
    for nobody in ("vk-msk", "staff", "x"):
        async with brought.http.post(f"/vk/{nobody}", json=_event(nina, "Раз")) as answer:
            assert answer.status == 404


@pytest.mark.parametrize("large", [False, True])
async def test_what_cannot_be_handled_is_taken_and_kept_as_dead(
    brought: World, nina: VkPerson, large: bool
) -> None:
    if large:
        assert await _post(brought, _event(nina, "a" * 600_000)) == (200, "ok")
    else:
        assert await _post(brought, f'{{"secret": "{SECRET}", ]', raw=True) == (200, "ok")
    note = await brought.clients.general.wait_for("customers-vk")
    assert SECRET not in note.text
    await nina.write(VK_SPB, "Дальше")
    await brought.clients.all.wait_for("Дальше")


async def test_the_same_event_by_both_ways_is_one(people: People, hub: Hub, nina: VkPerson) -> None:
    async with hub(inboxes=await _inboxes(people, "longpoll")) as app:
        await people.calls.wait_for("groups.getLongPollServer", count=2)
        await _connect(people, app)
        async with world_of(people, app) as world:
            await nina.write(VK_SPB, "Раз")
            await people.calls.wait_for("callback.message_new")
            await nina.write(VK_SPB, "Два")
            copy = await world.clients.all.wait_for("Два")
            texts = await (await world.clients.topic("Нина")).texts()
            assert texts[1:] == ["Раз", "Два"]
            assert copy.topic


@pytest.mark.parametrize(("first", "then"), [("callback", "longpoll"), ("longpoll", "callback")])
async def test_changing_the_way_loses_and_doubles_nothing(
    people: People, hub: Hub, nina: VkPerson, first: str, then: str
) -> None:
    started = {"callback": "messages.getConversations", "longpoll": "groups.getLongPollServer"}
    async with hub(inboxes=await _inboxes(people, first)) as app:
        await people.calls.wait_for(started[first], count=2)
        server = await _connect(people, app) if first == "callback" else 0
        async with world_of(people, app) as world:
            await nina.write(VK_SPB, "Раз")
            await world.clients.all.wait_for("Раз")
    if server:
        await people.vk.community(VK_SPB).remove_callback(server)
    await nina.write(VK_SPB, "Пока вас не было")
    async with hub(inboxes=await _inboxes(people, then)) as app, world_of(people, app) as world:
        await world.clients.all.wait_for("Пока вас не было", within=15)
        if then == "callback":
            await _connect(people, app)
        await nina.write(VK_SPB, "Потом")
        await world.clients.all.wait_for("Потом")
        texts = await (await world.clients.topic("Нина")).texts()
        assert texts[1:] == ["Раз", "Пока вас не было", "Потом"]
