"""The update log of one voice: gives raw updates their place in it and keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import structlog

from bots.intake.feed import Feed
from hub.model import Update
from hub.ports import Clock, RawUpdate, Updates

TOO_LARGE: Final = "too_large"
UNREADABLE: Final = "unreadable"
HOPELESS: Final = frozenset({TOO_LARGE, UNREADABLE})
"""Reasons for which an update is buried when its turn comes, without being handled."""

_KEPT_OF_HOPELESS: Final = 4_096
_log = structlog.get_logger(__name__)


class UpdateLog:
    """Ranks grow strictly, over restarts as well. `shared`: other processes keep updates of this
    voice at the same time; what was kept before this began still has the lower rank.
    """

    def __init__(
        self, feed: Feed, updates: Updates, clock: Clock, largest: int, *, shared: bool = False
    ) -> None:
        self._feed = feed
        self._updates = updates
        self._clock = clock
        self._largest = largest
        self._shared = shared
        self._last_rank: int | None = None

    async def keep(self, raws: Sequence[RawUpdate]) -> list[Update]:
        """Those that are new, durable now."""
        if not raws:
            return []
        first = await self._next_rank()
        now = self._clock.now()
        updates = [self._update(raw, rank, now) for rank, raw in enumerate(raws, first)]
        self._last_rank = updates[-1].rank
        return await self._updates.store(updates)

    async def _next_rank(self) -> int:
        last = self._last_rank
        if last is None or self._shared:
            stored = await self._updates.last_rank(self._feed.voice)
            last = max(stored, self._last_rank or 0)
        return last + 1

    def _update(self, update: RawUpdate, rank: int, now: datetime) -> Update:
        id = f"{self._feed.voice}/{update.id}"
        text = json.dumps(update.raw, default=repr)
        if len(text) > self._largest:
            return self._hopeless(id, rank, now, text, TOO_LARGE)
        try:
            line, album = self._feed.line(update.raw), self._feed.album(update.raw)
        except Exception:  # noqa: BLE001 - one update that nobody foresaw must not stop the others
            _log.exception("update unreadable", update=id)
            return self._hopeless(id, rank, now, text, UNREADABLE)
        return Update(
            id=id,
            voice=self._feed.voice,
            line=line or id,
            rank=rank,
            raw=update.raw,
            received_at=now,
            due=now,
            album=album,
        )

    def _hopeless(self, id: str, rank: int, now: datetime, text: str, reason: str) -> Update:
        return Update(
            id=id,
            voice=self._feed.voice,
            line=id,
            rank=rank,
            raw={"size": len(text), "begins": text[:_KEPT_OF_HOPELESS]},
            received_at=now,
            due=now,
            reason=reason,
        )
