"""Formatted text as messengers see it: spans count UTF-16 units, limits count code points."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from hub.model import Span
from hub.ports import Quote

TEXT_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
MOST_SAID: Final = 2 * TEXT_LIMIT
"""What is longer is said in two messages and comes whole as a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A text with its formatting."""

    text: str = ""
    spans: tuple[Span, ...] = ()


def width(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def prefixed(prefix: str, piece: Piece) -> Piece:
    """The piece after a prefix without formatting of its own."""
    return joined(Piece(text=prefix), piece)


def joined(*pieces: Piece) -> Piece:
    """One piece after another, formatting and all."""
    shift, spans = 0, []
    for piece in pieces:
        spans += [replace(span, offset=span.offset + shift) for span in piece.spans]
        shift += width(piece.text)
    return Piece(text="".join(piece.text for piece in pieces), spans=tuple(spans))


def linked(text: str, url: str) -> Piece:
    """The text, opening that address where there is one."""
    if not (text and url):
        return Piece(text=text)
    span = Span(kind="text_link", offset=0, length=width(text), data={"url": url})
    return Piece(text=text, spans=(span,))


def lines(*pieces: Piece) -> Piece:
    """One below the other; those without text take no line."""
    said = [piece for piece in pieces if piece.text]
    return joined(*(prefixed("\n", piece) if at else piece for at, piece in enumerate(said)))


def split(piece: Piece, limit: int, first: int | None = None) -> list[Piece]:
    """Pieces of at most `limit` code points (the first one of `first`) that join to the whole.

    It is cut after a line or a word where one ends in the second half of what fits.
    """
    texts = list(_cut(piece.text, limit, limit if first is None else first))
    waiting = sorted(piece.spans, key=lambda span: span.offset, reverse=True)
    pieces, open_spans, offset = [], list[Span](), 0
    for text in texts:
        end = offset + width(text)
        while waiting and waiting[-1].offset < end:
            open_spans.append(waiting.pop())
        here = [_clipped(span, offset, end) for span in open_spans]
        pieces.append(Piece(text=text, spans=tuple(span for span in here if span.length > 0)))
        open_spans = [span for span in open_spans if span.offset + span.length > end]
        offset = end
    return pieces


def found(part: str, whole: Piece) -> Quote | None:
    """Where it stands in the whole, as it is formatted there; None where it does not."""
    start = whole.text.find(part)
    if start < 0:
        return None
    at = width(whole.text[:start])
    said = _slice(whole, start, start + len(part), at)
    return Quote(text=said.text, spans=said.spans, at=at)


def beginning(piece: Piece, limit: int) -> list[Piece]:
    """Its first two pieces, as `split` would cut them; the rest is not looked at."""
    head = piece.text[: 2 * limit + 1]
    spans = tuple(span for span in piece.spans if span.offset <= width(head))
    return split(Piece(text=head, spans=spans), limit)[:2]


def with_links(piece: Piece) -> str:
    """Plain text for a messenger without formatting: hidden addresses are written out."""
    links = [span for span in piece.spans if "url" in span.data]
    if not links:
        return piece.text
    offsets, written, done = _offsets(piece.text), [], 0
    for link in sorted(links, key=lambda span: (span.offset + span.length, -span.offset)):
        end = bisect_left(offsets, link.offset + link.length)
        written += [piece.text[done:end], f" ({link.data['url']})"]
        done = end
    return "".join([*written, piece.text[done:]])


def _cut(text: str, limit: int, room: int) -> Iterator[str]:
    start = 0
    while len(text) - start > room:
        end = _good_end(text, start, room)
        yield text[start:end]
        start, room = end, limit
    yield text[start:]


def _slice(piece: Piece, start: int, end: int, offset: int) -> Piece:
    """The characters from `start` to `end`; `offset` is where they begin in UTF-16 units."""
    text = piece.text[start:end]
    clipped = [_clipped(span, offset, offset + width(text)) for span in piece.spans]
    return Piece(text=text, spans=tuple(span for span in clipped if span.length > 0))


def _good_end(text: str, start: int, room: int) -> int:
    latest, earliest = start + room, start + room // 2
    for gap in ("\n", " "):
        found = text.rfind(gap, earliest, latest)
        if found >= 0:
            return found + 1
    return latest


def _clipped(span: Span, start: int, end: int) -> Span:
    first, last = max(span.offset, start), min(span.offset + span.length, end)
    return replace(span, offset=first - start, length=last - first)


def _offsets(text: str) -> list[int]:
    """Where each character begins, and where the last one ends, in UTF-16 units."""
    widths = (1 + (character > "\uffff") for character in text)
    return list(accumulate(widths, initial=0))
