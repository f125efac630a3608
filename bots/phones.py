"""Phones as they stand where many people read them."""

from __future__ import annotations

import re
from typing import Final

_SHOWN_START: Final = 5
_SHOWN_END: Final = 4
_FILLING: Final = re.compile(r"[\s().-]")
_RUSSIAN: Final = re.compile(r"[78][0-9]{10}")
_NUMBER: Final = re.compile(r"\+?[0-9]{7,15}")


def masked(phone: str) -> str:
    """`+7911•••4501`, as phones stand in groups."""
    bare = "".join(character for character in phone if character.isdigit() or character == "+")
    if len(bare) <= _SHOWN_START + _SHOWN_END:
        return "•••"
    return f"{bare[:_SHOWN_START]}•••{bare[-_SHOWN_END:]}"


def plain(text: str) -> str:
    """A phone however it is written as `+79110004501`, "" for what is no phone."""
    bare = _FILLING.sub("", text)
    if _RUSSIAN.fullmatch(bare):
        return f"+7{bare[1:]}"
    return bare if _NUMBER.fullmatch(bare) else ""
