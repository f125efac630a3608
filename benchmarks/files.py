"""How much later than a text a file is on the desk, having been fetched and uploaded again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from benchmarks.crowd import BOT, DESK
from sandbox.client import People
from sandbox.telegram.client import Person
from sandbox.telegram.files import sample_png

WRITER: Final = 790_000
PHOTO: Final = sample_png(640, 480).ljust(1 << 20, b"\0")
VIDEO: Final = b"\0\0\0\x18ftypmp42".ljust(15 << 20, b"\0")


@dataclass
class Seen:
    """By what was written: when it stood in the contact's chat, and when on the desk."""

    written: dict[str, float] = field(default_factory=dict)
    latencies: dict[str, float] = field(default_factory=dict)


async def report(people: People, rounds: int) -> None:
    """One after the other, each kind in turn, so that all meet the same weather."""
    writer = await people.telegram.add_user("Вера с файлами", id=WRITER)
    await writer.start(BOT)
    async with _watching(people) as seen:
        await _send(writer, seen, "text", -1)  # the topic and its card are not measured
        for number in range(rounds):
            for kind in ("text", "photo", "video"):
                await _send(writer, seen, kind, number)
    _print({kind: _of(seen, kind) for kind in ("text", "photo", "video")})


async def _send(writer: Person, seen: Seen, kind: str, number: int) -> None:
    words = f"{kind} {number}"
    match kind:
        case "text":
            await writer.write(words, bot=BOT)
        case "photo":
            await writer.photo(PHOTO, bot=BOT, caption=words)
        case _:
            await writer.send("video", data=VIDEO, bot=BOT, caption=words)
    while words not in seen.latencies:
        await asyncio.sleep(0.005)


@asynccontextmanager
async def _watching(people: People) -> AsyncIterator[Seen]:
    seen = Seen()
    watch = asyncio.create_task(_watch(people, seen))
    try:
        yield seen
    finally:
        watch.cancel()


async def _watch(people: People, seen: Seen) -> None:
    """Both moments are the sandbox's own."""
    async for event in people.events(since=0):
        if event["kind"] != "message":
            continue
        words, at = event["message"]["text"], event["at"]
        if event.get("chat") != DESK:
            seen.written[words] = at
        elif words in seen.written:
            seen.latencies[words] = at - seen.written[words]


def _of(seen: Seen, kind: str) -> list[float]:
    all_of = seen.latencies.items()
    return [
        1000 * taken
        for words, taken in all_of
        if words.startswith(kind) and not words.endswith("-1")
    ]


def _print(taken: dict[str, list[float]]) -> None:
    text = median(taken["text"])
    for kind, size in (("text", "text"), ("photo", "photo of 1 MB"), ("video", "video of 15 MB")):
        middle = median(taken[kind])
        print(
            f"{size}: median {middle:.0f} ms, longest {max(taken[kind]):.0f} ms; "
            f"{middle - text:+.0f} ms, {middle / text:.1f} times a text"
        )
