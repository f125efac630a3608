"""What the company has declared: inboxes, desks, chains, tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hub.model.ids import DeskId, InboxId, Peer, PersonId, TagId, Voice
from hub.phones import HOME

TELEGRAM: Final = "telegram"
"""The messenger of the desks, and the only one in which people have accounts that can be known."""


class Audience(StrEnum):
    STAFF = "staff"
    CUSTOMERS = "customers"


class PlainText(StrEnum):
    """What text in a topic that is not a reply means."""

    COMMENT = "comment"
    SEND = "send"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a contact is reached. The same peer in two inboxes is two addresses."""

    inbox: InboxId
    peer: Peer

    def __str__(self) -> str:
        return f"{self.inbox}/{self.peer}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """What the number that somebody dialled decides."""

    desk: DeskId
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """`numbers`: what can be dialled there. `only_deserved`: a conversation has no topic before it
    deserves one. `ask_contact`: a customer whom nobody knows is asked for his phone.
    """

    id: InboxId
    channel: str
    audience: Audience
    desk: DeskId
    voice: Voice
    region: str | None = None
    one_way: bool = False
    """Nothing can be answered there: somebody has to be called back."""
    numbers: Mapping[str, Region] = field(default_factory=dict)
    only_deserved: bool = False
    ask_contact: bool = False
    known_by: str | None = None
    """What the order service calls its peers, where it knows them: `telegram_id`, `vk_id`."""
    title: str | None = None
    country: str = HOME
    """Whose phones are written there without a country."""

    def at(self, dialled: str | None) -> Region:
        """Where a conversation that begins there belongs."""
        own = Region(desk=self.desk, name=self.region)
        return self.numbers.get(dialled, own) if dialled else own


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    id: DeskId
    title: str
    plain_text: PlainText = PlainText.COMMENT
    removes_intruders: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Who is pinged, in order. `match` holds what a conversation must have: one of each."""

    id: str
    match: Mapping[str, frozenset[str]]
    steps: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A subject for statistics. `match` holds the kind of conversation it is offered for."""

    id: TagId
    title: str
    match: Mapping[str, frozenset[str]] = field(default_factory=dict)
