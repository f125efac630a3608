"""`python -m sandbox`: serve the stand-ins until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import signal

from sandbox.server import Sandbox


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--empty", action="store_true", help="without the believable world")
    return parser.parse_args()


async def serve(host: str, port: int, *, empty: bool) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with Sandbox(host=host, port=port, empty=empty) as sandbox:
        print(f"sandbox on {sandbox.url}", flush=True)
        await ended.wait()


if __name__ == "__main__":
    given = arguments()
    asyncio.run(serve(given.host, given.port, empty=given.empty))
