"""The nouns of the product. Frozen, keyword-only, opaque ids; times are UTC-aware."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType

PersonId = NewType("PersonId", str)
InboxId = NewType("InboxId", str)
DeskId = NewType("DeskId", str)
ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
DeliveryId = NewType("DeliveryId", str)
EscalationId = NewType("EscalationId", str)
ConfirmationId = NewType("ConfirmationId", str)
TagId = NewType("TagId", str)
Peer = NewType("Peer", str)
"""Whoever is at the other end of an address: opaque outside its channel."""
Voice = NewType("Voice", str)
"""One token (a bot or a community) that polls, handles and sends: the unit of ownership."""
Source = NewType("Source", str)
"""What a command was derived from. The same source always gives the same ids."""


class Audience(StrEnum):
    STAFF = "staff"
    CUSTOMERS = "customers"


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


class PlainText(StrEnum):
    """What text in a topic that is not a reply means."""

    COMMENT = "comment"
    SEND = "send"


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
    peer: Peer | None = None
    username: str | None = None
    phone: str | None = None
    shop: str | None = None
    region: str | None = None
    desks: frozenset[DeskId] = frozenset()
    inboxes: InboxRule = EVERY_INBOX


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
    left: Source | None = None
    left_by: PersonId | None = None
    leaving: bool = False

    @property
    def active(self) -> bool:
        return self.standing is Standing.ACTIVE


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
    desks: frozenset[DeskId] = frozenset()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Formatting of a stretch of text; offset and length in UTF-16 units, as messengers count."""

    kind: str
    offset: int
    length: int
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file, or other content that is no text. `ref` means something only to its `voice`.

    `data` holds what is special to the kind, as text: `duration` (seconds), `mime`, `lat`, `lon`,
    `title`, `address`, `phone`, `name`, `emoji`, `question`, `options` (a JSON list), `url`, ...
    """

    kind: str
    name: str | None = None
    size: int | None = None
    ref: str | None = None
    voice: Voice | None = None
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """What a contact wrote, in the one shape that every channel makes of it.

    `source` is stable for one message of one peer; `id_in_channel` is the channel's own name of
    it, opaque here. `omitted` names the kinds of content that the channel could not carry over.
    `edited`: the same message as before, with new content, as it was at `edited_at`, where that is
    told. `forwarded_from` names whom it is a forward of; `quote` is a line that stands for what
    `reply_to` means, where that is not known; `public`: everybody can read it where it was
    written, and the answer as well; `privately` is where he alone would. `note` stands above the
    text, in the hub's own words; `facts` is what came with it and can be asked for: a subject,
    headers (as JSON), a rating, ... `dialled` is which of our numbers he called. `own_phone` is
    certainly his, by the messenger's word; `phone` is what was said to be his.
    """

    source: Source
    address: Address
    id_in_channel: str
    name: str
    written_at: datetime
    text: str = ""
    spans: tuple[Span, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    omitted: tuple[str, ...] = ()
    reply_to: str | None = None
    album: str | None = None
    phone: str | None = None
    own_phone: str | None = None
    email: str | None = None
    edited: bool = False
    edited_at: datetime | None = None
    forwarded_from: str | None = None
    quote: str = ""
    public: bool = False
    privately: Peer | None = None
    note: Note | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    dialled: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """A contact's reactions to a message of ours (`id_in_channel`), all that there are now."""

    source: Source
    address: Address
    id_in_channel: str
    emoji: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredElsewhere:
    """Somebody of the company answered the contact in the messenger's own interface.

    Unless it is known to be `by_hand`, it may be the echo of what the hub itself has just sent.
    """

    source: Source
    address: Address
    id_in_channel: str
    name: str
    written_at: datetime
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    omitted: tuple[str, ...] = ()
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Somebody pressed Start, or the messenger's likeness of it."""

    source: Source
    address: Address
    name: str
    payload: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Somebody pressed a button under a message of ours (`id_in_channel`, where that is told).

    `said` is the message that pressing makes, where it makes one.
    """

    source: Source
    address: Address
    name: str
    press: str
    id_in_channel: str | None = None
    said: Inbound | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody or something that an order names: its shop, picker or courier."""

    id: str
    name: str
    peer: Peer | None = None
    """His Telegram id, where the order service knows it."""


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
    """An order, as the order service has it. `fields` are its special ones: engraving, ..."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer with his orders: the active ones, and how many there were before."""

    customer: Customer
    active: tuple[Order, ...] = ()
    past: int = 0
    last_order_at: datetime | None = None


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
class Grant:
    """One conversation given to somebody who does not work at its desk. Of its messages those up to
    `seq` were there before.
    """

    id: str
    person: PersonId
    by: PersonId
    at: datetime
    seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A piece of work with one contact in one inbox. `seq` counts its messages.

    `public`: everybody can read it, the answers as well. `guests`: whom it was given to alone.
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
    unread_comments: int = 0
    first_reply_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_by: str | None = None
    public: bool = False
    region: str | None = None
    visibility: Visibility = Visibility.SHOWN
    guests: tuple[Grant, ...] = ()

    @property
    def over(self) -> bool:
        return self.status in (Status.RESOLVED, Status.CLOSED)

    def grant_of(self, person: PersonId) -> Grant | None:
        return next((grant for grant in self.guests if grant.person == person), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What is to be found out about a conversation's order. `id` is the conversation's.

    From message `since` up to `heard` nothing has been asked of the order service; it is asked at
    `due`. From message `waiting` on it is not known which of the orders in `between` is meant, and
    `notice` is where the contact was asked. `past`: he named the order himself although it is not
    active any more.
    """

    id: ConversationId
    heard: int
    since: int | None = None
    due: datetime | None = None
    waiting: int | None = None
    between: tuple[str, ...] = ()
    notice: DeliveryId | None = None
    past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something the hub itself says: a code and its values, put into words where it is shown.

    `lines` stand below it, each in its own words. What has a `topic` opens that conversation's
    thread, what has a `url` opens it, where the place can show links. What has an `invitation` is
    given its link as a value, only when it is said.
    """

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[Note, ...] = ()
    topic: ConversationId | None = None
    url: str = ""
    invitation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One line of a conversation. `id` is derived from the source; `seq` orders it.

    `author` is a person's id, or None for the contact and for the hub itself. `native` is the name
    that the place where it was written gives it (the contact's chat, or the desk); opaque here.
    `order` is the one it is about. `earlier` holds the texts that edits replaced, oldest first;
    `revised_at` is when whoever wrote it edited it last.
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
    revised_at: datetime | None = None
    recalled_at: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    order: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a message says since it was edited."""

    at: datetime
    text: str = ""
    spans: tuple[Span, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    omitted: tuple[str, ...] = ()


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


class Urgency(IntEnum):
    """What goes first in a lane; lower is sooner."""

    URGENT = 0
    STAFF = 1
    NORMAL = 2
    COSMETIC = 3


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    UNCERTAIN = "uncertain"
    DEAD = "dead"


WAITING = (DeliveryState.PENDING, DeliveryState.RETRY)


class Work(StrEnum):
    """What a delivery does when its turn comes."""

    ANSWER = "answer"
    """Bring a message to the contact's address."""
    SHOW = "show"
    """Show a message in the conversation's thread on its desk."""
    EDIT = "edit"
    """Bring what a message now says to a copy that was sent before (`about`)."""
    RECALL = "recall"
    """Delete a copy that was sent before (`about`)."""
    CARD = "card"
    """Draw the conversation's card again."""
    MARK = "mark"
    """Put a reaction on the operator's own message."""
    MIRROR = "mirror"
    """Show a guest a message of his conversation, what there was before, or a note; `about`: bring
    his copy to what the message is now.
    """
    ERASE = "erase"
    """Take away what stands in the lane as `targets`; on a desk whole topics too."""
    TELL = "tell"
    """Say a note privately, to a person or to a stranger at an address."""
    RETELL = "retell"
    """Change the words and buttons of an earlier TELL or ASK."""
    ASK = "ask"
    """Say a note in a thread or in a desk's General, in reply to `message` if there is one."""
    ENTER = "enter"
    """Make a link by which `peer` can come into a desk's group; what was made is in `native`."""
    EXPEL = "expel"
    """Take `peer` out of a desk's group for good, and the link of the ENTER in `about` back."""
    PROBE = "probe"
    """Find out whether a bot may write to somebody, without a word; `about` waits for it."""
    DISMISS = "dismiss"
    """Take `peer` out of a desk's group; whoever lets him in may do so again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One token speaking in one place. `place` is opaque: a peer, or `desk:<id>`."""

    voice: Voice
    place: str

    def __str__(self) -> str:
        return f"{self.voice}|{self.place}"


class Asks(StrEnum):
    """What a button asks a contact to send, where the messenger has such buttons."""

    PHONE = "phone"
    NOTHING = "nothing"
    """What was asked for is not wanted any more: its button is taken away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """`press` comes back when it is pressed; or it opens `url`, or a conversation's thread; or it
    `asks` for something to be sent. A `number` stands behind the label.
    """

    label: str
    press: str = ""
    topic: ConversationId | None = None
    url: str = ""
    number: int | None = None
    asks: Asks | None = None


class Face(StrEnum):
    """Which buttons a card shows."""

    ACTIONS = "actions"
    PEOPLE = "people"
    TAGS = "tags"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message that still has to reach someone, durable: one target of one cause.

    `line` groups what must keep its order and goes one at a time; `rank` orders it.
    `message` is what is sent, shown, marked or answered; `about` is what a RETELL, an EDIT or a
    RECALL alters; `version` counts the edits of what an EDIT brings.
    `reply_to` is the place's own id of what an ASK replies to.
    `native` holds the channel's own ids of what was sent; `perhaps_sent` marks a repeat after an
    answer was lost. `open` stays true until the consequences of its end have been drawn.
    `fetches`: the message has files, which are fetched before its turn. `targets` are the place's
    own ids of what an ERASE takes away; what could not be is LEFT in `native`.
    """

    id: DeliveryId
    lane: Lane
    work: Work
    line: str
    rank: int
    urgency: Urgency
    due: datetime
    conversation: ConversationId | None = None
    message: MessageId | None = None
    person: PersonId | None = None
    peer: Peer | None = None
    about: DeliveryId | None = None
    escalation: EscalationId | None = None
    note: Note | None = None
    buttons: tuple[Button, ...] = ()
    reply_to: str | None = None
    emoji: str | None = None
    face: Face = Face.ACTIONS
    version: int = 0
    fetches: bool = False
    targets: tuple[str, ...] = ()
    state: DeliveryState = DeliveryState.PENDING
    tries: int = 0
    epoch: int = 0
    native: tuple[str, ...] = ()
    reason: str | None = None
    perhaps_sent: bool = False
    open: bool = True
    settled_at: datetime | None = None


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
    due: datetime | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who did what to what, when: the audit and the statistics are reads of these."""

    id: str
    at: datetime
    did: str
    who: PersonId | None = None
    conversation: ConversationId | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


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
    """

    desk: DeskId
    address: Address
    name: str
    topic: str | None = None
    opening_since: datetime | None = None
    closed: bool = False
    owes_history: bool = False

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
