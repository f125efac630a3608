"""The embedded MongoDB takes nobody without its password, and the password is told to nobody."""

import socket
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import OperationFailure

from storage.driver import connect, database
from storage.embedded import embedded_mongo
from storage.embedded.keys import write_private
from storage.embedded.lock import hub_lock, server_lock
from storage.embedded.mongod import find_mongod
from storage.embedded.process import Command, Server
from tests.storage.support import command_line, environment, server_pid

_UNAUTHORIZED = 13
_COMMANDS: tuple[dict[str, Any], ...] = (
    {"listDatabases": 1},
    {"listCollections": 1},
    {"serverStatus": 1},
    {"getParameter": "*"},
    {"getLog": "global"},
    {"currentOp": 1},
    {"createUser": "me", "pwd": "me", "roles": ["root"]},
    {"usersInfo": 1},
    {"replSetGetConfig": 1},
    {"replSetReconfig": {}},
    {"replSetStepDown": 1},
    {"fsync": 1},
    {"shutdown": 1, "force": True},
)
_ON_DATA: tuple[dict[str, Any], ...] = (
    {"find": "notes"},
    {"count": "notes"},
    {"aggregate": "notes", "pipeline": [], "cursor": {}},
    {"insert": "notes", "documents": [{"_id": "mine"}]},
    {"update": "notes", "updates": [{"q": {}, "u": {"$set": {"mine": 1}}}]},
    {"delete": "notes", "deletes": [{"q": {}, "limit": 0}]},
    {"drop": "notes"},
    {"dropDatabase": 1},
    {"createIndexes": "notes", "indexes": [{"key": {"a": 1}, "name": "a"}]},
)


@pytest.fixture
async def stranger(mongo_url: str) -> AsyncIterator["AsyncIOMotorClient[dict[str, Any]]"]:
    """Somebody else of the machine: they see the port, and no file of ours."""
    parts = urlsplit(mongo_url)
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(
        f"mongodb://{parts.hostname}:{parts.port}/", directConnection=True
    )
    yield client
    client.close()


async def _refused(client: Any, name: str, command: dict[str, Any]) -> None:
    with pytest.raises(OperationFailure) as refusal:
        await client[name].command(command)
    assert refusal.value.code == _UNAUTHORIZED, command


async def test_without_the_password_every_command_is_refused(
    stranger: Any, database_name: str
) -> None:
    for command in _COMMANDS:
        await _refused(stranger, "admin", command)
    for command in _ON_DATA:
        await _refused(stranger, database_name, command)


@pytest.mark.parametrize("user", ["dezhurka", "__system", "root"])
async def test_a_wrong_password_opens_nothing(mongo_url: str, user: str) -> None:
    parts = urlsplit(mongo_url)
    source = "local" if user == "__system" else "admin"
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(
        f"mongodb://{user}:guessed@{parts.hostname}:{parts.port}/?authSource={source}",
        directConnection=True,
    )
    with pytest.raises(OperationFailure, match="Authentication failed"):
        await client.admin.command("listDatabases")
    client.close()


async def test_what_opens_it_is_in_files_that_only_their_owner_reads(data_dir: Path) -> None:
    home = data_dir / "mongo"
    home.mkdir(mode=0o755)
    async with embedded_mongo(data_dir):
        modes = {file.name: file.stat().st_mode & 0o777 for file in home.iterdir()}
    assert modes.pop("db") == 0o700
    assert {"key", "password", "mongodump.yaml", "server.log"} <= set(modes)
    assert set(modes.values()) == {0o600}


async def test_the_password_is_on_no_command_line_and_in_no_log(
    data_dir: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home = data_dir / "mongo"
    async with embedded_mongo(data_dir) as url:
        await _insert(url, "first")
        line, environ = command_line(server_pid(home)), environment(server_pid(home))
    told = "".join(capfd.readouterr())
    assert "embedded mongod runs" in told
    for secret in ((home / "password").read_text(), (home / "key").read_text()):
        for place in (line, environ, told.encode(), (home / "server.log").read_bytes()):
            assert secret.encode() not in place


async def test_the_owner_connects_by_what_is_kept_for_mongodump(data_dir: Path) -> None:
    async with embedded_mongo(data_dir) as url:
        await _insert(url, "kept")
        kept = yaml.safe_load((data_dir / "mongo" / "mongodump.yaml").read_text())
        assert kept == {"uri": url}
        assert await _notes(kept["uri"]) == ["kept"]


async def test_data_from_before_there_was_a_password_is_closed_at_the_next_start(
    data_dir: Path,
) -> None:
    await _without_a_password(data_dir)
    async with embedded_mongo(data_dir) as url:
        assert await _notes(url) == ["from before"]


@pytest.mark.parametrize("left", [(), ("key",), ("password",), ("key", "password")])
async def test_whatever_a_killed_start_has_left_the_next_one_ends_the_same(
    data_dir: Path, left: tuple[str, ...]
) -> None:
    """The files are made first, each whole or not at all, then the user."""
    home = data_dir / "mongo"
    await _without_a_password(data_dir)
    for name in left:
        write_private(home / name, name * 8)
    (home / "key.new").write_text("half of a k")
    async with embedded_mongo(data_dir) as url:
        assert await _notes(url) == ["from before"]


@pytest.mark.parametrize("lost", ["key", "password", "mongodump.yaml"])
async def test_a_file_that_was_lost_is_made_anew(data_dir: Path, lost: str) -> None:
    async with embedded_mongo(data_dir) as url:
        await _insert(url, "kept")
    (data_dir / "mongo" / lost).unlink()
    async with embedded_mongo(data_dir) as again:
        assert (again == url) == (lost != "password")
        assert await _notes(again) == ["kept"]


async def _without_a_password(data_dir: Path) -> None:
    """What an earlier version has left: a replica set that takes everybody."""
    with hub_lock(data_dir / "mongo") as home:
        (home / "db").mkdir()
        async with server_lock(home) as lock:
            address = f"127.0.0.1:{_free_port()}"
            options = ("--replSet", "rs0", "--bind_ip", "127.0.0.1", "--nounixsocket")
            port = ("--port", address.rpartition(":")[2], "--dbpath", str(home / "db"))
            command = Command(argv=(str(find_mongod()), *options, *port), directory=home, lock=lock)
            server = await Server.start(command, partial(_initiated, address))
            await _insert(f"mongodb://{address}/?replicaSet=rs0", "from before")
            await server.stop()


async def _initiated(address: str, _pid: int) -> None:
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(
        f"mongodb://{address}/", directConnection=True
    )
    member = {"_id": 0, "host": address}
    await client.admin.command("replSetInitiate", {"_id": "rs0", "members": [member]})
    client.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _insert(url: str, note: str) -> None:
    client = connect(url)
    await database(client).notes.insert_one({"_id": note})
    client.close()


async def _notes(url: str) -> list[str]:
    client = connect(url)
    notes = [note["_id"] async for note in database(client).notes.find().sort("_id")]
    client.close()
    return notes
