"""Which order what somebody of the staff writes is about, as far as it can be told. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message of his, and which of his own orders its text names."""

    seq: int
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """What his conversation is about.

    `past` says that he named the order himself although it is not active any more. From message
    `waiting` on it is not known which of the orders in `between` he means; None if it is.
    """

    order: str | None = None
    past: bool = False
    waiting: int | None = None
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """Messages from `since` up to `until` that have no order are about this one."""

    since: int
    until: int
    order: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`of` has the order of every message, None where it is not told."""

    bearing: Bearing
    of: Mapping[int, str | None]
    waited: tuple[Waited, ...] = ()


def told(written: Sequence[Written], before: Bearing, active: Sequence[str]) -> Told:
    """What he names wins, then the order it was about, if it still is his, then the only one he
    has. Otherwise he has to be asked; the question stands for what follows as well.
    """
    now, of, waited = _still(before, active), dict[int, str | None](), list[Waited]()
    for one in written:
        candidates = one.named or ((now.order,) if now.order else tuple(active))
        of[one.seq] = order = _one_of(candidates, now.order)
        if order is None:
            now = _asked(now, one.seq, candidates)
        elif one.named or now.order is None:
            if now.waiting is not None and order in now.between:
                waited.append(Waited(since=now.waiting, until=one.seq, order=order))
            now = Bearing(order=order, past=order not in active)
    return Told(bearing=now, of=of, waited=tuple(waited))


def _still(before: Bearing, active: Sequence[str]) -> Bearing:
    """Without an order that is not his any more."""
    if before.order in active:
        return replace(before, past=False)
    return before if before.past else replace(before, order=None)


def _one_of(candidates: Sequence[str], order: str | None) -> str | None:
    if order in candidates:
        return order
    return candidates[0] if len(candidates) == 1 else None


def _asked(now: Bearing, seq: int, between: tuple[str, ...]) -> Bearing:
    if not between:
        return now
    return replace(now, waiting=seq if now.waiting is None else now.waiting, between=between)
