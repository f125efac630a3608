"""A hub as it runs in production: a process of its own, to be stopped, frozen and killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import aiohttp

from tests.faults.waiting import eventually

ROOT: Final = Path(__file__).parents[2]
LEASH: Final = ROOT / "storage/embedded/leash.py"
STARTS_WITHIN: Final = 300.0
"""Its imports alone take minutes where twenty want two processors."""

# A machine's own settings must not reach the hub under test.
_INHERITED: Final = ("HOME", "LD_LIBRARY_PATH", "PATH", "TMPDIR")


class HubProcess:
    """One `python -m bots run` after another, with the same environment and one log."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.environment = {
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "default",
            **environment,
        }
        self._log = log
        self._process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environment['HTTP_PORT']}"

    @property
    def pid(self) -> int:
        assert self._process, "the hub has not been started"
        return self._process.pid

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def spawn(self) -> None:
        """Started, and perhaps not ready yet."""
        assert not self.runs, "the hub runs already"
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                # On a leash, so that an interrupted test run leaves no hub behind.
                *(sys.executable, "-I", "-S", str(LEASH), str(os.getpid())),
                *(sys.executable, "-m", "bots", "run"),
                cwd=ROOT,
                env=self.environment,
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
            )

    async def start(self) -> None:
        """Started, and well."""
        await self.spawn()
        await self.well()

    async def well(self, within: float = STARTS_WITHIN) -> None:
        """/healthz says 200."""

        async def is_well() -> bool:
            assert self.runs, f"the hub ended with {self.exit_code}:\n{self.output()[-4000:]}"
            return await self.health() == 200

        await eventually(is_well, "the hub is well", within=within)

    async def owns_all(self, within: float = STARTS_WITHIN) -> None:
        """Every messenger's account is in this hub's hands and answers."""

        async def owns() -> bool:
            messengers = [
                state
                for party, state in (await self.parties()).items()
                if party.startswith(("telegram:", "vk:"))
            ]
            return bool(messengers) and all(state == "ok" for state in messengers)

        await eventually(owns, "the hub owns every voice", within=within)

    async def health(self) -> int | None:
        """The status of /healthz; None if nobody answers."""
        answer = await self._healthz()
        return answer[0] if answer else None

    async def parties(self) -> dict[str, str]:
        """What /healthz says of each; nothing if nobody answers."""
        answer = await self._healthz()
        return dict(answer[1]["parties"]) if answer else {}

    async def _healthz(self) -> tuple[int, Any] | None:
        limit = aiohttp.ClientTimeout(total=5)
        with suppress(aiohttp.ClientError, TimeoutError):
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.get(f"{self.url}/healthz") as response,
            ):
                return response.status, await response.json()
        return None

    async def kill(self) -> None:
        """By kill -9."""
        self.send(signal.SIGKILL)
        await self.ended()

    async def restart(self) -> None:
        """By kill -9, and started anew."""
        await self.kill()
        await self.start()

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Asked to end, it does so with 0; seconds that it took."""
        began = asyncio.get_running_loop().time()
        self.send(number)
        code = await self.ended()
        assert code == 0, f"exit {code}:\n{self.output()[-4000:]}"
        return asyncio.get_running_loop().time() - began

    def freeze(self) -> None:
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self.send(signal.SIGCONT)

    def send(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)

    async def ended(self, within: float = 60.0) -> int:
        """Its exit code, once it has ended."""
        assert self._process
        async with asyncio.timeout(within):
            return await self._process.wait()

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode if self._process else None

    def output(self) -> str:
        """All that was ever printed, by every process of this hub."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    async def discard(self) -> None:
        """Gone, in whatever state it is."""
        if self.runs:
            await self.kill()
