"""The driver file: what it promises about a connection."""

import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pymongo.errors import OperationFailure

from storage.driver import StandaloneServerError, connect, database, ensure_replica_set
from storage.embedded.lock import server_lock
from storage.embedded.mongod import find_mongod
from storage.embedded.process import Command, Server


@pytest.fixture
async def standalone_url(data_dir: Path) -> AsyncIterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ("--bind_ip", "127.0.0.1", "--nounixsocket", "--port", str(port))
    argv = (str(find_mongod()), *options, "--dbpath", str(data_dir))
    async with server_lock(data_dir) as lock:
        command = Command(argv=argv, directory=data_dir, lock=lock)
        server = await Server.start(command, _at_once)
        yield f"mongodb://127.0.0.1:{port}"
        await server.stop()


async def _at_once(_pid: int) -> None:
    """The driver waits for the server by itself."""


async def test_a_standalone_server_is_refused(standalone_url: str) -> None:
    client = connect(standalone_url)
    with pytest.raises(StandaloneServerError, match="make it a replica set"):
        await ensure_replica_set(client)
    client.close()


async def test_a_write_is_acknowledged_by_the_majority_and_the_journal(mongo_url: str) -> None:
    client = connect(mongo_url)
    concern = client.write_concern
    client.close()
    assert concern.document == {"w": "majority", "j": True}


async def test_times_come_back_aware(mongo_url: str) -> None:
    client = connect(mongo_url)
    moment = datetime(2026, 11, 21, 20, tzinfo=UTC)
    await database(client).times.insert_one({"_id": 1, "at": moment})
    assert await database(client).times.find_one({}) == {"_id": 1, "at": moment}
    client.close()


async def test_the_server_refuses_what_a_later_major_may_drop(mongo_url: str) -> None:
    client = connect(mongo_url)
    with pytest.raises(OperationFailure, match="not in API Version 1"):
        await database(client).times.distinct("at")
    client.close()


@pytest.mark.parametrize(("path", "name"), [("/shop?a", "shop"), ("/?a", "dezhurka")])
async def test_the_database_is_the_path_of_the_url(path: str, name: str) -> None:
    client = connect(f"mongodb://127.0.0.1:1{path}ppName=test")
    assert database(client).name == name
    client.close()
