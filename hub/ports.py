"""What the hub and its engine need of the outside. `storage` and the channels implement these.

Inserting is keyed: the same id a second time changes nothing. Times are UTC-aware.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from hub.model import (
    Account,
    Address,
    AnsweredElsewhere,
    Asks,
    Attachment,
    Audience,
    Button,
    Confirmation,
    ConfirmationId,
    ConfirmationState,
    Contact,
    Conversation,
    ConversationId,
    Delivery,
    DeliveryId,
    DeskId,
    Dossier,
    Enrolment,
    Escalation,
    EscalationId,
    Event,
    Forgetting,
    Grant,
    Hit,
    Inbound,
    InboxId,
    Inquiry,
    Invitation,
    Knock,
    Lane,
    Lease,
    Message,
    MessageId,
    Met,
    Order,
    Peer,
    Person,
    PersonId,
    Pressed,
    Reach,
    Reacted,
    Revision,
    Search,
    Shown,
    Source,
    Span,
    TagId,
    Thread,
    Traces,
    Update,
    Voice,
)


class Clock(Protocol):
    def now(self) -> datetime: ...


class Orders(Protocol):
    """The order service. Every call raises OrdersDown where it does not answer as it should."""

    async def order(self, id: str) -> Order | None: ...
    async def customers(self, by: str, value: str) -> list[Account]:
        """`by` phone, email, telegram_id or vk_id."""

    async def of_staff(self, peer: Peer) -> list[Order]:
        """The active orders of whoever has that Telegram id."""

    async def put_field(self, order: str, field: str, value: str) -> None:
        """Write the value byte for byte. Raises Undeliverable where there is no such order or
        field.
        """


class Dossiers(Protocol):
    """Every change is one atomic step."""

    async def get(self, id: str) -> Dossier | None: ...
    async def many(self, ids: Sequence[str]) -> list[Dossier]:
        """Those of them that there are, in no order."""

    async def want(
        self, id: str, now: datetime, *, known_since: datetime, at_latest: datetime
    ) -> None:
        """Due at once if there is none, or what it says is older than `known_since`; otherwise
        `at_latest`. What is missing keeps its time.
        """

    async def claim(self, dossier: Dossier, until: datetime) -> Dossier | None:
        """Due at `until`, while it is being asked for. None if its time has changed meanwhile."""

    async def put(self, dossier: Dossier, *, instead_of: Dossier | None = None) -> None:
        """What it says now. Its time is kept if it is not that of `instead_of` any more: somebody
        has wanted it meanwhile.
        """

    async def due(self, now: datetime, limit: int) -> list[Dossier]:
        """Those whose time to be asked again has come, the longest overdue first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits in one lane. `first_rank` is the lowest."""

    lane: Lane
    waiting: int
    first_rank: int


class Updates(Protocol):
    """The update log."""

    async def store(self, updates: Sequence[Update]) -> list[Update]:
        """Insert durably; returns those that were not there before, in order."""

    async def waiting(self, voice: Voice, limit: int) -> list[Update]:
        """NEW ones of the voice, lowest rank first, whether due or not."""

    async def album(self, voice: Voice, album: str) -> list[Update]: ...
    async def handled(self, id: str) -> None: ...
    async def postpone(self, id: str, due: datetime, reason: str) -> None:
        """A try has failed: handle it again at `due`."""

    async def bury(self, id: str, reason: str) -> None: ...
    async def revive(self, id: str) -> bool: ...
    async def clean(self, before: datetime) -> None:
        """Delete those that were handled before that moment."""

    async def last_rank(self, voice: Voice) -> int: ...
    async def cursor(self, voice: Voice) -> str | None: ...
    async def move_cursor(self, voice: Voice, cursor: str) -> None: ...


class Contacts(Protocol):
    """Every change is one atomic step."""

    async def get(self, id: str) -> Contact | None: ...
    async def many(self, ids: Iterable[str]) -> list[Contact]:
        """Those of them that there are, in no order."""

    async def put(self, contact: Contact) -> None: ...
    async def wrote(self, contact: Contact) -> Contact:
        """Insert, or bring name, address, person and same_as up to date, and phone and email where
        they are given and the known ones are not verified. What else is known of him stays.
        """

    async def verified(self, id: str, field: str, value: str) -> Contact | None:
        """`field`, phone or email, is certainly his. None if there is no such contact."""

    async def asked(self, id: str) -> None:
        """He was asked for his phone."""

    async def flag(self, ids: Iterable[str], flags: Iterable[str]) -> None:
        """They bear these flags and no others."""

    async def of_profile(self, profile: str) -> list[Contact]:
        """By id."""

    async def by_phone(self, phone: str, limit: int = 100) -> list[Contact]:
        """Whose phone is that, in the form +79110004501, verified or not; by id."""

    async def by_email(self, email: str, limit: int = 100) -> list[Contact]:
        """Whatever the case of its letters; by id."""

    async def join(self, id: str, profile: str, *, apart: str = "") -> Contact | None:
        """By itself: give it a profile if it has none. None if it has one, or was taken out of
        that one, or of `apart`.
        """

    async def move(self, contact: Contact, to: Contact) -> Contact | None:
        """By hand: write profile, former and apart of `to`. None if they are not those of `contact`
        any more.
        """


class Conversations(Protocol):
    """Every change is one atomic step that returns the new state, or None if it may not be."""

    async def insert(self, conversation: Conversation) -> Conversation:
        """Insert, or return the one with the same id. `number` is given here when it is 0."""

    async def get(self, id: ConversationId) -> Conversation | None: ...
    async def many(self, ids: Iterable[ConversationId]) -> list[Conversation]:
        """Those of them that there are, in no order."""

    async def by_number(self, number: int) -> Conversation | None: ...
    async def latest(self, address: Address) -> Conversation | None: ...
    async def recent(self, address: Address, limit: int) -> list[Conversation]:
        """Of one address, the latest first."""

    async def of_contacts(self, contacts: Iterable[str], limit: int) -> list[Conversation]:
        """Of all of them together, the latest first."""

    async def contact_wrote(self, id: ConversationId, at: datetime) -> Conversation | None:
        """Seq + 1, active_at; pending or snoozed becomes open; resolved becomes open, or new if
        nobody has it, without resolved_at and closed_by. None if it is closed.
        """

    async def answered(
        self, id: ConversationId, by: PersonId, at: datetime, *, as_guest: bool = False
    ) -> Conversation | None:
        """Seq + 1; pending; `by` becomes the assignee if nobody was; first_reply_at if not yet;
        unread_comments 0 if `by` is the assignee. Reopens a resolved one. None if it is closed, or
        `by` is no guest of it.
        """

    async def answered_elsewhere(self, id: ConversationId, at: datetime) -> Conversation | None:
        """As answered, by nobody: the assignee and his unread comments stay as they are."""

    async def commented(
        self, id: ConversationId, by: PersonId, *, as_guest: bool = False
    ) -> Conversation | None:
        """Seq + 1; unread_comments + 1 unless `by` is the assignee. None if `by` is no guest."""

    async def noted(self, id: ConversationId) -> Conversation | None:
        """Seq + 1 for a line of the hub's own."""

    async def take(self, id: ConversationId, by: PersonId) -> Conversation | None:
        """`by` becomes the assignee; new becomes open. None if somebody has it or it is over."""

    async def assign(
        self, id: ConversationId, to: PersonId, grant: Grant | None = None
    ) -> Conversation | None:
        """As take, from whoever has it: if that was a guest, his grant ends. `grant` is given to
        whom has none yet, with the seq as it stands. None if it is over.
        """

    async def share(self, id: ConversationId, grant: Grant) -> Conversation | None:
        """Guests + grant, with the seq as it stands. None if the person is one, or it is over."""

    async def unshare(self, id: ConversationId, person: PersonId) -> Conversation | None:
        """Without his grant; if he was the assignee nobody is, and open becomes new. None if he is
        no guest of it.
        """

    async def shared_with(self, person: PersonId) -> list[Conversation]:
        """Those he is a guest of, newest activity first."""

    async def held_by(self, person: PersonId) -> list[Conversation]:
        """Those that are not closed and have him as their assignee, by number."""

    async def unassign(self, id: ConversationId, who: PersonId) -> Conversation | None:
        """Back in its queue: nobody's, and new if it was open. None if he does not have it, or it
        is closed.
        """

    async def resolve(
        self, id: ConversationId, *, by: str, tag: TagId | None, at: datetime
    ) -> Conversation | None:
        """resolved, with closed_by and the tag added; without guests, nor an assignee who was one.
        None if it is over already.
        """

    async def close_resolved_before(self, moment: datetime) -> list[Conversation]:
        """Resolved before `moment` becomes closed; returns those that did."""

    async def prioritise(self, id: ConversationId, priority: str) -> Conversation | None: ...
    async def appear(self, id: ConversationId) -> Conversation | None:
        """A hidden one is appearing, and one that was interrupted still is. None if it is shown."""

    async def appeared(self, id: ConversationId) -> Conversation | None:
        """What was appearing is shown; None if it was not."""

    async def set_order(
        self, id: ConversationId, order: str | None, *, instead_of: str | None
    ) -> Conversation | None:
        """The order it is about. None if it was not about `instead_of`."""

    async def read_comments(self, id: ConversationId, by: PersonId) -> Conversation | None:
        """unread_comments 0. None if `by` is not the assignee."""

    async def page(
        self,
        *,
        desks: frozenset[DeskId] | None,
        inboxes: Mapping[str, frozenset[str]] | None = None,
        guest: PersonId | None = None,
        where: Mapping[str, str | None] | None = None,
        words: str | None = None,
        after: tuple[datetime, ConversationId] | None = None,
        limit: int = 50,
    ) -> list[Conversation]:
        """Newest activity first. `desks` None = all; `inboxes` {"in"|"not_in": ids}; and of any
        desk and inbox those that `guest` is a guest of. `where` holds
        equal values of status, desk, inbox, assignee, tag, order; `words` is searched in messages
        and the contact's name, as typed or folded.
        """


