"""Urgent calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.model.ids import ConversationId, EscalationId, PersonId


class EscalationState(StrEnum):
    RUNNING = "running"
    ACCEPTED = "accepted"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """One run of a chain. `pinged` were called, `unreachable` of them could not be.

    `round` counts the times that somebody was called: it names the pings. The people after the
    first `called` of `pinged` were called in the last round.
    """

    id: EscalationId
    conversation: ConversationId
    text: str
    by: PersonId
    steps: tuple[PersonId, ...]
    started_at: datetime
    due: datetime
    state: EscalationState = EscalationState.RUNNING
    pinged: tuple[PersonId, ...] = ()
    unreachable: tuple[PersonId, ...] = ()
    called: int = 0
    round: int = 0
    accepted_by: PersonId | None = None
    accepted_at: datetime | None = None
