"""One at a time sees to a topic and its card."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from hub.errors import Busy

_AGAIN: Final = timedelta(milliseconds=200)


class Alone:
    """Waiting would be taken from a call's time: whoever comes second has another turn."""

    def __init__(self) -> None:
        self._busy: set[str] = set()

    @contextmanager
    def in_(self, topic: str) -> Iterator[None]:
        """Raises Busy."""
        if topic in self._busy:
            raise Busy("another is at it", _AGAIN)
        self._busy.add(topic)
        try:
            yield
        finally:
            self._busy.discard(topic)
