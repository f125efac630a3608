"""What the Python clients of the people's side share: requests, and two ways to be disappointed."""

from __future__ import annotations

from typing import Any

import aiohttp

PATIENCE = 5.0


class Refused(Exception):
    """The sandbox refused: the HTTP status and its sentence."""


class NothingCame(AssertionError):
    """What was waited for did not come; the message shows what was there instead."""


class Http:
    """JSON requests below one base; `get` and `post` leave None values out."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        self._session = session
        self._base = base_url.rstrip("/")

    async def get(self, path: str, /, **query: Any) -> Any:
        given = {name: _as_query(value) for name, value in query.items() if value is not None}
        async with self._session.get(self._base + path, params=given) as answer:
            return await _read(answer)

    async def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        async with self._session.request(method, self._base + path, json=body or {}) as answer:
            return await _read(answer)

    async def post(self, path: str, /, **body: Any) -> Any:
        given = {name: value for name, value in body.items() if value is not None}
        return await self.send("POST", path, given)

    async def bytes(self, path: str) -> bytes:
        async with self._session.get(self._base + path) as answer:
            if answer.status != 200:
                raise Refused(answer.status, await answer.text())
            return await answer.read()


def _as_query(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


async def _read(answer: aiohttp.ClientResponse) -> Any:
    body = await answer.json()
    if answer.status != 200:
        raise Refused(answer.status, body.get("error", body))
    return body
