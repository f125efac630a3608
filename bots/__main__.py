"""`python -m bots run | check`."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
from typing import Final

import structlog

import settings
from bots.app import running
from bots.checks import findings
from bots.stopping import end_within
from settings import ConfigurationFaults, Settings
from storage.driver import RefusedError, StandaloneServerError
from storage.embedded import DataDirLocked, EmbeddedStoreError
from storage.errors import BadUrlError

CONFIGURATION_IS_BAD: Final = 2
FAILED: Final = 1


def main() -> int:
    asked = _arguments()
    try:
        configured = settings.load(os.environ)
    except ConfigurationFaults as faults:
        print(faults, file=sys.stderr)
        return CONFIGURATION_IS_BAD
    _log_as(configured)
    try:
        return asyncio.run(_check(configured) if asked.command == "check" else _run(configured))
    except (DataDirLocked, RefusedError, BadUrlError) as error:
        print(error, file=sys.stderr)
        return CONFIGURATION_IS_BAD
    except (EmbeddedStoreError, StandaloneServerError, OSError) as error:
        print(error, file=sys.stderr)
        return FAILED


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bots", description="The Dezhurka hub.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="run the hub until SIGTERM or Ctrl-C")
    commands.add_parser("check", help="look at the configuration and every outside party")
    return parser.parse_args()


async def _run(configured: Settings) -> int:
    """Asked to stop before it is up, it gives up whatever it waits for."""
    stop, up = asyncio.Event(), asyncio.Event()
    waiting = asyncio.current_task()

    def obey() -> None:
        if not stop.is_set():
            end_within()
            if waiting and not up.is_set():
                waiting.cancel()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, obey)
    try:
        async with running(configured) as app:
            up.set()
            # The collector need not look again and again at what the imports made for ever.
            gc.freeze()
            host = configured.environment.http_host
            structlog.get_logger(__name__).info("the hub runs", http=f"http://{host}:{app.port}")
            await stop.wait()
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    return 0


async def _check(configured: Settings) -> int:
    failed = False
    async for found in findings(configured):
        print(f"{found.level:<4} {found.party}: {found.says}")
        failed = failed or found.level == "FAIL"
    return FAILED if failed else 0


def _log_as(configured: Settings) -> None:
    """Aiohttp's and aiogram's own loggers stay silent: what they say may hold a token."""
    logging.disable(logging.CRITICAL)
    environment = configured.environment
    level = logging.getLevelNamesMapping()[environment.log_level.upper()]
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if environment.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


if __name__ == "__main__":
    sys.exit(main())
