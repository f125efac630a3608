"""A bare caller of the Bot API, so that tests see exactly what is on the wire."""

from dataclasses import dataclass
from io import BytesIO
from types import TracebackType
from typing import Any

import aiohttp

from sandbox.client import People
from sandbox.telegram.client import GroupSide, Person


class Caller:
    """One bot that sends JSON bodies."""

    def __init__(self, url: str, token: str) -> None:
        self.base = f"{url}/telegram/bot{token}"
        self.files = f"{url}/telegram/file/bot{token}"
        self.offset = 0

    async def __aenter__(self) -> "Caller":
        self.http = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.close()

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """The whole envelope."""
        async with self.http.post(f"{self.base}/{method}", json=params) as answer:
            return dict(await answer.json())

    async def result(self, method: str, **params: Any) -> Any:
        body = await self.call(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        """`code description`."""
        body = await self.call(method, **params)
        assert not body["ok"], body
        return f"{body['error_code']} {body['description']}"

    async def send(self, chat_id: int, text: str = "hi", **params: Any) -> Any:
        return await self.result("sendMessage", chat_id=chat_id, text=text, **params)

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        """What has come since the last time, confirming it; waits for something up to 3 s."""
        given = {"timeout": 3, **params}
        found: list[dict[str, Any]] = await self.result("getUpdates", offset=self.offset, **given)
        if found:
            self.offset = found[-1]["update_id"] + 1
        return found

    async def all_updates(self) -> list[dict[str, Any]]:
        """Everything that is waiting now, however many calls it takes."""
        found: list[dict[str, Any]] = []
        while batch := await self.updates(timeout=0 if found else 3):
            found += batch
        return found

    async def drain(self) -> None:
        """Forget what is waiting."""
        await self.result("deleteWebhook", drop_pending_updates=True)

    async def upload(self, method: str, field: str, data: bytes, name: str, **params: Any) -> Any:
        form = aiohttp.FormData({key: str(value) for key, value in params.items()})
        form.add_field(field, BytesIO(data), filename=name, content_type="text/plain")
        async with self.http.post(f"{self.base}/{method}", data=form) as answer:
            return await answer.json()


@dataclass(frozen=True, slots=True)
class Stage:
    """Who is there in most tests: see `stage` in conftest.py."""

    people: People
    ann: Person
    bob: Person
    stranger: Person
    forum: GroupSide
    desk: Caller
    shy: Caller
