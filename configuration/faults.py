"""What is wrong with the configuration, one line for each place, and the words it is said in."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from configuration.raw import Filled, Loc, Place, path_of


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the configuration; prints as one line without anything secret."""

    source: str
    path: str
    expected: str

    def __str__(self) -> str:
        line = ": ".join(filter(None, (self.source, self.path, self.expected)))
        masked = re.sub(r"\d{6,}:[\w-]{30,}", "***", line)
        return "".join(char if char.isprintable() else " " for char in masked)


class ConfigurationFaults(Exception):
    """All that is wrong with the configuration, in the order of finding."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class FaultsWithin(ValueError):
    """Faults inside a value that is read by hand, each with its place in there."""

    def __init__(self, places: list[Place]) -> None:
        super().__init__("; ".join(message for _, message in places))
        self.places = places


def faults_at(source: str, places: Iterable[Place]) -> list[Fault]:
    """One fault a place: what was said first explains the rest."""
    first: dict[Loc, str] = {}
    for loc, expected in places:
        first.setdefault(loc, expected)
    return [Fault(source, path_of(loc), expected) for loc, expected in first.items()]


def shown(value: str) -> str:
    return (value.written if isinstance(value, Filled) else value)[:60]


def nearest(word: str, known: Iterable[str]) -> str | None:
    lowered = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.55)
    return lowered[close[0]] if close else None


def hint(word: str, known: Iterable[str]) -> str:
    name = nearest(word, known)
    return f" (did you mean '{name}'?)" if name else ""
