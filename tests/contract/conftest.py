"""The store under test, on the real server; what it asks of the server is watched."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
from pymongo import monitoring

from hub.model import Conversation
from storage.mongo import MongoStore
from tests.contract.samples import conversation
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


@pytest.fixture
def given(store: MongoStore) -> Callable[..., Awaitable[Conversation]]:
    """Inserts the sample conversation, but for what is given."""

    async def insert(**more: Any) -> Conversation:
        return await store.conversations.insert(conversation(**more))

    return insert
