"""A finished call: into the log, to those who wait for calls, and its error into the stream."""

import time
from collections.abc import Mapping
from typing import Any

from sandbox.ground import Ground


def record(
    ground: Ground,
    *,
    service: str,
    bot: str,
    method: str,
    params: Mapping[str, Any],
    began: float,
    status: int,
    error: str | None,
) -> None:
    """`began` is a moment of time.monotonic; `params` must hold no token."""
    now = ground.clock.now()
    ground.calls.add(
        at=now,
        service=service,
        bot=bot,
        method=method,
        params=params,
        status=status,
        error=error,
        took=round(time.monotonic() - began, 4),
    )
    if error is None:
        ground.events.ring()
    else:
        ground.events.emit(service, "call", at=now, bot=bot, method=method, error=error)
