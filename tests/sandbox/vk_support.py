"""VK's stand-in alone on a free port, with a bot's way in and the people's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.client_http import Http
from sandbox.ground import Ground
from sandbox.vk.client import VkPeople
from sandbox.vk.server import add_routes
from sandbox.vk.state import VkState
from sandbox.world import believable_world

SPB, MSK = 700100, 700200
IRINA, NATALYA, GEORGY = 810001, 810003, 810015
Params = dict[str, Any]
TOKENS = {SPB: "sandbox-vk-700100", MSK: "sandbox-vk-700200"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One running stand-in."""

    url: str
    http: aiohttp.ClientSession
    people: VkPeople
    ground: Ground

    async def call(self, method: str, *, by: int = SPB, **params: Any) -> Any:
        """The whole body of the answer."""
        given = {"v": "5.199", "access_token": TOKENS[by]} | params
        form = {key: str(value) for key, value in given.items()}
        async with self.http.post(f"{self.url}/vk/method/{method}", data=form) as answer:
            assert answer.status == 200
            return await answer.json()

    async def result(self, method: str, *, by: int = SPB, **params: Any) -> Any:
        return (await self.call(method, by=by, **params))["response"]

    async def refusal(self, method: str, *, by: int = SPB, **params: Any) -> int:
        """The number of the error."""
        return int((await self.call(method, by=by, **params))["error"]["error_code"])

    async def send(self, peer_id: int, message: str, **params: Any) -> Any:
        given: Params = {"random_id": 0, "peer_id": peer_id, "message": message} | params
        return await self.result("messages.send", **given)

    async def poll(self, server: dict[str, Any], wait: int = 0, **changed: Any) -> Any:
        query = {"act": "a_check", "key": server["key"], "ts": server["ts"], "wait": wait}
        async with self.http.get(server["server"], params=query | changed) as answer:
            return await answer.json()

    async def server(self, group: int = SPB) -> Any:
        return await self.result("groups.getLongPollServer", by=group, group_id=group)


@asynccontextmanager
async def vk_stage() -> AsyncIterator[Stage]:
    ground, app = Ground(), web.Application()
    state = VkState(ground, believable_world(datetime.now(UTC).date()))
    add_routes(app, state)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as http:
        yield Stage(url=url, http=http, people=VkPeople(Http(http, f"{url}/people")), ground=ground)
    await state.close()
    await runner.cleanup()
