"""What goes wrong on the way to an answer, as the client sees it: a status and a sentence."""

from __future__ import annotations

from collections.abc import Mapping

NOTHING_HERE = "there is nothing here"
"""For what is absent and for what the person may not see: they look alike."""


class Fault(Exception):
    """Becomes `{"error": sentence}`."""

    def __init__(
        self, status: int, sentence: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, sentence)
        self.status = status
        self.sentence = sentence
        self.headers = headers or {}


def nothing_here() -> Fault:
    return Fault(404, NOTHING_HERE)
