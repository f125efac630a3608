"""HTTP requests that send no message: whatever goes wrong with one, it is Unanswered.

What is raised names no address, for an address may hold a token.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import aiohttp

from hub import reasons
from hub.errors import Unanswered, Undeliverable

FILE_LIMIT: Final = 20 * 2**20
CONNECT_SECONDS: Final = 10
SILENCE_SECONDS: Final = 30.0

_CHUNK: Final = 64 * 2**10
_SERVER_ERROR: Final = 500
_NOT_NOW: Final = (408, 425, 429)


class Faulty(Unanswered):
    """It answered, with an error of its own: what was asked for may well be there."""


def fetching(silence: float = SILENCE_SECONDS) -> aiohttp.ClientTimeout:
    """For files: as long as something comes; whoever fetches says how long that may be."""
    return aiohttp.ClientTimeout(
        total=None, sock_connect=min(CONNECT_SECONDS, silence), sock_read=silence
    )


def time_limit(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds, sock_connect=min(CONNECT_SECONDS, seconds))


@asynccontextmanager
async def asked(
    session: aiohttp.ClientSession, method: str, url: str, limit: aiohttp.ClientTimeout, **more: Any
) -> AsyncIterator[aiohttp.ClientResponse]:
    try:
        async with session.request(method, url, timeout=limit, **more) as response:
            yield response
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Unanswered(type(error).__name__) from None


async def object_of(response: aiohttp.ClientResponse) -> Mapping[str, Any]:
    """The JSON object that the answer must be."""
    try:
        return dict(json.loads(await response.read()))
    except (RecursionError, TypeError, ValueError):
        raise Unanswered(f"HTTP {response.status} with an answer that is no JSON object") from None


async def content_of(response: aiohttp.ClientResponse) -> bytes:
    """A file of at most FILE_LIMIT bytes. Undeliverable with TOO_LARGE or FILE_LOST."""
    if response.status >= _SERVER_ERROR or response.status in _NOT_NOW:
        raise Faulty(f"HTTP {response.status}")
    if not response.ok:
        raise Undeliverable(reasons.FILE_LOST)
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > FILE_LIMIT:
            raise Undeliverable(reasons.TOO_LARGE)
    return bytes(content)
