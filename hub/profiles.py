"""All that is known of one person, told privately to who asks: whole phones, with a line in the
audit.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from hub.access import works_on
from hub.directory import Directory
from hub.errors import Refusal
from hub.identity import Identity
from hub.kit import Kit
from hub.model import Button, Contact, Conversation, Dossier, Note, Person, Source

COUNTED: Final = 1_000
"""How many of his conversations are looked through, the latest first."""
TOLD: Final = 3
"""How many of them are told one by one."""
READ: Final = 50
REVIEW: Final = "review"
CALL: Final = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the one who asks may know. `calls` came from his phone, to inboxes of their own."""

    contacts: tuple[Contact, ...]
    conversations: tuple[Conversation, ...]
    calls: int
    ratings: tuple[str, ...]
    dossiers: tuple[Dossier, ...]

    def of(self, contact: Contact) -> list[Conversation]:
        return [one for one in self.conversations if one.contact == contact.id]


class Profiles:
    def __init__(self, kit: Kit, *, identity: Identity, zone: tzinfo) -> None:
        self._zone = zone
        self._directory = kit.directory
        self._contacts = kit.store.contacts
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._dossiers = kit.store.dossiers
        self._identity = identity
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox

    async def tell(self, source: Source, by: Person, conversation: Conversation) -> None:
        """Of a conversation's contact, as far as `by` may see his conversations."""
        contact = await self._contacts.get(conversation.contact)
        if contact is None:
            return
        known = await self._known(by, contact)
        note = Note(code="who", values={"name": _names(known)}, lines=tuple(self._lines(known)))
        if any(one.phone or one.email for one in known.contacts) or self._person(known):
            await self._record.event(source, "saw_phone", conversation, by.id)
        apart = Button(label="unmerge", press=f"unmerge:{conversation.number}")
        await self._outbox.put(
            self._make.tell(
                f"{source}/who",
                by,
                note,
                conversation=conversation.id,
                buttons=(apart,) if len(known.contacts) > 1 else (),
            )
        )

    async def flag(
        self, source: Source, by: Person, conversation: Conversation, flags: frozenset[str]
    ) -> None:
        """Mark the person, whatever he writes from; these flags and no others."""
        contact = await self._contacts.get(conversation.contact)
        if contact is None or contact.person:
            raise Refusal("flag_customers")
        addresses = (contact, *await self._identity.addresses(contact))
        await self._contacts.flag([one.id for one in addresses], flags)
        detail = {"flags": ", ".join(sorted(flags))}
        await self._record.event(source, "flagged", conversation, by.id, detail)
        for one in addresses:
            if latest := await self._conversations.latest(one.address):
                await self._outbox.redo(self._make.card(latest))
        await self._outbox.put(self._make.tell(f"{source}/flag", by, Note(code="flagged")))

    async def _known(self, by: Person, contact: Contact) -> _Known:
        addresses = (contact, *await self._identity.addresses(contact))
        seen = await self._seen(by, addresses)
        whose = {one.contact for one in seen}
        known = tuple(one for one in addresses if one.id in whose)
        called = [one for one in await self._seen(by, await self._callers(known)) if _is_call(one)]
        return _Known(
            contacts=known,
            conversations=seen,
            calls=len({one.id for one in (*called, *filter(_is_call, seen))}),
            ratings=tuple([rating async for rating in self._ratings(seen)]),
            dossiers=tuple([found for one in known if (found := await self._dossiers.get(one.id))]),
        )

    async def _seen(self, by: Person, contacts: Iterable[Contact]) -> tuple[Conversation, ...]:
        ids = [one.id for one in contacts]
        found = await self._conversations.of_contacts(ids, COUNTED) if ids else []
        return tuple(one for one in found if works_on(by, one))

    async def _callers(self, contacts: Sequence[Contact]) -> list[Contact]:
        phones = {one.phone for one in contacts if one.phone}
        return [each for phone in phones for each in await self._contacts.by_phone(phone)]

    async def _ratings(self, conversations: Iterable[Conversation]) -> AsyncIterator[str]:
        for one in conversations:
            if one.channel == REVIEW:
                for message in await self._messages.of(one.id, limit=READ):
                    if rating := message.facts.get("rating"):
                        yield rating

    def _person(self, known: _Known) -> Person | None:
        ids = [one.person for one in known.contacts if one.person]
        return self._directory.people.get(ids[0]) if ids else None

    def _lines(self, known: _Known) -> Iterator[Note]:
        if person := self._person(known):
            yield Note(code=f"role.{person.role}")
        yield from _flags(known)
        yield from _reached(known, self._person(known))
        yield from _others(known)
        yield from (self._address(one, known.of(one)) for one in known.contacts)
        if known.calls:
            yield Note(code="who.calls", values={"count": str(known.calls)})
        yield from _orders(known.dossiers)
        if known.ratings:
            yield Note(code="who.ratings", values={"ratings": ", ".join(known.ratings)})
        latest = sorted(known.conversations, key=lambda one: one.active_at, reverse=True)
        yield from (self._conversation(one) for one in latest[:TOLD])

    def _address(self, contact: Contact, conversations: Sequence[Conversation]) -> Note:
        inbox = self._directory.inboxes.get(contact.address.inbox)
        last = max(one.active_at for one in conversations)
        values = {
            "channel": inbox.channel if inbox else "",
            "inbox": (inbox and inbox.title) or contact.address.inbox,
            "count": str(len(conversations)),
            "at": self._day(last),
        }
        return Note(code="who.address", values=values)

    def _conversation(self, conversation: Conversation) -> Note:
        titles = {tag.id: tag.title for tag in self._directory.tags_for(conversation)}
        tags = ", ".join(titles.get(tag, tag) for tag in conversation.tags)
        values = {
            "number": str(conversation.number),
            "channel": conversation.channel,
            "at": self._day(conversation.active_at),
            "tags": tags or "—",
            "name": _who(conversation, self._directory),
        }
        if conversation.over:
            return Note(code="who.over", values=values, topic=conversation.id)
        code = "who.open" if conversation.assignee else "who.nobodys"
        return Note(code=code, values=values, topic=conversation.id)

    def _day(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%d.%m.%Y}"


