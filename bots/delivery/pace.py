"""How patient and how hasty the engine is; the defaults are meant for production."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from hub import reasons

MENDABLE: Final = frozenset({reasons.NOT_ON_DESK, reasons.NO_RIGHT_ON_DESK, reasons.NO_CONNECTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """After `tries` failures a delivery is dead, unless the reason is one of `endless`; after
    `ambiguous` answers lost in a row it is uncertain; after `slips` of ours it is dead, lest its
    line wait for what does not mend itself. Seconds between the tries.
    """

    tries: int = 10
    ambiguous: int = 5
    slips: int = 4
    first: float = 1.0
    longest: float = 60.0
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
