"""A bot's queue of updates: ids, confirmation by offset, expiry, and who polls it."""

from __future__ import annotations

import asyncio
import json
import math
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "guest_message",
        "managed_bot",
        "subscription",
        "stopped_message_generation",
    }
)
MESSAGE_TTL = 24 * 3600
CALLBACK_TTL = 150
MOST_UPDATES = 100_000
FIRST_IDS = (2_000_001, 2**30)
RAW = "raw"


@dataclass(frozen=True, slots=True)
class Update:
    """One queued update, already encoded; those of one key keep their order on a webhook."""

    id: int
    key: str
    expires: float
    payload: bytes


@dataclass(slots=True, eq=False)
class UpdateQueue:
    """Updates in order; at most one poller waits on them."""

    now: Callable[[], float]
    next_id: int = field(default_factory=lambda: random.randint(*FIRST_IDS))
    allowed: tuple[str, ...] = ()
    _updates: deque[Update] = field(default_factory=deque)
    _again: list[Update] = field(default_factory=list)
    _poller: asyncio.Future[bool] | None = None
    _last: Update | None = None
    _soonest: float = math.inf

    def __len__(self) -> int:
        self._expire()
        return len(self._updates) + len(self._again)

    def allows(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def allow(self, kinds: Sequence[str]) -> None:
        """Sticky; unknown names are ignored, and nothing known means the default set."""
        self.allowed = tuple(kind for kind in kinds if kind in KINDS)

    def put(self, kind: str, body: Any) -> None:
        """Queue `{kind: body}` under a fresh id, if it is allowed."""
        if not self.allows(kind):
            return
        ttl = CALLBACK_TTL if kind == "callback_query" else MESSAGE_TTL
        rest = json.dumps({kind: body}, separators=(",", ":")).encode()[1:]
        self._append(_key(kind, body), rest, self.now() + ttl)

    def put_raw(self, rest: bytes) -> int:
        """Queue anything at all: what follows `{"update_id":N,` up to the closing brace."""
        self._append(RAW, rest, self.now() + MESSAGE_TTL)
        return self.next_id - 1

    def repeat_last(self) -> bool:
        """Deliver the newest update once more under its id, confirmed or not."""
        if self._last is None:
            return False
        self._again.append(self._last)
        self._wake(True)
        return True

    def forget_before(self, offset: int) -> None:
        """What `offset` confirms; a negative one keeps only the last so many."""
        self._expire()
        if offset < 0:
            while len(self._updates) > -offset:
                self._updates.popleft()
        elif offset <= self.next_id + 10:
            while self._updates and self._updates[0].id < offset:
                self._updates.popleft()

    def take(self, limit: int) -> list[bytes]:
        """What a poll is given; repeats are given once, the others until they are confirmed."""
        given = self.waiting(limit)
        del self._again[:limit]
        return [update.payload for update in given]

    def waiting(self, limit: int = MOST_UPDATES) -> list[Update]:
        self._expire()
        return list(islice(chain(self._again, self._updates), limit))

    def settle(self, update: Update) -> None:
        """A webhook has taken it."""
        pile = self._again if update in self._again else self._updates
        if update in pile:
            pile.remove(update)

    def drop(self) -> None:
        self._updates.clear()
        self._again.clear()

    async def wait(self, seconds: float) -> bool:
        """Wait for an update as the only poller; False when somebody newer has ended us."""
        self.evict()
        poller: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            await asyncio.wait({poller}, timeout=None if seconds == math.inf else seconds)
            return poller.result() if poller.done() else True
        finally:
            if self._poller is poller:
                self._poller = None

    async def woken(self) -> None:
        """Wait for an update, or for a ring, as the webhook's pusher."""
        await self.wait(math.inf)

    def ring(self) -> None:
        self._wake(True)

    def evict(self) -> bool:
        """End the waiting poller with a conflict; True if there was one."""
        return self._wake(False)

    def _append(self, key: str, rest: bytes, expires: float) -> None:
        if len(self._updates) >= MOST_UPDATES:
            return
        payload = b'{"update_id":%d,%b' % (self.next_id, rest)
        self._last = Update(self.next_id, key, expires, payload)
        self._updates.append(self._last)
        self._soonest = min(self._soonest, expires)
        self.next_id += 1
        self._wake(True)

    def _wake(self, verdict: bool) -> bool:
        if self._poller is None or self._poller.done():
            return False
        self._poller.set_result(verdict)
        return True

    def _expire(self) -> None:
        now = self.now()
        if now < self._soonest:
            return
        self._updates = deque(update for update in self._updates if update.expires > now)
        self._soonest = min((update.expires for update in self._updates), default=math.inf)


def _key(kind: str, body: Any) -> str:
    """Messages go in order per chat, pressed buttons per person."""
    owner = body.get("from") if kind == "callback_query" else body.get("chat")
    return f"{kind == 'callback_query'}:{owner['id'] if owner else ''}"
