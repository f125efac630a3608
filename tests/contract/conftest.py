"""The store under test, on the real server; what it asks of the server is watched."""

from collections.abc import AsyncIterator, Iterator

import pytest
from pymongo import monitoring

from storage.mongo import MongoStore
from tests.contract.watch import Watch

_WATCH = Watch()
monitoring.register(_WATCH)


@pytest.fixture
def watch(database_name: str) -> Iterator[Watch]:
    """Commands of the test; one that later servers may refuse, or a sharded one, fails it."""
    _WATCH.begin(database_name)
    yield _WATCH
    assert not _WATCH.strangers()


@pytest.fixture
async def store(mongo_url: str, watch: Watch) -> AsyncIterator[MongoStore]:
    opened = await MongoStore.open(mongo_url)
    watch.forget()
    yield opened
    await opened.close()
