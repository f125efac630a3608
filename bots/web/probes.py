"""Health and metrics: what a monitor asks, without a key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from aiohttp import hdrs, web

from bots.health import MONGO, Health
from bots.metrics import Metrics
from bots.web.endpoint import Endpoint
from bots.web.shapes import Healthy, Unhealthy, answer
from hub.errors import StoreDown
from hub.ports import Queue

_PATIENCE: Final = 2.0


Ping = Callable[[], Awaitable[None]]
Queues = Callable[[], Awaitable[Iterable[Queue]]]


class Probes:
    """`ping` asks the database; it and `queues` may raise StoreDown, and are waited for shortly."""

    def __init__(
        self,
        health: Health,
        metrics: Metrics,
        *,
        ping: Ping,
        queues: Queues,
        patience: float = _PATIENCE,
    ) -> None:
        self._health = health
        self._metrics = metrics
        self._ping = ping
        self._queues = queues
        self._patience = patience

    def endpoints(self) -> tuple[Endpoint, ...]:
        return (
            Endpoint(
                path="/healthz",
                handle=self.healthz,
                summary="Whether the stores answer and the workers run; the state of every party",
                gives=Healthy,
                also={503: Unhealthy},
            ),
            Endpoint(
                path="/metrics",
                handle=self.metrics,
                summary="Prometheus",
                gives="text/plain",
            ),
        )

    async def healthz(self, _request: web.Request) -> web.StreamResponse:
        """A messenger or Redis that is down is no reason for 503: the hub works on without it."""
        await self._ask_mongo()
        failing, parties = self._health.failing(), self._health.parties()
        if failing:
            return answer(Unhealthy(status="failing", parties=parties, failing=failing), status=503)
        return answer(Healthy(status="ok", parties=parties))

    async def metrics(self, _request: web.Request) -> web.StreamResponse:
        self._metrics.queues(await self._waiting())
        text, content_type = self._metrics.exposition()
        return web.Response(body=text, headers={hdrs.CONTENT_TYPE: content_type})

    async def _ask_mongo(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._ping()
        except (StoreDown, TimeoutError):
            self._health.down(MONGO, "it does not answer")
        else:
            self._health.ok(MONGO)

    async def _waiting(self) -> Iterable[Queue]:
        """Nothing rather than something old: the other numbers are told all the same."""
        try:
            async with asyncio.timeout(self._patience):
                return await self._queues()
        except (StoreDown, TimeoutError):
            return ()