class Messages(Protocol):
    async def insert(self, message: Message) -> Message:
        """Insert, or return the one with the same id."""

    async def get(self, id: MessageId) -> Message | None: ...
    async def at(self, conversation: ConversationId, seq: int) -> Message | None: ...
    async def of(self, conversation: ConversationId, *, limit: int = 1000) -> list[Message]:
        """By seq, the latest `limit` of them."""

    async def revise(self, id: MessageId, revision: Revision) -> Message | None:
        """Write what an edit says over it, and the old text into `earlier` if it was another. None
        if a later edit was there first, or it is recalled.
        """

    async def recalled(self, id: MessageId, at: datetime) -> Message | None:
        """Recalled_at, if it was not yet."""

    async def set_order(
        self, id: MessageId, order: str | None, *, instead_of: str | None
    ) -> Message | None:
        """The order it is about. None if it was not about `instead_of`."""


class Searches(Protocol):
    async def find(
        self,
        text: str,
        *,
        desks: frozenset[DeskId] | None,
        inboxes: Mapping[str, frozenset[str]] | None = None,
        guest: PersonId | None = None,
        limit: int,
    ) -> tuple[Hit, ...]:
        """By number, order, phone, e-mail, name, and words that were said, over all history, the
        newest first of each. What may be found is given as for Conversations.page.
        """

    async def keep(self, search: Search) -> None:
        """For a day."""

    async def get(self, id: str) -> Search | None: ...