def _is_call(conversation: Conversation) -> bool:
    return conversation.channel == CALL


def _names(known: _Known) -> str:
    accounts = [one.customer.name for dossier in known.dossiers for one in dossier.accounts]
    return ", ".join(dict.fromkeys((*(one.name for one in known.contacts), *accounts)))


def _who(conversation: Conversation, directory: Directory) -> str:
    closed_by = (conversation.closed_by or "").partition(":")[2]
    return directory.name(conversation.assignee) or closed_by or "—"


def _flags(known: _Known) -> Iterator[Note]:
    for flag in sorted({flag for one in known.contacts for flag in one.flags}):
        yield Note(code=f"flag.{flag}")


def _reached(known: _Known, person: Person | None) -> Iterator[Note]:
    """Whole phones and e-mail addresses, each once."""
    certain = {one.phone for one in known.contacts if "phone" in one.verified}
    phones = [one.phone for one in known.contacts if one.phone]
    own = [person.phone] if person and person.phone else []
    for phone in dict.fromkeys((*phones, *own)):
        code = "who.phone_certain" if phone in certain else "who.phone"
        yield Note(code=code, values={"phone": phone})
    for email in dict.fromkeys(one.email for one in known.contacts if one.email):
        yield Note(code="who.email", values={"email": email})


def _others(known: _Known) -> Iterator[Note]:
    """Who else writes in his threads, and what else was said to be his."""
    for one in (one for contact in known.contacts for one in contact.correspondence.beside):
        code = "who.apart" if one.apart else "who.beside"
        yield Note(code=code, values={"sender": f"{one.name} {one.email}".strip()})
    for said in dict.fromkeys(value for contact in known.contacts for value in contact.claimed):
        yield Note(code="who.claimed", values={"value": said})


def _orders(dossiers: Sequence[Dossier]) -> Iterator[Note]:
    """Of every account once, whichever address it was found by."""
    accounts = {one.customer.id: one for dossier in dossiers for one in dossier.accounts}
    for account in accounts.values():
        values = {
            "name": account.customer.name,
            "active": str(len(account.active)),
            "past": str(account.past),
        }
        yield Note(code="who.orders", values=values)
    mine = {order.id for dossier in dossiers for order in dossier.orders}
    if mine:
        yield Note(code="who.in_work", values={"active": str(len(mine))})
