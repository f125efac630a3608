"""Order numbers in free text. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

FIVE_DIGITS: Final = re.compile(r"\b\d{5}\b")
MOST: Final = 10
"""How many of one text are taken up: whoever writes more of them is not naming his order."""
_PHONE: Final = re.compile(
    r"\+\d(?:[\s()\-]*\d){8,13}(?!\d)"
    r"|(?<![\w+])[78][\s\-]*(?:\(\d{3}\)|\d{3}(?!\d))(?:[\s\-]*\d){7}(?!\d)"
)
_MONEY: Final = re.compile(r"\s?(?:₽|\$|€|руб|р\.|тыс|коп|rub|eur|usd)", re.IGNORECASE)
_GLUED_BEFORE: Final = re.compile(r"(\d+)[.,:\-]$")
_GLUED_AFTER: Final = re.compile(r"[.,:\-](\d+)")
_BEFORE_MONEY: Final = ("$", "€", "₽")


class OrderNumbers:
    """Finds what looks like an order number and is no part of a phone, a price, or a date."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def among(self, text: str) -> tuple[str, ...]:
        """Each once, in the order they are written, with plain digits."""
        plain = _PHONE.sub(_blank, "".join(map(_plain, text)))
        found = (one for one in self._pattern.finditer(plain) if self._stands_alone(one, plain))
        return tuple(dict.fromkeys(number for one in found if (number := one[0].strip())))[:MOST]

    def _stands_alone(self, found: re.Match[str], text: str) -> bool:
        before, after = text[: found.start()], text[found.end() :]
        if _MONEY.match(after) or before.rstrip().endswith(_BEFORE_MONEY):
            return False
        glued = (_GLUED_BEFORE.search(before), _GLUED_AFTER.match(after))
        return all(one is None or self._pattern.fullmatch(one[1]) for one in glued)


def _plain(character: str) -> str:
    """Digits of any alphabet, and full-width ones, as plain ones."""
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
