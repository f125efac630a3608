"""Who is it, as far as contacts tell it themselves: phones they share, addresses that are one's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from hub.kit import Kit
from hub.model import Address, Asks, Audience, Button, Contact, Conversation, Inbound, Note, Source
from hub.phones import named_in

_VERIFIABLE: Final = ("phone", "email")


class Identity:
    def __init__(self, kit: Kit) -> None:
        self._directory = kit.directory
        self._contacts = kit.store.contacts
        self._conversations = kit.store.conversations
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._has_orders = kit.orders is not None

    async def heard(self, inbound: Inbound, conversation: Conversation) -> bool:
        """Whether a customer's message told his phone: his own card, or the number he was asked
        for, where the messenger has no such cards.
        """
        if conversation.audience is Audience.STAFF or conversation.public:
            return False
        if inbound.own_phone:
            await self._shared(inbound.source, conversation, inbound.own_phone)
            return True
        if any(one.kind == "contact" for one in inbound.attachments):
            await self._other_card(conversation)
        return await self._written(inbound.text, conversation)

    async def unknown(self, contact: Contact) -> None:
        """The order service does not know this customer. He is asked for his phone, once; if it
        is certainly his already, it tells which of the contacts are one person.
        """
        for field in _VERIFIABLE:
            if field in contact.verified:
                await self._join(contact, field)
        if await self._may_be_asked(contact):
            await self._ask(contact)

    async def addresses(self, contact: Contact) -> list[Contact]:
        """Where else he writes from."""
        if contact.profile is None:
            return []
        together = await self._contacts.of_profile(contact.profile)
        return [one for one in together if one.id != contact.id]

    async def _shared(self, source: Source, conversation: Conversation, phone: str) -> None:
        contact = await self._contacts.verified(conversation.contact, "phone", phone)
        if contact and not self._has_orders:
            await self._join(contact, "phone")
        await self._record.event(source, "phone_shared", conversation)
        button = Button(label="", asks=Asks.NOTHING)
        await self._tell(f"{source}/phone_shared", conversation.address, "phone_shared", button)

    async def _other_card(self, conversation: Conversation) -> None:
        """Whoever was asked for their own number and sends another card hears, once, that it is
        not theirs.
        """
        contact = await self._contacts.get(conversation.contact)
        if contact and contact.asked and "phone" not in contact.verified:
            button = Button(label="share_phone", asks=Asks.PHONE)
            cause = f"{contact.id}/other_card"
            await self._tell(cause, contact.address, "other_card", button)

    async def _written(self, text: str, conversation: Conversation) -> bool:
        """What he writes himself is not certain: it may be anybody's."""
        phone = _only(named_in(text, self._directory.country))
        contact = await self._contacts.get(conversation.contact) if phone else None
        if contact is None or not contact.asked or contact.phone not in (None, phone):
            return False
        await self._contacts.wrote(replace(contact, phone=phone))
        return True

    async def _may_be_asked(self, contact: Contact) -> bool:
        inbox = self._directory.inboxes.get(contact.address.inbox)
        if inbox is None or not inbox.ask_contact or contact.phone or contact.same_as:
            return False
        return not any(one.asked for one in (contact, *await self.addresses(contact)))

    async def _ask(self, contact: Contact) -> None:
        """The question first: that he was asked is only written when it is on its way."""
        button = Button(label="share_phone", asks=Asks.PHONE)
        await self._tell(f"{contact.id}/ask_phone", contact.address, "ask_phone", button)
        await self._contacts.asked(contact.id)

    async def _tell(self, cause: str, address: Address, code: str, button: Button) -> None:
        voice, note = self._directory.inbox(address.inbox).voice, Note(code=code)
        told = self._make.tell_address(cause, voice, address, note, buttons=(button,))
        await self._outbox.put(told)

    async def _join(self, contact: Contact, field: str) -> None:
        """Only what is certain of both, and only while a rule has nothing else to go by: if they
        are in different profiles already, it is for people to say.
        """
        value = getattr(contact, field)
        alike = [one for one in await self._alike(field, value) if field in one.verified]
        profiles = {one.profile for one in alike if one.profile}
        if alike == [contact] or len(profiles) > 1:
            return
        by_itself = profile_of(field, value)
        for one in alike:
            await self._contacts.join(one.id, *profiles or [by_itself], apart=by_itself)

    async def _alike(self, field: str, value: str) -> Iterable[Contact]:
        if field == "phone":
            return await self._contacts.by_phone(value)
        return await self._contacts.by_email(value)


def _only(phones: frozenset[str]) -> str:
    """Nothing if there is none, or several: then nobody knows whose they are."""
    return next(iter(phones)) if len(phones) == 1 else ""


def profile_of(field: str, value: str) -> str:
    """The profile of all for whom this is certain. Neither phone nor e-mail can be read in it."""
    return f"{field}:{hashlib.blake2s(value.encode(), digest_size=10).hexdigest()}"


def certain_profiles(contact: Contact) -> frozenset[str]:
    """Those that he would be in by himself."""
    known = ((field, getattr(contact, field)) for field in contact.verified)
    return frozenset(profile_of(field, value) for field, value in known if value)
