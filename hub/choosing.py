"""Somebody of the staff presses which order he means, or that he means another one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from typing import Final

from hub import order_words
from hub.about import About
from hub.acting import staffs
from hub.errors import NotAllowed, OrdersDown, Refusal
from hub.kit import Kit
from hub.model import (
    Audience,
    Button,
    Conversation,
    DeliveryId,
    Inbox,
    Lane,
    Note,
    Order,
    Person,
    Pressed,
    Work,
)
from hub.order_choice import Waited

PATIENCE: Final = 2.5
"""Seconds: a press is answered within three."""
LONGEST_TOLD: Final = 20
"""Of a number that somebody made up."""


class Choosing:
    def __init__(self, kit: Kit, about: About, zone: tzinfo) -> None:
        self._directory = kit.directory
        self._access = kit.access
        self._conversations = kit.store.conversations
        self._deliveries = kit.store.deliveries
        self._inquiries = kit.store.inquiries
        self._views = kit.store.views
        self._orders = kit.orders
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._about = about
        self._zone = zone

    async def choose(self, pressed: Pressed, id: str) -> None:
        """Raises Refusal, the same one for another's order as for one that there is not."""
        inbox, person, conversation = await self._whose(pressed)
        with _unknown():
            async with asyncio.timeout(PATIENCE):
                active = await self._active(person)
                past = id not in [one.id for one in active]
                known = not past or await self._is_past_one(id, person)
        if not known:
            await self._refuse(pressed, person, conversation)
            raise NotAllowed("no_such_order", order=id[:LONGEST_TOLD])
        home = await self._set(pressed, conversation, id, person)
        asked = await self._answer(home, id, past=past)
        said = order_words.acknowledgement(id), order_words.change(len(active))
        await self._say(pressed, inbox, person, said, also=asked)

    async def offer(self, pressed: Pressed) -> None:
        """«Другой заказ»: his own once more, in the place of what bore the button."""
        inbox, person, _ = await self._whose(pressed)
        with _unknown():
            active = await self._active(person)
        if not active:
            raise Refusal("no_orders_now")
        buttons = order_words.choices(active, self._clock.now(), self._zone)
        await self._say(pressed, inbox, person, (order_words.question(), buttons))

    async def _whose(self, pressed: Pressed) -> tuple[Inbox, Person, Conversation]:
        inbox = self._directory.inboxes.get(pressed.address.inbox)
        staff = inbox is not None and inbox.audience is Audience.STAFF
        person = self._directory.by_address(pressed.address)
        conversation = await self._conversations.latest(pressed.address) if staff else None
        if inbox is None or person is None or conversation is None:
            await self._refuse(pressed, person, conversation)
            raise NotAllowed("not_yours")
        return inbox, person, conversation

    async def _active(self, person: Person) -> Sequence[Order]:
        """Asked at every press: what was his when the button was drawn may be another's now."""
        if self._orders is None or person.peer is None:
            raise OrdersDown
        return await self._orders.of_staff(person.peer)

    async def _is_past_one(self, id: str, person: Person) -> bool:
        """It may have ended since he was asked."""
        order = await self._orders.order(id) if self._orders else None
        return order is not None and staffs(order, person)

    async def _refuse(
        self, pressed: Pressed, person: Person | None, conversation: Conversation | None
    ) -> None:
        await self._access.refused(
            pressed.source,
            f"press {pressed.press}",
            who=person.id if person else None,
            conversation=conversation,
            by="" if person else f"{pressed.name} ({pressed.address})",
        )

    async def _set(
        self, pressed: Pressed, conversation: Conversation, order: str, person: Person
    ) -> Conversation:
        """Whatever else it has become about meanwhile: he has just said which one he means."""
        while True:
            home = await self._about.conversation(pressed.source, conversation, order, person.id)
            if home:
                return home
            conversation = await self._conversations.get(conversation.id) or conversation

    async def _answer(self, home: Conversation, order: str, *, past: bool) -> DeliveryId | None:
        """What waited for his choice has it; returns where he was asked."""
        while inquiry := await self._inquiries.get(home.id):
            if inquiry.waiting is not None:
                waited = Waited(since=inquiry.waiting, until=home.seq + 1, order=order)
                await self._about.waited(home, waited)
            if await self._inquiries.answered(inquiry, past=past):
                return inquiry.notice
        return None

    async def _say(
        self,
        pressed: Pressed,
        inbox: Inbox,
        person: Person,
        said: tuple[Note, tuple[Button, ...]],
        *,
        also: DeliveryId | None = None,
    ) -> None:
        """Where the button was, and where the question stands that is open; else anew."""
        note, buttons = said
        notices = {await self._notice(pressed, inbox), also}
        told = await self._deliveries.many([one for one in notices if one])
        for one in told:
            await self._outbox.redo(self._make.retell(one, note, buttons))
        if not told:
            voice, source = inbox.voice, pressed.source
            anew = self._make.tell(source, person, note, voice=voice, buttons=buttons)
            await self._outbox.put(anew)

    async def _notice(self, pressed: Pressed, inbox: Inbox) -> DeliveryId | None:
        """Only what was said about orders is said anew: a press can be forged on anything."""
        if pressed.id_in_channel is None:
            return None
        lane = Lane(voice=inbox.voice, place=pressed.address.peer)
        shown = await self._views.recall(lane, pressed.id_in_channel)
        told = await self._deliveries.get(shown.delivery) if shown else None
        ours = told and told.work is Work.TELL and told.note
        return told.id if told and ours and ours.code in order_words.OURS else None


@contextmanager
def _unknown() -> Iterator[None]:
    """Whose an order is cannot be known now: that is no refusal of his right."""
    try:
        yield
    except (OrdersDown, TimeoutError):
        raise Refusal("orders_unknown") from None
