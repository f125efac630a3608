"""Exactly one person is in charge of a conversation, and everybody can see who."""

from __future__ import annotations

from hub.access import works_on
from hub.directory import Directory
from hub.errors import Refusal
from hub.guests import Guests
from hub.kit import Kit
from hub.model import Conversation, Note, Person, Source
from hub.reception import open_topic
from hub.showing import Showing


class Assignment:
    def __init__(self, kit: Kit, *, guests: Guests, showing: Showing) -> None:
        self._directory = kit.directory
        self._conversations = kit.store.conversations
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._guests = guests
        self._showing = showing

    async def take(self, source: Source, by: Person, conversation: Conversation) -> Conversation:
        """Raises Refusal for everybody but the first."""
        await self._showing.show(conversation)
        taken = await self._conversations.take(conversation.id, by.id)
        if taken is None:
            raise await self._too_late(by, conversation)
        await self._record.event(source, "taken", taken, by.id)
        await self._outbox.redo(self._make.card(taken))
        await self._record.introduce(source, taken)
        return taken

    async def assign(
        self, source: Source, by: Person, to: Person, conversation: Conversation
    ) -> Conversation:
        """Whoever does not work there becomes a guest by it, and stops being one without it."""
        grant = None if works_on(to, conversation) else self._guests.grant(source, by, to)
        await self._showing.show(conversation)
        assigned = await self._conversations.assign(conversation.id, to.id, grant, by=by.id)
        if assigned is None:
            raise Refusal("over")
        detail = {"to": to.id, "from": conversation.assignee or ""}
        await self._record.event(source, "assigned", assigned, by.id, detail)
        await self._outbox.redo(self._make.card(assigned))
        await self._guests.over(assigned)
        if grant:
            await self._guests.begin(grant, to, assigned)
        elif to.id != by.id:
            await self._tell(source, by, to, assigned)
        if conversation.assignee != to.id:
            await self._record.introduce(source, assigned)
        return assigned

    def candidates(self, conversation: Conversation) -> tuple[Person, ...]:
        """Whom it can be passed to, in the order of the file, guests at the end."""
        people = self._directory.people.values()
        colleagues = (
            p for p in people if works_on(p, conversation) and p.id != conversation.assignee
        )
        return (*colleagues, *self._guests.candidates(conversation))

    async def _too_late(self, by: Person, conversation: Conversation) -> Refusal:
        current = await self._conversations.get(conversation.id) or conversation
        if current.over:
            return Refusal("over")
        if current.assignee == by.id:
            return Refusal("already_yours")
        return Refusal("taken_by", name=self._directory.name(current.assignee))

    async def _tell(
        self, source: Source, by: Person, to: Person, conversation: Conversation
    ) -> None:
        values = {"by": by.name, "number": str(conversation.number), "name": conversation.name}
        note = Note(code="assigned", values=values)
        buttons = (open_topic(conversation.id),)
        await self._outbox.put(
            self._make.tell(source, to, note, conversation=conversation.id, buttons=buttons)
        )


def named(directory: Directory, name: str) -> Person:
    """Raises Refusal if nobody is called that."""
    person = directory.named(name)
    if person is None:
        raise Refusal("nobody_called", name=name)
    return person
