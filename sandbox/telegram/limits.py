"""How much a bot may send: windows per chat and per bot, and the flood waits they end in."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from itertools import count
from typing import Any

from sandbox.clock import Clock
from sandbox.telegram.errors import too_many_requests


@dataclass(slots=True, kw_only=True)
class LimitSettings:
    """Telegram's numbers, none of them official.

    `huge` is the retry_after of every refusal when not 0, `escalate` doubles it when violated,
    `callback_seconds` is how long a pressed button waits for its answer.
    """

    enabled: bool = True
    group_calls: int = 20
    group_window: float = 60.0
    private_rate: float = 1.0
    private_burst: int = 5
    bot_rate: int = 30
    escalate: bool = False
    huge: int = 0
    count_reactions: bool = True
    callback_seconds: float = 15.0

    def change(self, given: Mapping[str, Any]) -> None:
        known = {field.name: field.type for field in fields(self)}
        for name, value in given.items():
            if name not in known:
                raise KeyError(name)
            setattr(self, name, type(getattr(self, name))(value))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A call made into a chat whose flood window was open; `left` seconds of it were left."""

    id: int
    at: float
    bot: str
    chat: int
    method: str
    left: float


@dataclass(slots=True)
class _Flood:
    until: float = 0.0
    seconds: int = 0


class Limits:
    """Sliding windows on the sandbox clock."""

    def __init__(self, clock: Clock) -> None:
        self.settings = LimitSettings()
        self.violations: list[Violation] = []
        self._clock = clock
        self._ids = count(1)
        self._chats: dict[tuple[int, int], deque[float]] = {}
        self._bots: dict[int, deque[float]] = {}
        self._floods: dict[tuple[int, int], _Flood] = {}

    def flood_left(self, bot: int, chat: int) -> float:
        flood = self._floods.get((bot, chat))
        return max(0.0, flood.until - self._clock.now()) if flood else 0.0

    def note(self, bot_id: int, username: str, chat: int, method: str) -> None:
        """Remember a call that should not have been made yet."""
        if (left := self.flood_left(bot_id, chat)) > 0:
            at = self._clock.now()
            self.violations.append(
                Violation(
                    id=next(self._ids), at=at, bot=username, chat=chat, method=method, left=left
                )
            )

    def take(self, bot: int, chat: int, cost: int = 1) -> None:
        """Account for a call that counts, or refuse it with a flood wait."""
        if (left := self.flood_left(bot, chat)) > 0:
            raise too_many_requests(self._again(bot, chat, left))
        if not self.settings.enabled:
            return
        now = self._clock.now()
        mine = self._window(
            self._chats.setdefault((bot, chat), deque()), now, self._chat_window(chat)
        )
        all_of_bot = self._window(self._bots.setdefault(bot, deque()), now, 1.0)
        wait = max(
            self._chat_wait(mine, chat, cost, now),
            self._wait(all_of_bot, self.settings.bot_rate, cost, now, 1.0),
        )
        if wait > 0:
            raise too_many_requests(self.flood(bot, chat, math.ceil(wait)))
        mine.extend([now] * cost)
        all_of_bot.extend([now] * cost)

    def flood(self, bot: int, chat: int, seconds: int) -> int:
        """Open a flood window, of the settings' huge length if they say so."""
        seconds = self.settings.huge or max(1, seconds)
        self._floods[(bot, chat)] = _Flood(self._clock.now() + seconds, seconds)
        return seconds

    def forget(self) -> None:
        """Close all windows and floods."""
        for memory in (self._chats, self._bots, self._floods):
            memory.clear()

    def _again(self, bot: int, chat: int, left: float) -> int:
        if not self.settings.escalate:
            return math.ceil(left)
        return self.flood(bot, chat, self._floods[(bot, chat)].seconds * 2)

    def _chat_window(self, chat: int) -> float:
        settings = self.settings
        return settings.group_window if chat < 0 else settings.private_burst / settings.private_rate

    def _chat_wait(self, calls: deque[float], chat: int, cost: int, now: float) -> float:
        most = self.settings.group_calls if chat < 0 else self.settings.private_burst
        return self._wait(calls, most, cost, now, self._chat_window(chat))

    @staticmethod
    def _wait(calls: deque[float], most: int, cost: int, now: float, window: float) -> float:
        """Seconds until `cost` more fit; what can never fit waits for an empty window."""
        over = len(calls) + min(cost, most) - most
        return calls[over - 1] + window - now if over > 0 else 0.0

    @staticmethod
    def _window(calls: deque[float], now: float, window: float) -> deque[float]:
        while calls and calls[0] <= now - window:
            calls.popleft()
        return calls
