"""Phrases confirmed in writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.model.company import Address
from hub.model.ids import ConfirmationId, ConversationId, MessageId, PersonId


class ConfirmationState(StrEnum):
    DOUBTED = "doubted"
    """Something in the phrase looks like a slip: an operator is to say whether to ask."""
    ASKED = "asked"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    """The contact wants another wording."""
    REPLACED = "replaced"
    """A newer one has been asked about the same field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A phrase that the contact is asked to confirm in writing, for a field of his order.

    `value` is the phrase as it was written, and `phrase` the message it was taken from, if it was
    from one. `version` counts those of one field of one order. Once confirmed it never changes:
    `due` is when the order service is told next, None when it has been or will not be.
    """

    id: ConfirmationId
    conversation: ConversationId
    address: Address
    order: str
    field: str
    value: str
    by: PersonId
    asked_at: datetime
    version: int = 0
    phrase: MessageId | None = None
    state: ConfirmationState = ConfirmationState.DOUBTED
    decided_at: datetime | None = None
    aloud: bool = False
    """Decided by a message that stands below the question, and not by a press that leaves none."""
    due: datetime | None = None
    tries: int = 0
