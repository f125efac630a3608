"""`ok` is said to VK only when its event is durable."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bots.clock import SystemClock
from bots.intake import Feed
from bots.web import VkCallbacks, VkDoor, WebServer, web_app
from hub.access import Access
from hub.errors import StoreDown
from hub.model import Voice
from hub.ports import Batch, RawUpdate
from storage.mongo import MongoStore
from tests.api.support import DIRECTORY

EVENT = {"type": "message_new", "group_id": 7, "event_id": "e1", "secret": "s3cret", "object": {}}


class Channel:
    """Leaves everything as it is."""

    async def brought(self, event: Mapping[str, Any]) -> RawUpdate:
        return RawUpdate(id=str(event["event_id"]), raw=event)

    def after(self, cursor: str | None, event: Mapping[str, Any]) -> str | None:  # noqa: ARG002
        return None


@dataclass
class Log:
    """An update log that is away `away` times."""

    away: int = 0
    kept: list[RawUpdate] = field(default_factory=list)

    async def keep(self, _feed: Feed, raws: Sequence[RawUpdate]) -> None:
        if self.away:
            self.away -= 1
            raise StoreDown
        self.kept += raws


async def _nothing(_cursor: str | None) -> Batch:
    return Batch(updates=(), cursor=None)


@asynccontextmanager
async def _served(store: MongoStore, log: Log) -> AsyncIterator[aiohttp.ClientSession]:
    feed = Feed(voice=Voice("vk"), fetch=_nothing, line=lambda _: "", album=lambda _: None)
    door = VkDoor(feed=feed, channel=Channel(), group_id=7, secret="s3cret", confirmation="c0de")
    callbacks = VkCallbacks(
        {"vk": door},
        log.keep,
        updates=store.updates,
        access=Access(DIRECTORY, store.events, SystemClock()),
        clock=SystemClock(),
    )
    app = web_app(callbacks.endpoints(), counted=lambda *_: None)
    async with (
        WebServer(app, "127.0.0.1", 0) as server,
        aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session,
    ):
        yield session


async def _post(session: aiohttp.ClientSession, body: object) -> tuple[int, str]:
    async with session.post("/vk/vk", json=body) as answer:
        return answer.status, await answer.text()


async def test_nothing_is_acknowledged_while_the_database_is_away(store: MongoStore) -> None:
    log = Log(away=1)
    async with _served(store, log) as session:
        assert (await _post(session, EVENT))[0] == 503
        assert await _post(session, EVENT) == (200, "ok")
    assert [one.id for one in log.kept] == ["e1"]


async def test_the_secret_is_not_kept(store: MongoStore) -> None:
    log = Log()
    async with _served(store, log) as session:
        await _post(session, EVENT)
    assert "s3cret" not in repr(log.kept)


async def test_a_confirmation_is_answered_with_the_string_itself(store: MongoStore) -> None:
    log = Log()
    async with _served(store, log) as session:
        assert await _post(session, {"type": "confirmation", "group_id": 7}) == (200, "c0de")
        assert (await _post(session, {"type": "confirmation", "group_id": 8}))[0] == 403
    assert log.kept == []


async def test_what_is_far_too_large_is_not_read(store: MongoStore) -> None:
    log = Log()
    async with _served(store, log) as session, session.post("/vk/vk", data=_pieces()) as answer:
        assert answer.status == 413
    assert log.kept == []


async def _pieces() -> AsyncIterator[bytes]:
    for _ in range(80):
        yield b"a" * 2**16
