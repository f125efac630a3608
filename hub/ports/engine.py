"""Update log, outbox, lanes, leases, views, and the bells between them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from hub.model import (
    Conversation,
    ConversationId,
    Delivery,
    DeliveryId,
    DeskId,
    EscalationId,
    Lane,
    Lease,
    MessageId,
    Shown,
    Thread,
    Update,
    Voice,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits in one lane. `since` is when the one that waits longest began to, or is to be
    sent at the earliest.
    """

    lane: Lane
    waiting: int
    since: datetime


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
        """Write state, due, tries, native, reason, perhaps_sent, silent_since, open, settled_at
        over a claim of the same epoch; False if it is not ours any more.
        """

    async def close(self, id: DeliveryId) -> None:
        """Open = False: the consequences of its end have been drawn."""

    async def unfollowed(self, voice: Voice, limit: int) -> list[Delivery]:
        """SENT, DEAD or UNCERTAIN and still open."""

    async def orphaned(self, voice: Voice, epoch: int) -> list[Delivery]:
        """SENDING under an epoch before this one."""

    async def adopt(self, delivery: Delivery, epoch: int) -> bool:
        """Write what `settle` writes over an orphan, if it still is one as it was found."""

    async def revive(
        self, id: DeliveryId, due: datetime, complaint: MessageId | None
    ) -> Delivery | None:
        """DEAD or UNCERTAIN becomes RETRY at `due`, open again; None otherwise. `complaint` is the
        line that tells that it failed.
        """

    async def redo(self, delivery: Delivery) -> Delivery | None:
        """For views (CARD, MARK, RETELL, EDIT): insert, or make the one with the same id PENDING
        again with this content, due, and rank; None while an equal one already waits, or where the
        same MARK has been put.
        """

    async def hasten(self, lane: Lane, reasons: Iterable[str], now: datetime) -> None:
        """Those of the lane that wait to be tried again for one of these reasons are due now."""

    async def call_off(self, id: DeliveryId) -> bool:
        """A waiting one will not be sent: DEAD with reason called_off, not open."""

    async def silenced(self) -> list[Delivery]:
        """Those that had to wait for a messenger's answer, and have not been told of."""

    async def told_of(self, ids: Iterable[DeliveryId]) -> None:
        """That these had to wait has been told."""

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
    """Times are by the store's clock, not by those of who asks."""

    async def acquire(
        self, voice: Voice, owner: str, ttl: timedelta, *, seize: bool = False
    ) -> Lease | None:
        """A free, expired or own lease (any, with `seize`) under the next epoch; None otherwise."""

    async def renew(self, lease: Lease, ttl: timedelta) -> Lease | None:
        """None if it is no longer ours."""

    async def release(self, lease: Lease) -> None: ...


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

    async def posting(self, thread: Thread, what: str) -> None:
        """It may be posted into that topic from now on."""

    async def posted(self, thread: Thread, what: str) -> None:
        """It is known to have been posted there, or certainly not to have been."""

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
    async def looks(self, lane: Lane, native: str, looks: str) -> None:
        """What is remembered to be shown there says this now; "" while that is not known."""

    async def copies(self, message: MessageId) -> list[Shown]: ...
    async def shown_by(self, delivery: DeliveryId) -> list[Shown]:
        """What that delivery is remembered to have shown: its last call has succeeded."""


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
