"""VK's Callback API: events posted to a server, again and again until it answers `ok`.

In order while all goes well; an event that is being repeated stops nobody else. How often VK
itself repeats is not published: the pauses here are a guess.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from sandbox.ground import Ground
from sandbox.record import record

Json = dict[str, Any]

POST_SECONDS = 10.0
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0, 300.0)
POSTPONING = frozenset({410, 429, 503})
LONGEST_POSTPONED = 3 * 3600


@dataclass(slots=True, kw_only=True)
class CallbackServer:
    """An address of one community. `status` is VK's: unconfigured, failed, wait or ok."""

    id: int
    group_id: int
    url: str
    title: str
    secret: str
    confirmation: str
    events: set[str]
    status: str = "wait"
    waiting: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)

    def put(self, update: Json) -> None:
        if update.get("type") in self.events:
            self.waiting.put_nowait(update)

    def as_json(self) -> Json:
        return {
            "id": self.id,
            "title": self.title,
            "creator_id": 1,
            "url": self.url,
            "secret_key": self.secret,
            "status": self.status,
        }


class Caller:
    """Serves one callback server until it is cancelled."""

    def __init__(self, ground: Ground, server: CallbackServer) -> None:
        self._ground = ground
        self._server = server

    async def serve(self) -> None:
        timeout = aiohttp.ClientTimeout(total=POST_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as http, asyncio.TaskGroup() as group:
            await self._confirm(http)
            while True:
                update = await self._server.waiting.get()
                if (asked := await self._post(http, update, 0)) is not None:
                    group.create_task(self._repeat(http, update, asked))

    async def _confirm(self, http: aiohttp.ClientSession) -> None:
        """Events wait until the server has proved that it is the community's."""
        asked = {"type": "confirmation", "group_id": self._server.group_id}
        for pause in (*PAUSES, PAUSES[-1]):
            status, body = await self._say(http, asked, 0)
            if status == 200 and body.strip() == self._server.confirmation:
                self._server.status = "ok"
                return
            self._server.status = "failed"
            await self._ground.clock.sleep(pause)
        await asyncio.get_running_loop().create_future()

    async def _repeat(self, http: aiohttp.ClientSession, update: Json, asked: float) -> None:
        for times, pause in enumerate(PAUSES, 1):
            await self._ground.clock.sleep(max(pause, asked))
            again = await self._post(http, update, times)
            if again is None:
                return
            asked = again

    async def _post(self, http: aiohttp.ClientSession, update: Json, times: int) -> float | None:
        """None when it is taken; otherwise the seconds that the other side asked for."""
        secret = {"secret": self._server.secret} if self._server.secret else {}
        status, body = await self._say(http, update | secret, times)
        if status == 200 and body in ("ok", "remove"):
            self._server.status = "ok"
            return None
        self._server.status = "failed"
        return _postponed(body) if status in POSTPONING else 0.0

    async def _say(self, http: aiohttp.ClientSession, body: Json, times: int) -> tuple[int, str]:
        """The status, 0 without one; the body, or Retry-After where the status postpones."""
        began = time.monotonic()
        headers = {"X-Retry-Counter": str(times)} if times else {}
        try:
            async with http.post(self._server.url, json=body, headers=headers) as answer:
                status, text = answer.status, await answer.text()
                if status in POSTPONING:
                    text = answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError) as wrong:
            status, text = 0, type(wrong).__name__
        self._record(body, times, began, status, text)
        return status, text

    def _record(self, body: Json, times: int, began: float, status: int, text: str) -> None:
        fine = status == 200
        record(
            self._ground,
            service="vk",
            bot=str(self._server.group_id),
            method=f"callback.{body['type']}",
            params={"event_id": body.get("event_id", ""), "retry": times, "answer": text[:100]},
            began=began,
            status=status,
            error=None if fine else f"{status} {text[:100]}",
        )


def _postponed(retry_after: str) -> float:
    """Seconds until an HTTP date, if one is given that is near enough."""
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    seconds = (until - datetime.now(UTC)).total_seconds()
    return seconds if 0 < seconds < LONGEST_POSTPONED else 0.0
