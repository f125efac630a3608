"""One call of a sender: never longer than the lease is good for, and what it came to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from bots.asking import Turn
from bots.delivery.verdict import Outcome, Slipped
from bots.ownership import Hold
from hub import reasons
from hub.errors import DeliveryError, PerhapsSent, StoreDown, Unanswered, Undeliverable, Unsent
from hub.model import Delivery
from hub.model.lacking import FILES, Lacking
from hub.ports import Sender

_log = structlog.get_logger(__name__)


class Caller:
    """Makes the calls of one voice; from `hurry` on none begins, and those under way must end."""

    def __init__(self, sender: Sender, hold: Hold, longest: timedelta) -> None:
        self._sender = sender
        self._hold = hold
        self._longest = longest
        self._under_way: set[asyncio.Timeout] = set()
        self._hurried = False

    def may_call(self, now: datetime) -> bool:
        """A call that outlived the lease could meet one of the next owner's."""
        return not self._hurried and self._hold.left(now) >= self._longest

    def hurry(self, grace: timedelta) -> None:
        """What has no answer after `grace` counts as an answer lost."""
        self._hurried = True
        latest = asyncio.get_running_loop().time() + grace.total_seconds()
        for scope in self._under_way:
            scope.reschedule(min(latest, scope.when() or latest))

    async def prepare(self, delivery: Delivery, turn: Turn) -> Exception | None:
        """Why its step cannot be made. This may take longer than a call: nothing is sent by it."""
        if not delivery.fetches or Lacking(delivery.lacks).has(FILES):
            return None
        try:
            async with self._scope(None):
                with turn.taken():
                    await self._sender.prepare(delivery)
        except (DeliveryError, StoreDown, TimeoutError) as error:
            return _unsent(error)
        except Exception as error:  # noqa: BLE001 - a sender's slip must not stop the lane
            _log.exception("not prepared", delivery=delivery.id, work=delivery.work)
            return Slipped(type(error).__name__)
        return None

    async def step(self, delivery: Delivery, turn: Turn) -> Outcome:
        """Where the time ran out before anything was asked, it was the store that took it."""
        try:
            async with self._scope(self._longest):
                with turn.taken():
                    return await self._sender.step(delivery)
        except DeliveryError as error:
            return error
        except TimeoutError:
            return PerhapsSent(reasons.TIMEOUT) if turn.called else StoreDown()
        except Exception as error:  # noqa: BLE001 - a sender's slip must not stop the lane
            _log.exception("step failed", delivery=delivery.id, work=delivery.work)
            return error

    @asynccontextmanager
    async def _scope(self, longest: timedelta | None) -> AsyncIterator[None]:
        scope = asyncio.timeout(longest.total_seconds() if longest else None)
        self._under_way.add(scope)
        try:
            async with scope:
                yield
        finally:
            self._under_way.discard(scope)


def _unsent(error: Exception) -> DeliveryError:
    """Whatever became of a file, nothing of it has been sent to anybody."""
    match error:
        case Undeliverable() | Unsent():
            return error
        case PerhapsSent(reason=reason):
            return Unanswered(reason)
        case DeliveryError(reason=reason):
            return Unsent(reason)
    return Unsent(reasons.INTERRUPTED)
