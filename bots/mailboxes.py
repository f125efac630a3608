"""Headers of mail as mail programs write them: what can be read in them, and nothing guessed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.parser import HeaderParser
from typing import Any, Final

LONGEST: Final = 2_000
"""Characters of one header that are read as words or addresses."""
LONGEST_NAME: Final = 500
"""Characters of a Message-ID; what is longer is known by its beginning."""
MOST_NAMES: Final = 32
"""How many names of earlier letters are looked up: the newest, and the first of all."""
MOST_HEADERS: Final = 200
LONGEST_VALUE: Final = 16_000
_LONGEST_BLOCK: Final = 64_000
_LONGEST_SHOWN: Final = 200
_BEGINNING: Final = 1_000
_LONGEST_ADDRESS: Final = 320
_TOKEN: Final = re.compile(
    r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.|\([^()]*\))*\)|<[^<>]*>|[,;:]|[^"(<,;:]+|.', re.DOTALL
)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_BRACKETED: Final = re.compile(r"<([^<>\s]{1,1000})>")
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")

Headers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`email` is "" where there is none, `name` is decoded and on one line."""

    name: str
    email: str


def words(text: str) -> str:
    """Encoded words (RFC 2047) decoded, on one line; what cannot be is left as it stands."""
    text = text[:LONGEST]
    try:
        said = str(make_header(decode_header(text))) if "=?" in text else text
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        said = text
    return line(said)


def line(text: str) -> str:
    """On one line, without what turns or hides it."""
    plain = (" " if _is_hidden(one) else one for one in text)
    return " ".join("".join(plain).split())


def mailboxes(text: str) -> list[Mailbox]:
    """Everybody whom an address header names, groups and comments and all, in their order."""
    found = _Reading().all(text[:LONGEST])
    if not any(one.email for one in found):
        bracketed = map(_address, _BRACKETED.findall(text[:LONGEST])[-1:])
        found += [_mailbox(text, one) for one in bracketed if one]
    return [one for one in found if one.email] or [one for one in found if one.name]


def names(*headers: str) -> list[str]:
    """The Message-IDs in them, the last one first, each once."""
    found = [name for header in headers for name in reversed(_names(header))]
    unique = list(dict.fromkeys(found))
    return unique[: MOST_NAMES - 1] + unique[MOST_NAMES - 1 :][-1:]


def bare(name: str) -> str:
    return name.strip().removeprefix("<").removesuffix(">")[:LONGEST_NAME]


def headers(posted: Any) -> dict[str, list[str]]:
    """By name, however they were posted: an object, pairs, `{name, value}`s, or as they stood."""
    kept: dict[str, list[str]] = {}
    for name, value in list(_pairs(posted))[:MOST_HEADERS]:
        kept.setdefault(name[:LONGEST_NAME], []).append(value)
    return kept


def header(all: Headers, name: str) -> str:
    """Of several the first; empty if there is none."""
    return next((one for key, found in all.items() if key.lower() == name for one in found), "")


@dataclass(slots=True)
class _Reading:
    """One pass over the tokens of an address header: quotes, comments, angle brackets, groups."""

    found: list[Mailbox] = field(default_factory=list)
    phrase: str = ""
    comment: str = ""
    angle: str | None = None
    before: str = ""

    def all(self, text: str) -> list[Mailbox]:
        for token in _TOKEN.findall(text):
            self._take(token)
        self._flush()
        if self.before:
            self.found.append(_mailbox(self.before, ""))
        return self.found

    def _take(self, token: str) -> None:
        match token[0], token[-1]:
            case '"', '"' if len(token) > 1:
                self.phrase += _ESCAPED.sub(r"\1", token[1:-1])
            case "(", ")":
                self.comment += _ESCAPED.sub(r"\1", token[1:-1]).replace("(", "").replace(")", "")
            case "<", ">":
                self.angle = token[1:-1].strip()
            case (("," | ";"), _):
                self._flush()
            case ":", _ if "@" not in self.phrase:
                self.phrase = ""
            case _:
                self.phrase += token

    def _flush(self) -> None:
        """A part without an address before one with it: an unquoted comma in a name."""
        phrase, is_bare = self.phrase.strip(), self.angle is None
        email = _address(phrase if self.angle is None else self.angle)
        name = self.comment if is_bare and email else phrase
        whole = ", ".join(filter(None, (self.before, name)))
        if email or not is_bare:
            self.found.append(_mailbox(whole, email))
        self.before = "" if email or not is_bare else whole
        self.phrase, self.comment, self.angle = "", "", None


def _mailbox(name: str, email: str) -> Mailbox:
    return Mailbox(words(name)[:_LONGEST_SHOWN], email)


def _address(text: str) -> str:
    text = text.rpartition(":")[2] if text.startswith("@") else text
    local, _, domain = text.rpartition("@")
    good = local and domain and len(text) <= _LONGEST_ADDRESS and not any(map(_is_gap, text))
    return text if good else ""


def _is_gap(character: str) -> bool:
    return character.isspace() or character in "<>,;" or _is_hidden(character)


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp") or character in _TURNING


def _names(header: str) -> list[str]:
    text = header[-LONGEST_VALUE:]
    return [bare(one) for one in _BRACKETED.findall(text) or text.split()]


def _pairs(posted: Any) -> Iterator[tuple[str, str]]:
    match posted:
        case dict():
            for name, value in posted.items():
                yield from ((str(name), one) for one in _values(value))
        case list():
            for one in posted:
                yield from _pair(one)
        case str():
            parsed = HeaderParser().parsestr(posted[:_LONGEST_BLOCK])
            yield from ((name, _cut(str(value))) for name, value in parsed.items())


def _pair(one: Any) -> Iterator[tuple[str, str]]:
    match one:
        case [str() as name, value]:
            yield from ((name, said) for said in _values(value))
        case dict():
            told = {str(key).lower(): value for key, value in one.items()}
            called = told.get("name")
            if isinstance(called, str) and "value" in told:
                yield from ((called, said) for said in _values(told["value"]))


def _values(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        said = one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)
        yield _cut(said)


def _cut(value: str) -> str:
    """What is newest stands at the end, and where it all began at the beginning."""
    if len(value) <= LONGEST_VALUE:
        return value
    return f"{value[:_BEGINNING]} {value[_BEGINNING + 1 - LONGEST_VALUE :]}"
