"""What the hub says itself and what people say, told apart where both stand in one chat."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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
    at = list(accumulate(map(width, parts[:-1])))
    spans = tuple(_moved(span, at[::2], at[1::2]) for span in piece.spans)
    return Piece(text=text, spans=spans)


def _moved(span: Span, opened: list[int], closed: list[int]) -> Span:
    """Brackets were put in at these places; what is formatted from or up to one takes it in."""

    def moved(place: int) -> int:
        return place + bisect_left(opened, place) + bisect_right(closed, place)

    begin, end = moved(span.offset), moved(span.offset + span.length)
    return replace(span, offset=begin, length=end - begin)
