"""Who joins a thread of mail: nobody by a value that senders choose (decision 0022)."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from hub.discretion import covered
from hub.errors import OrdersDown
from hub.kit import Kit
from hub.model import (
    Address,
    Contact,
    Conversation,
    Correspondence,
    Correspondent,
    DeliveryId,
    InboxId,
    Letter,
    MessageId,
    Note,
    Peer,
    Place,
    Reference,
)
from hub.order_numbers import OrderNumbers
from hub.reception import contact_id

PATIENCE: Final = 2.0
"""Seconds for which a letter waits for the order service."""
NUMBERS: Final = 3
"""How many orders of a thread's first letter are asked about."""
APART: Final = 5
"""How many letters that do not belong to a thread are told of in it."""


class Joining:
    def __init__(self, kit: Kit, numbers: OrderNumbers) -> None:
        self._contacts = kit.store.contacts
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._deliveries = kit.store.deliveries
        self._names = kit.store.names
        self._record = kit.record
        self._orders = kit.orders
        self._numbers = numbers

    async def place(self, letter: Letter, contact: Contact) -> Place:
        """Where it belongs. `contact` is who its sender becomes if it begins a thread."""
        threads = await self._threads(letter)
        joined, refused = await self._let_in(letter, threads)
        thread = joined or await self._begun(letter, contact)
        if letter.id:
            await self._names.keep(
                letter.inbox, letter.id, thread.address.peer, by=letter.sender.email
            )
        answers = None if joined or refused is None else await self._apart(letter, refused)
        return await self._place(letter, thread, answers)

    async def again(self, letter: Letter, conversation: Conversation) -> Place:
        """Where it was found to belong before."""
        thread = await self._contacts.get(conversation.contact)
        peer = conversation.address.peer
        return await self._place(letter, thread, None) if thread else Place(peer=peer)

    async def _place(self, letter: Letter, thread: Contact, answers: int | None) -> Place:
        peer, began = thread.address.peer, began_by(thread)
        if letter.sender.email == (began or ""):
            await self._contacts.copied(thread.id, letter.copied - {began})
            return Place(peer=peer, answers=answers)
        await self._contacts.beside(thread.id, letter.sender)
        return Place(
            peer=peer,
            by=letter.sender,
            owner=_owner(thread),
            answers=answers,
        )

    async def _threads(self, letter: Letter) -> list[tuple[Contact, bool]]:
        """Those that it refers to, in its own order, and whether by a name of ours."""
        names = [one.name for one in letter.refers_to if not one.ours]
        known = await self._names.peers(letter.inbox, names) if names else {}
        found: list[tuple[Peer, bool]] = []
        for one in letter.refers_to:
            ours = await self._sent_to(letter.inbox, one)
            found += [(ours, True)] if ours else [(peer, False) for peer in known.get(one.name, ())]
        ids = [contact_id(letter.inbox, peer) for peer, _ in found]
        contacts = {one.id: one for one in await self._contacts.many(ids)} if ids else {}
        return [
            (contacts[id], sure) for id, (_, sure) in zip(ids, found, strict=True) if id in contacts
        ]

    async def _sent_to(self, inbox: InboxId, reference: Reference) -> Peer | None:
        """Whom that answer, or line of the hub's own, went to."""
        if reference.ours is None:
            return None
        message = await self._messages.get(MessageId(reference.ours))
        if message:
            conversation = await self._conversations.get(message.conversation)
            return _within(inbox, conversation.address) if conversation else None
        told = await self._deliveries.get(DeliveryId(reference.ours))
        return Peer(told.lane.place) if told else None

    async def _let_in(
        self, letter: Letter, threads: Sequence[tuple[Contact, bool]]
    ) -> tuple[Contact | None, Contact | None]:
        """The first that lets them in, and else what it refers to most directly."""
        for thread, _ in threads:
            if is_in(thread, letter.sender.email):
                return thread, None
        refused = threads[0][0] if threads else None
        if refused is None or await self._has_own(letter):
            return None, refused
        for thread, sure in threads:
            if sure:
                return thread, None
        return (refused, None) if await self._is_customer(letter, refused) else (None, refused)

    async def _has_own(self, letter: Letter) -> bool:
        email = letter.sender.email
        return bool(email) and await self._contacts.began(letter.inbox, email)

    async def _is_customer(self, letter: Letter, thread: Contact) -> bool:
        """Whether the order that a thread is about is the sender's: the shop wrote of it."""
        if self._orders is None or not letter.sender.email:
            return False
        try:
            async with asyncio.timeout(PATIENCE):
                orders = [await self._orders.order(one) for one in await self._about(thread)]
        except (OrdersDown, TimeoutError):
            return False
        emails = [one.customer.email for one in orders if one and one.customer.email]
        return letter.sender.email in map(same, emails)

    async def _about(self, thread: Contact) -> Sequence[str]:
        latest = await self._conversations.latest(thread.address)
        first = await self._messages.at(latest.id, 1) if latest else None
        said = f"{first.facts.get('subject', '')}\n{first.text}" if first else ""
        own = [latest.order] if latest and latest.order else []
        return list(dict.fromkeys((*own, *self._numbers.among(said))))[:NUMBERS]

    async def _begun(self, letter: Letter, contact: Contact) -> Contact:
        """A thread of its own, under a name that nobody else's has."""
        beginning = Correspondence(began=letter.sender.email)
        own = contact
        for peer in _peers(letter):
            address = Address(inbox=letter.inbox, peer=peer)
            id = contact_id(letter.inbox, peer)
            own = replace(contact, id=id, address=address, correspondence=beginning)
            begun = await self._contacts.begin(own)
            if begun is own or (letter.sender.email and began_by(begun) == letter.sender.email):
                return begun
        return own

    async def _apart(self, letter: Letter, thread: Contact) -> int | None:
        """The number of the conversation that it refers to, where a line says so: one for each
        sender, and not more than a few.
        """
        latest = await self._conversations.latest(thread.address)
        known = {one.email for one in thread.correspondence.beside if one.apart}
        if latest and (letter.sender.email in known or len(known) < APART):
            note = Note(
                code="email_apart",
                values={"sender": _writer(letter)},
            )
            cause = f"{latest.id}/apart/{_digest(letter.sender.email)}"
            await self._record.say(cause, latest, note)
            apart = Correspondent(email=letter.sender.email, name=letter.sender.name, apart=True)
            await self._contacts.beside(thread.id, apart)
        return latest.number if latest else None


