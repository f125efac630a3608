"""Names and other words from outside, as they stand inside a sentence of ours. Pure."""

from __future__ import annotations

import unicodedata
from typing import Final

_BREAKING: Final = frozenset({"Cc", "Zl", "Zp"})
_TURNING: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def one_line(text: str) -> str:
    """On one line, from left to right as everything around it: whoever calls himself several lines
    says no more than his name.
    """
    plain = "".join(" " if breaks(one) else one for one in text)
    return " ".join(plain.split())


def breaks(character: str) -> bool:
    """Whether it ends a line, turns the direction of what follows, or controls a terminal."""
    return unicodedata.category(character) in _BREAKING or character in _TURNING
