"""What the hub says itself and what people say, told apart where both stand in one chat."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from bots.text import Piece, joined, width
from handlers.texts import SIGN, like_the_sign
from hub.model import Span


def own(piece: Piece) -> Piece:
    """A line of the hub's own. What it tells of somebody's words may go on below it."""
    return joined(Piece(text=SIGN), theirs(piece)) if piece.text else piece


def theirs(piece: Piece) -> Piece:
    """What somebody wrote, nothing in which looks like the sign: that stands in brackets."""
    found = like_the_sign(piece.text)
    if not found:
        return piece
    edges = [0, *(edge for pair in found for edge in pair), len(piece.text)]
    parts = [piece.text[begin:end] for begin, end in pairwise(edges)]
    brackets = [*("(", ")") * len(found), ""]
    text = "".join(part + bracket for part, bracket in zip(parts, brackets, strict=True))
    added = list(accumulate(map(width, parts[:-1])))
    return Piece(text=text, spans=tuple(_moved(span, added) for span in piece.spans))


def _moved(span: Span, added: Sequence[int]) -> Span:
    """By one unit for every bracket before it, and longer by those within."""
    before = bisect_right(added, span.offset)
    within = bisect_left(added, span.offset + span.length) - before
    return replace(span, offset=span.offset + before, length=span.length + max(within, 0))
