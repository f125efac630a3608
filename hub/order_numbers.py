"""Order numbers in free text. Pure."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import Final

from hub.patterns import Pattern
from hub.phones import surely_in
from hub.text import looked_at

MOST: Final = 10
"""How many of one text are taken up: whoever writes more of them is not naming an order."""
JUDGED: Final = 200
"""How many are looked at to find them."""
_AROUND: Final = 20
"""How far beside a number is looked for what makes it something else."""
_MONEY: Final = re.compile(r"\s?(?:₽|\$|€|руб|р\.|тыс|коп|rub|eur|usd)", re.IGNORECASE)
_GLUED_BEFORE: Final = re.compile(r"(?<!\d)(\d+)[.,:\-]$")
_GLUED_AFTER: Final = re.compile(r"[.,:\-](\d+)")
_BEFORE_MONEY: Final = ("$", "€", "₽")


class OrderNumbers:
    """Finds what looks like an order number and is no part of a phone, a price, or a date."""

    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern

    def among(self, text: str) -> tuple[str, ...]:
        """Each once, in the order they are written, with plain digits. What stands further back
        than is looked at names no order.
        """
        plain = _without_phones("".join(map(_plain, looked_at(text))))
        found: dict[str, None] = {}
        for start, end in islice(self._pattern.places(plain), JUDGED):
            number = plain[start:end].strip()
            if number and self._stands_alone(plain, start, end):
                found[number] = None
            if len(found) == MOST:
                break
        return tuple(found)

    def _stands_alone(self, text: str, start: int, end: int) -> bool:
        before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        if _MONEY.match(after) or before.rstrip().endswith(_BEFORE_MONEY):
            return False
        glued = (_GLUED_BEFORE.search(before), _GLUED_AFTER.match(after))
        return all(one is None or self._pattern.is_whole(one[1]) for one in glued)


def _plain(character: str) -> str:
    """Digits of any alphabet, and full-width ones, as plain ones."""
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _without_phones(text: str) -> str:
    """As long as it was."""
    kept, done = [], 0
    for start, end in surely_in(text):
        kept += [text[done:start], " " * (end - start)]
        done = end
    return "".join([*kept, text[done:]])
