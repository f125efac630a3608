"""A customer names an order in his own words: it is what he writes about, if it is his."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from hub.about import About, cause_of
from hub.acting import customers
from hub.kit import Kit
from hub.model import Contact, Conversation, Message, Source
from hub.order_numbers import OrderNumbers
from hub.ports import Orders

PATIENCE: Final = timedelta(minutes=5)
"""How long a number waits until it is known who he is."""


class CustomerOrders:
    """He is told nothing, whatever he names."""

    def __init__(self, kit: Kit, orders: Orders, about: About, numbers: OrderNumbers) -> None:
        self._access = kit.access
        self._contacts = kit.store.contacts
        self._dossiers = kit.store.dossiers
        self._clock = kit.clock
        self._orders = orders
        self._about = about
        self._numbers = numbers

    async def find_out(self, conversation: Conversation, new: Sequence[Message]) -> bool:
        """False if it has to be asked again. Raises OrdersDown before anything is changed."""
        contact = await self._contacts.get(conversation.contact)
        dossier = await self._dossiers.get(conversation.contact)
        if contact is None:
            return True
        if dossier is None or dossier.asked_at is None or dossier.missing:
            return dossier is None and self._is_too_late(new)
        found = [
            (message, number, await self._orders.order(number))
            for message in new
            for number in self._numbers.among(message.text)
        ]
        for message, number, order in found:
            if order is None or not customers(order, contact, dossier):
                await self._refuse(message, number, contact, conversation)
        his = [one for one in found if one[2] and customers(one[2], contact, dossier)]
        if not his:
            return True
        message, number, _ = his[-1]
        cause = cause_of([message])
        return await self._about.conversation(cause, conversation, number, None) is not None

    def _is_too_late(self, new: Sequence[Message]) -> bool:
        """Nobody has found out who he is, and nobody is trying to."""
        now = self._clock.now()
        return all(now - (message.revised_at or message.received_at) > PATIENCE for message in new)

    async def _refuse(
        self, message: Message, number: str, contact: Contact, conversation: Conversation
    ) -> None:
        by = f"{contact.name} ({contact.address})"
        source = Source(f"{message.id}/order/{number}")
        await self._access.refused(source, f"order {number}", conversation=conversation, by=by)
