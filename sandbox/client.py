"""The people's side from Python: act as anybody, wait for what they see, spoil the weather."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from types import TracebackType
from typing import Any

import aiohttp

from sandbox.client_http import PATIENCE, Http, NothingCame, Refused
from sandbox.out import OutSide
from sandbox.telegram.client import TelegramPeople
from sandbox.telegram.seen import SeenMessage, SeenTopic, View
from sandbox.vk.client import VkPeople

__all__ = ["NothingCame", "People", "Refused", "SeenMessage", "SeenTopic", "View"]

Json = dict[str, Any]


class People:
    """One session with a sandbox: `telegram`, `vk`, `orders`, `faults`, `clock`, `calls`."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    async def __aenter__(self) -> People:
        no_timeout = aiohttp.ClientTimeout(total=None)
        self._session = aiohttp.ClientSession(timeout=no_timeout)
        http = Http(self._session, f"{self.url}/people")
        self.telegram = TelegramPeople(http)
        self.vk = VkPeople(http)
        self.orders = Orders(http)
        self.out = OutSide(self._session, self.url)
        self.faults = Faults(http)
        self.clock = ClockHand(http)
        self.calls = Calls(http)
        self._http = http
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def events(self, since: int = -1) -> AsyncGenerator[Json, None]:
        """The stream as it comes; -1 is from now on, 0 from the oldest kept."""
        async with self._session.get(f"{self.url}/people/events?since={since}") as stream:
            async for line in stream.content:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])


class Faults:
    """Bad weather."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def add(self, **fault: Any) -> int:
        """The fields of sandbox/README.md; the fault's id."""
        return int((await self._http.post("/faults", **fault))["id"])

    async def remove(self, fault_id: int) -> None:
        await self._http.send("DELETE", f"/faults/{fault_id}")

    async def clear(self) -> None:
        await self._http.send("DELETE", "/faults")

    async def all(self) -> list[Json]:
        return list((await self._http.get("/faults"))["faults"])


class ClockHand:
    """The sandbox's clock."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def now(self) -> float:
        return float((await self._http.get("/clock"))["now"])

    async def advance(self, seconds: float) -> None:
        await self._http.post("/clock", advance=seconds)

    async def scale(self, by: float) -> None:
        await self._http.post("/clock", scale=by)


class Calls:
    """The log of what bots called."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def last(self) -> int:
        """A cursor: the id of the newest call."""
        return int((await self._http.get("/calls", limit=0))["last"])

    async def all(self, since: int = 0, **wanted: Any) -> list[Json]:
        """`service`, `bot`, `method` (a glob)."""
        return list((await self._http.get("/calls", since=since, **wanted))["calls"])

    async def wait_for(
        self,
        method: str,
        *,
        since: int = 0,
        count: int = 1,
        within: float = PATIENCE,
        **wanted: Any,
    ) -> list[Json]:
        """Such calls, once there are `count` of them."""
        query = {"method": method, "since": since, "count": count, "timeout": within, **wanted}
        found = list((await self._http.get("/calls", **query))["calls"])
        if len(found) < count:
            raise NothingCame(f"{count} calls of {method} did not come, only {found}")
        return found


class Orders:
    """The shop's own people at the order service."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def get(self, order: str) -> Json:
        return dict(await self._http.get(f"/orders/{order}"))

    async def change(self, order: str, **changes: Any) -> Json:
        return dict(await self._http.send("PATCH", f"/orders/{order}", changes))
