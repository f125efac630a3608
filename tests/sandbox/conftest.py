"""A sandbox of each test's own on a free port, with people and callers of the Bot API."""

from collections.abc import AsyncIterator

import pytest

from sandbox.client import People
from sandbox.server import Sandbox
from tests.sandbox.telegram_support import Caller, Stage
from tests.witness import witnessed


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Empty: no world in it."""
    async with Sandbox(port=0, empty=True) as running:
        with witnessed(running.telegram):
            yield running


@pytest.fixture
async def people(sandbox: Sandbox) -> AsyncIterator[People]:
    async with People(sandbox.url) as session:
        yield session


@pytest.fixture
async def stage(people: People) -> AsyncIterator[Stage]:
    """A forum with a desk bot, a shy bot, Ann, who has started both, and Bob, who has not."""
    telegram = people.telegram
    ann = await telegram.add_user("Ann", id=11, last_name="A", username="ann", phone="+79110000011")
    bob = await telegram.add_user("Bob", id=12)
    stranger = await telegram.add_user("Stranger", id=13)
    desk = await telegram.add_bot("desk_bot", id=700, token="700:desk")
    shy = await telegram.add_bot("shy_bot", id=701, token="701:shy")
    forum = await telegram.add_group(
        "Desk", id=-1001, owner=11, members=[12], admins=["desk_bot"], bots=["shy_bot"]
    )
    await ann.start("desk_bot")
    await ann.start("shy_bot")
    async with (
        Caller(people.url, desk["token"]) as desk_caller,
        Caller(people.url, shy["token"]) as shy_caller,
    ):
        yield Stage(people, ann, bob, stranger, forum, desk_caller, shy_caller)
