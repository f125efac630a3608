"""A step that holds the event loop is named in the log, and how late the loop is is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from bots.clock import SystemClock
from bots.lateness import BEAT, SLOW, in_steps, lateness
from bots.metrics import Metrics

NAMED = {"update": "u1", "voice": "staff", "kind": "message"}


async def _work(*, holds: float) -> str:
    await asyncio.sleep(0)
    time.sleep(holds)  # noqa: ASYNC251 - exactly what nobody may do
    await asyncio.sleep(0)
    return "done"


async def test_a_step_that_holds_the_loop_is_named_without_a_word_of_it() -> None:
    with capture_logs() as logs:
        assert await in_steps(_work(holds=SLOW * 1.1), "update", **NAMED) == "done"
    [line] = logs
    assert line["seconds"] > SLOW
    told = {"event": "a step held the loop", "doing": "update", "log_level": "warning"}
    assert {name: line[name] for name in line if name != "seconds"} == told | NAMED


async def test_waiting_holds_nobody() -> None:
    with capture_logs() as logs:
        await in_steps(asyncio.sleep(SLOW * 1.1), "update", **NAMED)
    assert logs == []


async def test_what_is_raised_within_and_from_without_goes_where_it_belongs() -> None:
    seen: list[str] = []

    async def cancelled() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    async def under_watch() -> None:
        await in_steps(cancelled(), "update")

    task = asyncio.create_task(under_watch())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == ["cancelled"]

    async def broken() -> None:
        await asyncio.sleep(0)
        raise LookupError

    with pytest.raises(LookupError):
        await in_steps(broken(), "update")


async def test_how_late_the_loop_comes_back_is_told_at_every_beat() -> None:
    holds = iter([0.0, 0.3, 0.0])
    clock = _Clock(holds)
    told: list[float] = []
    with pytest.raises(StopAsyncIteration):
        await lateness(told.append, now=clock.now, sleep=clock.sleep)
    assert told == pytest.approx([0.0, 0.3, 0.0])


def test_lateness_is_a_histogram_for_prometheus() -> None:
    metrics = Metrics(SystemClock())
    metrics.late(0.3)
    told = metrics.exposition()[0].decode()
    assert 'hub_loop_lateness_seconds_bucket{le="0.25"} 0.0' in told
    assert 'hub_loop_lateness_seconds_bucket{le="0.5"} 1.0' in told


class _Clock:
    """A clock in hand: each sleep takes as long as it was asked to, and some more."""

    def __init__(self, holds: Iterator[float]) -> None:
        self._holds = holds
        self._time = 0.0

    def now(self) -> float:
        return self._time

    async def sleep(self, seconds: float) -> None:
        assert seconds == BEAT
        more = next(self._holds, None)
        if more is None:
            raise StopAsyncIteration
        self._time += seconds + more
