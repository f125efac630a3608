"""The store as a whole: opening it, and what its callers see when the database is away."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from itertools import count
from os import kill
from pathlib import Path
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from hub.errors import StoreDown
from hub.model import DeliveryId
from storage.embedded import embedded_mongo
from storage.mongo import MongoStore
from tests.contract.samples import HOME, NOON, TELEGRAM, conversation, delivery, message, update

Fail = Callable[..., Awaitable[None]]

_NOT_WRITABLE_PRIMARY = 10107
_WRITE_CONCERN_FAILED = 64
_OUT_OF_DISK_SPACE = 14031
_AWAY = [
    pytest.param({"closeConnection": True}, id="connection lost"),
    pytest.param({"errorCode": _NOT_WRITABLE_PRIMARY}, id="primary lost"),
]


@pytest.fixture
async def fail(mongo_server: str) -> AsyncIterator[Fail]:
    """Makes commands fail; the strict API has no fail points, so this client is not strict."""
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo_server)

    async def arm(*commands: str, mode: Any = "alwaysOn", **how: Any) -> None:
        data = {"failCommands": list(commands), **how}
        await client.admin.command("configureFailPoint", "failCommand", mode=mode, data=data)

    yield arm
    await client.admin.command("configureFailPoint", "failCommand", mode="off")
    client.close()


async def test_opening_makes_the_indexes_and_opening_again_changes_nothing(
    fresh_mongo_url: str,
) -> None:
    for _ in range(2):
        store = await MongoStore.open(fresh_mongo_url)
        await store.ping()
        await store.close()


async def test_many_open_at_once(fresh_mongo_url: str) -> None:
    stores = await asyncio.gather(*(MongoStore.open(fresh_mongo_url) for _ in range(4)))
    await asyncio.gather(*(store.close() for store in stores))


async def test_the_store_has_its_database_s_name(store: MongoStore, database_name: str) -> None:
    assert store.name == database_name


_CALLS: dict[str, Callable[[MongoStore], Awaitable[Any]]] = {
    "find": lambda store: store.updates.waiting(TELEGRAM, 1),
    "findAndModify": lambda store: store.conversations.contact_wrote(HOME, NOON),
    "insert": lambda store: store.messages.insert(message("1")),
    "insert many": lambda store: store.updates.store([update("1")]),
    "update": lambda store: store.updates.handled("1"),
    "delete": lambda store: store.deliveries.clean(NOON),
    "aggregate": lambda store: store.deliveries.backlog(TELEGRAM),
    "write a file": lambda store: store.files.write("1", b"x"),
    "know of a file": lambda store: store.files.has("1"),
    "read a file": lambda store: store.files.read("1"),
    "create": lambda store: store.prepare(),
}
_COMMANDS = ("find", "findAndModify", "insert", "update", "delete", "aggregate", "createIndexes")


@pytest.mark.parametrize("name", _CALLS)
@pytest.mark.parametrize("how", _AWAY)
async def test_while_the_database_is_away_every_call_says_so(
    store: MongoStore, fail: Fail, name: str, how: dict[str, Any]
) -> None:
    await fail(*_COMMANDS, **how)
    with pytest.raises(StoreDown):
        await _CALLS[name](store)


async def test_a_server_without_room_is_away_too(store: MongoStore, fail: Fail) -> None:
    await fail("insert", errorCode=_OUT_OF_DISK_SPACE)
    with pytest.raises(StoreDown):
        await store.messages.insert(message("1"))


async def test_a_write_the_majority_did_not_get_is_not_acknowledged(
    store: MongoStore, fail: Fail
) -> None:
    await fail("insert", writeConcernError={"code": _WRITE_CONCERN_FAILED, "errmsg": "late"})
    with pytest.raises(StoreDown):
        await store.messages.insert(message("1"))
    with pytest.raises(StoreDown):
        await store.updates.store([update("1")])


@pytest.mark.parametrize("how", _AWAY)
async def test_a_moment_s_absence_is_not_noticed(
    store: MongoStore, fail: Fail, how: dict[str, Any]
) -> None:
    await store.conversations.insert(conversation())
    await fail("insert", "findAndModify", mode={"times": 1}, **how)
    assert await store.updates.store([update("1")]) == [update("1")]
    await fail("findAndModify", mode={"times": 1}, **how)
    written = await store.conversations.contact_wrote(HOME, NOON)
    assert written
    assert written.seq == 1


async def test_a_killed_server_keeps_all_that_it_acknowledged(data_dir: Path) -> None:
    """It is back before the driver gives up: some see it away, some do not notice."""
    async with embedded_mongo(data_dir) as url:
        store = await MongoStore.open(url)
        server = int((data_dir / "mongo" / "server.lock").read_text())
        before, after = await _insert_over_a_kill(store, server)
        kept = await store.deliveries.waiting(TELEGRAM, limit=0)
        await store.close()
    assert len(before) > 100
    assert {one.id for one in kept} >= before | after


async def _insert_over_a_kill(
    store: MongoStore, server: int
) -> tuple[set[DeliveryId], set[DeliveryId]]:
    """What was acknowledged before the server was killed, and all in the end."""
    acknowledged: set[DeliveryId] = set()
    stop = asyncio.Event()

    async def insert(worker: int) -> None:
        for number in count():
            if stop.is_set():
                return
            with suppress(StoreDown):
                [inserted] = await store.deliveries.insert([delivery(f"{worker}/{number}")])
                acknowledged.add(inserted.id)

    async with asyncio.timeout(60), asyncio.TaskGroup() as workers:
        for worker in range(4):
            workers.create_task(insert(worker))
        await asyncio.sleep(0.5)
        kill(server, signal.SIGKILL)
        before = set(acknowledged)
        while len(acknowledged) < len(before) + 100:
            await asyncio.sleep(0.05)
        stop.set()
    return before, acknowledged
