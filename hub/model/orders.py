"""What the order service knows, and what has been asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hub.model.company import TELEGRAM
from hub.model.ids import ConversationId, DeliveryId, Peer


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody or something that an order names: its shop, picker or courier."""

    id: str
    name: str
    peer: Peer | None = None
    """Their Telegram id, where the order service knows it."""

    @property
    def account(self) -> tuple[str, Peer] | None:
        """As a person's."""
        return (TELEGRAM, self.peer) if self.peer else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who a customer is, as the order service has it. `telegram` and `vk` are peers there."""

    id: str
    name: str
    phone: str | None = None
    email: str | None = None
    telegram: Peer | None = None
    vk: Peer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order, as the order service has it. `fields` are its special ones: engraving, ... A
    customer without an id, and what `unread` names, could not be read.
    """

    id: str
    status: str
    customer: Customer
    slot_from: datetime | None = None
    slot_to: datetime | None = None
    address: str = ""
    shop: Participant | None = None
    picker: Participant | None = None
    courier: Participant | None = None
    substitution: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    total: str | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer with his orders: the active ones, and how many there were before. `unread` orders
    could not be read; neither could what `missing` names.
    """

    customer: Customer
    active: tuple[Order, ...] = ()
    past: int = 0
    last_order_at: datetime | None = None
    unread: int = 0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What the order service has said of a contact. `id` is the contact's.

    `accounts` of a customer: none if he is not known, several if it cannot be told which he is.
    `certain`: the account is his, for it was found by what is certainly his. `orders` of somebody
    of the staff. `missing` is why it could not be asked, `silent_since` since when and `tries` how
    often; what was known before stays. When it is asked again is `due`.
    """

    id: str
    asked_at: datetime | None
    due: datetime
    accounts: tuple[Account, ...] = ()
    certain: bool = False
    orders: tuple[Order, ...] = ()
    missing: str | None = None
    silent_since: datetime | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What is to be found out about a conversation's order. `id` is the conversation's.

    From message `since` up to `heard` nothing has been asked of the order service; it is asked at
    `due`. From message `waiting` on it is not known which of the orders in `between` is meant, and
    `notice` is where the contact was asked. `past`: he named the order himself although it is not
    active any more. What was named by editing messages `edited` has not been asked about yet.
    """

    id: ConversationId
    heard: int
    since: int | None = None
    due: datetime | None = None
    waiting: int | None = None
    between: tuple[str, ...] = ()
    notice: DeliveryId | None = None
    past: bool = False
    edited: tuple[int, ...] = ()
