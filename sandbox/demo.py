"""`make demo`: the sandbox and a hub wired to it, one address to open, and a first scene."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.backstage import HubDidNotStart, backstage, own_url
from sandbox.playground import Backstage
from sandbox.server import Sandbox
from sandbox.transcript import print_events

LOOPBACK = "127.0.0.1"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument(
        "--host", default=LOOPBACK, help="who may open the page; only you, if unset"
    )
    parser.add_argument("--data", type=Path, help="keep the hub's data here and find it next time")
    return parser.parse_args()


class PortTaken(Exception):
    """The page cannot be served there; the message says why."""


async def demo(host: str, port: int, data: Path) -> None:
    """Until Ctrl-C."""
    sandbox = Sandbox(host=host, port=port)
    try:
        await sandbox.start()
    except OSError as failure:
        advice = "another port: make demo PORT=8090"
        raise PortTaken(f"port {port}: {failure.strerror}; {advice}") from failure
    try:
        await _until_told(sandbox, data)
    finally:
        await sandbox.stop()


async def _until_told(sandbox: Sandbox, data: Path) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    print("Starting the hub: the first time takes a little longer.", flush=True)
    running = asyncio.create_task(_run(sandbox, data))
    telling = asyncio.create_task(ended.wait())
    await asyncio.wait({running, telling}, return_when=asyncio.FIRST_COMPLETED)
    telling.cancel()
    if ended.is_set():
        print("\nStopping.", flush=True)
        running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def _run(sandbox: Sandbox, data: Path) -> None:
    async with backstage(sandbox, data) as behind, _shown(sandbox):
        print(f"\n  Playground: {own_url(sandbox)}\n", flush=True)
        print("Everybody in it is made up; nothing leaves this machine. Ctrl-C ends it.\n")
        await first_scene(behind)
        print("\nThat was the first scene. Go on by hand on the page.", flush=True)
        await asyncio.Event().wait()


async def first_scene(behind: Backstage) -> None:
    """One scene after another, unless somebody at the page takes over."""
    for scene in behind.teller.scenes():
        await behind.teller.play(scene["id"])
        await behind.teller.over()
        if behind.teller.state["state"] != "done" or behind.teller.state["scene"] != scene["id"]:
            return


@asynccontextmanager
async def _shown(sandbox: Sandbox) -> AsyncIterator[None]:
    """The transcript runs in the terminal too."""
    printing = asyncio.create_task(print_events(sandbox))
    try:
        yield
    finally:
        printing.cancel()


def main() -> int:
    given = arguments()
    with contextlib.ExitStack() as stack:
        data = given.data or Path(stack.enter_context(TemporaryDirectory(prefix="dezhurka-demo-")))
        try:
            asyncio.run(demo(given.host, given.port, data))
        except (HubDidNotStart, PortTaken) as failure:
            print(failure, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