def began_by(thread: Contact) -> str | None:
    """The address that began it; of threads of earlier releases, the contact's."""
    return thread.correspondence.began if thread.correspondence.began is not None else thread.email


def is_in(thread: Contact, email: str) -> bool:
    return bool(email) and (email == began_by(thread) or thread.correspondence.has(email))


def same(email: str) -> str:
    """Two addresses are one where this is equal: whatever is not plain Latin stays as it is, for
    other letters that fold into Latin ones are other addresses.
    """
    return "".join(one.lower() if one.isascii() else one for one in email)


def written(name: str, email: str) -> str:
    """`Иван Петров <i•••@example.com>`, as many people may read it."""
    name, shown = covered(name), covered(email)
    return f"{name} <{shown}>" if name and name != shown and shown else name or shown


def _owner(thread: Contact) -> str:
    return written(thread.name, began_by(thread) or "")


def _writer(letter: Letter) -> str:
    return written(letter.sender.name, letter.sender.email)


def _peers(letter: Letter) -> Iterator[Peer]:
    """The second is taken where somebody else has used the first."""
    yield letter.peer
    yield Peer(f"{letter.peer} {_digest(letter.source)}")
    yield Peer(letter.source)


def _within(inbox: InboxId, address: Address) -> Peer | None:
    return address.peer if address.inbox == inbox else None


def _digest(text: str) -> str:
    return hashlib.blake2s(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()
