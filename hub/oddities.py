"""What is unusual in a phrase that will be engraved or printed exactly as it stands. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final


class Oddity(StrEnum):
    LOOK_ALIKE = "look_alike"
    """A letter of another alphabet than the word around it."""
    YO = "yo"
    AMPERSAND = "ampersand"
    LONG_DASH = "long_dash"
    QUOTES = "quotes"
    LINE_BREAK = "line_break"
    ODD_SPACE = "odd_space"
    """Two spaces in a row, one at an end, or one that is no plain space."""
    INVISIBLE = "invisible"
    COMBINING = "combining"
    """A mark over the letter before it."""
    PICTURE = "picture"
    RIGHT_TO_LEFT = "right_to_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`at` are places in the phrase as people count, from 1; `what` are the characters there."""

    oddity: Oddity
    what: tuple[str, ...]
    at: tuple[int, ...]


_YO: Final = frozenset("ёЁ")
_YO_LONGEST: Final = 3
_DASHES: Final = frozenset("\u2013\u2014\u2015\u2012\u2212")
_QUOTES: Final = frozenset('«»„“”"‘’‚‹›')
_BREAKS: Final = frozenset("\n\r\v\f\u0085\u2028\u2029")
_TWINS: Final = frozenset("ABCEHIJKMOPSTXYaceijopsxykАВСЕНІЈКМОРЅТХУасеіјорѕхук")
"""Letters that look the same in Latin and in Cyrillic."""
_JOINER: Final = "\u200d"
_EXTENDING: Final = ("Mn", "Me", "Mc")
_RIGHT_TO_LEFT: Final = ("R", "AL", "AN", "RLE", "RLO", "RLI")
_FLAGS: Final = range(0x1F1E6, 0x1F200)
_TONES: Final = range(0x1F3FB, 0x1F400)
_TAGS: Final = range(0xE0020, 0xE0080)


def length(phrase: str) -> int:
    """How many characters a reader counts: an emoji or a letter with its mark is one."""
    return len(clusters(phrase))


def clusters(phrase: str) -> list[str]:
    """The characters as a reader sees them; together they are the phrase."""
    found: list[list[str]] = []
    for character in phrase:
        if found and _continues(found[-1], character):
            found[-1].append(character)
        else:
            found.append([character])
    return ["".join(one) for one in found]


def oddities(phrase: str) -> list[Found]:
    """Look-alikes first: they are most likely to be slips."""
    seen: dict[Oddity, list[tuple[int, str]]] = {oddity: [] for oddity in Oddity}
    letters = clusters(phrase)
    for at, what in _look_alikes(letters):
        seen[Oddity.LOOK_ALIKE].append((at, what))
    for at, what in enumerate(letters, start=1):
        for oddity in _of(what):
            seen[oddity].append((at, what))
    for at, what in _odd_spaces(letters):
        seen[Oddity.ODD_SPACE].append((at, what))
    return [
        Found(
            oddity=oddity,
            what=tuple(dict.fromkeys(what for _, what in places)),
            at=tuple(at for at, _ in places),
        )
        for oddity, places in seen.items()
        if places
    ]


def _continues(before: list[str], character: str) -> bool:
    """Whether it belongs to the characters before it."""
    if unicodedata.category(character) in _EXTENDING or ord(character) in _TAGS:
        return True
    if character == _JOINER or before[-1] == _JOINER or ord(character) in _TONES:
        return True
    is_flag = len(before) == 1 and ord(before[0]) in _FLAGS
    return (is_flag and ord(character) in _FLAGS) or (before == ["\r"] and character == "\n")


def _of(what: str) -> Iterator[Oddity]:
    first, category = what[0], unicodedata.category(what[0])
    is_so = {
        Oddity.YO: unicodedata.normalize("NFC", what[:_YO_LONGEST]) in _YO,
        Oddity.AMPERSAND: what == "&",
        Oddity.LONG_DASH: what in _DASHES,
        Oddity.QUOTES: what in _QUOTES,
        Oddity.LINE_BREAK: first in _BREAKS,
        Oddity.INVISIBLE: category in ("Cf", "Cc") and first not in _BREAKS,
        Oddity.COMBINING: len(what) > 1 and category.startswith("L"),
        Oddity.PICTURE: category == "So" or ord(first) in _FLAGS,
        Oddity.RIGHT_TO_LEFT: unicodedata.bidirectional(first) in _RIGHT_TO_LEFT,
    }
    return (oddity for oddity, so in is_so.items() if so)


def _odd_spaces(letters: list[str]) -> Iterator[tuple[int, str]]:
    spaces = [unicodedata.category(letter[0]) == "Zs" for letter in letters]
    for at, (letter, is_space) in enumerate(zip(letters, spaces, strict=True)):
        after_space = at > 0 and spaces[at - 1]
        at_end = at in (0, len(letters) - 1)
        if is_space and (letter != " " or after_space or at_end):
            yield at + 1, letter


def _look_alikes(letters: list[str]) -> Iterator[tuple[int, str]]:
    """In each word the letters of the alphabet that fewer of its letters are of; and words that
    only look as if they were of the phrase's own alphabet.
    """
    words = _words(letters)
    certain = [letter for word in words for _, letter in word if letter not in _TWINS]
    phrases_own = _own([_alphabet(letter) for letter in certain])
    for word in words:
        alphabets = [_alphabet(letter) for _, letter in word]
        own = _own(alphabets)
        if phrases_own and all(letter in _TWINS for _, letter in word):
            own = phrases_own
        yield from (place for place, one in zip(word, alphabets, strict=True) if one != own)


def _own(alphabets: list[str]) -> str:
    """The one that most are of."""
    counts = Counter(alphabets)
    return max(counts, key=lambda one: (counts[one], one == "CYRILLIC"), default="")


def _words(letters: list[str]) -> list[list[tuple[int, str]]]:
    """Stretches of letters, each with its place."""
    placed = [(at, letter) for at, letter in enumerate(letters, start=1) if letter[0].isalpha()]
    words: list[list[tuple[int, str]]] = [placed[:1]] if placed else []
    for before, here in pairwise(placed):
        if here[0] == before[0] + 1:
            words[-1].append(here)
        else:
            words.append([here])
    return words


def _alphabet(letter: str) -> str:
    """The first word of a letter's Unicode name: LATIN, CYRILLIC, GREEK, ..."""
    return unicodedata.name(letter[0], "OTHER").partition(" ")[0]
