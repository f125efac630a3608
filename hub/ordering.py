"""Which order a contact writes about: asked of the order service behind what is shown at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta, tzinfo
from typing import Final

from hub.about import About
from hub.customer_orders import CustomerOrders
from hub.errors import OrdersDown
from hub.kit import Kit
from hub.model import (
    Audience,
    Conversation,
    Inquiry,
    Message,
    MessageId,
    MessageKind,
    Person,
)
from hub.order_numbers import OrderNumbers
from hub.staff_orders import StaffOrders, may_have_orders

AT_ONCE: Final = 16
CLAIM: Final = timedelta(seconds=30)
"""How long one of many hubs has it to itself."""
AGAIN: Final = timedelta(seconds=5)


class Ordering:
    """`numbers` finds what looks like an order in free text; hours are told in `zone`."""

    def __init__(self, kit: Kit, about: About, numbers: OrderNumbers, zone: tzinfo) -> None:
        self._directory = kit.directory
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._inquiries = kit.store.inquiries
        self._clock = kit.clock
        self._about = about
        self._numbers = numbers
        orders = kit.orders
        self._staff = StaffOrders(kit, orders, about, numbers, zone) if orders else None
        self._customers = CustomerOrders(kit, orders, about, numbers) if orders else None

    async def heard(self, id: MessageId) -> None:
        """A contact wrote: the order service is asked later, and nobody waits for it."""
        message = await self._messages.get(id) if self._staff else None
        conversation = message and await self._conversations.get(message.conversation)
        if message and conversation and self._concerns(message, conversation):
            await self._inquiries.heard(conversation.id, message.seq, self._clock.now())

    async def edited(self, id: MessageId) -> None:
        """A number that he adds to what he wrote counts as if he had written it so."""
        message = await self._messages.get(id) if self._staff else None
        conversation = message and await self._conversations.get(message.conversation)
        if message and conversation and self._adds(message):
            await self.heard(id)
            await self._inquiries.edited(conversation.id, message.seq, self._clock.now())

    async def tick(self) -> None:
        """Ask what is due, many side by side: one slow answer keeps nobody else waiting."""
        while self._staff and (due := await self._inquiries.due(self._clock.now(), AT_ONCE)):
            tries = map(self._pursue, due)
            for failed in await asyncio.gather(*tries, return_exceptions=True):
                if failed:
                    raise failed

    def _concerns(self, message: Message, conversation: Conversation) -> bool:
        if message.kind is not MessageKind.IN or message.by:
            return False
        if conversation.audience is Audience.STAFF:
            return self._person(conversation) is not None
        return bool(self._numbers.among(message.text))

    def _adds(self, message: Message) -> bool:
        before = message.earlier[-1] if message.earlier else message.text
        return bool(set(self._numbers.among(message.text)) - set(self._numbers.among(before)))

    def _person(self, conversation: Conversation) -> Person | None:
        person = self._directory.by_address(conversation.address)
        return person if person and may_have_orders(person) else None

    async def _pursue(self, due: Inquiry) -> None:
        now = self._clock.now()
        inquiry = await self._inquiries.claim(due, now + CLAIM)
        conversation = await self._conversations.get(inquiry.id) if inquiry else None
        if inquiry is None or conversation is None:
            return
        try:
            done = await self._find_out(inquiry, conversation)
        except OrdersDown:
            done = None
        if not (done and await self._inquiries.pursued(done, before=inquiry, now=now)):
            await self._inquiries.put_off(inquiry.id, self._clock.now() + AGAIN)

    async def _find_out(self, inquiry: Inquiry, conversation: Conversation) -> Inquiry | None:
        """What is known then; None if it has to be asked again."""
        new = await self._new(inquiry, conversation)
        if conversation.audience is Audience.CUSTOMERS:
            return await self._of_customer(inquiry, conversation, new)
        person = self._person(conversation)
        if self._staff is None or person is None or not new:
            return inquiry
        return await self._staff.find_out(inquiry, conversation, person, new)

    async def _of_customer(
        self, inquiry: Inquiry, conversation: Conversation, new: Sequence[Message]
    ) -> Inquiry | None:
        known = self._customers is None or await self._customers.find_out(conversation, new)
        return inquiry if known else None

    async def _new(self, inquiry: Inquiry, conversation: Conversation) -> list[Message]:
        """What he wrote that nothing has been asked about, and whatever follows an edit."""
        since = inquiry.heard if inquiry.since is None else inquiry.since
        written = await self._about.written(conversation, min((since, *inquiry.edited)))
        return [one for one in written if one.seq <= inquiry.heard]
