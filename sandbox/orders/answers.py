"""Bodies in and out, alike on both sides of the order service."""

import json
from typing import Any

from aiohttp import web


async def json_body(request: web.Request) -> dict[str, Any] | None:
    try:
        body = await request.json()
    except json.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None


def answered(body: Any) -> web.Response:
    return web.json_response(body)


def absent() -> web.Response:
    return problem(404, "not found")


def problem(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)
