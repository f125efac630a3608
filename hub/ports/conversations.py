"""Contacts, conversations, and all that belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hub.model import (
    Address,
    Audience,
    Confirmation,
    ConfirmationId,
    ConfirmationState,
    Contact,
    Conversation,
    ConversationId,
    Correspondent,
    DeskId,
    Escalation,
    EscalationId,
    Event,
    Forgetting,
    Grant,
    Hit,
    InboxId,
    Lane,
    Message,
    MessageId,
    Peer,
    PersonId,
    Revision,
    Search,
    TagId,
    Thread,
    Traces,
    Turn,
)


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

    async def begin(self, contact: Contact) -> Contact:
        """Insert, or return the one with the same id."""

    async def began(self, inbox: InboxId, email: str) -> bool:
        """Whether that address began a thread of mail there."""

    async def beside(self, id: str, correspondent: Correspondent) -> None:
        """They write in that thread, or apart from it, too. Of the first fifty it is kept."""

    async def copied(self, id: str, emails: Iterable[str]) -> None:
        """Whoever began it has written to these as well. Of the first fifty it is kept."""

    async def claimed(self, id: str, values: Iterable[str]) -> None:
        """What else was said to be theirs. Of the first ten it is kept."""

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

    async def contact_wrote(
        self, id: ConversationId, at: datetime, within: str | None = None
    ) -> Conversation | None:
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
        self, id: ConversationId, source: MessageId, by: PersonId, *, as_guest: bool = False
    ) -> Conversation | None:
        """Seq + 1; unread_comments + 1 unless `by` is the assignee, or this very comment has been
        counted. None if `by` is no guest.
        """

    async def noted(self, id: ConversationId) -> Conversation | None:
        """Seq + 1 for a line of the hub's own."""

    async def take(self, id: ConversationId, by: PersonId) -> Conversation | None:
        """`by` becomes the assignee; new becomes open. None if somebody has it or it is over."""

    async def assign(
        self,
        id: ConversationId,
        to: PersonId,
        grant: Grant | None = None,
        *,
        by: PersonId | None = None,
    ) -> Conversation | None:
        """As take, from whoever has it: if that was a guest, his grant ends. `grant` is given to
        whom has none yet, with the seq as it stands. None if it is over.
        """

    async def share(self, id: ConversationId, grant: Grant) -> Conversation | None:
        """Guests + grant, with the seq as it stands. None if the person is one, or it is over."""

    async def unshare(
        self, id: ConversationId, person: PersonId, by: PersonId | None = None
    ) -> Conversation | None:
        """Without his grant; if he was the assignee nobody is, and open becomes new. None if he is
        no guest of it.
        """

    async def parting(self, limit: int) -> list[Conversation]:
        """Those with grants that have ended, by any of these, and nothing has followed from it."""

    async def parted(self, id: ConversationId, grant: str) -> None:
        """What follows from the end of that grant has been done."""

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
        self,
        id: ConversationId,
        order: str | None,
        *,
        instead_of: str | None,
        turn: Turn | None = None,
    ) -> Conversation | None:
        """The order it is about; `turn` is kept until it has been told. None if it was not about
        `instead_of`.
        """

    async def turned(self, id: ConversationId, cause: str) -> None:
        """The turn by that cause has been told."""

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


class Escalations(Protocol):
    async def insert(self, escalation: Escalation) -> Escalation:
        """Insert, or return what was there: the one with the same id, or another that runs for the
        same conversation.
        """

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
        aloud: bool = False,
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


class Files(Protocol):
    """Contents of attachments, kept once."""

    async def has(self, key: str) -> bool: ...
    async def read(self, key: str) -> bytes | None: ...
    async def write(self, key: str, content: bytes) -> None: ...


class Names(Protocol):
    """Names that the outside gives to messages, such as an e-mail's Message-ID. Whoever writes
    chooses them: the same name by two of them is two names.
    """

    async def keep(self, inbox: InboxId, name: str, peer: Peer, *, by: str) -> Peer:
        """The peer of that name: the given one, unless `by` has used the name before."""

    async def peers(self, inbox: InboxId, names: Sequence[str]) -> Mapping[str, Sequence[Peer]]:
        """To whom each of them belongs, whoever has used it; of those that are known."""
