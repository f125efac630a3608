"""What waits for its turn: the most urgent first, but in a line one at a time, strictly by rank."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from typing import Generic, Protocol, TypeVar


class Item(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def line(self) -> str: ...
    @property
    def rank(self) -> int: ...
    @property
    def due(self) -> datetime: ...


T = TypeVar("T", bound=Item)


@dataclass(slots=True)
class _Line:
    """`offer` numbers what was said of its head in the heaps last: all before is void. `after` is
    the rank of the head behind which it stands, having had a turn.
    """

    ranks: list[tuple[int, str]] = field(default_factory=list)
    busy: bool = False
    offer: int = 0
    after: int = 0


class LineUp(Generic[T]):
    """Lower urgency is sooner. A line is as urgent as the most urgent of its members, for that one
    has to wait for its head.
    """

    def __init__(self, urgency: Callable[[T], int]) -> None:
        self._urgency = urgency
        self._waiting: dict[str, T] = {}
        self._flying: dict[str, T] = {}
        self._changed: dict[str, T] = {}
        self._since: dict[str, datetime] = {}
        self._lines: dict[str, _Line] = {}
        self._later: list[tuple[datetime, int, str]] = []
        self._ready: list[tuple[int, int, int, str]] = []
        self._offers = count(1)

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, id: str) -> bool:
        return id in self._waiting or id in self._flying

    @property
    def flying(self) -> int:
        return len(self._flying)

    def is_flying(self, id: str) -> bool:
        return id in self._flying

    def oldest(self) -> datetime | None:
        """Since when the one that has waited longest has been due."""
        return min(self._since.values(), default=None)

    def put(self, item: T, *, fresh: bool = False) -> None:
        """What is known already is replaced by what was drawn again since: its rank differs.
        `fresh` is what the store says now: it replaces whatever waits here.
        """
        flying = self._flying.get(item.id)
        known = self._waiting.get(item.id)
        if flying:
            if item.rank > flying.rank:
                self._changed[item.id] = item
        elif known and self._place(known) == self._place(item):
            self._waiting[item.id] = item if fresh else known
        elif known is None or fresh or item.rank > known.rank:
            since = self._since.get(item.id, item.due)
            self.remove(item.id)
            self._insert(item, since)

    def remove(self, id: str) -> None:
        item = self._waiting.pop(id, None)
        if item:
            del self._since[id]
            self._lines[item.line].ranks.remove((item.rank, id))
            self._offer(item.line)

    def keep_only(self, ids: Set[str]) -> None:
        """The others do not wait any more: they were called off, or are another owner's."""
        for id in self._waiting.keys() - ids:
            self.remove(id)

    def head(self, now: datetime) -> tuple[int, int] | None:
        """Urgency of what is to go next, if anything is due, and the rank that it goes by."""
        self._ripen(now)
        while self._ready and not self._holds(self._ready[0][2], self._ready[0][3]):
            heappop(self._ready)
        return self._ready[0][:2] if self._ready else None

    def take(self) -> T:
        """What `head` has just named; its line waits until it is done."""
        line = self._lines[heappop(self._ready)[3]]
        item = self._waiting.pop(line.ranks.pop(0)[1])
        line.busy = True
        self._flying[item.id] = item
        return item

    def done(self, item: T, again: T | None, *, yields: bool = False) -> None:
        """What was taken has had its turn; `again` has to wait for another. If it `yields`, each
        of the lines that wait now has a turn before.
        """
        del self._flying[item.id]
        since = self._since.pop(item.id)
        line = self._lines[item.line]
        line.busy, line.after = False, self._last_head() if yields else 0
        again = self._changed.pop(item.id, None) or again
        if again:
            self._insert(again, since)
        self._offer(item.line)

    def next_due(self) -> datetime | None:
        """When the next head becomes due, of those that were not at the latest `head`."""
        while self._later and not self._holds(self._later[0][1], self._later[0][2]):
            heappop(self._later)
        return self._later[0][0] if self._later else None

    def _insert(self, item: T, since: datetime) -> None:
        self._waiting[item.id] = item
        self._since[item.id] = min(since, item.due)
        line = self._lines.setdefault(item.line, _Line())
        insort(line.ranks, (item.rank, item.id))
        self._offer(item.line)

    def _last_head(self) -> int:
        heads = [line.ranks[0][0] for line in self._lines.values() if line.ranks and not line.busy]
        return max(heads, default=0)

    def _offer(self, name: str) -> None:
        line = self._lines.get(name)
        if line is None:
            return
        line.offer = next(self._offers)
        if line.busy:
            return
        if line.ranks:
            heappush(self._later, (self._first(line).due, line.offer, name))
        else:
            del self._lines[name]

    def _ripen(self, now: datetime) -> None:
        while self._later and self._later[0][0] <= now:
            _, offer, name = heappop(self._later)
            if self._holds(offer, name):
                line = self._lines[name]
                urgency = min(self._urgency(self._waiting[id]) for _, id in line.ranks)
                rank = max(line.ranks[0][0], line.after)
                heappush(self._ready, (urgency, rank, offer, name))

    def _place(self, item: T) -> tuple[str, int, datetime, int]:
        return item.line, item.rank, item.due, self._urgency(item)

    def _holds(self, offer: int, name: str) -> bool:
        line = self._lines.get(name)
        return line is not None and line.offer == offer and not line.busy

    def _first(self, line: _Line) -> T:
        return self._waiting[line.ranks[0][1]]
