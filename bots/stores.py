"""The stores: those that the environment names, or our own in DATA_DIR."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import structlog

from bots.stopping import left_together
from hub.errors import StoreDown
from hub.ports import Doorbell
from storage.doorbell import DoorbellState, LocalDoorbell
from storage.driver import RefusedError
from storage.embedded import embedded_mongo, embedded_redis
from storage.mongo import MongoStore
from storage.redis import RedisDoorbell

_log = structlog.get_logger(__name__)


class Bell(Doorbell, Protocol):
    """A doorbell that can tell how it is, and be closed."""

    @property
    def state(self) -> DoorbellState: ...
    async def close(self) -> None: ...


async def open_stores(
    mongo_url: str | None, redis_url: str | None, data_dir: Path, stack: AsyncExitStack
) -> tuple[MongoStore, Bell]:
    """Closed by `stack`. Raises DataDirLocked, EmbeddedStoreError, StandaloneServerError."""
    together = await stack.enter_async_context(left_together())
    if mongo_url is None:
        mongo_url = await together.enter(embedded_mongo(data_dir))
    if redis_url is None:
        redis_url = await together.enter(embedded_redis(data_dir))
    store = await _open(mongo_url)
    stack.push_async_callback(store.close)
    bell = RedisDoorbell(redis_url, store.name) if redis_url else LocalDoorbell()
    stack.push_async_callback(bell.close)
    return store, bell


async def _open(mongo_url: str) -> MongoStore:
    """However long it takes: the database may start later than we do."""
    while True:
        try:
            return await MongoStore.open(mongo_url)
        except RefusedError:
            raise  # nobody mends that while we wait
        except StoreDown:
            _log.warning("MongoDB does not answer, trying again")
            await asyncio.sleep(1)
