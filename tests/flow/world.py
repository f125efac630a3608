"""The people of the believable world by name, and what tests keep doing with them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import aiohttp

from bots.app import App
from sandbox.client import People, SeenMessage, SeenTopic
from sandbox.client_http import PATIENCE
from sandbox.telegram.client import GroupSide, Person

STAFF: Final = "sandbox_staff_bot"
SPB: Final = "sandbox_spb_bot"
MSK: Final = "sandbox_msk_bot"
DESK: Final = "sandbox_desk_bot"
VK_SPB: Final = 700100
VK_MSK: Final = 700200


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    people: People
    app: App
    http: aiohttp.ClientSession

    def person(self, id: int) -> Person:
        return self.people.telegram.user(id)

    @property
    def ruslan(self) -> Person:
        return self.person(5101)

    @property
    def lena(self) -> Person:
        return self.person(4001)

    @property
    def marat(self) -> Person:
        return self.person(4002)

    @property
    def andrey(self) -> Person:
        return self.person(4100)

    @property
    def timur(self) -> Person:
        return self.person(5202)

    @property
    def couriers(self) -> GroupSide:
        return self.people.telegram.group(-1001000000001)

    @property
    def clients(self) -> GroupSide:
        return self.people.telegram.group(-1001000000002)

    async def courier_writes(
        self, text: str, *, within: float = PATIENCE
    ) -> tuple[SeenTopic, SeenMessage]:
        """Ruslan writes; his topic and the copy there."""
        await self.ruslan.write(text, bot=STAFF)
        topic = await self.couriers.topic("Руслан", within=within)
        return topic, await topic.wait_for(text, within=within)

    async def get(self, path: str, key: str = "sandbox-key-andrey", **query: Any) -> Any:
        headers = {"Authorization": f"Bearer {key}"}
        async with self.http.get(path, params=query, headers=headers) as response:
            return await response.json()

    async def conversation(self, **query: Any) -> dict[str, Any]:
        """The newest one, whole."""
        page = await self.get("/api/conversations", **query)
        return dict(await self.get(f"/api/conversations/{page['items'][0]['id']}"))

    async def conversation_that(self, *, within: float = 20, **is_so: Any) -> dict[str, Any]:
        """The newest one, as soon as its fields have these values."""
        return await until(
            self.conversation,
            lambda found: all(found[name] == value for name, value in is_so.items()),
            within=within,
        )

    async def healthz_that(
        self, is_so: Callable[[dict[str, str]], bool], *, within: float = 20
    ) -> dict[str, str]:
        """The parties of /healthz, as soon as they are so."""

        async def parties() -> dict[str, str]:
            return dict((await self.get("/healthz"))["parties"])

        return await until(parties, is_so, within=within)

    async def audit(self, did: str, *, count: int, within: float = 20) -> list[dict[str, Any]]:
        """All events of it, once there are `count`: an event is written after what people see of
        it. With 0 nothing is waited for: stand behind something that comes later.
        """

        async def events() -> list[dict[str, Any]]:
            page = await self.get("/api/audit")
            return [event for event in page["items"] if event["did"] == did]

        return await until(events, lambda found: len(found) >= count, within=within)


T = TypeVar("T")


async def until(
    ask: Callable[[], Awaitable[T]], is_so: Callable[[T], bool], *, within: float = 20
) -> T:
    """What is asked for, as soon as it is so; seconds."""
    deadline = asyncio.get_running_loop().time() + within
    while not is_so(found := await ask()):
        assert asyncio.get_running_loop().time() < deadline, f"it did not come: {found}"
        await asyncio.sleep(0.05)
    return found


@asynccontextmanager
async def world_of(people: People, app: App) -> AsyncIterator[World]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{app.port}") as http:
        yield World(people=people, app=app, http=http)
