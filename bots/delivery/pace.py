"""How patient and how hasty the engine is; the defaults are meant for production."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from hub import reasons

MENDABLE: Final = frozenset({reasons.NOT_ON_DESK, reasons.NO_RIGHT_ON_DESK, reasons.NO_CONNECTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """After `tries` failures a delivery is dead, unless the reason is one of `endless` or nobody is
    answered; after `slips` of ours too, lest its line wait for what does not mend itself. What a
    contact reads is sent again `repeats` times after a lost answer, then it is uncertain; so it is
    after the hub was `interrupted` in its middle so often. Seconds between the tries; `ping` is the
    longest between two tries of whether a messenger answers again.
    """

    tries: int = 10
    repeats: int = 1
    interrupted: int = 5
    slips: int = 4
    first: float = 1.0
    longest: float = 60.0
    ping: float = 8.0
    endless: frozenset[str] = MENDABLE
    flood_margin: timedelta = timedelta(milliseconds=250)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`call` is the longest that a call may take, `grace` what calls get when the hub stops.

    `lane_width` lines of a lane and `voice_width` lines of a voice are in flight at most, and
    `lane_memory` deliveries of a lane are held in memory: the rest wait in the store.
    """

    patience: Patience = field(default_factory=Patience)
    call: timedelta = timedelta(seconds=10)
    grace: timedelta = timedelta(seconds=4)
    lane_width: int = 8
    voice_width: int = 100
    lane_memory: int = 500
    sweep_every: timedelta = timedelta(seconds=2)
    recover_every: timedelta = timedelta(seconds=30)
