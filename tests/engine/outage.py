"""The real store, with a switch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

from hub.errors import StoreDown
from storage.mongo import MongoStore


class Breakable:
    """`down`: nothing is done. `silent`: the first call of these is done, and not answered."""

    def __init__(self, store: MongoStore) -> None:
        self.down = False
        self.silent: set[str] = set()
        self.refused = 0
        ports = ("updates", "deliveries", "lanes", "views", "leases")
        broken = {name: _Port(self, getattr(store, name)) for name in ports}
        self.store = cast("MongoStore", SimpleNamespace(**broken))

    async def call(self, name: str, method: Callable[..., Awaitable[Any]], *given: Any) -> Any:
        if self.down:
            self.refused += 1
            raise StoreDown
        answer = await method(*given)
        if name in self.silent:
            self.silent.discard(name)
            raise StoreDown
        return answer


class _Port:
    def __init__(self, breakable: Breakable, port: object) -> None:
        self._breakable = breakable
        self._port = port

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self._port, name)

        async def call(*given: Any, **named: Any) -> Any:
            return await self._breakable.call(name, lambda: method(*given, **named))

        return call
