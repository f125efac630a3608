"""Calls that changed nothing: each is one of the few that a messenger takes in a minute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.faults import Fault

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One call, the same when it is made once more. `args` must hold no token."""

    service: str
    bot: str
    method: str
    args: frozenset[tuple[str, str]]

    def __str__(self) -> str:
        return f"{self.service} {self.method} of {self.bot}, {dict(sorted(self.args))}"


def asked(service: str, bot: str, method: str, args: Mapping[str, str]) -> Asked:
    return Asked(service, bot, method, frozenset(args.items()))


@dataclass(slots=True)
class InVain:
    """Who never heard what became of a call has to make it again: that is none of them."""

    calls: list[str] = field(default_factory=list)
    _unheard: set[Asked] = field(default_factory=set)

    def note(self, call: Asked, there: str) -> None:
        """What it was to change was so already, and says `there`."""
        if call not in self._unheard:
            self.calls.append(f"{call}; there it says {there[:_SHOWN]!r}")

    def spoilt(self, call: Asked, faults: list[Fault]) -> None:
        """The answer to a call that may have had its effect has not been heard."""
        if any(fault.when == "after" or fault.effect == "delay" for fault in faults):
            self._unheard.add(call)
