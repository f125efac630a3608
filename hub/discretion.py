"""What many people read: no phone and no e-mail address stands in it whole."""

from __future__ import annotations

import re
from typing import Final

from hub import phones

_EMAIL: Final = re.compile(r"""("[^"@]*"|(?<![^\s@<>])[^\s@<>]++)@(?=[\w\[])""")
"""Begun where a word begins, and nowhere within it."""


def masked_email(address: str) -> str:
    """`k•••@example.ru`, as e-mail addresses stand in groups."""
    return _EMAIL.sub(lambda found: f"{_beginning(found[1])}•••@", address)


def covered(text: str) -> str:
    """A text in which every phone and every e-mail address is masked; else it is as it was."""
    return masked_email(phones.covered(text))


def _beginning(local: str) -> str:
    """One letter of several: of a single one nothing would be left to guess."""
    return local[0] if len(local) > 1 else ""
