"""The real hub against the sandbox's believable world, over real HTTP; a fresh one each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

import settings
from bots.app import App, running
from sandbox.client import People
from sandbox.server import Sandbox
from sandbox.world import environment
from tests.flow.world import World, world_of
from tests.witness import witnessed

HUB_YAML = Path("sandbox/hub.yaml")

HELD = frozenset({"test_calls_in_vain", "test_marks", "test_recall", "test_edits"})
"""The stories that are held to no call in vain: those that have been run under this rule."""

Hub = Callable[..., AbstractAsyncContextManager[App]]


@pytest.fixture
async def sandbox(request: pytest.FixtureRequest) -> AsyncIterator[Sandbox]:
    """In the end nothing that it said was strange, and of the stories that are HELD to it no call
    had changed nothing.
    """
    async with Sandbox(port=0) as sandbox:
        with witnessed(sandbox.telegram):
            yield sandbox
        may = request.node.get_closest_marker("calls_in_vain") is not None
        if request.path.stem in HELD and not may:
            assert not sandbox.ground.in_vain.calls, "\n".join(sandbox.ground.in_vain.calls)


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
def hub(sandbox: Sandbox, mongo_url: str, redis_url: str, tmp_path: Path) -> Hub:
    """A way to start the hub with parts of hub.yaml replaced, and to start it again."""

    @asynccontextmanager
    async def start(**changes: Any) -> AsyncIterator[App]:
        configured = load(tmp_path, sandbox.url, mongo_url, redis_url, changes)
        async with running(configured) as app:
            yield app

    return start


def load(
    folder: Path, url: str, mongo_url: str, redis_url: str, changes: dict[str, Any]
) -> settings.Settings:
    """The world's hub.yaml with some parts replaced; limits are off unless given, and so are
    questions to customers whom nobody knows.
    """
    declared = yaml.safe_load(HUB_YAML.read_text())
    for inbox in declared["inboxes"]:
        if inbox["channel"] in ("telegram", "vk"):
            inbox["ask_contact"] = False
    declared |= {
        "limits": {"group_calls": 100_000, "chat_per_second": 1000, "bot_per_second": 1000}
    }
    file = folder / "hub.yaml"
    file.write_text(yaml.safe_dump(declared | changes, allow_unicode=True))
    own = {"HUB_CONFIG": str(file), "MONGO_URL": mongo_url, "REDIS_URL": redis_url}
    return settings.load(environment(url) | own | {"HTTP_PORT": "0"})


@pytest.fixture
async def world(people: People, hub: Hub) -> AsyncIterator[World]:
    """Everybody in his place, and the hub running."""
    async with hub() as app, world_of(people, app) as world:
        # What was written to VK before anybody listened is history, not an event.
        await people.calls.wait_for("groups.getLongPollServer", count=2)
        yield world
