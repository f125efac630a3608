"""Who works here, what each may see, and how one joins and is reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.model.company import TELEGRAM
from hub.model.ids import DeskId, InboxId, Peer, PersonId, Source, Voice


class Role(StrEnum):
    COURIER = "courier"
    PICKER = "picker"
    SHOP = "shop"
    PARTNER = "partner"
    MANAGER = "manager"
    OPERATOR = "operator"
    GUEST = "guest"
    INTERNAL = "internal"
    HEAD = "head"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRule:
    """Which inboxes a person may see: only those listed, or all of his desks' except those."""

    listed: frozenset[InboxId]
    excepted: bool = False

    def allows(self, inbox: InboxId) -> bool:
        return (inbox in self.listed) is not self.excepted


EVERY_INBOX = InboxRule(listed=frozenset(), excepted=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the company knows by name."""

    id: PersonId
    name: str
    role: Role
    channel: str = TELEGRAM
    """The messenger in which they have the account `peer`."""
    peer: Peer | None = None
    username: str | None = None
    phone: str | None = None
    shop: str | None = None
    region: str | None = None
    desks: frozenset[DeskId] = frozenset()
    inboxes: InboxRule = EVERY_INBOX

    @property
    def account(self) -> tuple[str, Peer] | None:
        """The same number in another messenger is somebody else."""
        return (self.channel, self.peer) if self.peer else None


class Standing(StrEnum):
    ACTIVE = "active"
    DROPPED = "dropped"
    """Taken out of hub.yaml, which had named him."""
    LEFT = "left"
    """Offboarded by command: hub.yaml alone does not bring him back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """A person as the company has him on its books, also after he has gone.

    `declared` in hub.yaml, or come by an `invitation`. `left` is what he was offboarded by; while
    he is `leaving`, something of what follows from it may still have to be done.
    """

    id: PersonId
    person: Person
    since: datetime
    changed_at: datetime
    standing: Standing = Standing.ACTIVE
    declared: bool = False
    invitation: str | None = None
    turned_at: datetime | None = None
    """When an invitation let them in, or a command out, last: none made before that counts."""
    left: Source | None = None
    left_by: PersonId | None = None
    leaving: bool = False

    @property
    def active(self) -> bool:
        return self.standing is Standing.ACTIVE

    def outlived(self, invitation: Invitation) -> bool:
        """Whether they have come or gone since it was made."""
        since = self.turned_at or (None if self.active else self.changed_at)
        made = invitation.made_at
        return since is not None and (made is None or made < since)


class InvitationState(StrEnum):
    OPEN = "open"
    ENTERING = "entering"
    """Opened, and whoever opened it is being let in: one at a time for each phone."""
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link that lets one person in, once, until it expires. `id` is a hash of what stands in it;
    it leads to the bot of `voice`. `source` is what it was made from, and what it was opened by is
    `opened`.
    """

    id: str
    voice: Voice
    source: Source
    role: Role
    name: str
    phone: str
    by: PersonId
    expires_at: datetime
    made_at: datetime | None = None
    desks: frozenset[DeskId] = frozenset()
    state: InvitationState = InvitationState.OPEN
    opened: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """Somebody came by the link of an invitation, and has still to show that it is his."""

    id: str
    """The voice and the peer that he is there."""
    invitation: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whether a bot can reach somebody, and since when it knows: `reason` is why not."""

    id: str
    """The voice and the peer that he is there."""
    at: datetime
    """When something came from him, or reached him, last."""
    reason: str | None = None
    wrote_at: datetime | None = None
    """When they last wrote to that bot or pressed a button of it; a message that reached them, or a
    probe, is no sign of life.
    """
