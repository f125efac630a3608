"""`POST /telegram/<inbox>`: updates that Telegram brings; 200 only when they are durable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from bots.intake import Feed
from bots.signing import is_same
from bots.telegram_updates import posted
from bots.web.endpoint import Endpoint
from bots.web.fault import Fault, nothing_here
from bots.web.shapes import ErrorShape
from hub.ports import RawUpdate

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LARGEST: Final = 2**20

Keep = Callable[[Feed, Sequence[RawUpdate]], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One address that a messenger brings updates to, and what it proves itself with."""

    feed: Feed
    secret: str = field(repr=False)


class TelegramWebhooks:
    """`doors` are the bots in webhook mode, by inbox; `desk` is the desk bot."""

    def __init__(self, doors: Mapping[str, Door], keep: Keep) -> None:
        self._doors = doors
        self._keep = keep

    def endpoints(self) -> tuple[Endpoint, ...]:
        return (
            Endpoint(
                path="/telegram/{inbox}",
                handle=self.receive,
                method="POST",
                summary=f"An update of the inbox's bot, or of `desk`; {SECRET_HEADER} is required",
                gives="text/plain",
                takes=(dict,),
                also={401: ErrorShape, 503: ErrorShape},
            ),
        )

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """What cannot be read, or is too large, is kept as dead: to refuse it again and again
        would hold up everything behind it.
        """
        door = self._doors.get(request.match_info["inbox"])
        if door is None:
            raise nothing_here()
        _prove(request.headers.get(SECRET_HEADER, ""), door.secret)
        await self._keep(door.feed, [posted(await _beginning(request))])
        return web.Response()


def _prove(given: str, secret: str) -> None:
    if not is_same(given, secret):
        raise Fault(401, f"expected the header {SECRET_HEADER} with the webhook's secret")


async def _beginning(request: web.Request) -> bytes:
    """The body, but no more of it than anybody would handle."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            break
    return bytes(body)
