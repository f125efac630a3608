"""A server as a child process: started, watched, restarted when it dies, stopped with the hub."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import structlog

from storage.embedded.errors import EmbeddedStoreError
from storage.embedded.lock import record_pid

_READY_WITHIN: Final = 60.0
GONE_WITHIN: Final = 2.0
_FIRST_DELAY: Final = 0.1
_LONGEST_DELAY: Final = 5.0
_LIVED_WELL: Final = 30.0
_LOG_TAIL: Final = 4_000
_LEASH: Final = Path(__file__).with_name("leash.py")
# A server needs none of the hub's secrets.
_INHERITED: Final = {"HOME", "LD_LIBRARY_PATH", "PATH", "TMPDIR"}

_log = structlog.get_logger(__name__)

Ready = Callable[[int], Coroutine[Any, Any, None]]


class ServerExited(Exception):
    """The server ended before it was ready."""

    def __init__(self, code: int, output: str) -> None:
        super().__init__(f"exit {code}: {output}")
        self.code = code
        self.output = output


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What to run, where, and the descriptor of the lock that the server is to hold."""

    argv: tuple[str, ...]
    directory: Path
    lock: int

    @property
    def name(self) -> str:
        return Path(self.argv[0]).name

    @property
    def log(self) -> Path:
        return self.directory / "server.log"


class Server:
    """Kept alive from `start` to `stop`, always by the same command, so on the same address.

    To be started from the main thread: the kernel ends the server with the thread that forked it.
    """

    def __init__(self, command: Command, process: Process) -> None:
        self._command = command
        self._process = process
        self._stopping = asyncio.Event()
        self._watch = asyncio.create_task(self._keep_alive(), name=f"watch {command.name}")

    @classmethod
    async def start(cls, command: Command, ready: Ready) -> "Server":
        """Returns when `ready(pid)` does; raises ServerExited if the server ends before."""
        command.log.unlink(missing_ok=True)
        process = await _spawn(command)
        try:
            await _wait_ready(process, ready, command)
        except BaseException:
            await _end(process)
            raise
        return cls(command, process)

    async def stop(self) -> None:
        self._stopping.set()
        await self._watch

    async def _keep_alive(self) -> None:
        delay = _FIRST_DELAY
        while not self._stopping.is_set():
            lived = await self._live()
            delay = _FIRST_DELAY if lived > _LIVED_WELL else min(2 * delay, _LONGEST_DELAY)
            await self._revive(delay)
        await _end(self._process)

    async def _live(self) -> float:
        """Seconds until the server died or was to be stopped."""
        clock = asyncio.get_running_loop().time
        began = clock()
        await _first_of(self._process.wait(), self._stopping.wait())
        return clock() - began

    async def _revive(self, delay: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), delay)
            return
        _log.warning(
            "embedded server died", server=self._command.name, exit=self._process.returncode
        )
        try:
            self._process = await _spawn(self._command)
        except OSError as error:
            _log.warning(
                "embedded server not restarted yet", server=self._command.name, why=str(error)
            )


async def _spawn(command: Command) -> Process:
    with _private(command.log) as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), *command.argv),
            cwd=command.directory,
            env={
                "LC_ALL": "C",
                **{name: os.environ[name] for name in os.environ.keys() & _INHERITED},
            },
            stdin=DEVNULL,
            stdout=output,
            stderr=STDOUT,
            # Ctrl-C in a terminal is for the hub, which stops its stores last.
            start_new_session=True,
            umask=0o077,
            pass_fds=(command.lock,),
        )
    record_pid(command.lock, process.pid)
    return process


def _private(log: Path) -> BinaryIO:
    """Readable by nobody else."""
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


async def _wait_ready(process: Process, ready: Ready, command: Command) -> None:
    try:
        async with asyncio.timeout(_READY_WITHIN):
            await _first_of(process.wait(), ready(process.pid))
    except TimeoutError:
        raise EmbeddedStoreError(
            f"{command.name} did not answer within {_READY_WITHIN:.0f} s, see {command.log}"
        ) from None
    if process.returncode is not None:
        raise ServerExited(process.returncode, _tail(command.log))


async def _first_of(*waits: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _end(process: Process) -> None:
    """SIGTERM to its own pid; SIGKILL, which the journal survives, if that takes too long."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            process.send_signal(number)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), GONE_WITHIN)
            return


def _tail(log: Path) -> str:
    return log.read_bytes()[-_LOG_TAIL:].decode(errors="replace").strip()
