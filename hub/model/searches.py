"""A search, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.model.ids import ConversationId, MessageId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A conversation that was found; `message` is where, unless it was found by what it is."""

    conversation: ConversationId
    message: MessageId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What somebody looked for and found, so that he can turn the pages of it."""

    id: str
    by: PersonId
    at: datetime
    text: str
    hits: tuple[Hit, ...] = ()
