"""One person's addresses joined by hand, and taken apart again; messages stay where they were."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from hub.access import visible, works_on
from hub.errors import Refusal
from hub.identity import Identity, certain_profiles
from hub.kit import Kit
from hub.model import Audience, Button, Contact, Conversation, Note, Person, Source
from hub.text import folded, looked_at

LOOKED_THROUGH: Final = 100
OFFERED: Final = 5
"""How many namesakes are offered at once."""


class Merging:
    """Both sides are given as conversations that `by` may see; that is asked before."""

    def __init__(self, kit: Kit, identity: Identity) -> None:
        self._contacts = kit.store.contacts
        self._conversations = kit.store.conversations
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._identity = identity

    async def require(self, one: Conversation, other: Conversation) -> None:
        """Whether they can be joined. Raises Refusal."""
        if Audience.STAFF in (one.audience, other.audience):
            raise Refusal("merge_staff")
        first, second = await self._contact(one), await self._contact(other)
        if first.id == second.id:
            raise Refusal("merge_same")
        if first.profile and first.profile == second.profile:
            raise Refusal("merge_already")

    async def namesakes(
        self, by: Person, conversation: Conversation, name: str
    ) -> list[Conversation]:
        """Other people of that name whom he could be joined with, as far as `by` may see them: of
        each the latest conversation.
        """
        sought = _words(name)
        found = await self._conversations.page(**visible(by), words=name, limit=LOOKED_THROUGH)
        mine = await self._identity.addresses(await self._contact(conversation))
        known = {conversation.contact, *(one.id for one in mine)}
        latest: dict[str, Conversation] = {}
        for one in found:
            fits = works_on(by, one) and one.audience is Audience.CUSTOMERS
            if fits and sought <= _words(one.name) and one.contact not in known:
                latest.setdefault(one.contact, one)
        return list(latest.values())[:OFFERED]

    async def propose(
        self, source: Source, by: Person, conversation: Conversation, others: Sequence[Conversation]
    ) -> None:
        """Says what would happen, with a button for each of the others. Raises Refusal."""
        for other in others:
            await self.require(conversation, other)
        lines = tuple(_side(one) for one in (conversation, *others))
        buttons = tuple(
            Button(
                label="merge",
                press=f"merge:{conversation.number}:{other.number}",
                number=other.number,
            )
            for other in others
        )
        question = Note(code="merge_ask", lines=lines)
        told = self._make.tell(
            f"{source}/merge", by, question, conversation=conversation.id, buttons=buttons
        )
        await self._outbox.put(told)

    async def merge(
        self, source: Source, by: Person, one: Conversation, other: Conversation
    ) -> tuple[Note, tuple[Button, ...]]:
        """All addresses of the one and of the other become one profile. Those that are named come
        last: as long as one of them is as it was, what was interrupted is found again. Returns
        what to say, with the way back. Raises Refusal.
        """
        if one.contact == other.contact:
            raise Refusal("merge_same")
        named = await self._contact(one), await self._contact(other)
        companions = [each for side in named for each in await self._identity.addresses(side)]
        together = (*companions, *named)
        if len({contact.profile or contact.id for contact in named}) > 1:
            await self.require(one, other)
            await self._told(source, "merged", by, (one, other))
            for contact in together:
                await self._contacts.move(contact, _joined(contact, _profile(*named)))
        await self._redraw(together)
        apart = Button(label="unmerge", press=f"unmerge:{other.number}")
        return Note(code="merged", lines=(_side(one), _side(other))), (apart,)

    async def unmerge(self, source: Source, by: Person, conversation: Conversation) -> None:
        """The contact goes back to where he was before, with those who came with him, and no rule
        brings him here again. Raises Refusal where there is nobody whom `by` may know of.
        """
        contact = await self._contact(conversation)
        others = await self._identity.addresses(contact)
        seen = [found for each in others if (found := await self._seen(by, each))]
        interrupted = not others and contact.former
        if not (seen or interrupted):
            raise Refusal("not_merged")
        await self._told(source, "unmerged", by, (conversation, *seen))
        leaving, *rest = _parties(contact, others)
        left = rest[0] if len(rest) == 1 and rest[0][0].former else []
        # He himself comes last: until then it can be done again.
        for each in (*left, *reversed(leaving)):
            gone = _back(each) if each in left else _kept_out(_back(each), of=each)
            await self._contacts.move(each, gone)
        await self._redraw((contact, *others))
        note = Note(code="unmerged", lines=tuple(_side(one) for one in (conversation, *seen)))
        await self._outbox.put(self._make.tell(f"{source}/unmerged", by, note))

    async def _contact(self, conversation: Conversation) -> Contact:
        contact = await self._contacts.get(conversation.contact)
        if contact is None:
            raise Refusal("not_yours")
        return contact

    async def _seen(self, by: Person, contact: Contact) -> Conversation | None:
        latest = await self._conversations.latest(contact.address)
        return latest if latest and works_on(by, latest) else None

    async def _told(
        self, source: Source, did: str, by: Person, whose: Sequence[Conversation]
    ) -> None:
        """In the audit of each, with whom."""
        for conversation in whose:
            others = [str(one.number) for one in whose if one.id != conversation.id]
            detail: Mapping[str, str] = {"with": ", ".join(others)}
            cause = Source(f"{source}/{conversation.number}")
            await self._record.event(cause, did, conversation, by.id, detail)

    async def _redraw(self, contacts: Sequence[Contact]) -> None:
        for contact in contacts:
            latest = await self._conversations.latest(contact.address)
            if latest:
                await self._outbox.redo(self._make.card(latest))


def _side(conversation: Conversation) -> Note:
    values = {
        "number": str(conversation.number),
        "name": conversation.name,
        "channel": conversation.channel,
    }
    return Note(code="merge_side", values=values, topic=conversation.id)


def _words(name: str) -> set[str]:
    return set(folded(looked_at(name)).split())


def _profile(*contacts: Contact) -> str:
    """The same for the same two, so that to join them again changes nothing."""
    names = " ".join(sorted(contact.id for contact in contacts))
    return f"merged:{hashlib.blake2s(names.encode(), digest_size=10).hexdigest()}"


def _parties(contact: Contact, others: Sequence[Contact]) -> list[list[Contact]]:
    """Who came into the profile together, the contact's own party first."""
    parties: defaultdict[str, list[Contact]] = defaultdict(list)
    for one in (contact, *others):
        parties[_came_from(one)].append(one)
    return list(parties.values())


def _came_from(contact: Contact) -> str:
    return (contact.former and contact.former[-1]) or f"alone {contact.id}"


def _joined(contact: Contact, profile: str) -> Contact:
    if contact.profile == profile:
        return contact
    return replace(contact, profile=profile, former=(*contact.former, contact.profile or ""))


def _back(contact: Contact) -> Contact:
    """As it was before it was joined by hand, or else alone."""
    former = contact.former[-1] if contact.former else ""
    return replace(contact, profile=former or None, former=contact.former[:-1])


def _kept_out(contact: Contact, *, of: Contact) -> Contact:
    left = frozenset(filter(None, (of.profile,))) | certain_profiles(of)
    return replace(contact, apart=contact.apart | left)
