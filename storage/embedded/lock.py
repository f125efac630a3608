"""Locks on a store's directory: one hub at a time, and never two servers on the same files.

The hub's lock ends with the hub. The server's is inherited by the server, so it lasts as long as
either lives: whoever gets it knows that a server left by a killed hub is gone.
"""

import asyncio
import fcntl
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Final

from storage.embedded.errors import DataDirLocked, EmbeddedStoreError

_POLL: Final = 0.02
# A stray server has had its SIGTERM from the kernel already where the kernel can (Linux).
_STRAY_SIGNALS: Final = ((2.0, signal.SIGTERM), (8.0, signal.SIGKILL))
_STRAY_GONE_WITHIN: Final = 15.0


@contextmanager
def hub_lock(directory: Path) -> Iterator[Path]:
    """Makes the directory and holds it for this process; yields its absolute path.

    Raises DataDirLocked if another hub holds it.
    """
    directory = directory.absolute()
    with _opened(directory / "hub.lock") as lock:
        if not _take(lock):
            raise DataDirLocked(
                f"{directory} is in use by another hub (process {_recorded_pid(lock)}):"
                " stop it, or give this one a DATA_DIR of its own"
            )
        record_pid(lock, os.getpid())
        yield directory


@asynccontextmanager
async def server_lock(directory: Path) -> AsyncIterator[int]:
    """The descriptor to hand to the server; waits for, and then ends, a server left behind."""
    with _opened(directory / "server.lock") as lock:
        await _outlast_stray(lock, directory)
        yield lock


def record_pid(lock: int, pid: int) -> None:
    """Says in the locked file whom the lock belongs to."""
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(pid).encode(), 0)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise EmbeddedStoreError(
            f"{path.parent} cannot be written ({error.strerror}): set DATA_DIR to one that can"
        ) from error
    try:
        yield lock
    finally:
        os.close(lock)


def _take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _recorded_pid(lock: int) -> int:
    return int(os.pread(lock, 20, 0) or 0)


async def _outlast_stray(lock: int, directory: Path) -> None:
    began = time.monotonic()
    signals = list(_STRAY_SIGNALS)
    while not _take(lock):
        waited = time.monotonic() - began
        if waited > _STRAY_GONE_WITHIN:
            raise EmbeddedStoreError(f"the server left by a killed hub in {directory} does not end")
        if signals and waited > signals[0][0]:
            _signal_stray(_recorded_pid(lock), signals.pop(0)[1])
        await asyncio.sleep(_POLL)


def _signal_stray(pid: int, number: signal.Signals) -> None:
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
