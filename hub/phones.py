"""Phones: in one form whatever they were written in, found in texts, and masked where many people
read them. The only place that knows what a phone looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    ValidationResult,
)

from hub.text import looked_at

HOME: Final = "RU"
"""The company's country where nothing else is said."""
LONGEST: Final = 250
"""Characters of what is given as a phone; nothing longer is one."""
MOST: Final = 50
"""How many phones of one text are read; further ones are masked as they stand."""
_SHOWN_START: Final = 5
_SHOWN_END: Final = 4
_SCHEMES: Final = ("sip:", "sips:", "tel:", "callto:")
_SHAPE: Final = re.compile(
    r"(?P<number>[+(\s]{0,3}[0-9](?:[\s().–-]{0,8}[0-9]){0,24})"
    r"(?:[\s,;.]{0,4}(?:доб|добавочный|вн|ext|extension|x|#)[\s.:=]{0,4}[0-9]{1,7})?[\s.;,]{0,8}",
    re.IGNORECASE,
)
"""A number and nothing else, perhaps with its extension."""
_DIGITS: Final = re.compile(r"[0-9]{7,15}")
_GAP: Final = r"[\s().-]{0,8}"
_IN_TEXT: Final = re.compile(
    r"(?<![\w+])(?:"
    rf"(?:\+|00|810){_GAP}[0-9](?:{_GAP}[0-9]){{8,13}}"
    rf"|[78](?:{_GAP}[0-9]){{10}}"
    rf"|\(?9[0-9]{{2}}(?:{_GAP}[0-9]){{7}}"
    r"|0[1-9][0-9]{1,4}[ /-]?[0-9]{4,8}"
    r")(?!\w)"
)
"""Linear: nothing is begun within a word, and gaps and lengths have ends. Tried in this order."""
_SURE: Final = re.compile(
    r"\+[0-9](?:[\s()-]{0,8}[0-9]){8,13}(?![0-9])"
    r"|(?<![\w+])[78][\s-]{0,8}(?:\([0-9]{3}\)|[0-9]{3}(?![0-9]))(?:[\s-]{0,8}[0-9]){7}(?![0-9])"
    r"|(?<![\w+])[78][0-9]{10}(?![0-9])"
)
_HIDDEN: Final = re.compile(
    r"(?:sips?:)?(?:anonymous|unknown|private|restricted|withheld|unavailable|hidden|blocked)\b"
    r"|no caller id|caller id (?:blocked|withheld)|номер (?:скрыт|не определ)"
    r"|скрыт|аноним|неизвест|не определ|недоступ|без номера",
    re.IGNORECASE,
)


def masked(phone: str) -> str:
    """`+7911•••4501`, as phones stand in groups."""
    bare = "".join(character for character in phone if character.isdigit() or character == "+")
    if len(bare) <= _SHOWN_START + _SHOWN_END:
        return "•••"
    return f"{bare[:_SHOWN_START]}•••{bare[-_SHOWN_END:]}"


def covered(text: str) -> str:
    """A text in which every phone is masked. Whatever may be one counts: rather a number too many
    than a phone. What is too long to be looked through is cut.
    """
    seen = looked_at(text)
    read = _IN_TEXT.sub(lambda one: masked(plain(one[0], HOME) or one[0]), seen, count=MOST)
    hidden = _IN_TEXT.sub(lambda one: masked(one[0]), read)
    return f"{hidden}…" if len(seen) < len(text) else hidden


def plain(text: str, country: str) -> str:
    """A phone however it is written as `+79110004501`, "" for what is no phone. Numbers without a
    country are those of `country`; what no plan of numbers knows keeps its digits.
    """
    shape = _SHAPE.fullmatch(_bare(text))
    if shape is None:
        return ""
    written = _international(shape["number"])
    digits = "".join(filter(str.isdigit, written))
    if written.startswith("+"):
        return _valid(written, country) or (f"+{digits}" if _DIGITS.fullmatch(digits) else "")
    known = _valid(written, country) or _valid(f"+{digits}", country)
    return known or _possible(written, country) or (digits if _DIGITS.fullmatch(digits) else "")


def international(number: str) -> str:
    """What messengers give: all digits with the country's code, with or without the plus."""
    return plain(f"+{number.strip().lstrip('+')}", HOME)


def named_in(text: str, country: str) -> frozenset[str]:
    """The phones, with their country, that a text names."""
    found = islice(_IN_TEXT.finditer(looked_at(text)), MOST)
    return frozenset(phone for one in found if (phone := plain(one[0], country)).startswith("+"))


def first_in(text: str) -> tuple[int, int] | None:
    """Where the first phone of a text stands."""
    found = _IN_TEXT.search(looked_at(text))
    return found.span() if found else None


def surely_in(text: str) -> Iterator[tuple[int, int]]:
    """Where phones stand that can be nothing else: written whole, or in the groups of one."""
    return (one.span() for one in _SURE.finditer(looked_at(text)))


def is_hidden(caller: str) -> bool:
    """Whether a telephone system says that nobody knows who calls."""
    said = caller[:LONGEST].strip()
    return not any(map(str.isalnum, said)) or _HIDDEN.match(said) is not None


def countries() -> frozenset[str]:
    """Those that have a plan of numbers: RU, BY, ..."""
    return frozenset(phonenumbers.SUPPORTED_REGIONS)


def _bare(text: str) -> str:
    """Out of `"Name" <sip:+7911…@pbx>` or `tel:+7911…;phone-context=…`; with plain digits."""
    said = text.strip() if len(text) <= LONGEST else ""
    if said.endswith(">") and "<" in said:
        said = said[said.rindex("<") + 1 : -1]
    scheme = next((one for one in _SCHEMES if said.casefold().startswith(one)), "")
    if scheme:
        said = said[len(scheme) :].partition("@")[0].partition(";")[0]
    return phonenumbers.normalize_digits_only(said, keep_non_digits=True)


def _international(number: str) -> str:
    """With a plus where there was one, or the 00 that stands for it in half of the world."""
    digits = number.lstrip("( \t")
    return f"+{digits.removeprefix('00')}" if digits.startswith("00") else digits


def _valid(written: str, country: str) -> str:
    number = _parsed(written, country)
    return _written(number) if number and phonenumbers.is_valid_number(number) else ""


def _possible(written: str, country: str) -> str:
    """What has as many digits as the numbers of that country."""
    number = _parsed(written, country)
    reason = number and phonenumbers.is_possible_number_with_reason(number)
    return _written(number) if number and reason == ValidationResult.IS_POSSIBLE else ""


def _parsed(written: str, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(written, country)
    except NumberParseException:
        return None


def _written(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
