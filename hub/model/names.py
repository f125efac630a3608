"""Names of files, as they come from outside: made clean where they come in."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST: Final = 255
"""Bytes of a name, which is what file systems take."""
_LOOKED_AT: Final = 4_000
_LONGEST_ENDING: Final = 32
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Controls, directions of writing, and whatever else is not seen."""
_SEPARATORS: Final = str.maketrans({"/": "_", "\\": "_"})


def clean(name: str | None) -> str | None:
    """One line without what is not seen and without folders, its ending kept; None for nothing."""
    seen = "".join(_shown(one) for one in (name or "")[:_LOOKED_AT])
    line = " ".join(seen.translate(_SEPARATORS).split())
    return _short(line) if line.strip(". _") else None


def _shown(character: str) -> str:
    if character in "\n\r\t\x0b\x0c\x85\u2028\u2029":
        return " "
    return "" if unicodedata.category(character) in _HIDDEN else character


def _short(name: str) -> str:
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not (stem and 0 < len(ending.encode()) <= _LONGEST_ENDING):
        stem, dot, ending = name, "", ""
    room = LONGEST - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + dot + ending
