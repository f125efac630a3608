"""Phones: in one form whatever they were written in, and masked where many people read them."""

from __future__ import annotations

import re
from typing import Final

_SHOWN_START: Final = 5
_SHOWN_END: Final = 4
_FILLING: Final = re.compile(r"[\s().-]")
_RUSSIAN: Final = re.compile(r"[78][0-9]{10}")
_NUMBER: Final = re.compile(r"\+?[0-9]{7,15}")
_IN_TEXT: Final = re.compile(
    r"(?<![\w+])(?:\+[0-9](?:[\s().-]*[0-9]){8,13}|[78](?:[\s().-]*[0-9]){10}|9[0-9]{9})(?!\w)"
)


def masked(phone: str) -> str:
    """`+7911•••4501`, as phones stand in groups."""
    bare = "".join(character for character in phone if character.isdigit() or character == "+")
    if len(bare) <= _SHOWN_START + _SHOWN_END:
        return "•••"
    return f"{bare[:_SHOWN_START]}•••{bare[-_SHOWN_END:]}"


def covered(text: str) -> str:
    """A text in which every phone is masked; everything else is as it was."""
    return _IN_TEXT.sub(lambda found: masked(plain(found[0]) or found[0]), text)


def plain(text: str) -> str:
    """A phone however it is written as `+79110004501`, "" for what is no phone."""
    bare = _FILLING.sub("", text)
    if _RUSSIAN.fullmatch(bare):
        return f"+7{bare[1:]}"
    return bare if _NUMBER.fullmatch(bare) else ""


def international(number: str) -> str:
    """What messengers give: all digits with the country's code, with or without the plus."""
    digits = re.sub(r"[^0-9]", "", number)
    return f"+{digits}" if _NUMBER.fullmatch(digits) else ""
