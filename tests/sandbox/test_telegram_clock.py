"""Sandbox time."""

import asyncio

import pytest

from sandbox.clock import Clock


async def test_a_sleeper_wakes_when_the_clock_is_pushed_past_his_time() -> None:
    clock = Clock()
    sleeper = asyncio.create_task(clock.sleep(1000))
    await asyncio.sleep(0)
    clock.advance(999)
    await asyncio.sleep(0)
    assert not sleeper.done()
    clock.advance(2)
    await asyncio.wait_for(sleeper, 1)


async def test_a_scaled_clock_runs_faster_from_where_it_was() -> None:
    clock = Clock()
    before = clock.now()
    clock.scale = 10_000
    await clock.sleep(100)
    assert clock.now() - before >= 100
    clock.scale = 0
    assert clock.now() == clock.now()


def test_time_never_goes_back() -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="back"):
        clock.advance(-1)
    with pytest.raises(ValueError, match="negative"):
        clock.scale = -1
