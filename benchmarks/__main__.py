"""`make bench`: throughput, latency and memory in one run, printed as a table."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Final

from benchmarks import files, processes
from benchmarks.crowd import Crowd
from benchmarks.processes import BenchedHub
from sandbox.client import People

CROWDS: Final = (1, 20, 200)


async def main() -> None:
    asked = _arguments()
    async with processes.sandbox() as url, People(url) as people:
        await people.telegram.limits(enabled=False)
        with tempfile.TemporaryDirectory() as folder:
            await _bench(people, url, Path(folder), asked)


async def _bench(people: People, url: str, folder: Path, asked: argparse.Namespace) -> None:
    waiting = Crowd(people, 800_000)
    await waiting.gather(200)
    for _ in range(asked.stored // 200):
        await waiting.write_each()
    async with processes.hub(url, folder) as hub:
        await _report_stored(hub, waiting)
        await files.report(people, asked.files)
        for number in CROWDS:
            await _report_latency(people, number, asked)
        await _report_memory(people, hub, asked)


async def _report_stored(hub: BenchedHub, waiting: Crowd) -> None:
    """Updates that waited at the messenger while the hub was down."""
    began = time.monotonic()
    while await hub.stored() < waiting.written:
        await asyncio.sleep(0.05)
    spent = time.monotonic() - began
    print(
        f"stored: {waiting.written} waiting updates in {spent:.1f} s, "
        f"{waiting.written / spent:.0f} per second"
    )
    async with waiting.watching():
        await waiting.all_seen()
    spent = time.monotonic() - began
    print(f"shown on the desk: {waiting.written / spent:.0f} per second")


async def _report_latency(people: People, number: int, asked: argparse.Namespace) -> None:
    crowd = Crowd(people, 810_000 + 1_000 * number)
    await crowd.gather(number)
    async with crowd.watching():
        await crowd.write_each()  # topics and cards are made once, and not measured
        await crowd.all_seen()
        crowd.seen.clear()
        await crowd.write_for(asked.seconds, every=asked.every)
        await crowd.all_seen()
    cuts = quantiles((1000 * seconds for seconds in crowd.seen), n=100)
    print(
        f"{number:>4} people writing, each every {asked.every:g} s: {len(crowd.seen)} messages, "
        f"p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms"
    )


async def _report_memory(people: People, hub: BenchedHub, asked: argparse.Namespace) -> None:
    crowd = Crowd(people, 890_000)
    await crowd.gather(100)
    async with crowd.watching():
        for part in range(1, 5):
            for _ in range(asked.many // 400):
                await crowd.write_each()
                await crowd.all_seen()
            print(f"memory after {part * asked.many // 4} messages: {hub.memory():.0f} MB")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--stored", type=int, default=5_000, help="updates that wait at the start")
    parser.add_argument("--files", type=int, default=20, help="files of each kind")
    parser.add_argument("--seconds", type=float, default=20, help="of writing, for each crowd")
    parser.add_argument("--every", type=float, default=2, help="seconds between one's messages")
    parser.add_argument("--many", type=int, default=20_000, help="messages, for the memory")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
