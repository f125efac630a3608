"""The real store under the engine."""

from collections.abc import AsyncIterator

import pytest

from storage.mongo import MongoStore


@pytest.fixture
async def store(mongo_url: str) -> AsyncIterator[MongoStore]:
    opened = await MongoStore.open(mongo_url)
    yield opened
    await opened.close()
