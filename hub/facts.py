"""Gathers what a conversation's card says, and has it drawn anew when that has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeAlias

from hub.accounts import candidates, his_account, is_certain
from hub.card import CardFacts, Earlier, Involved, OrderFacts, Part, Stage, stage
from hub.kit import Kit
from hub.model import (
    Address,
    Audience,
    Contact,
    Conversation,
    Customer,
    Face,
    Order,
    Participant,
    Priority,
    Thread,
    Visibility,
)
from hub.phones import masked

EARLIER: Final = 3
LATELY: Final = 50
"""How many of somebody's conversations are looked at for repeats."""
MOST_ORDERS: Final = 30
"""How many orders' people are looked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRules:
    """`hidden` are fields of orders that are not shown where staff are talked with, nor to guests;
    `repeat_within` is how long ago a conversation about the same still counts.
    """

    hidden: frozenset[str] = frozenset({"door_code"})
    repeat_within: timedelta = timedelta(days=30)


USUAL: Final = CardRules()


class Facts:
    def __init__(self, kit: Kit, rules: CardRules) -> None:
        self._kit = kit
        self._rules = rules
        self._directory = kit.directory
        self._store = kit.store
        self._make = kit.make
        self._outbox = kit.outbox

    async def of(self, conversation: Conversation) -> CardFacts:
        contact = await self._store.contacts.get(conversation.contact)
        ids = await self._addresses(conversation, contact)
        dossiers = sorted(await self._store.dossiers.many(ids), key=lambda one: one.id)
        own = next((one for one in dossiers if one.id == conversation.contact), None)
        account = his_account(contact, own, dossiers)
        active = account.active if account else ()
        latest = await self._store.conversations.of_contacts(ids, LATELY)
        before = [one for one in latest if one.number < conversation.number]
        return CardFacts(
            **self._heading(conversation, contact),
            customer=account.customer if account else None,
            certain=is_certain(contact, own, account),
            candidates=candidates(contact, own, account),
            known=bool(own and own.asked_at),
            silent_since=own.silent_since if own and own.missing else None,
            orders=await self._orders((*(own.orders if own else ()), *active), conversation),
            past=account.past if account else 0,
            last_order_at=account.last_order_at if account else None,
            unread=account.unread if account else 0,
            missing=account.missing if account else (),
            earlier=tuple(map(self._earlier, before[:EARLIER])),
            repeats=self._repeats(conversation, before),
            also=await self._also(ids, conversation),
            flags=tuple(sorted(contact.flags)) if contact else (),
        )

    async def refresh(self, conversation: Conversation) -> None:
        """Draw its card anew, if it says anything else than the one that is there."""
        if conversation.visibility is not Visibility.SHOWN:
            return
        drawn = await self._store.views.card_looks(conversation.id)
        if drawn is None:
            return
        face = await self._face(conversation)
        if (await self.of(conversation)).looks(face) != drawn:
            await self._outbox.redo(self._make.card(conversation, face))

    async def spread(self, conversation: Conversation) -> None:
        """The cards of others of the same orders link to its thread as soon as there is one."""
        thread = Thread(desk=conversation.desk, address=conversation.address, name="")
        if not any(one.topic for one in await self._store.views.threads([thread.id])):
            return
        told = await self.of(conversation)
        addresses = {
            one.thread.address for order in told.orders for one in order.involved if one.thread
        }
        for address in addresses:
            if latest := await self._store.conversations.latest(address):
                await self.refresh(latest)

    async def _face(self, conversation: Conversation) -> Face:
        """Somebody may be choosing on it right now."""
        card = self._make.card(conversation)
        last = await self._store.deliveries.get(card.id)
        return last.face if last else card.face

    def _heading(self, conversation: Conversation, contact: Contact | None) -> dict[str, Any]:
        inbox = self._directory.inboxes.get(conversation.address.inbox)
        now = stage(conversation)
        running = now in (Stage.NOBODYS, Stage.IN_WORK)
        phone = contact.phone if contact else None
        return {
            "number": conversation.number,
            "name": conversation.name,
            "inbox": (inbox and inbox.title) or conversation.address.inbox,
            "role": self._role(conversation),
            "stage": now,
            "assignee": conversation.assignee,
            "urgent": running and conversation.priority is Priority.URGENT,
            "public": conversation.public,
            "phone": masked(phone) if phone else None,
            "order": conversation.order,
            "asked": self._kit.orders is not None,
        }

    def _role(self, conversation: Conversation) -> str:
        if conversation.audience is Audience.CUSTOMERS:
            return "customer"
        person = self._directory.by_address(conversation.address)
        return person.role if person else ""

    async def _addresses(self, conversation: Conversation, contact: Contact | None) -> list[str]:
        """The ids of all contacts that are one person."""
        profile = contact.profile if contact else None
        same = await self._store.contacts.of_profile(profile) if profile else []
        return sorted({conversation.contact, *(one.id for one in same)})

    async def _also(self, ids: list[str], conversation: Conversation) -> tuple[str, ...]:
        others = [id for id in ids if id != conversation.contact]
        found = await self._store.contacts.many(others) if others else []
        inboxes = [self._directory.inboxes.get(one.address.inbox) for one in found]
        return tuple(sorted({inbox.title or inbox.id for inbox in inboxes if inbox}))

    def _earlier(self, one: Conversation) -> Earlier:
        titles = {tag.id: tag.title for tag in self._directory.tags_for(one)}
        return Earlier(
            number=one.number,
            channel=one.channel,
            at=one.created_at,
            status=one.status,
            tags=tuple(titles.get(tag, tag) for tag in one.tags),
            by=one.closed_by or (f"person:{one.assignee}" if one.assignee else None),
        )

    def _repeats(self, conversation: Conversation, before: list[Conversation]) -> int:
        since = conversation.created_at - self._rules.repeat_within
        alike = [one for one in before if one.created_at >= since and _alike(one, conversation)]
        return len(alike) + 1 if alike else 0

    async def _orders(
        self, orders: tuple[Order, ...], conversation: Conversation
    ) -> tuple[OrderFacts, ...]:
        people = {order.id: self._involved(order) for order in orders[:MOST_ORDERS]}
        threads = await self._threads(
            {place for all in people.values() for _, _, places in all for place in places}
        )
        return tuple(
            OrderFacts.of(
                order,
                self._shown_fields(order, conversation),
                tuple(
                    Involved(part=part, name=name, thread=_first(threads, places))
                    for part, name, places in people.get(order.id, ())
                    if conversation.address not in places
                ),
            )
            for order in orders
        )

    def _shown_fields(self, order: Order, conversation: Conversation) -> Mapping[str, str]:
        hidden = self._rules.hidden if conversation.audience is Audience.STAFF else frozenset()
        return {name: text for name, text in order.fields.items() if name not in hidden}

    def _involved(self, order: Order) -> list[_Places]:
        """Who the order names, and where each may be talked with."""
        own = (Part.CUSTOMER, order.customer.name, self._customers_places(order.customer))
        staff = (
            (Part.SHOP, order.shop),
            (Part.PICKER, order.picker),
            (Part.COURIER, order.courier),
        )
        named = [(part, one) for part, one in staff if one]
        return [own, *((part, one.name, self._staffs_places(part, one)) for part, one in named)]

    def _staffs_places(self, part: Part, one: Participant) -> tuple[Address, ...]:
        accounts = [one.account]
        if part is Part.SHOP:
            people = self._directory.people.values()
            accounts += [person.account for person in people if person.shop == one.id]
        return tuple(
            Address(inbox=inbox.id, peer=peer)
            for channel, peer in filter(None, accounts)
            for inbox in self._directory.staff_inboxes(channel)
        )

    def _customers_places(self, customer: Customer) -> tuple[Address, ...]:
        known = {"telegram_id": customer.telegram, "vk_id": customer.vk}
        inboxes = self._directory.inboxes.values()
        customers = [one for one in inboxes if one.audience is Audience.CUSTOMERS]
        peers = [(inbox.id, known.get(inbox.known_by or "")) for inbox in customers]
        return tuple(Address(inbox=inbox, peer=peer) for inbox, peer in peers if peer)

    async def _threads(self, addresses: set[Address]) -> Mapping[Address, Thread]:
        """Those that have a topic."""
        empty = [
            Thread(desk=self._directory.inbox(one.inbox).desk, address=one, name="")
            for one in addresses
        ]
        found = await self._store.views.threads([one.id for one in empty]) if empty else []
        return {one.address: one for one in found if one.topic}


_Places: TypeAlias = tuple[Part, str, tuple[Address, ...]]


def _first(threads: Mapping[Address, Thread], places: tuple[Address, ...]) -> Thread | None:
    return next((threads[place] for place in places if place in threads), None)


def _alike(one: Conversation, other: Conversation) -> bool:
    same_order = one.order is not None and one.order == other.order
    return same_order or bool(set(one.tags) & set(other.tags))
