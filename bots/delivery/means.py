"""What the work of every voice is done with."""

from __future__ import annotations

from dataclasses import dataclass

from bots.asking import Silences
from bots.delivery.follow import Follow
from bots.delivery.pace import Pace
from bots.delivery.watch import Watch
from hub.ports import Clock, Deliveries, Lanes, Views


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    deliveries: Deliveries
    lanes: Lanes
    views: Views
    follow: Follow
    clock: Clock
    watch: Watch
    pace: Pace
    silences: Silences
