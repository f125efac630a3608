"""What the tests of embedded stores share: conditions to wait on, and a hub to kill."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


async def until(condition: Callable[[], Awaitable[bool]], within: float = 20.0) -> None:
    async with asyncio.timeout(within):
        while not await condition():
            await asyncio.sleep(0.02)


def server_pid(home: Path) -> int:
    return int((home / "server.lock").read_text())


def environment(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def runs(pid: int) -> bool:
    try:
        return "zombie" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


async def gone(pid: int) -> None:
    async def condition() -> bool:
        return not runs(pid)

    await until(condition)


@asynccontextmanager
async def hub(data_dir: Path) -> AsyncIterator[tuple[Process, dict[str, Any]]]:
    """A process with both embedded stores, and their URLs; killed at the end if still there."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.storage.embedded_hub", str(data_dir)),
        cwd=ROOT,
        env={**os.environ, "BOT_TOKEN": "a secret"},
        stdout=PIPE,
    )
    try:
        yield process, await _urls(process)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def _urls(process: Process) -> dict[str, Any]:
    assert process.stdout
    async for line in process.stdout:
        if line.startswith(b"{"):
            urls: dict[str, Any] = json.loads(line)
            return urls
    raise AssertionError("the hub ended before its stores ran")
