"""What is told to health and metrics. Plain calls, which must neither wait nor raise."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

from hub.model import Delivery, Lane, Update, Voice

Doing = Literal["fetch", "send"]


class Watch(Protocol):
    def owned(self, voice: Voice, epoch: int | None) -> None:
        """The voice is ours under this epoch; with None another hub's, or nobody knows whose."""

    def up(self, voice: Voice, doing: Doing) -> None:
        """It fetches, or sends, again."""

    def down(self, voice: Voice, doing: Doing, reason: str, since: datetime) -> None:
        """It does not; told at every vain try, always with the time of the first."""

    def settled(self, delivery: Delivery) -> None:
        """One turn is over: its state is SENT, DEAD or UNCERTAIN, RETRY with the reason, or
        PENDING where more parts follow.
        """

    def flooded(self, lane: Lane, until: datetime) -> None:
        """The messenger wants no call there until then."""

    def received(self, voice: Voice, updates: int) -> None:
        """So many new updates are in the log."""

    def handled(self, update: Update) -> None: ...
    def failed(self, update: Update, reason: str) -> None:
        """It will be handled again."""

    def buried(self, update: Update, reason: str) -> None:
        """It will not: it is a dead letter."""
