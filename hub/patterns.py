"""What hub.yaml says something looks like, whichever engine looks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Pattern(Protocol):
    """Takes time in proportion to the text, and callers bound the text."""

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text, one after the other, none of them empty."""

    def is_whole(self, text: str) -> bool:
        """Whether the text is that and nothing else."""
