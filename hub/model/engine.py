"""What the engine and the views remember: updates, leases, threads, what was shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.model.company import Address
from hub.model.deliveries import Lane
from hub.model.ids import ConversationId, DeliveryId, DeskId, MessageId, Voice


class UpdateState(StrEnum):
    NEW = "new"
    HANDLED = "handled"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A raw update that still has to be handled, durable. `line` is what must keep its order."""

    id: str
    voice: Voice
    line: str
    rank: int
    raw: Mapping[str, object]
    received_at: datetime
    due: datetime
    album: str | None = None
    state: UpdateState = UpdateState.NEW
    tries: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who owns a voice. A write or a send made under an older epoch does not count."""

    voice: Voice
    owner: str
    epoch: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Where the conversations of one address are shown on a desk: a view that may be drawn again.

    `topic` is the messenger's name of it, None until it exists; `opening_since` is set while it is
    being made, so that a lost answer is not asked for twice at once. `closed`: by hand.
    `owes_history`: an earlier topic is gone, and what it showed last has not been shown again.
    `posting` names what may have been posted into it, a card or the history, and is not known to
    be: whoever posts that again marks it.
    """

    desk: DeskId
    address: Address
    name: str
    topic: str | None = None
    opening_since: datetime | None = None
    closed: bool = False
    owes_history: bool = False
    posting: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.desk}/{self.address}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a message of ours in some place stands for: the view's own memory of what it showed."""

    lane: Lane
    native: str
    delivery: DeliveryId
    conversation: ConversationId | None = None
    message: MessageId | None = None
    marked: bool = False
    """It bears the mark of a possible repeat."""
    looks: str = ""
    """What it says, as its channel tells it (Channel.looks); "" where that is not known."""
