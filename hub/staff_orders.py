"""Somebody of the staff writes: which of his own orders it is about, and what he is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta, tzinfo
from typing import Final

from hub import order_words
from hub.about import About, cause_of
from hub.acting import staffs
from hub.errors import OrdersDown
from hub.kit import Kit
from hub.model import (
    Button,
    Conversation,
    DeliveryId,
    Inquiry,
    Message,
    MessageId,
    Note,
    Order,
    Person,
    Role,
    Source,
)
from hub.order_choice import Bearing, Told, Written, told
from hub.order_numbers import OrderNumbers
from hub.ports import Orders

PATIENCE: Final = timedelta(hours=1)
"""How long one number waits for an answer that does not come though others do."""
HAVE_ORDERS: Final = frozenset({Role.COURIER, Role.PICKER})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """His active orders, those that his messages name, and what they name that is not his."""

    active: tuple[str, ...]
    known: dict[str, Order]
    named: dict[MessageId, tuple[str, ...]] = field(default_factory=dict)
    strange: list[tuple[Message, str]] = field(default_factory=list)

    def orders(self, ids: Sequence[str]) -> list[Order]:
        return [self.known[id] for id in ids]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One try to find out what is asked about in `inquiry`."""

    inquiry: Inquiry
    conversation: Conversation
    person: Person
    new: Sequence[Message]

    @property
    def cause(self) -> str:
        return cause_of(self.new)

    def is_settled(self, message: Message) -> bool:
        """It only follows what he has edited: whatever it is about, it stays so."""
        since, edited = self.inquiry.since, self.inquiry.edited
        if not edited or message.seq in edited:
            return False
        return since is None or message.seq < since


class StaffOrders:
    def __init__(
        self, kit: Kit, orders: Orders, about: About, numbers: OrderNumbers, zone: tzinfo
    ) -> None:
        self._directory = kit.directory
        self._access = kit.access
        self._deliveries = kit.store.deliveries
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._orders = orders
        self._about = about
        self._numbers = numbers
        self._zone = zone

    async def find_out(
        self, inquiry: Inquiry, conversation: Conversation, person: Person, new: Sequence[Message]
    ) -> Inquiry | None:
        """None if the conversation has changed meanwhile. Raises OrdersDown before anything is
        changed or said.
        """
        case = _Case(inquiry=inquiry, conversation=conversation, person=person, new=new)
        found = await self._look_up(case)
        said = _told(case, found)
        if not await self._write(case, found, said):
            return None
        for message, number in found.strange:
            await self._refuse(case, message, number)
        now, notice = said.bearing, await self._say(case, found, said.bearing)
        known = replace(inquiry, waiting=now.waiting, between=now.between, past=now.past)
        return replace(known, notice=notice)

    async def _look_up(self, case: _Case) -> _Found:
        """What is another's and what does not exist take the same calls."""
        active = await self._orders.of_staff(case.person.peer) if case.person.peer else []
        found = _Found(
            active=tuple(one.id for one in active), known={one.id: one for one in active}
        )
        for message in case.new:
            if case.is_settled(message):
                found.named[message.id] = (message.order,) if message.order else ()
                continue
            numbers = self._numbers.among(message.text)
            his = [one for one in numbers if await self._is_his(one, message, case, found)]
            found.named[message.id] = tuple(his)
        return found

    async def _is_his(self, number: str, message: Message, case: _Case, found: _Found) -> bool:
        if number in found.known:
            return True
        try:
            order = await self._orders.order(number)
        except OrdersDown:
            if self._clock.now() - (message.revised_at or message.received_at) < PATIENCE:
                raise
            return False
        if order is None or not staffs(order, case.person):
            found.strange.append((message, number))
            return False
        found.known[number] = order
        return True

    async def _write(self, case: _Case, found: _Found, said: Told) -> bool:
        """Whether it could be, for nobody has chosen anything else meanwhile."""
        cause, order = case.cause, said.bearing.order
        who = case.person.id if any(found.named.values()) else None
        home = await self._about.conversation(cause, case.conversation, order, who)
        if home is None:
            return False
        for message in case.new:
            await self._about.message(message, said.of[message.seq], home)
        for waited in said.waited:
            await self._about.waited(home, waited)
        return True

    async def _refuse(self, case: _Case, message: Message, number: str) -> None:
        cause = Source(f"{message.id}/order/{number}")
        await self._access.refused(
            cause, f"order {number}", who=case.person.id, conversation=case.conversation
        )
        await self._tell(cause, case, order_words.absent(number))

    async def _say(self, case: _Case, found: _Found, now: Bearing) -> DeliveryId | None:
        """The notice where he is being asked, if he is."""
        if now.waiting is not None:
            return await self._ask(case, found, now)
        first = not case.inquiry.edited and any(one.seq == 1 for one in case.new)
        if now.order and (first or now.order != case.conversation.order or case.inquiry.notice):
            note, buttons = order_words.acknowledgement(now.order), _change(found)
            await self._tell_or_change(f"{case.cause}/order", case, note, buttons)
        return None

    async def _ask(self, case: _Case, found: _Found, now: Bearing) -> DeliveryId | None:
        """Once for each need; when his orders change meanwhile, the buttons do."""
        if case.inquiry.notice and case.inquiry.between == now.between:
            return case.inquiry.notice
        orders = found.orders(now.between)
        buttons = order_words.choices(orders, self._clock.now(), self._zone)
        cause = f"{case.conversation.id}/{now.waiting}/which_order"
        return await self._tell_or_change(cause, case, order_words.question(), buttons)

    async def _tell_or_change(
        self, cause: str, case: _Case, note: Note, buttons: tuple[Button, ...]
    ) -> DeliveryId:
        """In the place of the question that is open, if there is one."""
        open_one = case.inquiry.notice
        if open_one and await self._change(open_one, note, buttons):
            return open_one
        return await self._tell(cause, case, note, buttons)

    async def _change(self, notice: DeliveryId, note: Note, buttons: tuple[Button, ...]) -> bool:
        told = await self._deliveries.get(notice)
        if told:
            await self._outbox.redo(self._make.retell(told, note, buttons))
        return told is not None

    async def _tell(
        self, cause: str, case: _Case, note: Note, buttons: tuple[Button, ...] = ()
    ) -> DeliveryId:
        inbox = self._directory.inbox(case.conversation.address.inbox)
        notice = self._make.tell(
            cause,
            case.person,
            note,
            voice=inbox.voice,
            conversation=case.conversation.id,
            buttons=buttons,
        )
        await self._outbox.put(notice)
        return notice.id


def may_have_orders(person: Person) -> bool:
    """Who carries and picks them, and who answers for a shop."""
    return person.role in HAVE_ORDERS or person.shop is not None


def _told(case: _Case, found: _Found) -> Told:
    before = Bearing(
        order=case.conversation.order,
        past=case.inquiry.past,
        waiting=case.inquiry.waiting,
        between=case.inquiry.between,
    )
    written = [Written(seq=one.seq, named=found.named[one.id]) for one in case.new]
    return told(written, before, found.active)


def _change(found: _Found) -> tuple[Button, ...]:
    return order_words.change(len(found.active))
