"""What becomes of a delivery after one turn: pure decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bots.backoff import backoff
from bots.delivery.pace import Patience
from hub.errors import (
    DeliveryError,
    Flooded,
    PerhapsSent,
    Refused,
    StoreDown,
    Unauthorized,
    Undeliverable,
    Unsent,
)
from hub.model import Delivery, DeliveryState, Work
from hub.model.lacking import FILES, Lacking
from hub.ports import Part

OVER: Final = frozenset({DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.UNCERTAIN})
MARKED: Final = frozenset({Work.ANSWER, Work.SHOW, Work.TELL, Work.ASK, Work.MIRROR})

Outcome = Part | Exception | None
"""What a step returned or raised. A StoreDown says that nothing was sent, like Unsent."""


def judge(delivery: Delivery, outcome: Outcome, now: datetime, patience: Patience) -> Delivery:
    """The delivery as it is to be settled."""
    match outcome:
        case None:
            return replace(delivery, state=DeliveryState.PENDING, due=now)
        case Part():
            return _progress(delivery, outcome, now)
        case Flooded() | Unauthorized() | StoreDown():
            return _put_off(delivery, outcome, now, patience)
        case Refused() if lighter := _lighter(delivery, outcome, now):
            return lighter
        case Undeliverable(reason=reason):
            dead = replace(delivery, final=True)
            return _ended(dead, DeliveryState.DEAD, reason, now)
    return _failed(delivery, outcome, now, patience)


class Slipped(Unsent):
    """A slip of ours before any call: nothing was sent."""


def sent(delivery: Delivery, native: tuple[str, ...], now: datetime) -> Delivery:
    ended = _ended(delivery, DeliveryState.SENT, None, now)
    return replace(ended, native=(*delivery.native, *native))


def _progress(delivery: Delivery, part: Part, now: datetime) -> Delivery:
    native = (part.native,) if part.native else ()
    lacks = Lacking(delivery.lacks).and_also(part.lacks, len(delivery.native))
    delivery = replace(delivery, lacks=lacks)
    if not part.more:
        return sent(delivery, native, now)
    return replace(
        delivery,
        state=DeliveryState.PENDING,
        native=(*delivery.native, *native),
        due=now,
        tries=0,
        reason=None,
        perhaps_sent=False,
    )


def _put_off(
    delivery: Delivery,
    error: Flooded | Unauthorized | StoreDown,
    now: datetime,
    patience: Patience,
) -> Delivery:
    """Not this delivery's fault: it is not counted."""
    if isinstance(error, Flooded):
        return _again(delivery, error.reason, now + error.retry_after + patience.flood_margin)
    if isinstance(error, Unauthorized):
        return _again(delivery, error.reason, now)
    return _again(delivery, "store_down", now + _pause(1, patience))


def _failed(delivery: Delivery, error: Exception, now: datetime, patience: Patience) -> Delivery:
    if isinstance(error, Slipped):
        return _slipped(delivery, error.reason, now, patience)
    if isinstance(error, Unsent):
        return _unsent(delivery, error.reason, now, patience)
    if isinstance(error, PerhapsSent) and delivery.work in MARKED:
        return _ambiguous(delivery, error.reason, now, patience)
    doubtful = replace(delivery, perhaps_sent=delivery.work in MARKED)
    if isinstance(error, DeliveryError):
        return _counted(doubtful, error.reason, now, patience, last=DeliveryState.DEAD)
    # A slip of ours may have come after the call as well as before it.
    return _slipped(doubtful, type(error).__name__, now, patience)


def _slipped(delivery: Delivery, reason: str, now: datetime, patience: Patience) -> Delivery:
    """At once without its files: words do not wait for what does not mend itself."""
    lacking = Lacking(delivery.lacks)
    tried = replace(delivery, tries=delivery.tries + 1)
    if not lacking.has(FILES):
        bare = replace(tried, lacks=lacking.and_also((FILES,), len(delivery.native)))
        return _again(bare, reason, now)
    if tried.tries >= patience.slips:
        return _ended(tried, DeliveryState.DEAD, reason, now)
    return _again(tried, reason, now + _pause(tried.tries, patience))


def _lighter(delivery: Delivery, error: Refused, now: datetime) -> Delivery | None:
    """At once without what was refused; None if it went without that already."""
    lacks = Lacking(delivery.lacks).and_also(error.without, len(delivery.native))
    if lacks == delivery.lacks:
        return None
    return replace(_again(delivery, error.reason, now), lacks=lacks)


def _unsent(delivery: Delivery, reason: str, now: datetime, patience: Patience) -> Delivery:
    if reason in patience.endless:
        tried = replace(delivery, tries=delivery.tries + 1)
        return _again(tried, reason, now + _pause(tried.tries, patience))
    # An earlier try, whose answer was lost, may have arrived after all.
    last = DeliveryState.UNCERTAIN if delivery.perhaps_sent else DeliveryState.DEAD
    return _counted(delivery, reason, now, patience, last=last)


def _ambiguous(delivery: Delivery, reason: str, now: datetime, patience: Patience) -> Delivery:
    """Tries count anew from the first lost answer, so that repeats are few."""
    tries = delivery.tries + 1 if delivery.perhaps_sent else 1
    tried = replace(delivery, tries=tries, perhaps_sent=True)
    if tries >= patience.ambiguous:
        return _ended(tried, DeliveryState.UNCERTAIN, reason, now)
    return _again(tried, reason, now + _pause(tries, patience))


def _counted(
    delivery: Delivery, reason: str, now: datetime, patience: Patience, *, last: DeliveryState
) -> Delivery:
    tried = replace(delivery, tries=delivery.tries + 1)
    if tried.tries >= patience.tries:
        return _ended(tried, last, reason, now)
    return _again(tried, reason, now + _pause(tried.tries, patience))


def _again(delivery: Delivery, reason: str, due: datetime) -> Delivery:
    return replace(delivery, state=DeliveryState.RETRY, reason=reason, due=due)


def _ended(delivery: Delivery, state: DeliveryState, reason: str | None, now: datetime) -> Delivery:
    return replace(delivery, state=state, reason=reason, settled_at=now)


def _pause(nth: int, patience: Patience) -> timedelta:
    return timedelta(seconds=backoff(nth, first=patience.first, longest=patience.longest))
