"""The embedded MongoDB: started, moved, revived, refused, explained."""

import os
import shutil
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from storage.driver import connect, database, ensure_replica_set
from storage.embedded import DataDirLocked, EmbeddedStoreError, embedded_mongo
from storage.embedded.mongod import find_mongod
from storage.embedded.valkey import find_valkey
from tests.storage.support import runs, server_pid


async def _insert(url: str, note: str) -> None:
    client = connect(url)
    await database(client).notes.insert_one({"_id": note})
    client.close()


async def _notes(url: str) -> list[str]:
    client = connect(url)
    notes = [note["_id"] async for note in database(client).notes.find().sort("_id")]
    client.close()
    return notes


async def test_it_is_the_writable_primary_of_a_replica_set(data_dir: Path) -> None:
    async with embedded_mongo(data_dir) as url:
        client = connect(url)
        await ensure_replica_set(client)
        client.close()
        await _insert(url, "first")
        assert await _notes(url) == ["first"]


async def test_it_ends_with_its_context_and_keeps_its_data(data_dir: Path) -> None:
    async with embedded_mongo(data_dir) as url:
        await _insert(url, "kept")
        pid = server_pid(data_dir / "mongo")
    assert not runs(pid)
    async with embedded_mongo(data_dir) as again:
        assert again == url
        assert await _notes(again) == ["kept"]


async def test_killed_it_comes_back_at_the_same_address_with_what_it_acknowledged(
    data_dir: Path,
) -> None:
    async with embedded_mongo(data_dir) as url:
        await _insert(url, "acknowledged")
        os.kill(server_pid(data_dir / "mongo"), signal.SIGKILL)
        assert await _notes(url) == ["acknowledged"]
        await _insert(url, "and then another")


async def test_a_deep_data_directory_with_odd_letters_works(data_dir: Path) -> None:
    async with embedded_mongo(data_dir / "/".join(["дежурка 100% #1"] * 10)) as url:
        await _insert(url, "deep")


async def test_it_moves_to_another_port_when_another_hubs_mongod_took_its_own(
    data_dir: Path,
) -> None:
    mine, other = data_dir / "mine", data_dir / "other"
    async with embedded_mongo(mine) as url:
        await _insert(url, "mine")
    (other / "mongo").mkdir(parents=True)
    shutil.copy(mine / "mongo" / "port", other / "mongo")
    async with embedded_mongo(other) as taken, embedded_mongo(mine) as moved:
        assert urlsplit(taken).port == urlsplit(url).port != urlsplit(moved).port
        assert await _notes(moved) == ["mine"]
        assert await _notes(taken) == []


async def test_a_second_hub_on_one_data_directory_is_refused_with_a_sentence(
    data_dir: Path,
) -> None:
    async with embedded_mongo(data_dir):
        with pytest.raises(DataDirLocked) as refusal:
            async with embedded_mongo(data_dir):
                pass
    assert str(refusal.value) == (
        f"{data_dir / 'mongo'} is in use by another hub (process {os.getpid()}):"
        " stop it, or give this one a DATA_DIR of its own"
    )


async def test_mongod_bin_comes_before_path_and_path_before_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path = tmp_path / "mongod"
    on_path.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_mongod() == on_path
    monkeypatch.setenv("MONGOD_BIN", "/elsewhere/mongod")
    assert find_mongod() == Path("/elsewhere/mongod")
    monkeypatch.delenv("MONGOD_BIN")
    monkeypatch.setenv("PATH", "")
    assert find_mongod().is_file()


def test_a_machine_without_mongod_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONGOD_BIN", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "fiftyone", None)
    with pytest.raises(EmbeddedStoreError, match=r"set MONGO_URL .* or MONGOD_BIN"):
        find_mongod()


async def test_a_binary_that_misses_a_library_names_it(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crippled = tmp_path / "mongod"
    crippled.write_bytes(find_valkey().read_bytes().replace(b"\0libm.so.6\0", b"\0libZ.so.6\0"))
    crippled.chmod(0o755)
    monkeypatch.setenv("MONGOD_BIN", str(crippled))
    with pytest.raises(EmbeddedStoreError, match=r"apt-get install libZ\.so\.6"):
        async with embedded_mongo(data_dir):
            pass


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ('#!/bin/sh\necho "the disk is full"; exit 3\n', "code 3: the disk is full"),
        ('#!/bin/sh\necho \'{"s":"F","msg":"why"}\'; echo bye; exit 1\n', '"msg":"why"'),
        ("#!/nowhere\n", "No such file or directory"),
    ],
)
async def test_a_binary_that_ends_at_once_is_quoted(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    binary = tmp_path / "mongod"
    binary.write_text(script)
    binary.chmod(0o755)
    monkeypatch.setenv("MONGOD_BIN", str(binary))
    with pytest.raises(EmbeddedStoreError, match=said):
        async with embedded_mongo(data_dir):
            pass


async def test_a_data_directory_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedStoreError, match="set DATA_DIR"):
        async with embedded_mongo(tmp_path / "file"):
            pass
