"""`python -m benchmarks.outside_text`: what text from outside costs, by function and by the hub.

First the time of each function that reads such text, over all hostile shapes, at 4, 16 and 64 KB;
then the longest hold of a running hub's event loop, and how fast others' messages come to the desk,
while all shapes are fed to it as messages, chats and mails.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Final

from benchmarks import processes
from benchmarks.crowd import BOT, Crowd
from benchmarks.processes import BenchedHub
from sandbox.client import People
from sandbox.client_http import Refused
from tests.unit.hostile import SHAPES
from tests.unit.outside import READERS, Reader

LENGTHS: Final = (4_096, 16_384, 65_536)
LONGEST_MESSAGE: Final = 4_096
LONGEST_POST: Final = 65_000
SECRETS: Final = {"site-chat": "sandbox-chat-secret", "orders-mail": "sandbox-mail-secret"}
LOOK: Final = 0.02


async def main() -> None:
    asked = _arguments()
    if asked.table:
        _report_readers()
    async with processes.sandbox() as url, People(url) as people:
        await people.telegram.limits(enabled=False)
        with tempfile.TemporaryDirectory() as folder:
            async with processes.hub(url, Path(folder)) as hub:
                await _report_hub(people, hub, asked)


def _report_readers() -> None:
    print(f"{'worst of all shapes, ms':<46}" + "".join(f"{one // 1024:>8} KB" for one in LENGTHS))
    for name, reader in READERS.items():
        worst = [max(_costs(reader, length)) for length in LENGTHS]
        print(f"{name:<46}" + "".join(f"{1000 * seconds:>11.1f}" for seconds, _ in worst), end="")
        print(f"  {worst[-1][1]}")


def _costs(reader: Reader, length: int) -> Iterator[tuple[float, str]]:
    """Seconds of the processor's time, the better of two, for each shape."""
    for name, shape in SHAPES.items():
        text = shape(length)
        yield min(_cost(reader, text), _cost(reader, text)), name


def _cost(reader: Reader, text: str) -> float:
    began = time.thread_time()
    reader(text)
    return time.thread_time() - began


async def _report_hub(people: People, hub: BenchedHub, asked: argparse.Namespace) -> None:
    crowd, attackers = Crowd(people, 820_000), Crowd(people, 830_000)
    await crowd.gather(asked.people)
    await attackers.gather(1)
    async with crowd.watching():
        await crowd.write_each()
        await crowd.all_seen()
        for name, feeding in (("nothing", None), ("the hostile corpus", _feed(attackers, hub))):
            crowd.seen.clear()
            looking = asyncio.create_task(_longest_answer(hub))
            fed = asyncio.create_task(feeding) if feeding else None
            began = time.monotonic()
            while (fed and not fed.done()) or time.monotonic() - began < asked.seconds:
                await crowd.write_for(1.0, every=1.0)
            spent = time.monotonic() - began
            await crowd.all_seen()
            looking.cancel()
            cuts = quantiles((1000 * seconds for seconds in crowd.seen), n=100)
            print(
                f"while {name} is fed ({f'{fed.result()} texts, ' if fed else ''}{spent:.0f} s): "
                f"{len(crowd.seen) / spent:.1f} messages to the desk per second, "
                f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms; "
                f"longest answer of /healthz {1000 * await _result(looking):.0f} ms; "
                f"the loop was late by at most {await hub.latest():g} s"
            )


async def _feed(attackers: Crowd, hub: BenchedHub) -> int:
    """Each shape as a message, as a chat and as a mail. Returns how many there were."""
    for number, shape in enumerate(SHAPES.values()):
        with suppress(Refused):  # Telegram takes no message of blanks alone either
            await attackers.persons[0].write(shape(LONGEST_MESSAGE), bot=BOT)
        await _post(hub, "site-chat", {"thread": f"t{number}", "text": shape(LONGEST_POST)}, number)
        mail = {"from": "a@b.example", "subject": shape(2_000), "text": shape(LONGEST_POST)}
        await _post(hub, "orders-mail", mail, number)
    return 3 * len(SHAPES)


async def _post(hub: BenchedHub, inbox: str, said: dict[str, str], number: int) -> None:
    own = {"external_id": f"{inbox}-{number}", "at": datetime.now(UTC).isoformat()}
    body = json.dumps(own | said).encode()
    signature = hmac.new(SECRETS[inbox].encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Signature": f"sha256={signature}"}
    async with hub.http.post(f"/intake/{inbox}", data=body, headers=headers) as response:
        assert response.status in (202, 422), await response.text()


async def _longest_answer(hub: BenchedHub) -> float:
    """Seconds; until it is cancelled."""
    longest = 0.0
    try:
        while True:
            began = time.monotonic()
            async with hub.http.get("/healthz"):
                longest = max(longest, time.monotonic() - began)
            await asyncio.sleep(LOOK)
    except asyncio.CancelledError:
        return longest


async def _result(task: asyncio.Task[float]) -> float:
    return await task


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outside_text")
    parser.add_argument("--table", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--people", type=int, default=20, help="who write all the while")
    parser.add_argument("--seconds", type=float, default=20, help="at least, for each part")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
