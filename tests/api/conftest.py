"""The API on the real store, and a way to make the store fail."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from storage.mongo import MongoStore
from tests.api.support import Served, served

Fail = Callable[..., Awaitable[None]]


@pytest.fixture
async def store(mongo_url: str) -> AsyncIterator[MongoStore]:
    opened = await MongoStore.open(mongo_url)
    yield opened
    await opened.close()


@pytest.fixture
async def hub(store: MongoStore) -> AsyncIterator[Served]:
    async with served(store) as running:
        yield running


@pytest.fixture
async def fail(mongo_server: str) -> AsyncIterator[Fail]:
    """Makes commands fail; the strict API has no fail points, so this client is not strict."""
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo_server)

    async def arm(*commands: str, **how: Any) -> None:
        data = {"failCommands": list(commands), **how}
        await client.admin.command("configureFailPoint", "failCommand", mode="alwaysOn", data=data)

    yield arm
    await client.admin.command("configureFailPoint", "failCommand", mode="off")
    client.close()
