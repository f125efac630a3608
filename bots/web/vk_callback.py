"""`POST /vk/<inbox>`: events that VK brings; exactly `ok` only when they are durable."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import structlog
from aiohttp import web

from bots.intake import Feed
from bots.raw import malformed
from bots.signing import is_same
from bots.web.endpoint import Endpoint
from bots.web.fault import Fault, nothing_here
from bots.web.shapes import ErrorShape
from hub.access import Access
from hub.model import Source
from hub.ports import Clock, RawUpdate, Updates

Keep = Callable[[Feed, Sequence[RawUpdate]], Awaitable[None]]

_SECRET: Final = "secret"  # noqa: S105 - a key's name
_TAKEN: Final = "ok"
_LARGEST: Final = 4 * 2**20
"""More than is ever handled: the secret stands at the end."""

_log = structlog.get_logger(__name__)


class Bringing(Protocol):
    """What a VK channel makes of what is brought."""

    async def brought(self, event: Mapping[str, Any]) -> RawUpdate: ...
    def after(self, cursor: str | None, event: Mapping[str, Any]) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VkDoor:
    """One community's address, and what both sides prove themselves with."""

    feed: Feed
    channel: Bringing
    group_id: int
    secret: str = field(repr=False)
    confirmation: str


class VkCallbacks:
    """`doors` are by inbox."""

    def __init__(
        self,
        doors: Mapping[str, VkDoor],
        keep: Keep,
        *,
        updates: Updates,
        access: Access,
        clock: Clock,
    ) -> None:
        self._doors = doors
        self._keep = keep
        self._updates = updates
        self._access = access
        self._clock = clock

    def endpoints(self) -> tuple[Endpoint, ...]:
        return (
            Endpoint(
                path="/vk/{inbox}",
                handle=self.receive,
                method="POST",
                summary="An event of the community, by VK's Callback API; its secret is required",
                gives="text/plain",
                takes=(dict,),
                also={403: ErrorShape, 413: ErrorShape, 503: ErrorShape},
            ),
        )

    async def receive(self, request: web.Request) -> web.StreamResponse:
        door = self._doors.get(request.match_info["inbox"])
        if door is None:
            raise nothing_here()
        body = await _body(request)
        event = _event(body)
        if event is not None and event.get("type") == "confirmation":
            return await self._confirm(door, event)
        if not (_is_proved(door, event) if event is not None else door.secret.encode() in body):
            await self._refuse(door)
        await self._take(door, event, body)
        return web.Response(text=_TAKEN)

    async def _confirm(self, door: VkDoor, event: Mapping[str, Any]) -> web.Response:
        if event.get("group_id") != door.group_id:
            await self._refuse(door)
        return web.Response(text=door.confirmation)

    async def _take(self, door: VkDoor, event: Mapping[str, Any] | None, body: bytes) -> None:
        """What cannot be read is kept as dead: VK would bring it again and again."""
        if event is None:
            text = body.decode(errors="backslashreplace").replace(door.secret, "•••")
            await self._keep(door.feed, [malformed(text)])
            return
        kept = {key: value for key, value in event.items() if key != _SECRET}
        await self._keep(door.feed, [await door.channel.brought(kept)])
        cursor = door.channel.after(await self._updates.cursor(door.feed.voice), kept)
        if cursor is not None:
            await self._updates.move_cursor(door.feed.voice, cursor)

    async def _refuse(self, door: VkDoor) -> None:
        """Once a minute in the audit, however often somebody knocks."""
        _log.warning("callback refused", voice=door.feed.voice)
        minute = f"{self._clock.now():%Y-%m-%dT%H:%M}"
        source = Source(f"{door.feed.voice}:callback:{minute}")
        await self._access.refused(source, "callback", by=f"POST /vk/{door.feed.voice}")
        raise Fault(403, "expected the secret of this community's callback server")


async def _body(request: web.Request) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > _LARGEST:
            raise Fault(413, "the body is too large")
    return bytes(body)


def _event(body: bytes) -> dict[str, Any] | None:
    """None for what is no JSON object."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None


def _is_proved(door: VkDoor, event: Mapping[str, Any]) -> bool:
    is_ours = event.get("group_id") == door.group_id
    return is_ours and is_same(str(event.get(_SECRET) or ""), door.secret)
