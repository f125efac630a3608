"""Hubs in processes of their own, against a sandbox in the test's; and what they may never do."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sandbox.client import People
from sandbox.server import Sandbox
from tests.faults.fail_points import FailPoints, admin_of
from tests.faults.hub_process import HubProcess
from tests.faults.ledger import Ledger
from tests.faults.yard import APP, Yard

if TYPE_CHECKING:
    from storage.driver import Client


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(port=0) as sandbox:
        yield sandbox


@pytest.fixture
async def people(sandbox: Sandbox) -> AsyncIterator[People]:
    async with People(sandbox.url) as people:
        await people.telegram.limits(enabled=False)
        yield people


@pytest.fixture
async def idle(people: People) -> None:
    """Руслан carries nothing: what he writes is shown as it is, and nobody asks him anything."""
    await people.orders.change("48213", courier=None)


@pytest.fixture
async def yard(
    sandbox: Sandbox, mongo_url: str, redis_url: str, tmp_path: Path, data_dir: Path
) -> AsyncIterator[Yard]:
    """Hubs on the worker's stores, unless told otherwise. What they printed is searched.

    They end before what they write to does: hence every fixture that they may be given.
    """
    yard = Yard(sandbox.url, tmp_path, mongo_url=mongo_url, redis_url=redis_url)
    try:
        yield yard
    finally:
        for hub in yard.hubs:
            await hub.discard()
        sys.stdout.write("\n".join(hub.output()[-8000:] for hub in yard.hubs))
    yard.check_output()


@pytest.fixture
def hub(yard: Yard) -> HubProcess:
    """One, not started yet."""
    return yard.hub()


@pytest.fixture
def ledger(people: People, mongo_client: Client, database_name: str) -> Ledger:
    return Ledger(people, mongo_client[database_name])


@pytest.fixture
async def fail_points(mongo_server: str, database_name: str) -> AsyncIterator[FailPoints]:
    admin = admin_of(mongo_server)
    points = FailPoints(admin, database_name, APP)
    yield points
    await points.off()
    admin.close()
