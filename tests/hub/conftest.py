"""The hub on the worker's mongod: no messenger, no HTTP, and a clock that is moved by hand."""

from collections.abc import AsyncIterator

import pytest

from storage.mongo import MongoStore
from tests.hub.office import Office


@pytest.fixture
async def store(mongo_url: str) -> AsyncIterator[MongoStore]:
    opened = await MongoStore.open(mongo_url)
    yield opened
    await opened.close()


@pytest.fixture
def office(store: MongoStore) -> Office:
    return Office(store)
