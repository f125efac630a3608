"""What a card shows of a conversation: little that changes often, for every redraw costs a call."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from hub.model import (
    Conversation,
    Customer,
    Face,
    Order,
    PersonId,
    Priority,
    Status,
    Thread,
)


class Stage(StrEnum):
    """A status as coarse as the card tells it."""

    NOBODYS = "nobodys"
    IN_WORK = "in_work"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Part(StrEnum):
    """What somebody is to an order."""

    CUSTOMER = "customer"
    SHOP = "shop"
    PICKER = "picker"
    COURIER = "courier"


def stage(conversation: Conversation) -> Stage:
    if conversation.status is Status.RESOLVED:
        return Stage.RESOLVED
    if conversation.status is Status.CLOSED:
        return Stage.CLOSED
    return Stage.IN_WORK if conversation.assignee else Stage.NOBODYS


def looks(conversation: Conversation) -> tuple[Stage, PersonId | None, Priority]:
    """The card has to be drawn again when this changes."""
    return stage(conversation), conversation.assignee, conversation.priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Involved:
    """Somebody of an order, and where he is talked with, if he is."""

    part: Part
    name: str
    thread: Thread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """`fields` are those that may be shown there."""

    id: str
    status: str
    slot_from: datetime | None
    slot_to: datetime | None
    substitution: str | None
    fields: Mapping[str, str]
    involved: tuple[Involved, ...]
    unread: tuple[str, ...] = ()
    """What the order service said of it and could not be read."""

    @classmethod
    def of(
        cls, order: Order, fields: Mapping[str, str], involved: tuple[Involved, ...]
    ) -> OrderFacts:
        return cls(
            id=order.id,
            status=order.status,
            slot_from=order.slot_from,
            slot_to=order.slot_to,
            substitution=order.substitution,
            fields=fields,
            involved=involved,
            unread=order.unread,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A conversation before this one, and how it ended."""

    number: int
    channel: str
    at: datetime
    status: Status
    tags: tuple[str, ...] = ()
    """Their titles."""
    by: str | None = None
    """`person:<id>`, `rule:<name>` or `timer`, who ended it; or whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """Whatever a card says. `customer` is who it is by the order service, `certain` if it is sure;
    `candidates` are those it may be. `silent_since`: it does not answer, and how long.
    """

    number: int
    name: str
    inbox: str
    role: str
    stage: Stage
    assignee: PersonId | None
    urgent: bool
    public: bool
    phone: str | None
    asked: bool
    """Whether there is an order service."""
    customer: Customer | None = None
    certain: bool = True
    candidates: tuple[Customer, ...] = ()
    known: bool = False
    """Whether the order service has ever answered about him."""
    silent_since: datetime | None = None
    orders: tuple[OrderFacts, ...] = ()
    past: int = 0
    last_order_at: datetime | None = None
    unread: int = 0
    """Orders of his that could not be read."""
    missing: tuple[str, ...] = ()
    """What of the rest could not be."""
    order: str | None = None
    earlier: tuple[Earlier, ...] = ()
    also: tuple[str, ...] = ()
    """From where else he writes: titles of inboxes."""
    flags: tuple[str, ...] = ()
    repeats: int = field(default=0)
    """How many conversations about the same there were lately, this one included."""

    def looks(self, face: Face) -> str:
        """Two cards of the same looks say the same."""
        told = json.dumps([face, asdict(self)], default=_plain, sort_keys=True)
        return hashlib.blake2s(told.encode(errors="surrogatepass"), digest_size=12).hexdigest()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
