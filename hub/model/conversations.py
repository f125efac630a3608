"""Who writes, the pieces of work that come of it, their lines and their history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hub.model.arrivals import Attachment, Span
from hub.model.company import Address, Audience
from hub.model.ids import ConversationId, DeskId, MessageId, PersonId, TagId
from hub.model.letters import NOBODY_YET, Correspondence
from hub.model.notes import Note


class Status(StrEnum):
    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Visibility(StrEnum):
    """Whether a conversation stands on its desk yet; it never goes back."""

    HIDDEN = "hidden"
    APPEARING = "appearing"
    """What was received before is on its way there."""
    SHOWN = "shown"


class Priority(StrEnum):
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class MessageKind(StrEnum):
    IN = "in"
    OUT = "out"
    COMMENT = "comment"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whoever writes in. Staff are `person`s as well. `same_as` is the contact that he is where he
    writes privately, if this is a public place.
    """

    id: str
    name: str
    address: Address
    person: PersonId | None = None
    phone: str | None = None
    email: str | None = None
    verified: frozenset[str] = frozenset()
    """Of `phone` and `email`, those that are certainly his."""
    profile: str | None = None
    """Whose address it is: the contacts of one profile are one person. None is his own."""
    former: tuple[str, ...] = ()
    """The profiles it had before it was joined by hand, "" for none, the last one last."""
    apart: frozenset[str] = frozenset()
    """Profiles that it was taken out of: only people put it there again."""
    asked: bool = False
    """Whether he was asked for his phone; he is asked once."""
    flags: frozenset[str] = frozenset()
    """What operators have marked him as: `vip`, `spam`."""
    same_as: str | None = None
    named: bool = True
    """Whether `name` is one, and not what stands in for it."""
    claimed: tuple[str, ...] = ()
    """Other names, phones and e-mails that were given since: they change nothing."""
    correspondence: Correspondence = NOBODY_YET
    """Of a thread of mail: who is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One conversation given to somebody who does not work at its desk. Of its messages those up to
    `seq` were there before. `ended_by` took it away again; None if nobody in person did.
    """

    id: str
    person: PersonId
    by: PersonId
    at: datetime
    seq: int = 0
    ended_by: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A conversation is about another order than `before`, by that cause."""

    cause: str
    who: PersonId | None
    before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A piece of work with one contact in one inbox. `seq` counts its messages.

    `public`: everybody can read it, the answers as well. `guests`: whom it was given to alone;
    `parted`: whose grants have ended, and nothing has followed from it yet; so is `turn`.
    `within`: where in the contact's chat he wrote last.
    """

    id: ConversationId
    number: int
    contact: str
    name: str
    address: Address
    channel: str
    audience: Audience
    desk: DeskId
    status: Status
    created_at: datetime
    active_at: datetime
    seq: int = 0
    assignee: PersonId | None = None
    priority: Priority = Priority.NORMAL
    tags: tuple[TagId, ...] = ()
    order: str | None = None
    turn: Turn | None = None
    unread_comments: int = 0
    first_reply_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_by: str | None = None
    public: bool = False
    region: str | None = None
    visibility: Visibility = Visibility.SHOWN
    guests: tuple[Grant, ...] = ()
    parted: tuple[Grant, ...] = ()
    within: str | None = None

    @property
    def over(self) -> bool:
        return self.status in (Status.RESOLVED, Status.CLOSED)

    def grant_of(self, person: PersonId) -> Grant | None:
        return next((grant for grant in self.guests if grant.person == person), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One line of a conversation. `id` is derived from the source; `seq` orders it.

    `author` is a person's id, or None for the contact and for the hub itself. `native` is the name
    that the place where it was written gives it (the contact's chat, or the desk); opaque here.
    `order` is the one it is about. `earlier` holds the texts that edits replaced, oldest first: of
    very many the first and the latest; `edits` counts them all. `revised_at` is when whoever wrote
    it edited it last. `chosen` is the part of what is replied to that was chosen; `within` is where
    in the chat it was written, as of an Inbound. `by` is who wrote it where that is not the
    contact, as it may stand in groups.
    """

    id: MessageId
    conversation: ConversationId
    seq: int
    kind: MessageKind
    at: datetime
    received_at: datetime
    author: PersonId | None = None
    text: str = ""
    spans: tuple[Span, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    omitted: tuple[str, ...] = ()
    reply_to: MessageId | None = None
    native: str | None = None
    note: Note | None = None
    forwarded_from: str | None = None
    album: str | None = None
    earlier: tuple[str, ...] = ()
    edits: int = 0
    revised_at: datetime | None = None
    recalled_at: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    order: str | None = None
    chosen: str = ""
    within: str | None = None
    by: str | None = None

    @property
    def version(self) -> int:
        """Another one for other words. Those of earlier releases were not counted but kept."""
        return max(self.edits, len(self.earlier))


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a message says since it was edited."""

    at: datetime
    text: str = ""
    spans: tuple[Span, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    omitted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who did what to what, when: the audit and the statistics are reads of these."""

    id: str
    at: datetime
    did: str
    who: PersonId | None = None
    conversation: ConversationId | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
