"""What Telegram finds in a text by itself: mentions, commands, hashtags, addresses, phones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sandbox.telegram.text.entities import Entity, utf16_length
from sandbox.telegram.text.urls import Span, find_urls

_HASH = r"\w\u200c\xb7\u0d80-\u0dff"
_MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]{2,32})(?!\w)")
_COMMAND = re.compile(
    r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32}(?![\w/<>])|(?![@\w/<>]))"
)
_NAMED = r"(?:@[A-Za-z0-9_]{3,32}+)?+"
_HASHTAG = re.compile(rf"(?<![{_HASH}])#([{_HASH}]{{1,256}})(?![{_HASH}]){_NAMED}(?!#)")
_CASHTAG = re.compile(rf"(?<![{_HASH}$])\$(?:1INCH|[A-Z]{{1,8}})(?![A-Z]){_NAMED}(?![{_HASH}$])")
_PHONE = re.compile(r"(?<![\w+])\+\d[\d()\- ]{8,16}\d(?!\w)")
_WORTH_A_LOOK = re.compile(r"[@/#$.:]|\+\d")
SHORT_NAMES = frozenset({"gif", "nft", "pic", "ufc", "vid"})


def find_entities(text: str) -> list[Entity]:
    """In order, none overlapping another; the earlier and longer wins."""
    if not _WORTH_A_LOOK.search(text):
        return []
    spans = sorted(_spans(text), key=lambda span: (span.begin, -span.end))
    return _in_utf16(text, _apart(spans))


def _spans(text: str) -> Iterator[Span]:
    if "@" in text:
        yield from (Span("mention", *m.span()) for m in _MENTION.finditer(text) if _is_name(m[1]))
    if "/" in text:
        yield from (Span("bot_command", *m.span()) for m in _COMMAND.finditer(text))
    if "#" in text:
        yield from (
            Span("hashtag", *m.span()) for m in _HASHTAG.finditer(text) if _has_letter(m[1])
        )
    if "$" in text:
        yield from (Span("cashtag", *m.span()) for m in _CASHTAG.finditer(text))
    yield from (Span("phone_number", *m.span()) for m in _PHONE.finditer(text) if _is_phone(m[0]))
    yield from find_urls(text)


def _apart(spans: list[Span]) -> Iterator[Span]:
    end = 0
    for span in spans:
        if span.begin >= end:
            end = span.end
            yield span


def _in_utf16(text: str, spans: Iterator[Span]) -> list[Entity]:
    found: list[Entity] = []
    done, offset = 0, 0
    for span in spans:
        offset += utf16_length(text[done : span.begin])
        length = utf16_length(text[span.begin : span.end])
        found.append(Entity(span.kind, offset, length))
        done, offset = span.end, offset + length
    return found


def _is_name(name: str) -> bool:
    return len(name) >= 4 or name.lower() in SHORT_NAMES


def _has_letter(tag: str) -> bool:
    return any(char.isalpha() for char in tag)


def _is_phone(number: str) -> bool:
    return 10 <= sum(char.isdigit() for char in number) <= 15
