"""What contacts write becomes conversations; strangers at the staff's door are turned away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hub.access import works_on
from hub.card import looks
from hub.claims import contradicted, filled_in, noted
from hub.discretion import covered
from hub.dossiers import Dossiers
from hub.identity import Identity
from hub.kit import Kit
from hub.model import (
    Address,
    Audience,
    Button,
    Contact,
    Conversation,
    ConversationId,
    Inbound,
    Inbox,
    InboxId,
    Message,
    MessageId,
    MessageKind,
    Met,
    Note,
    Peer,
    Person,
    Role,
    Source,
    Status,
    Voice,
)
from hub.record import conversation_id
from hub.showing import Showing, at_first


class Reception:
    def __init__(
        self, kit: Kit, *, dossiers: Dossiers, showing: Showing, identity: Identity
    ) -> None:
        self._directory = kit.directory
        self._access = kit.access
        self._contacts = kit.store.contacts
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._showing = showing
        self._dossiers = dossiers
        self._identity = identity

    async def receive(self, inbound: Inbound, *, reply_to: MessageId | None = None) -> None:
        inbox = self._directory.inbox(inbound.address.inbox)
        person = self._person(inbox, inbound.address)
        if inbox.audience is Audience.STAFF and person is None:
            await self.turn_away(inbound.source, inbound.address, inbound.name, inbox.voice)
            return
        message = await self._messages.get(MessageId(inbound.source))
        conversation = await self._conversations.get(message.conversation) if message else None
        if message is None or conversation is None:
            contact = await self._contact(inbound, person)
            conversation = await self._conversation(inbound, inbox, contact)
            said = noted(inbound, contact)
            message = await self._messages.insert(
                _message(said, conversation, reply_to, self._clock.now())
            )
        await self._showing.received(message, conversation)
        await self._seen(inbound, conversation)

    async def _seen(self, inbound: Inbound, conversation: Conversation) -> None:
        """Only now, when the message is on its way: who he is may take a while to be told. What
        somebody else says in his thread tells nothing of him.
        """
        told_phone = not inbound.by and await self._identity.heard(inbound, conversation)
        contact = await self._contacts.get(conversation.contact)
        if contact:
            await self._dossiers.seen(contact, anew=told_phone)

    async def meet(self, met: Met) -> None:
        """Answer a press of Start."""
        inbox = self._directory.inbox(met.address.inbox)
        if inbox.audience is Audience.CUSTOMERS:
            note = Note(code="welcome_customer")
        elif person := self._person(inbox, met.address):
            note = Note(code="welcome_staff", values={"name": person.name})
        else:
            await self.turn_away(met.source, met.address, met.name, inbox.voice)
            return
        told = self._make.tell_address(met.source, inbox.voice, met.address, note)
        await self._outbox.put(replace(told, within=met.within))

    async def turn_away(self, source: Source, address: Address, name: str, voice: Voice) -> None:
        """One refusal a day for each stranger at each bot; every attempt is in the audit."""
        await self._access.refused(source, "write", by=f"{name} ({address})")
        cause = f"{voice}:{address.peer}:{self._clock.now():%Y-%m-%d}/no_entry"
        note = Note(code="no_entry")
        await self._outbox.put(self._make.tell_address(cause, voice, address, note))

    def _person(self, inbox: Inbox, address: Address) -> Person | None:
        if inbox.audience is not Audience.STAFF:
            return None
        person = self._directory.by_address(address)
        return person if person and person.role is not Role.GUEST else None

    async def _contact(self, inbound: Inbound, person: Person | None) -> Contact:
        id = contact_id(inbound.address.inbox, inbound.address.peer)
        claimed = await self._contacts.get(id) if inbound.claims or inbound.by else None
        if claimed:
            return claimed if inbound.by else await self._claimed(inbound, claimed)
        private = inbound.privately and contact_id(inbound.address.inbox, inbound.privately)
        known = await self._contacts.get(id)
        like = known or (private and await self._contacts.get(private)) or None
        told = replace(
            known or Contact(id=id, name="", address=inbound.address),
            name=person.name if person else inbound.name,
            named=inbound.named,
            person=person.id if person else None,
            phone=inbound.phone or (person.phone if person else None) or _phone(like),
            email=inbound.email or (like.email if like else None),
            same_as=private,
        )
        return known if known == told else await self._contacts.wrote(told)

    async def _claimed(self, inbound: Inbound, known: Contact) -> Contact:
        """What is only said fills in what is not known, and changes nothing that is."""
        told = filled_in(known, inbound)
        await self._contacts.claimed(known.id, contradicted(known, inbound))
        return known if known == told else await self._contacts.wrote(told)

    async def _conversation(self, inbound: Inbound, inbox: Inbox, contact: Contact) -> Conversation:
        """The address's current conversation, counted on by this message; a new one if none."""
        latest = await self._conversations.latest(inbound.address)
        if latest and latest.status is Status.RESOLVED:
            await self._reopen(inbound, latest)
        now = self._clock.now()
        wrote = latest and await self._conversations.contact_wrote(latest.id, now, inbound.within)
        if latest and wrote:
            if looks(wrote) != looks(latest):
                await self._outbox.redo(self._make.card(wrote))
            return wrote
        return await self._begin(inbound, inbox, contact, latest)

    async def _begin(
        self, inbound: Inbound, inbox: Inbox, contact: Contact, before: Conversation | None
    ) -> Conversation:
        now, region = self._clock.now(), inbox.at(inbound.dialled)
        beginning = Conversation(
            id=conversation_id(inbound.source),
            number=0,
            contact=contact.id,
            name=contact.name,
            address=inbound.address,
            channel=inbox.channel,
            audience=inbox.audience,
            desk=region.desk,
            status=Status.NEW,
            created_at=min(inbound.written_at, now),
            active_at=now,
            public=inbound.public,
            region=region.name,
            order=before.order if before and inbox.audience is Audience.STAFF else None,
        )
        visibility = at_first(inbox, before, beginning)
        begun = await self._conversations.insert(replace(beginning, visibility=visibility))
        if begun.id == beginning.id:
            await self._record.event(inbound.source, "began", begun)
        within = inbound.within
        return await self._conversations.contact_wrote(begun.id, now, within) or begun

    async def _reopen(self, inbound: Inbound, resolved: Conversation) -> None:
        await self._record.event(inbound.source, "reopened", resolved)
        assignee = self._directory.person(resolved.assignee)
        if assignee and works_on(assignee, resolved):
            values = {"number": str(resolved.number), "name": resolved.name}
            note = Note(code="reopened", values=values)
            cause = f"{inbound.source}/reopened"
            buttons = (open_topic(resolved.id),)
            await self._outbox.put(
                self._make.tell(cause, assignee, note, conversation=resolved.id, buttons=buttons)
            )


def open_topic(conversation: ConversationId) -> Button:
    return Button(label="open_topic", topic=conversation)


def contact_id(inbox: InboxId, peer: Peer) -> str:
    return f"{inbox}:{peer}"


def _phone(contact: Contact | None) -> str | None:
    return contact.phone if contact else None


def _message(
    inbound: Inbound, conversation: Conversation, reply_to: MessageId | None, now: datetime
) -> Message:
    return Message(
        id=MessageId(inbound.source),
        conversation=conversation.id,
        seq=conversation.seq,
        kind=MessageKind.IN,
        at=inbound.written_at,
        received_at=now,
        text=inbound.text,
        spans=inbound.spans,
        attachments=inbound.attachments,
        omitted=inbound.omitted,
        reply_to=reply_to,
        native=inbound.id_in_channel or None,
        revised_at=inbound.edited_at,
        forwarded_from=inbound.forwarded_from,
        album=inbound.album,
        note=inbound.note,
        facts=inbound.facts,
        order=conversation.order if conversation.audience is Audience.STAFF else None,
        chosen=inbound.chosen,
        within=inbound.within,
        by=(inbound.by.name or covered(inbound.by.email)) if inbound.by else None,
    )
