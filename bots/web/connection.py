"""A connection of a client, closed when a request on it never begins to be whole."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds. `head`: from the first byte of a request, or from the beginning if none comes, until
    its headers are whole. `silence`: between requests.
    """

    head: float = 10.0
    silence: float = 75.0


class Connection(web.RequestHandler):
    """aiohttp's own limit counts silence alone, and a head that drips is no silence."""

    def __init__(self, server: web.Server, patience: Patience) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=patience.silence,
            lingering_time=1.0,
        )
        self._patience = patience
        self._head: asyncio.TimerHandle | None = None
        self._handling = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._handling and self._head is None:
            self._await_head()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._forget_head()
        super().connection_lost(exc)

    def begins(self) -> None:
        """A request's headers are whole."""
        self._handling = True
        self._forget_head()

    def ends(self) -> None:
        """It is answered."""
        self._handling = False

    def _await_head(self) -> None:
        loop = asyncio.get_running_loop()
        self._head = loop.call_later(self._patience.head, self.force_close)

    def _forget_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None
