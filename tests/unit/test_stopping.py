"""A stop keeps its promise, whatever hangs."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bots.delivery import Pace
from bots.delivery.outlet import SETTLE_WITHIN
from bots.ownership import RELEASE_WITHIN
from bots.stopping import LATEST, PROMISED, left_together
from bots.web.server import LAST_REQUESTS
from storage.embedded.process import GONE_WITHIN

_HANGS = """
import threading, time
from bots.stopping import end_within
end_within(0.1)
threading.Thread(target=time.sleep, args=(600,)).start()
"""


def test_the_parts_of_a_stop_have_less_time_together_than_was_promised() -> None:
    workers = Pace().grace.total_seconds() + SETTLE_WITHIN + RELEASE_WITHIN
    requests = 2 * LAST_REQUESTS
    clients = 0.5
    assert max(workers, requests) + clients + GONE_WITHIN < LATEST < PROMISED


def test_a_process_that_hangs_for_good_ends_all_the_same() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _HANGS], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0
    assert "cut off" in ended.stdout + ended.stderr


async def test_contexts_that_do_not_need_each_other_are_left_at_the_same_time() -> None:
    leaving: list[str] = []
    both = asyncio.Event()

    @asynccontextmanager
    async def slow(name: str) -> AsyncIterator[str]:
        yield name
        leaving.append(name)
        if len(leaving) == 2:
            both.set()
        await both.wait()

    async with asyncio.timeout(5), left_together() as together:
        assert await together.enter(slow("one")) == "one"
        await together.enter(slow("two"))
    assert set(leaving) == {"one", "two"}


async def test_what_was_entered_is_left_when_the_next_cannot_be_entered() -> None:
    left: list[str] = []

    @asynccontextmanager
    async def fine() -> AsyncIterator[None]:
        try:
            yield
        finally:
            left.append("fine")

    @asynccontextmanager
    async def broken() -> AsyncIterator[None]:
        if not left:
            raise OSError("no room")
        yield

    async def both() -> None:
        async with left_together() as together:
            await together.enter(fine())
            await together.enter(broken())

    with pytest.raises(OSError, match="no room"):
        await both()
    assert left == ["fine"]
