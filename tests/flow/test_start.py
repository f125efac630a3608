"""The hub's HTTP side opens when the hub knows its people, and is well when its workers run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from bots.app import running
from sandbox.server import Sandbox
from settings import Settings
from tests.flow.conftest import load
from tests.flow.test_webhooks import at_port, free_port

ANDREY = {"Authorization": "Bearer sandbox-key-andrey"}


@pytest.fixture
def configured(sandbox: Sandbox, mongo_url: str, redis_url: str, tmp_path: Path) -> Settings:
    return at_port(load(tmp_path, sandbox.url, mongo_url, redis_url, {}), free_port())


@pytest.fixture
async def admin(mongo_server: str) -> AsyncIterator[Any]:
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo_server)
    yield client.admin
    await client.admin.command("configureFailPoint", "failCommand", mode="off")
    client.close()


async def test_a_valid_key_is_never_called_unknown_while_the_hub_starts(
    configured: Settings, database_name: str, admin: Any
) -> None:
    port = configured.environment.http_port
    people = {"failCommands": ["find"], "namespace": f"{database_name}.people"}
    fault = {"mode": "alwaysOn", "data": {**people, "closeConnection": True}}
    armed = await admin.command("configureFailPoint", "failCommand", **fault)
    async with AsyncExitStack() as stack:
        starting = asyncio.ensure_future(stack.enter_async_context(running(configured)))
        await admin.command(
            "waitForFailPoint", "failCommand", timesEntered=armed["count"] + 1, maxTimeMS=60_000
        )
        with pytest.raises(aiohttp.ClientConnectorError):
            await _ask(port)
        await admin.command("configureFailPoint", "failCommand", mode="off")
        assert await _first_answer(port) == 200
        await starting


async def _first_answer(port: int) -> int:
    async with asyncio.timeout(60):
        while True:
            try:
                return await _ask(port)
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.01)


async def _ask(port: int) -> int:
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=ANDREY) as session,
        session.get("/api/conversations") as answer,
    ):
        return answer.status
