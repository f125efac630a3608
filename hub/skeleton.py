"""What a person sees at the beginning of a text: what is blank is passed over, and what looks like
`/` or `!` is read as it. Never more than a stated number of characters is looked at.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

LOOKED_AT: Final = 256
"""Characters: who puts more blanks than that before a word is asked what he means."""

_SLASHES: Final = "/⁄∕⧸／╱⟋᜵⁁Ⳇⳇ⼃〳ノﾉ㇓丿𝈺⹊⧶🙼"
_BANGS: Final = "!！﹗︕ǃⵑ❗❕❢ꜝ¡⹓ꜞꜟ"
_SEVERAL: Final = {"⫽": "//", "᜶": "//", "⫻": "///", "‼": "!!", "⁉": "!"}
READ_AS: Final = dict.fromkeys(_SLASHES, "/") | dict.fromkeys(_BANGS, "!") | _SEVERAL
"""Unicode's confusables (security/confusables.txt) of the two, what NFKC makes of others, emoji,
and what differs in size or weight alone.
"""
_PLAIN: Final = frozenset("/／!！﹗︕")
"""What keyboards have for the two."""

_WIDE: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\U0001d159\U00013441\U00013442")
"""Blank, and as wide as a letter."""
_WIDE_CATEGORIES: Final = frozenset({"Zs", "Zl", "Zp", "Cc"})
_NARROW_CATEGORIES: Final = frozenset({"Cf", "Mn", "Me"})
_IGNORABLE: Final = (
    *(range(0x17B4, 0x17B6), range(0x180B, 0x1810), range(0x2060, 0x2070)),
    *(range(0xFE00, 0xFE10), range(0xFFF0, 0xFFF9), range(0xE0000, 0xE1000)),
)
"""Default_Ignorable_Code_Point where the category does not say so, the unassigned ones too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """`signs` are what stands before the first letter or digit, which are at these `places` in the
    text; `word` is the first word, which ends before `after`. `plain`: the first sign is no mere
    look-alike. `apart`: there is a blank between the last sign and the word.
    """

    signs: str = ""
    places: tuple[int, ...] = ()
    word: str = ""
    after: int = 0
    plain: bool = False
    apart: bool = False
    endless: bool = False
    """Nothing can be seen in all that was looked at, and there is more."""


def is_wide(character: str) -> bool:
    """A blank that takes room."""
    return (
        character.isspace()
        or character in _WIDE
        or unicodedata.category(character) in _WIDE_CATEGORIES
    )


def is_narrow(character: str) -> bool:
    """Nothing that is seen by itself, and takes no room."""
    if unicodedata.category(character) in _NARROW_CATEGORIES:
        return True
    return any(ord(character) in ignorable for ignorable in _IGNORABLE)


def beginning(text: str) -> Beginning:
    head = text[:LOOKED_AT]
    start = next((at for at, one in enumerate(head) if _begins_a_word(one)), len(head))
    seen = [at for at, one in enumerate(head[:start]) if not (is_wide(one) or is_narrow(one))]
    signs = [(READ_AS.get(head[at], head[at]), at) for at in seen]
    word, after = _word(head, start)
    return Beginning(
        signs="".join(read for read, _ in signs),
        places=tuple(at for read, at in signs for _ in read),
        word=word,
        after=after,
        plain=bool(seen) and head[seen[0]] in _PLAIN,
        apart=bool(seen) and any(map(is_wide, head[seen[-1] + 1 : start])),
        endless=not (seen or word) and len(text) > LOOKED_AT,
    )


def _word(head: str, start: int) -> tuple[str, int]:
    """As it is seen, in small letters, and where it ends."""
    letters = takewhile(lambda one: not is_wide(one) and _is_of_a_word(one), head[start:])
    raw = "".join(letters)
    seen = (one for one in unicodedata.normalize("NFKC", raw) if not is_narrow(one))
    return "".join(seen).casefold(), start + len(raw)


def _begins_a_word(character: str) -> bool:
    if is_wide(character) or is_narrow(character) or character in READ_AS:
        return False
    return character.isalnum() or character == "_"


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or character == "_" or is_narrow(character)
