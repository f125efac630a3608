"""Requests of the people's side: their bodies and queries, and how it refuses."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.telegram.errors import ApiError, Impossible
from sandbox.telegram.model import JSON
from sandbox.telegram.text.entities import BadText

Handler = Callable[[web.Request], Awaitable[Any]]


class Missing(ValueError):
    """A field that is needed is not there, or is of another type."""


def answering(handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler's result as JSON; its refusals as `{"error": ...}` with 400, 404 or 409."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            result = await handler(request)
        except KeyError as absent:
            return _refusal(404, str(absent.args[0]))
        except Impossible as wrong:
            return _refusal(409, str(wrong))
        except (Missing, BadText) as wrong:
            return _refusal(400, str(wrong))
        except ApiError as wrong:
            return _refusal(400, wrong.description)
        return result if isinstance(result, web.StreamResponse) else web.json_response(result)

    return handle


async def body_of(request: web.Request) -> Fields:
    raw = await request.read()
    try:
        given = json.loads(raw or b"{}")
    except ValueError as wrong:
        raise Missing("the body is not JSON") from wrong
    if not isinstance(given, dict):
        raise Missing("the body should be an object")
    return Fields(given)


class Fields:
    """A JSON object, or a query string, read by type."""

    def __init__(self, given: JSON) -> None:
        self.given = given

    def __contains__(self, name: str) -> bool:
        return self.given.get(name) is not None

    def any(self, name: str) -> Any:
        value = self.given.get(name)
        if value is None:
            raise Missing(f"{name} is needed")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = self.given.get(name, default)
        if not isinstance(value, str):
            raise Missing(f"{name} should be text")
        return value

    def integer(self, name: str, default: int | None = None) -> int:
        value = self.given.get(name, default)
        try:
            return int(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise Missing(f"{name} should be an integer") from None

    def number(self, name: str, default: float | None = None) -> float:
        value = self.given.get(name, default)
        try:
            return float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise Missing(f"{name} should be a number") from None

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.given.get(name, default)
        return value.lower() in ("1", "true", "yes") if isinstance(value, str) else bool(value)

    def items(self, name: str) -> list[Any]:
        value = self.given.get(name, [])
        if not isinstance(value, list):
            raise Missing(f"{name} should be a list")
        return value


def _refusal(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)
