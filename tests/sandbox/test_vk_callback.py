"""The Callback API: an address proves itself, then is brought everything until it says `ok`."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.sandbox.vk_support import IRINA, SPB, Stage, vk_stage


@dataclass
class Listener:
    """Somebody's server: answers what it is told to, `ok` when nothing is left to say."""

    url: str = ""
    says: list[tuple[int, str]] = field(default_factory=list)
    heard: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.heard.append((body, request.headers.get("X-Retry-Counter", "")))
        self.came.set()
        status, text = self.says.pop(0) if self.says else (200, "ok")
        return web.Response(status=status, text=text)

    async def wait_for(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.heard) < count:
                self.came.clear()
                await self.came.wait()


@pytest.fixture
async def vk() -> AsyncIterator[Stage]:
    async with vk_stage() as stage:
        yield stage


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener, app = Listener(), web.Application()
    app.router.add_post("/", listener.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield listener
    await runner.cleanup()


async def _confirmed(vk: Stage, listener: Listener) -> int:
    code = (await vk.result("groups.getCallbackConfirmationCode", group_id=SPB))["code"]
    listener.says.append((200, code))
    server = await vk.people.community(SPB).callback(listener.url, "s3cret")
    await listener.wait_for(1)
    return int(server["id"])


async def test_an_address_confirms_itself_before_it_is_told_anything(
    vk: Stage, listener: Listener
) -> None:
    await _confirmed(vk, listener)
    await vk.people.user(IRINA).write(SPB, "Где заказ?")
    await listener.wait_for(2)
    (asked, _), (event, retry) = listener.heard
    assert asked == {"type": "confirmation", "group_id": SPB}
    assert (event["type"], event["secret"], retry) == ("message_new", "s3cret", "")
    servers = await vk.result("groups.getCallbackServers", group_id=SPB)
    assert [one["status"] for one in servers["items"]] == ["ok"]


async def test_a_wrong_confirmation_brings_nothing(vk: Stage, listener: Listener) -> None:
    listener.says.append((200, "wrong"))
    await vk.people.community(SPB).callback(listener.url)
    await listener.wait_for(1)
    await vk.people.user(IRINA).write(SPB, "Где заказ?")
    servers = await vk.result("groups.getCallbackServers", group_id=SPB)
    assert [one["status"] for one in servers["items"]] == ["failed"]
    assert [body["type"] for body, _ in listener.heard] == ["confirmation"]


@pytest.mark.parametrize("refusal", [(503, ""), (200, "OK"), (200, ""), (500, "ok")])
async def test_what_is_not_taken_is_brought_again_and_counted(
    vk: Stage, listener: Listener, refusal: tuple[int, str]
) -> None:
    vk.ground.clock.scale = 50
    await _confirmed(vk, listener)
    listener.says += [refusal, refusal]
    await vk.people.user(IRINA).write(SPB, "Где заказ?")
    await listener.wait_for(4)
    events = listener.heard[1:]
    assert [retry for _, retry in events] == ["", "1", "2"]
    assert len({body["event_id"] for body, _ in events}) == 1


async def test_an_event_has_one_id_by_either_way(vk: Stage, listener: Listener) -> None:
    server = await vk.server()
    await _confirmed(vk, listener)
    await vk.people.user(IRINA).write(SPB, "Где заказ?")
    await listener.wait_for(2)
    (update,) = (await vk.poll(server))["updates"]
    assert update["event_id"] == listener.heard[1][0]["event_id"]


async def test_a_server_that_is_removed_hears_nothing_more(vk: Stage, listener: Listener) -> None:
    server = await _confirmed(vk, listener)
    await vk.people.community(SPB).remove_callback(server)
    await vk.people.user(IRINA).write(SPB, "Где заказ?")
    assert (await vk.result("groups.getCallbackServers", group_id=SPB))["count"] == 0
    assert len(listener.heard) == 1


async def test_somebody_reacts_to_a_message(vk: Stage) -> None:
    await vk.people.user(IRINA).write(SPB, "Где заказ?")
    sent = await vk.send(IRINA, "Везём")
    server = await vk.server()
    await vk.people.user(IRINA).react(SPB, sent, 4)
    await vk.people.user(IRINA).react(SPB, sent, None)
    added, removed = (await vk.poll(server))["updates"]
    known = {"reacted_id": IRINA, "peer_id": IRINA, "cmid": 2}
    assert added["type"] == "message_reaction_event"
    assert (added["object"], removed["object"]) == ({**known, "reaction_id": 4}, known)
