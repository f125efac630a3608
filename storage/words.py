"""What is searched: words folded and cut to their stems, phones and e-mails however written.

The same word always becomes the same term, whoever writes it in whatever form. Of a giant text the
beginning is found by its words, and the rest is not.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Final

from snowballstemmer import stemmer

from hub.text import folded

_RUSSIAN: Final = stemmer("russian")
_ENGLISH: Final = stemmer("english")
_WORD: Final = re.compile(r"\w+")
_CYRILLIC: Final = re.compile("[а-я]+")
_LATIN: Final = re.compile("[a-z]+")
_LOOK_ALIKE: Final = str.maketrans("авекмнорстух", "abekmhopctyx")
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++")
_PHONE: Final = re.compile(r"(?<!\w)\+?[0-9](?:[ ().-]{0,8}[0-9]){6,14}(?!\w)")
_DIGITS: Final = re.compile(r"[0-9]{7,15}")
_MASKED: Final = re.compile(r"\+?([0-9]{4})•{1,8}([0-9]{4})")
_RUN: Final = re.compile(r"\S{1,320}")
_NATIONAL: Final = 10
"""Digits without the country's, which is written as +7, as 8 or not at all."""
_SHORTEST: Final = 7
MOST_WORDS: Final = 2_000
_MOST_NAMED: Final = 1_000
"""Of them e-mail addresses and ends of phones, in one text."""
INDEXED: Final = 20_000
"""Characters of one message, with all that stands beside it, that it can be found by."""
_ASKED: Final = 1_000
"""Characters of what is looked for."""
_LONGEST_WORD: Final = 64
_LONGEST_RUN: Final = 320
"""Characters without a blank, such as an address of a page, that any expression sees at once."""


def words(*texts: str) -> list[str]:
    """The terms that texts are found by, each once."""
    found: dict[str, None] = {}
    for term in (term for text in _bounded(texts) for term in _terms(_folded(text))):
        found[term] = None
        if len(found) == MOST_WORDS:
            break
    return list(found)


def phone_terms(phone: str | None) -> list[str]:
    """What somebody's phone is found by, the covered form that stands in groups too."""
    bare = _bare(phone or "")
    covered = [_covered(bare[:4], bare[-4:])] if len(bare) >= _NATIONAL else []
    return [*_ends(bare), *covered]


def sought(text: str) -> list[list[str]]:
    """Terms that are to be found together; any of these lists will do."""
    asked = _folded(text[:_ASKED]).strip()
    whole = _PHONE.fullmatch(asked)
    as_phone = (_phone(whole[0]),) if whole else ()
    as_words = tuple(dict.fromkeys(_asked(asked)))[:MOST_WORDS]
    return [list(terms) for terms in dict.fromkeys((as_phone, as_words)) if terms]


def _asked(text: str) -> Iterator[str]:
    """Whole phones and e-mails of a query are one term each, the rest is words."""
    yield from _EMAIL.findall(text)
    rest = _EMAIL.sub(" ", text)
    for start, end in _MASKED.findall(rest):
        yield _covered(start, end)
    rest = _MASKED.sub(" ", rest)
    phones = [one for one in _PHONE.findall(rest) if len(_bare(one)) >= _NATIONAL]
    for phone in phones:
        yield _phone(phone)
        rest = rest.replace(phone, " ")
    yield from _stems(rest)


def _terms(text: str) -> Iterator[str]:
    """Whom it names before what it says; of too many terms the last ones are left out."""
    phones = (*_PHONE.findall(text), *_DIGITS.findall(text))
    ends = (end for phone in phones for end in _ends(_bare(phone)))
    yield from islice(chain(_EMAIL.findall(text), ends), _MOST_NAMED)
    yield from _stems(text)


def _stems(text: str) -> Iterator[str]:
    return (_stem(word[:_LONGEST_WORD]) for word in _WORD.findall(text))


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """What is no plain word, such as a code, stays whole, its look-alike letters made one."""
    if _CYRILLIC.fullmatch(word):
        return str(_RUSSIAN.stemWord(word))
    if _LATIN.fullmatch(word):
        return str(_ENGLISH.stemWord(word))
    return word.translate(_LOOK_ALIKE)


def _bounded(texts: Iterable[str]) -> Iterator[str]:
    """As many characters of them as are indexed, the first first."""
    room = INDEXED
    for text in texts:
        yield text[:room]
        room = max(0, room - len(text))


def _folded(text: str) -> str:
    """Runs without a blank are parted first: marks without end would be put in order for ever, and
    one sign may become eighteen.
    """
    plain = unicodedata.normalize("NFKC", _RUN.sub(_parted, text))
    return folded(_RUN.sub(_parted, plain[: max(_LONGEST_WORD, 2 * len(text))]))


def _parted(run: re.Match[str]) -> str:
    return run[0] if len(run[0]) < _LONGEST_RUN else f"{run[0]} "


def _phone(written: str) -> str:
    return f"tel:{_bare(written)[-_NATIONAL:]}"


def _ends(digits: str) -> list[str]:
    """Every end of it that somebody may know."""
    longest = min(len(digits), _NATIONAL)
    return [f"tel:{digits[-length:]}" for length in range(_SHORTEST, longest + 1)]


def _covered(start: str, end: str) -> str:
    return f"tel:{start}•{end}"


def _bare(written: str) -> str:
    return "".join(filter(str.isdigit, written))
