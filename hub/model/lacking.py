"""What a delivery goes without, because the messenger refused it so or a slip of ours stopped it.

Each entry is what, and after `@` how many of its calls had been made by then: what was sent already
stays as it was sent, in the same cuts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

BUTTONS: Final = "buttons"
FORMATTING: Final = "formatting"
QUOTE: Final = "quote"
CHOSEN: Final = "chosen"
"""The part that was chosen of what is replied to: it is replied to as a whole."""
CAPTION: Final = "caption"
"""The words stand apart from the files."""
WHOLE: Final = "whole"
"""The file that holds a very long text: it is said in pieces after all."""
FILES: Final = "files"
"""From that call on nothing but words."""
_TOLD: Final = (BUTTONS, FORMATTING, QUOTE, FILES)


def without_file(index: int) -> str:
    return f"file:{index}"


def as_document(index: int) -> str:
    return f"document:{index}"


def apart(index: int) -> str:
    """In no album."""
    return f"apart:{index}"


@dataclass(frozen=True, slots=True)
class Lacking:
    entries: tuple[str, ...] = ()

    def since(self, what: str) -> int | None:
        """How many calls had been made when it turned out; None if it is not lacking."""
        for entry in self.entries:
            name, _, at = entry.rpartition("@")
            if name == what:
                return int(at)
        return None

    def has(self, what: str) -> bool:
        return self.since(what) is not None

    def and_also(self, what: Iterable[str], calls: int) -> tuple[str, ...]:
        """The entries with those that are new."""
        new = dict.fromkeys(f"{one}@{calls}" for one in what if not self.has(one))
        return (*self.entries, *new)

    def told(self) -> tuple[str, ...]:
        """What somebody may miss: not that a picture went as a file."""
        named = [one for one in _TOLD if self.has(one)]
        if FILES not in named and any(one.startswith("file:") for one in self.entries):
            named.append(FILES)
        return tuple(named)
