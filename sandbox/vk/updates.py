"""Events of one community on their way to its bot: numbered, kept, lost on demand."""

import secrets
from collections import deque
from typing import Any

Json = dict[str, Any]


class UpdateQueue:
    """Events after a ts may be asked for again and again; nothing is confirmed by asking."""

    def __init__(self, kept: int = 10_000) -> None:
        self._kept: deque[tuple[int, Json]] = deque(maxlen=kept)
        self._last = 0
        self._floor = 0
        self._lost_keys: set[str] = set()
        self.key = secrets.token_hex(20)

    @property
    def ts(self) -> int:
        """The number of the last event."""
        return self._last

    def put(self, update: Json) -> None:
        self._last += 1
        if len(self._kept) == self._kept.maxlen:
            self._floor = self._kept[0][0]
        self._kept.append((self._last, update))

    def all(self) -> list[Json]:
        return [update for _, update in self._kept]

    def answer(self, key: str, ts: int) -> Json | None:
        """VK's answer for somebody who has seen everything up to `ts`; None: nothing new yet."""
        if key != self.key:
            return {"failed": 3 if key in self._lost_keys else 2}
        if not self._floor <= ts <= self._last:
            # The one place where VK sends ts as a number and not as a string.
            return {"failed": 1, "ts": self._last}
        if ts == self._last:
            return None
        return {"ts": str(self._last), "updates": [u for number, u in self._kept if number > ts]}

    def expire_key(self) -> None:
        """Whoever asks with the old key is told failed 2."""
        self.key = secrets.token_hex(20)

    def forget_history(self) -> None:
        """Whoever asks with an older ts is told failed 1 and where to go on."""
        self._kept.clear()
        self._last += 1
        self._floor = self._last

    def lose(self) -> None:
        """Whoever asks with the old key is told failed 3: key and ts are to be got anew."""
        self._lost_keys.add(self.key)
        self.expire_key()
        self.forget_history()
