"""The HTTP side on the real store, with people of every sort and a conversation of each kind."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web

from bots.health import Health
from bots.metrics import Metrics
from bots.web import Api, Keys, Probes, WebServer, web_app
from hub.directory import Directory
from hub.errors import Undeliverable
from hub.model import (
    EVERY_INBOX,
    Attachment,
    DeskId,
    Grant,
    InboxId,
    InboxRule,
    Note,
    Person,
    PersonId,
    Role,
    Voice,
)
from storage.mongo import MongoStore
from tests.contract.samples import NOON, address, at, conversation, message

KEYS = {
    f"key-of-{name}": PersonId(name)
    for name in ("andrey", "lena", "oleg", "vera", "timur", "ksenia", "ruslan", "inga", "gone")
}
KEPT = timedelta(days=1)
CONVERSATIONS = ("c-tg", "c-vk", "c-staff")
SEES = {
    "andrey": {"c-tg", "c-vk", "c-staff"},
    "lena": {"c-tg", "c-vk"},
    "oleg": {"c-tg", "c-staff"},
    "vera": {"c-vk"},
    "timur": set[str](),
    "ksenia": {"c-staff"},
    "ruslan": set[str](),
    "inga": {"c-staff"},
}
GRANTED = ("ksenia", "ruslan", "inga")
"""Who was given `c-staff` alone: to a courier the API shows nothing even so."""


def _person(id: str, role: Role, *desks: str, inboxes: InboxRule = EVERY_INBOX) -> Person:
    at_desks = frozenset(map(DeskId, desks))
    return Person(id=PersonId(id), name=id.title(), role=role, desks=at_desks, inboxes=inboxes)


VK = frozenset({InboxId("customers-vk")})
DIRECTORY = Directory(
    inboxes=(),
    desks=(),
    people=(
        _person("andrey", Role.HEAD),
        _person("lena", Role.OPERATOR, "clients"),
        _person(
            *("oleg", Role.OPERATOR, "clients", "couriers"),
            inboxes=InboxRule(listed=VK, excepted=True),
        ),
        _person("vera", Role.OPERATOR, "clients", "couriers", inboxes=InboxRule(listed=VK)),
        _person("timur", Role.MANAGER),
        _person("ksenia", Role.GUEST, "clients"),
        _person("ruslan", Role.COURIER, "couriers"),
        _person("inga", Role.INTERNAL),
    ),
    desk_voice=Voice("telegram:desk"),
)


class Still:
    def __init__(self, now: datetime = NOON) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time


async def lost(_attachment: Attachment) -> bytes:
    raise Undeliverable("file_lost")


@dataclass(frozen=True, kw_only=True)
class Served:
    """The hub as a client sees it."""

    session: aiohttp.ClientSession
    port: int
    server: WebServer
    routes: tuple[web.AbstractRoute, ...]

    async def get(self, path: str, key: str | None = "andrey", **query: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer key-of-{key}"} if key else {}
        async with self.session.get(path, params=query, headers=headers) as response:
            return response.status, await response.json()

    async def items(self, path: str, key: str = "andrey", **query: Any) -> list[dict[str, Any]]:
        """Of all pages."""
        found: list[dict[str, Any]] = []
        after: Mapping[str, str] = {}
        while True:
            status, page = await self.get(path, key, **{**query, **after})
            assert status == 200, page
            found += page["items"]
            if page["next"] is None:
                return found
            after = {"after": page["next"]}


@asynccontextmanager
async def served(
    store: MongoStore,
    *,
    read_file: Callable[[Attachment], Awaitable[bytes]] = lost,
    health: Health | None = None,
    patience: float = 5.0,
) -> AsyncIterator[Served]:
    clock = Still()
    metrics, health = Metrics(clock), health or Health(clock)
    queues = store.deliveries.queues
    probes = Probes(health, metrics, ping=store.ping, queues=queues, patience=patience)
    api = Api(
        keys=Keys(KEYS, DIRECTORY),
        store=store,
        words=_words,
        read_file=read_file,
        clock=clock,
        deliveries_kept=KEPT,
    )
    endpoints = (*probes.endpoints(), *api.endpoints())
    app = web_app(endpoints, counted=metrics.request, patience=patience)
    async with WebServer(app, "127.0.0.1", 0) as server:
        base = f"http://127.0.0.1:{server.port}"
        async with aiohttp.ClientSession(base) as session:
            routes = tuple(app.router.routes())
            yield Served(session=session, port=server.port, server=server, routes=routes)


_GRANTS = tuple(
    Grant(id=f"g-{name}", person=PersonId(name), by=PersonId("andrey"), at=NOON) for name in GRANTED
)


def _words(note: Note) -> str:
    return f"{note.code}: {dict(note.values)}"


async def seed(store: MongoStore) -> None:
    """Two conversations at one desk by two inboxes, one at another desk; each with a message."""
    kinds = {"c-tg": "customers-tg", "c-vk": "customers-vk", "c-staff": "staff"}
    for minutes, (id, inbox) in enumerate(kinds.items()):
        await store.conversations.insert(
            conversation(
                id,
                address=address(f"peer of {id}", inbox),
                desk=DeskId("couriers" if inbox == "staff" else "clients"),
                active_at=at(minutes),
                order="10042",
                guests=_GRANTS if id == "c-staff" else (),
            )
        )
        file = Attachment(kind="photo", voice=Voice("v"), ref=f"file of {id}")
        words = message(f"{inbox}:77:1", 1, "гравировка", conversation=id, attachments=(file,))
        await store.messages.insert(words)


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in items]
