"""The order service, asked over HTTP: patient for two seconds, and never insistent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final, TypeVar
from urllib.parse import quote

import aiohttp
import structlog

from bots.circuit import Circuit
from bots.health import Health
from bots.orders_shapes import NonsenseError, accounts_of, order_of, orders_of
from hub.errors import OrdersDown, Undeliverable
from hub.model import Account, Order, Peer
from hub.phones import HOME
from hub.ports import Clock

PARTY: Final = "orders"
PATIENCE: Final = timedelta(seconds=2)
LARGEST: Final = 4 * 2**20
"""Bytes of an answer."""
LONGEST_ID: Final = 64
LONGEST_KEY: Final = 200

_CHUNK: Final = 64 * 2**10
_ABSENT: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_UNHEARD: Final = frozenset(map(HTTPStatus, (400, 405, 409, 411, 413, 414, 415, 422, 431)))
"""It has no such thing, and what is asked for or written is nothing to it."""
_TAKEN: Final = frozenset(map(HTTPStatus, (200, 201, 202, 204)))
_REFUSED: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})

T = TypeVar("T")
_log = structlog.get_logger(__name__)


class OrderService:
    """hub.ports.Orders over HTTP. Failures are told to `health`, without anybody's data.
    `country`: whose phones it names without one.
    """

    def __init__(
        self,
        url: str,
        token: str,
        clock: Clock,
        health: Health,
        *,
        country: str = HOME,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._limit = aiohttp.ClientTimeout(total=patience.total_seconds())
        self._clock = clock
        self._health = health
        self._country = country
        self._circuit = Circuit(patience)
        self._session: aiohttp.ClientSession | None = None

    async def order(self, id: str) -> Order | None:
        if not _is_name(id):
            return None
        found, answer = await self._get(f"/orders/{quote(id, safe='')}")
        return self._understood(order_of, answer, "an order") if found else None

    async def customers(self, by: str, value: str) -> list[Account]:
        if not value or len(value) > LONGEST_KEY:
            return []
        found, answer = await self._get("/customers", {by: value})
        return self._understood(accounts_of, answer, "customers") if found else []

    async def of_staff(self, peer: Peer) -> list[Order]:
        if not _is_name(peer):
            return []
        found, answer = await self._get(f"/staff/{quote(peer, safe='')}/orders")
        return self._understood(orders_of, answer, "staff's orders") if found else []

    async def put_field(self, order: str, field: str, value: str) -> None:
        if not (_is_name(order) and _is_name(field)):
            raise Undeliverable("no such order or field")
        path = f"/orders/{quote(order, safe='')}/fields/{quote(field, safe='')}"
        status, _ = await self._ask("PUT", path, json={"value": value})
        if status not in _TAKEN:
            raise Undeliverable("no such order or field")

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    async def _get(self, path: str, query: dict[str, str] | None = None) -> tuple[bool, Any]:
        """Whether there is such a thing, and what the JSON says of it."""
        status, body = await self._ask("GET", path, params=query)
        return status in _TAKEN, body

    async def _ask(self, method: str, path: str, **more: Any) -> tuple[int, Any]:
        """The status, one of _ABSENT, _UNHEARD or _TAKEN, and the JSON that came with it."""
        began = self._clock.now()
        if not self._circuit.admits(began):
            raise OrdersDown("not asked for a while", self._circuit.since)
        try:
            async with self._asked(method, path, **more) as response:
                answer = response.status, await _body(response)
        except OrdersDown as error:
            self._circuit.failed(began, self._clock.now())
            self._health.down(PARTY, str(error))
            raise OrdersDown(str(error), self._circuit.since) from None
        self._circuit.succeeded()
        self._health.ok(PARTY)
        return answer

    @asynccontextmanager
    async def _asked(
        self, method: str, path: str, **more: Any
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """A redirect could carry the token to a stranger: it is not followed."""
        session = self._session = self._session or aiohttp.ClientSession(headers=self._headers)
        try:
            async with session.request(
                method, f"{self._url}{path}", timeout=self._limit, allow_redirects=False, **more
            ) as response:
                yield response
        except TimeoutError:
            raise OrdersDown("no answer in time") from None
        except aiohttp.ClientError as error:
            raise OrdersDown(type(error).__name__) from None

    def _understood(self, read: Callable[[Any, str], T], answer: Any, what: str) -> T:
        """One answer that is nonsense is no reason to stop asking for others."""
        try:
            understood = read(answer, self._country)
        except NonsenseError as error:
            why = f"{what}: {error}"
            _log.warning("the order service talks nonsense", where=why)
            self._health.down(PARTY, why, what)
            raise OrdersDown(why, self._clock.now()) from None
        self._health.ok(PARTY, what)
        return understood


async def _body(response: aiohttp.ClientResponse) -> Any:
    status = response.status
    if status in _ABSENT | _UNHEARD:
        return None
    if status in _REFUSED:
        raise OrdersDown(f"HTTP {status}: the token is refused")
    if status not in _TAKEN:
        raise OrdersDown(f"HTTP {status}")
    return _json(await _bounded(response))


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > LARGEST:
            raise OrdersDown("an answer without end")
    return bytes(content)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except (ValueError, RecursionError):
        raise OrdersDown("an answer that is no JSON") from None


def _is_name(name: str) -> bool:
    """What can stand in a path by itself."""
    return 0 < len(name) <= LONGEST_ID and name not in (".", "..")
