"""A hub started for a sandbox, with what the page shows of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from sandbox.engine import Engine
from sandbox.hub_process import HubProcess
from sandbox.playground import Backstage
from sandbox.scenes import all_scenes
from sandbox.server import Sandbox
from sandbox.teller import Teller
from sandbox.world import environment

CONFIG = Path(__file__).parent / "hub.yaml"
LOOPBACK = "127.0.0.1"
ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - it is not bound here, it is recognised
STARTS_WITHIN = 90.0
POLL = 0.1


class HubDidNotStart(Exception):
    """The hub ended, or was not ready in time; the message ends with its last words."""


@asynccontextmanager
async def backstage(
    sandbox: Sandbox, data: Path, extra: Mapping[str, str] | None = None
) -> AsyncIterator[Backstage]:
    """A hub that answers, stopped at the end. `extra` wins over the environment it is given."""
    behind = _made(sandbox, own_url(sandbox), data, extra or {})
    watching = asyncio.create_task(behind.engine.watch())
    sandbox.playground.enter(behind)
    try:
        await behind.hub.start()
        await _ready(behind)
        yield behind
    finally:
        sandbox.playground.enter(None)
        await behind.teller.stop()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await behind.hub.stop()


def own_url(sandbox: Sandbox) -> str:
    """Where the sandbox is to be found from this machine, whatever it is bound to."""
    bound = urlsplit(sandbox.url)
    host = LOOPBACK if bound.hostname in ANYWHERE else bound.hostname
    return f"http://{host}:{bound.port}"


def _made(sandbox: Sandbox, url: str, data: Path, extra: Mapping[str, str]) -> Backstage:
    given = environment(url)
    port = _free_port()
    hub_url = f"http://{LOOPBACK}:{port}"
    own = {
        "HUB_CONFIG": str(CONFIG),
        "DATA_DIR": str(data.absolute()),
        "HTTP_HOST": LOOPBACK,
        "HTTP_PORT": str(port),
        "LOG_FORMAT": "console",
        "PYTHONUNBUFFERED": "1",
    }
    hub = HubProcess({**given, **own, **extra})
    return Backstage(
        hub=hub,
        engine=Engine(sandbox.ground, hub, hub_url),
        teller=Teller(sandbox.ground, url, all_scenes()),
        hub_url=hub_url,
        api_key=given["API_KEY_ANDREY"],
    )


async def _ready(behind: Backstage) -> None:
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            while behind.engine.state["status"] != "ok":
                if not behind.hub.running:
                    raise HubDidNotStart(_failure(behind.hub, f"ended with {behind.hub.exit_code}"))
                await asyncio.sleep(POLL)
    except TimeoutError as late:
        raise HubDidNotStart(_failure(behind.hub, "is not ready")) from late


def _failure(hub: HubProcess, what: str) -> str:
    return "\n".join([f"The hub {what}. Its last words:", *hub.last_lines()])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
