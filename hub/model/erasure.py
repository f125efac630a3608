"""What is left of somebody, and the work of erasing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.model.company import Address
from hub.model.deliveries import Lane
from hub.model.ids import ConversationId, DeliveryId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """All that one person has left: his profile's contacts, their addresses and conversations."""

    contacts: tuple[str, ...]
    addresses: tuple[Address, ...]
    conversations: tuple[ConversationId, ...]
    lanes: tuple[Lane, ...] = ()
    """In which the addresses are spoken to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    """Somebody whom the company forgets; kept until it is done.

    `number` is of the conversation that he was named by; `erasures` are deliveries that take away
    what stands in messengers. Of one that is done only `left` is kept until it is told: how much
    could not be taken away.
    """

    id: str
    by: PersonId
    at: datetime
    number: int
    traces: Traces
    erasures: tuple[DeliveryId, ...] = ()
    left: int | None = None
