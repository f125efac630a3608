"""How much of a text from outside is looked at, so that no text can hold the hub; and folding."""

from __future__ import annotations

from typing import Final

LOOKED_AT: Final = 8_000
"""Characters in which numbers and phones are sought: two of Telegram's longest messages."""


def looked_at(text: str) -> str:
    """As much of it as is looked through; what follows is kept and shown, and not searched."""
    return text[:LOOKED_AT]


def folded(text: str) -> str:
    """The same for the same words in large and small letters, with ё and with е."""
    return text.casefold().replace("ё", "е")
