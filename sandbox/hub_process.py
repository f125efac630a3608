"""The hub as a child process: started, stopped and killed as anybody does, its last words kept."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Final

COMMAND: Final = (sys.executable, "-m", "bots", "run")
ROOT: Final = Path(__file__).resolve().parent.parent
KEPT_LINES: Final = 200
PATIENCE: Final = 12.0
"""Seconds after SIGTERM; the hub promises to be gone in 10."""


class HubProcess:
    """At most one child at a time; `environment` is added to our own."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._child: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._turn = asyncio.Lock()

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.returncode is None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child and self.running else None

    @property
    def exit_code(self) -> int | None:
        return self._child.returncode if self._child else None

    def last_lines(self, number: int = 20) -> list[str]:
        return list(self._lines)[-number:]

    async def start(self) -> None:
        """Nothing if it runs already."""
        async with self._turn:
            if self.running:
                return
            await self._read_no_more()
            self._child = await asyncio.create_subprocess_exec(
                *COMMAND,
                cwd=ROOT,
                env=_without_stores(os.environ) | dict(self._environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us: the hub is stopped in its turn
            )
            self._reading = asyncio.create_task(self._read(self._child))

    async def kill(self) -> None:
        """`kill -9`: no farewell."""
        async with self._turn:
            await self._signal(signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL for one that does not obey."""
        async with self._turn:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._signal(signal.SIGTERM)
            except TimeoutError:
                await self._signal(signal.SIGKILL)
            await self._read_no_more()

    async def _signal(self, number: signal.Signals) -> None:
        if self._child is None or not self.running:
            return
        with contextlib.suppress(ProcessLookupError):
            self._child.send_signal(number)
        await self._child.wait()

    async def _read(self, child: asyncio.subprocess.Process) -> None:
        if child.stdout is None:
            return
        while line := await child.stdout.readline():
            self._lines.append(line.decode(errors="replace").rstrip())

    async def _read_no_more(self) -> None:
        """First what is left in the pipe; not for long, as a grandchild may hold it open."""
        if self._reading is not None:
            await asyncio.wait({self._reading}, timeout=0.5)
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
            self._reading = None


def _without_stores(environment: Mapping[str, str]) -> dict[str, str]:
    """The playground's hub has its own stores, whatever the shell's environment names."""
    return {
        name: value
        for name, value in environment.items()
        if name not in ("MONGO_URL", "REDIS_URL", "DATA_DIR")
    }
