"""Every call that a bot made to any service, in a bounded ring, without tokens."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from itertools import count, islice
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call; `bot` is a bot's username or a community's id, `took` is real seconds."""

    id: int
    at: float
    service: str
    bot: str
    method: str
    params: Mapping[str, Any]
    status: int
    error: str | None
    took: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class CallLog:
    """A ring of calls with a cursor: `since` is the id of the last call already seen."""

    def __init__(self, size: int = 100_000) -> None:
        self._ring: deque[Call] = deque(maxlen=size)
        self._ids = count(1)

    def add(
        self,
        *,
        at: float,
        service: str,
        bot: str,
        method: str,
        params: Mapping[str, Any],
        status: int,
        error: str | None = None,
        took: float = 0.0,
    ) -> Call:
        call = Call(
            id=next(self._ids),
            at=at,
            service=service,
            bot=bot,
            method=method,
            params=params,
            status=status,
            error=error,
            took=took,
        )
        self._ring.append(call)
        return call

    @property
    def last_id(self) -> int:
        return self._ring[-1].id if self._ring else 0

    def since(
        self,
        cursor: int = 0,
        *,
        service: str | None = None,
        bot: str | None = None,
        method: str | None = None,
        limit: int = 1000,
    ) -> list[Call]:
        """Calls after the cursor, oldest first; `method` may be a glob."""
        found = (
            call
            for call in self._after(cursor)
            if (service is None or call.service == service)
            and (bot is None or call.bot == bot)
            and (method is None or fnmatchcase(call.method.lower(), method.lower()))
        )
        return list(islice(found, limit))

    def _after(self, cursor: int) -> Iterator[Call]:
        if not self._ring:
            return iter(())
        return islice(self._ring, max(0, cursor - self._ring[0].id + 1), None)
