"""What becomes of a delivery after one turn: pure decisions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bots.backoff import backoff
from bots.delivery.pace import Patience
from hub import reasons
from hub.errors import (
    Busy,
    DeliveryError,
    Flooded,
    Held,
    PerhapsSent,
    Refused,
    Repeatable,
    StoreDown,
    Unanswered,
    Unauthorized,
    Undeliverable,
    Unsent,
)
from hub.model import Delivery, DeliveryState, Work
from hub.model.lacking import FILES, Lacking
from hub.ports import Part

OVER: Final = frozenset({DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.UNCERTAIN})
MARKED: Final = frozenset({Work.ANSWER, Work.SHOW, Work.TELL, Work.ASK, Work.MIRROR})
OUTWARD: Final = frozenset({Work.ANSWER})
"""What contacts read. Of the rest a marked repeat harms nobody, and a missing one does."""

Outcome = Part | Exception | None
"""What a step returned or raised."""


class Interrupted(PerhapsSent):
    """Whoever was sending ended in the middle of a call, or perhaps of one."""

    def __init__(self) -> None:
        super().__init__(reasons.INTERRUPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What a turn has asked of the messenger: whether anything, and, where what it asked last is
    known not to answer anybody, since when, and when it is worth asking again.
    """

    any: bool = True
    down_since: datetime | None = None
    again_at: datetime | None = None


ONCE: Final = Called()


def judge(
    delivery: Delivery,
    outcome: Outcome,
    now: datetime,
    patience: Patience,
    called: Called = ONCE,
) -> Delivery:
    """The delivery as it is to be settled."""
    match outcome:
        case None:
            return replace(delivery, state=DeliveryState.PENDING, due=now)
        case Part():
            return _progress(delivery, outcome, now)
        case Flooded() | Unauthorized() | StoreDown() | Held() | Busy():
            return _put_off(delivery, outcome, now, patience, called)
        case Refused() if lighter := _lighter(delivery, outcome, now):
            return lighter
        case Undeliverable(reason=reason):
            dead = replace(delivery, final=True)
            return _ended(dead, DeliveryState.DEAD, reason, now)
    return _failed(delivery, outcome, now, patience, called)


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
    error: Flooded | Unauthorized | StoreDown | Held | Busy,
    now: datetime,
    patience: Patience,
    called: Called,
) -> Delivery:
    """Not this delivery's fault: it is not counted. The store may have failed after the call."""
    if isinstance(error, Flooded):
        return _again(delivery, error.reason, now + error.retry_after + patience.flood_margin)
    if isinstance(error, Unauthorized):
        return _again(delivery, error.reason, now)
    if isinstance(error, Held):
        return _silent(delivery, error.since, now)
    if isinstance(error, Busy):
        return _again(delivery, error.reason, now + error.pause)
    doubtful = delivery.perhaps_sent or (called.any and delivery.work in MARKED)
    said = replace(delivery, perhaps_sent=doubtful)
    return _again(said, reasons.STORE_DOWN, now + _pause(1, patience))


def _failed(
    delivery: Delivery, error: Exception, now: datetime, patience: Patience, called: Called
) -> Delivery:
    if isinstance(error, Slipped):
        return _slipped(delivery, error.reason, now, patience)
    lost, slip = isinstance(error, PerhapsSent), not isinstance(error, DeliveryError)
    # A slip of ours may have come after the call as well as before it.
    doubtful = delivery.perhaps_sent or ((lost or slip) and called.any and delivery.work in MARKED)
    tried = replace(delivery, perhaps_sent=doubtful)
    if slip:
        return _slipped(tried, _reason(error), now, patience)
    if lost and delivery.work in OUTWARD and not isinstance(error, Repeatable):
        return _lost_outside(delivery, tried, error, now, patience)
    unanswered = isinstance(error, PerhapsSent | Unanswered) or _reason(error) in patience.endless
    if called.down_since and unanswered:
        # Others ask before it does: what is wrong may be wrong with it alone.
        again_at = (called.again_at or now) + timedelta(seconds=patience.first)
        return _silent(tried, called.down_since, again_at)
    if _reason(error) in patience.endless:
        counted = replace(tried, tries=tried.tries + 1)
        return _again(counted, _reason(error), now + _pause(counted.tries, patience))
    unknown = tried.perhaps_sent and tried.work in OUTWARD
    last = DeliveryState.UNCERTAIN if unknown else DeliveryState.DEAD
    return _counted(tried, _reason(error), now, patience, last=last)


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


def _lost_outside(
    before: Delivery, tried: Delivery, error: Exception, now: datetime, patience: Patience
) -> Delivery:
    """Tries count from the first lost answer, so that a contact sees few repeats. What ended with
    the hub is no sign that the messenger does not answer.
    """
    tries = before.tries + 1 if before.perhaps_sent else 1
    interrupted = isinstance(error, Interrupted)
    most = patience.interrupted if interrupted else patience.repeats + 1
    since = before.silent_since or (None if interrupted else now)
    counted = replace(tried, tries=tries, silent_since=since)
    if tries >= most:
        return _ended(counted, DeliveryState.UNCERTAIN, _reason(error), now)
    return _again(counted, _reason(error), now + _pause(tries, patience))


def _counted(
    delivery: Delivery, reason: str, now: datetime, patience: Patience, *, last: DeliveryState
) -> Delivery:
    tried = replace(delivery, tries=delivery.tries + 1)
    if tried.tries >= patience.tries:
        return _ended(tried, last, reason, now)
    return _again(tried, reason, now + _pause(tried.tries, patience))


def _silent(delivery: Delivery, since: datetime, due: datetime) -> Delivery:
    """The messenger answers nobody: that is counted against no delivery, however long it takes."""
    first = delivery.silent_since or since
    return _again(replace(delivery, silent_since=first), reasons.NO_ANSWER, due)


def _reason(error: Exception) -> str:
    return error.reason if isinstance(error, DeliveryError) else type(error).__name__


def _again(delivery: Delivery, reason: str, due: datetime) -> Delivery:
    return replace(delivery, state=DeliveryState.RETRY, reason=reason, due=due)


def _ended(delivery: Delivery, state: DeliveryState, reason: str | None, now: datetime) -> Delivery:
    return replace(delivery, state=state, reason=reason, settled_at=now)


def _pause(nth: int, patience: Patience) -> timedelta:
    return timedelta(seconds=backoff(nth, first=patience.first, longest=patience.longest))
