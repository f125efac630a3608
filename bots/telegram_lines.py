"""Formatted text that grows line by line, in linear time and up to a stated length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from bots.text import Piece, width
from hub.model import Span

CUT: Final = "…"


class Lines:
    """`longest`: code points of all together; what comes after that is cut."""

    def __init__(self, longest: int) -> None:
        self._parts: list[str] = []
        self._spans: list[Span] = []
        self._opened: list[int] = []
        self._at = 0
        self._room = longest
        self._indent = 0
        self._broken = self._held = False

    def piece(self) -> Piece:
        spans = sorted(self._spans, key=lambda span: (span.offset, -span.length))
        return Piece(text="".join(self._parts), spans=tuple(spans))

    def line(self) -> None:
        """What is written next begins a line."""
        self._broken = bool(self._parts) and not self._held

    def begin(self, mark: str) -> None:
        """A line that begins with this mark: what is written next stands behind it."""
        self._held = False
        self.line()
        self.write(mark)
        self._held = True

    def write(self, text: str) -> None:
        if not text or not self._room:
            return
        if self._broken:
            self._break()
        self._broken = self._held = False
        kept = text if len(text) <= self._room else text[: self._room - 1] + CUT
        self._room -= len(kept)
        self._append(kept)

    @contextmanager
    def indented(self) -> Iterator[None]:
        self._indent += 1
        yield
        self._indent -= 1

    @contextmanager
    def formatted(self, kind: str, data: Mapping[str, str] | None = None) -> Iterator[None]:
        """What is written meanwhile is formatted so; without a kind, as it is."""
        self._opened.append(self._at)
        yield
        begun = self._opened.pop()
        if kind and self._at > begun:
            length = self._at - begun
            self._spans.append(Span(kind=kind, offset=begun, length=length, data=data or {}))

    def _break(self) -> None:
        """Formatting that begins at a break begins behind it."""
        before = self._at
        self._append("\n" + "  " * self._indent)
        self._opened = [self._at if one == before else one for one in self._opened]

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._at += width(text)