class Erasure(Protocol):
    """Takes personal data out; numbers, states and events stay. All of it may be done again."""

    async def traces(self, conversation: Conversation) -> Traces:
        """Of its contact's whole profile."""

    async def keep(self, forgetting: Forgetting) -> None: ...
    async def get(self, id: str) -> Forgetting | None: ...
    async def under_way(self) -> list[Forgetting]: ...
    async def shown(self, traces: Traces) -> Mapping[Lane, Sequence[str]]:
        """The places' own ids of what stands anywhere of him, outside topics."""

    async def topics(self, traces: Traces) -> list[Thread]:
        """Of his addresses, those that have one."""

    async def erase(self, traces: Traces) -> None:
        """Everything but the deliveries that erase."""

    async def done(self, forgetting: Forgetting, left: int) -> Forgetting:
        """Sweeps up what came meanwhile, the erasures too; gives it without the traces."""

    async def told(self, id: str) -> None:
        """It is over: nothing of it is left."""

    async def erase_ended(self, audience: Audience, before: datetime, limit: int) -> int:
        """The contents of conversations that were resolved before that moment and are closed;
        returns of how many.
        """


class Deliveries(Protocol):
    """The outbox. A claim and a settlement count only under the epoch they were made in."""

    async def insert(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Returns those that were not there before, in order."""

    async def get(self, id: DeliveryId) -> Delivery | None: ...
    async def many(self, ids: Iterable[DeliveryId]) -> list[Delivery]:
        """Those of them that there are, in no order."""

    async def waiting(
        self, voice: Voice, *, limit: int, lane: Lane | None = None
    ) -> list[Delivery]:
        """PENDING and RETRY, whether due or not, by (urgency, rank)."""

    async def backlog(self, voice: Voice) -> Mapping[str, int]:
        """Place -> how many are PENDING or RETRY there, due or not."""

    async def queues(self) -> list[Queue]:
        """Every lane of any voice in which something is PENDING or RETRY."""

    async def first_in_line(self, lane: Lane, line: str) -> Delivery | None:
        """Of those PENDING or RETRY in that line, due or not, the one of the lowest rank."""

    async def is_speaking(self, lane: Lane) -> bool:
        """Whether in that lane something is SENDING, or is to be sent again or further after some
        of it was, or may have been, sent.
        """

    async def claim(self, delivery: Delivery, epoch: int, at: datetime) -> bool:
        """WAITING, with the rank, tries and number of `native` that are given, becomes SENDING;
        `at` is kept as the time of one call. False if it has changed: what is known is stale.
        """

    async def settle(self, delivery: Delivery) -> bool:
        """Write state, due, tries, native, reason, perhaps_sent, open, settled_at over a claim of
        the same epoch; False if it is not ours any more.
        """

    async def close(self, id: DeliveryId) -> None:
        """Open = False: the consequences of its end have been drawn."""

    async def unfollowed(self, voice: Voice, limit: int) -> list[Delivery]:
        """SENT, DEAD or UNCERTAIN and still open."""

    async def orphaned(self, voice: Voice, epoch: int) -> list[Delivery]:
        """SENDING under an epoch before this one."""

    async def adopt(self, delivery: Delivery, epoch: int) -> bool:
        """Write what `settle` writes over an orphan, if it still is one as it was found."""

    async def revive(self, id: DeliveryId, due: datetime) -> Delivery | None:
        """DEAD or UNCERTAIN becomes RETRY at `due`, open again; None otherwise."""

    async def redo(self, delivery: Delivery) -> Delivery | None:
        """For views (CARD, MARK, RETELL, EDIT): insert, or make the one with the same id PENDING
        again with this content, due, and rank; None while an equal one already waits.
        """

    async def hasten(self, lane: Lane, reasons: Iterable[str], now: datetime) -> None:
        """Those of the lane that wait to be tried again for one of these reasons are due now."""

    async def call_off(self, id: DeliveryId) -> bool:
        """A waiting one will not be sent: DEAD with reason called_off, not open."""

    async def about_escalation(self, id: EscalationId) -> list[Delivery]:
        """Every TELL of that escalation."""

    async def calls_since(self, lane: Lane, moment: datetime) -> list[datetime]:
        """The times of the lane's claims since `moment`, oldest first."""

    async def clean(self, before: datetime) -> int:
        """Delete SENT ones settled before that moment."""


class Lanes(Protocol):
    """Flood deadlines; they survive a restart."""

    async def block(self, lane: Lane, until: datetime) -> None:
        """Never shortens an earlier deadline."""

    async def blocked(self, voice: Voice, now: datetime) -> Mapping[str, datetime]:
        """Place -> until, for those still in force."""


class Leases(Protocol):
    async def acquire(
        self, voice: Voice, owner: str, until: datetime, now: datetime, *, seize: bool = False
    ) -> Lease | None:
        """A free, expired or own lease (any, with `seize`) under the next epoch; None otherwise."""

    async def renew(self, lease: Lease, until: datetime) -> Lease | None:
        """None if it is no longer ours."""

    async def release(self, lease: Lease) -> None: ...


class Escalations(Protocol):
    async def insert(self, escalation: Escalation) -> Escalation:
        """Insert, or return the one with the same id."""

    async def get(self, id: EscalationId) -> Escalation | None: ...
    async def running(self, conversation: ConversationId) -> Escalation | None: ...
    async def due(self, now: datetime) -> list[Escalation]: ...
    async def all_running(self) -> list[Escalation]: ...
    async def advance(self, escalation: Escalation, *, from_round: int) -> bool:
        """Write pinged, called, round and due, if it is RUNNING in `from_round`."""

    async def unreachable(self, id: EscalationId, person: PersonId) -> Escalation | None: ...
    async def accept(self, id: EscalationId, by: PersonId, at: datetime) -> Escalation | None:
        """None if it is not running any more: somebody was first."""

    async def call_off(self, id: EscalationId) -> Escalation | None: ...


class Confirmations(Protocol):
    async def insert(self, confirmation: Confirmation) -> Confirmation:
        """Insert, or return the one with the same id. `version` is given here."""

    async def get(self, id: ConfirmationId) -> Confirmation | None: ...
    async def move(
        self,
        id: ConfirmationId,
        state: ConfirmationState,
        *,
        of: ConfirmationState,
        at: datetime,
    ) -> Confirmation | None:
        """From that state to this one, decided at `at`; CONFIRMED is due at once. None if it is
        in another state.
        """

    async def replace_older(self, confirmation: Confirmation, at: datetime) -> list[Confirmation]:
        """Those of the same field and order before it that nobody has decided become REPLACED."""

    async def asked(self, address: Address) -> list[Confirmation]:
        """What the contact there is being asked, the latest first."""

    async def taken_from(self, message: MessageId) -> list[Confirmation]:
        """Whose phrase is that message's, and which have been asked."""

    async def due(self, now: datetime) -> list[Confirmation]: ...
    async def told(self, id: ConfirmationId, *, again: datetime | None) -> None:
        """The order service was told; `again` if it has to be tried once more then."""


class Inquiries(Protocol):
    """Every change is one atomic step."""

    async def get(self, id: ConversationId) -> Inquiry | None: ...
    async def heard(self, id: ConversationId, seq: int, now: datetime) -> None:
        """There is something to ask about that message; once for each, in their order."""

    async def due(self, now: datetime, limit: int) -> list[Inquiry]:
        """The longest overdue first."""

    async def claim(self, inquiry: Inquiry, until: datetime) -> Inquiry | None:
        """Due again at `until`. None if somebody else has it."""

    async def put_off(self, id: ConversationId, due: datetime) -> None: ...
    async def pursued(self, inquiry: Inquiry, *, before: Inquiry, now: datetime) -> bool:
        """Messages up to `inquiry.heard` have been asked about: what was heard since is due now.
        Write waiting, between, notice and past, if they are still those of `before`.
        """

    async def answered(self, inquiry: Inquiry, *, past: bool = False) -> bool:
        """Nothing waits for an answer any more, if what waited is what waits in `inquiry`."""


class Events(Protocol):
    async def add(self, event: Event) -> None: ...
    async def page(
        self,
        *,
        conversation: ConversationId | None = None,
        person: PersonId | None = None,
        after: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> list[Event]:
        """Oldest first."""


class Views(Protocol):
    """The desk's own memory; it may be dropped and is drawn again."""

    async def thread(self, thread: Thread) -> Thread:
        """The stored thread of that desk and address, inserted if it was not there."""

    async def threads(self, ids: Iterable[str]) -> list[Thread]:
        """Those of them that there are, in no order."""

    async def with_topic(self, some: Iterable[Conversation]) -> frozenset[ConversationId]:
        """Those of them whose address has a topic on their desk."""

    async def thread_by_topic(self, desk: DeskId, topic: str) -> Thread | None: ...
    async def thread_by_name(self, desk: DeskId, name: str) -> Thread | None: ...
    async def opening(self, thread: Thread, since: datetime | None) -> bool:
        """Mark it as being made, or as certainly not; False if it has a topic already."""

    async def opened(self, thread: Thread, topic: str) -> bool:
        """Give it its topic; False if it already has another one."""

    async def lost(self, thread: Thread, topic: str) -> None:
        """Its topic is gone, and with it the cards shown there: it owes its history."""

    async def caught_up(self, thread: Thread) -> None:
        """The history stands in this topic of it."""

    async def closed(self, desk: DeskId, topic: str, *, closed: bool) -> None:
        """Somebody closed the topic, or it is open again."""

    async def groups(self, desk: DeskId) -> tuple[str, ...]:
        """The messenger's names of the places the desk has been in, the present one last."""

    async def moved(self, desk: DeskId, groups: tuple[str, ...]) -> None:
        """The desk is in another place now: nothing of what it showed is there."""

    async def settled_in(self, desk: DeskId, groups: tuple[str, ...]) -> None:
        """The desk is, and was, in these places."""

    async def card(self, conversation: ConversationId) -> str | None: ...
    async def set_card(
        self, conversation: ConversationId, thread: Thread, native: str, looks: str = ""
    ) -> None: ...
    async def card_looks(self, conversation: ConversationId) -> str | None:
        """What was drawn on it last, as told; None if there is no card."""

    async def drew_card(self, conversation: ConversationId, native: str, looks: str) -> None:
        """What is drawn on it now, if it still is that card."""

    async def forget_card(self, conversation: ConversationId) -> None: ...

    async def remember(self, shown: Iterable[Shown]) -> None: ...
    async def recall(self, lane: Lane, native: str) -> Shown | None: ...
    async def copies(self, message: MessageId) -> list[Shown]: ...
    async def shown_by(self, delivery: DeliveryId) -> list[Shown]:
        """What that delivery is remembered to have shown: its last call has succeeded."""


class Files(Protocol):
    """Contents of attachments, kept once."""

    async def has(self, key: str) -> bool: ...
    async def read(self, key: str) -> bytes | None: ...
    async def write(self, key: str, content: bytes) -> None: ...


class Names(Protocol):
    """Names that the outside gives to messages, such as an e-mail's Message-ID: who refers to one
    belongs to the peer that it was kept for.
    """

    async def keep(self, inbox: InboxId, name: str, peer: Peer) -> Peer:
        """The peer of that name: the given one, unless the name was known before."""

    async def peer(self, inbox: InboxId, name: str) -> Peer | None: ...


class People(Protocol):
    """Everybody whom the company knows, or knew. Every change is one atomic step."""

    async def all(self) -> list[Enrolment]:
        """Those first who have been there longest."""

    async def get(self, id: PersonId) -> Enrolment | None: ...
    async def declare(self, person: Person, at: datetime) -> Enrolment:
        """As hub.yaml names him; peer, phone and username that it leaves open stay. Active and
        declared, unless he has left: then it changes nothing.
        """

    async def drop(self, id: PersonId, at: datetime) -> Enrolment | None:
        """Active becomes dropped, and is not declared any more."""

    async def join(self, enrolment: Enrolment) -> Enrolment:
        """Insert, or return the one with the same id."""

    async def admit(
        self, id: PersonId, person: Person, invitation: str, at: datetime
    ) -> Enrolment | None:
        """Write the person over the known one, active by that invitation. None if it was by the
        same one before.
        """

    async def leave(
        self, id: PersonId, source: Source, by: PersonId, at: datetime
    ) -> Enrolment | None:
        """Active becomes left, and leaving. None if he is not active."""

    async def stay(self, id: PersonId, source: Source, at: datetime) -> None:
        """What that source did is undone: he is active again."""

    async def gone(self, id: PersonId, source: Source) -> None:
        """All that follows from it has been done: not leaving any more."""


class Invitations(Protocol):
    async def insert(self, invitation: Invitation) -> Invitation:
        """Insert, or return the one with the same id."""

    async def get(self, id: str) -> Invitation | None: ...
    async def open(self, id: str, source: Source, now: datetime) -> Invitation | None:
        """Opened by that source, if it has not expired and nothing else has opened it."""

    async def knock(self, knock: Knock) -> None:
        """The latest link that somebody came by is the one that counts."""

    async def knocked(self, id: str) -> Knock | None: ...


class Reaches(Protocol):
    async def put(self, reach: Reach) -> None:
        """Unless a later one is known."""

    async def many(self, ids: Iterable[str]) -> list[Reach]:
        """Those of them that there are, in no order."""


class Waker(Protocol):
    """Whoever sends, in this process."""

    def wake(self, deliveries: Sequence[Delivery]) -> None:
        """These are new, or wait again."""

    def doubt(self, voice: Voice) -> None:
        """Some may be in the store already without anybody having been woken for them."""


class Doorbell(Protocol):
    """Tells other processes that there is work. May be lost, doubled or reordered."""

    async def ring(self, voice: Voice) -> None: ...
    def listen(self) -> AsyncIterator[Voice]: ...


class Store(Protocol):
    """All of the storage in one hand."""

    updates: Updates
    contacts: Contacts
    conversations: Conversations
    messages: Messages
    searches: Searches
    erasure: Erasure
    deliveries: Deliveries
    lanes: Lanes
    leases: Leases
    escalations: Escalations
    dossiers: Dossiers
    events: Events
    views: Views
    files: Files
    names: Names
    people: People
    invitations: Invitations
    reaches: Reaches
    confirmations: Confirmations
    inquiries: Inquiries


@dataclass(frozen=True, slots=True, kw_only=True)
class RawUpdate:
    """One update as the messenger gave it. `id` is unique within the voice."""

    id: str
    raw: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one fetch brought. Fetching with `cursor` again acknowledges these updates."""

    updates: tuple[RawUpdate, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attachment to be sent; its content is read only when its turn comes.

    `data` is the attachment's: what a messenger wants to know besides the content. `url`: where
    the other side may fetch it, for those that take links.
    """

    kind: str
    name: str
    read: Callable[[], Awaitable[bytes]]
    data: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What a channel is to say. `key` is the same for every try of the same delivery.

    `things` are no files and no text: places, contacts; only kinds that the channel carries.
    `perhaps_sent` asks for the visible mark of a repeat, where the messenger has no key for it.
    """

    key: str
    text: str = ""
    spans: tuple[Span, ...] = ()
    files: tuple[File, ...] = ()
    things: tuple[Attachment, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: str | None = None
    perhaps_sent: bool = False
    protected: bool = False
    """Not to be forwarded or saved, where the messenger can forbid it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One call's worth of an outgoing message: the id it got, and whether more parts follow.

    `also` are the ids of the others of an album: each stands for the message as `native` does.
    """

    native: str
    more: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """At most so many calls in any stretch of so many seconds."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of `check`: a party, whether it is well, and what to do about it if not."""

    party: str
    level: str
    says: str


class Channel(Protocol):
    """One account of a messenger. One file per messenger; the core never asks which it is."""

    voice: Voice
    party: str
    """As it is called in /healthz: `telegram:staff`."""
    carries: frozenset[str]
    """Kinds of attachments that it can send; of others it is given a sentence."""
    asks: frozenset[Asks]
    """What a button of its can ask for; for the rest it is given a sentence."""

    async def fetch(self, cursor: str | None) -> Batch:
        """Wait for updates after `cursor`. Raises DeliveryError where the messenger refuses."""

    def line(self, raw: Mapping[str, object]) -> str:
        """What must keep its order: the peer, or "" where there is none. Never raises."""

    def read(
        self, raw: Mapping[str, object]
    ) -> Inbound | Met | Reacted | AnsweredElsewhere | Pressed | None:
        """What a contact did; None for what concerns nobody. Raises Malformed."""

    def windows(self, place: str) -> tuple[Window, ...]: ...
    def voice_windows(self) -> tuple[Window, ...]: ...

    async def send(self, peer: Peer, outgoing: Outgoing, part: int) -> Part:
        """Send the given part (from 0): exactly one message, one counted call."""

    async def alter(self, peer: Peer, native: str, outgoing: Outgoing) -> None:
        """Change words and buttons of an earlier message of ours."""

    async def revise(
        self, peer: Peer, natives: Sequence[str], outgoing: Outgoing, part: int
    ) -> Part:
        """Bring new words to what was sent as `natives`: one counted call for each part (from 0).
        Undeliverable where the messenger does not let it be changed so.
        """

    async def recall(self, peer: Peer, native: str) -> None:
        """Delete an earlier message of ours at the peer's; that it is gone already is as good."""

    async def download(self, attachment: Attachment) -> bytes:
        """The file's content. Undeliverable with reasons.TOO_LARGE or FILE_LOST."""

    async def check(self) -> list[Finding]: ...
    async def close(self) -> None: ...


class Sender(Protocol):
    """Carries out deliveries of one voice, one counted call at a time."""

    def windows(self, place: str) -> tuple[Window, ...]: ...
    def voice_windows(self) -> tuple[Window, ...]: ...

    async def prepare(self, delivery: Delivery) -> None:
        """Fetch what its step will need, before it is claimed: nothing is sent, and nothing is in
        doubt if it is cut short. Only for what `fetches`. Raises DeliveryError.
        """

    async def step(self, delivery: Delivery) -> Part | None:
        """Make one call. A Part appends its id to `delivery.native`; a Part with `more` or None
        ask for another turn. Raises DeliveryError.
        """
