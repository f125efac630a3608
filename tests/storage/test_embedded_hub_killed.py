"""A hub killed with -9: nothing of it stays, and the next one goes on from its data."""

import os
import signal
from pathlib import Path

import pytest
from redis.asyncio import Redis

from storage.driver import connect, database
from storage.embedded import DataDirLocked, embedded_mongo, embedded_redis
from tests.storage.support import environment, gone, hub, runs, server_pid


async def test_a_killed_hub_leaves_no_server_behind(data_dir: Path) -> None:
    async with hub(data_dir) as (process, _):
        servers = [server_pid(data_dir / store) for store in ("mongo", "valkey")]
        assert all(map(runs, servers))
        process.kill()
    for pid in servers:
        await gone(pid)


async def test_the_next_hub_starts_at_once_and_finds_the_data(data_dir: Path) -> None:
    async with hub(data_dir) as (process, urls):
        await _write(urls["mongo"], urls["redis"])
        process.kill()
    async with embedded_mongo(data_dir) as mongo, embedded_redis(data_dir) as redis:
        assert mongo == urls["mongo"]
        await _read(mongo, redis)


async def test_a_hub_in_another_process_is_refused(data_dir: Path) -> None:
    async with hub(data_dir) as (process, _):
        with pytest.raises(DataDirLocked, match=f"process {process.pid}"):
            async with embedded_mongo(data_dir):
                pass


async def test_the_stores_get_none_of_the_hubs_secrets(data_dir: Path) -> None:
    async with hub(data_dir) as (process, _):
        assert b"BOT_TOKEN" in environment(process.pid)
        for store in ("mongo", "valkey"):
            assert b"BOT_TOKEN" not in environment(server_pid(data_dir / store))


@pytest.mark.faults
async def test_a_frozen_server_of_a_killed_hub_is_ended_by_the_next(data_dir: Path) -> None:
    async with hub(data_dir) as (process, _):
        frozen = server_pid(data_dir / "mongo")
        os.kill(frozen, signal.SIGSTOP)
        process.kill()
    async with embedded_mongo(data_dir):
        assert not runs(frozen)


async def _write(mongo: str, redis: str) -> None:
    client = connect(mongo)
    await database(client).notes.insert_one({"_id": "kept"})
    client.close()
    async with Redis.from_url(redis) as cache:
        await cache.set("note", "kept")


async def _read(mongo: str, redis: str | None) -> None:
    client = connect(mongo)
    assert await database(client).notes.find_one({}) == {"_id": "kept"}
    client.close()
    assert redis
    async with Redis.from_url(redis, decode_responses=True) as cache:
        assert await cache.get("note") == "kept"
