"""The body of a request of the people's side, and how that side refuses."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.vk.errors import VkError
from sandbox.vk.model import Json


class RefusalError(Exception):
    """400 bad request, 404 no such thing, 409 a person could not do that in VK."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(reason)


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def guarded(handler: Handler) -> Handler:
    """The handler, its refusals worded as JSON."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except RefusalError as refusal:
            return web.json_response({"error": refusal.reason}, status=refusal.status)
        except VkError as refusal:
            return web.json_response({"error": refusal.message}, status=400)

    return handle


class Body:
    """A JSON object read by type."""

    def __init__(self, given: Json) -> None:
        self.given = given

    @classmethod
    async def of(cls, request: web.Request) -> "Body":
        if not request.can_read_body:
            return cls({})
        try:
            given = await request.json()
        except json.JSONDecodeError as wrong:
            raise RefusalError(400, "the body is not JSON") from wrong
        if not isinstance(given, dict):
            raise RefusalError(400, "the body should be an object")
        return cls(given)

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def text(self, name: str, default: str | None = None) -> str:
        value = self.given.get(name, default)
        if not isinstance(value, str):
            raise RefusalError(400, f"{name} should be text")
        return value

    def integer(self, name: str, default: int | None = None) -> int:
        value = self.given.get(name, default)
        if not isinstance(value, int):
            raise RefusalError(400, f"{name} should be an integer")
        return value

    def number(self, name: str, default: float | None = None) -> float:
        value = self.given.get(name, default)
        if not isinstance(value, int | float):
            raise RefusalError(400, f"{name} should be a number")
        return float(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        return bool(self.given.get(name, default))

    def items(self, name: str) -> list[Any]:
        value = self.given.get(name, [])
        if not isinstance(value, list):
            raise RefusalError(400, f"{name} should be a list")
        return value
