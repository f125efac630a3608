"""What all services of one sandbox stand on together."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.calllog import CallLog
from sandbox.clock import Clock
from sandbox.events import Events
from sandbox.faults import FaultSet
from sandbox.in_vain import InVain


@dataclass(frozen=True, slots=True)
class Ground:
    """One clock, one set of faults, one call log and one event stream; and what was asked for in
    vain.
    """

    clock: Clock = field(default_factory=Clock)
    faults: FaultSet = field(default_factory=FaultSet)
    calls: CallLog = field(default_factory=CallLog)
    events: Events = field(default_factory=Events)
    in_vain: InVain = field(default_factory=InVain)
