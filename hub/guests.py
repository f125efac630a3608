"""One conversation given to somebody who does not work at its desk, and taken away again."""

from __future__ import annotations

from typing import Final

from hub import reasons
from hub.access import GUEST_ROLES, is_guest, works_on
from hub.discretion import covered
from hub.errors import NotAllowed, Refusal
from hub.kit import Kit
from hub.mirroring import Mirroring, again
from hub.model import (
    Button,
    Conversation,
    ConversationId,
    Delivery,
    Grant,
    Lane,
    Message,
    MessageKind,
    Note,
    Person,
    PersonId,
    Role,
    Source,
    Work,
)

FILES: Final = 10
"""How many of the latest messages with files are shown anew, below the history."""
READ: Final = 100
AT_ONCE: Final = 100
_WAITING: Final = 1_000
_LONGEST_PRESS: Final = 64


class Guests:
    def __init__(self, kit: Kit, mirroring: Mirroring) -> None:
        self._directory = kit.directory
        self._access = kit.access
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._deliveries = kit.store.deliveries
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._mirroring = mirroring
        self._clock = kit.clock

    def candidates(self, conversation: Conversation) -> tuple[Person, ...]:
        """Guests whom it can be passed to."""
        return tuple(
            person
            for person in self._directory.people.values()
            if person.role is Role.GUEST and person.peer
            if person.id != conversation.assignee
        )

    def grant(self, source: Source, by: Person, to: Person) -> Grant:
        """Raises Refusal if he is nobody to be given a single conversation."""
        if to.role not in GUEST_ROLES or not to.peer:
            raise Refusal("cannot_see_it", name=to.name)
        now = self._clock.now()
        return Grant(id=f"{source}/{to.id}", person=to.id, by=by.id, at=now)

    async def share(
        self, source: Source, by: Person, to: Person, conversation: Conversation
    ) -> None:
        """Let him see it and write in it; whoever is in charge stays so."""
        if works_on(to, conversation):
            raise Refusal("sees_it_anyway", name=to.name)
        grant = self.grant(source, by, to)
        shared = await self._conversations.share(conversation.id, grant)
        await self.begin(grant, to, shared or await self._shared_before(grant, to, conversation))

    async def begin(self, grant: Grant, to: Person, conversation: Conversation) -> None:
        """He is told, and shown what there was; nothing, if he has been a guest before."""
        given = conversation.grant_of(to.id)
        if given is None or given.id != grant.id:
            return
        values = {"by": self._directory.name(given.by), "name": to.name}
        await self._record.event(given.id, "granted", conversation, given.by, {"to": to.id})
        await self._record.say(
            f"{given.id}/granted",
            conversation,
            Note(code="guest_granted", values=values),
            buttons=_revoke(conversation, to),
        )
        await self._open(given, conversation)

    async def unshare(
        self, source: Source, by: Person, person: PersonId, conversation: Conversation
    ) -> None:
        """Take it away from him."""
        if not await self._end(source, conversation, person, by.id):
            raise Refusal("guest_gone", name=self._directory.name(person))

    async def end_all(self, source: Source, person: PersonId) -> tuple[Conversation, ...]:
        """Whatever he was given is taken away; returns what it was."""
        shared = await self._conversations.shared_with(person)
        for conversation in shared:
            await self._end(source, conversation, person, None)
        return tuple(shared)

    async def over(self, conversation: Conversation) -> None:
        """Whose grants have ended hear of it, and nothing more."""
        for grant in conversation.parted:
            await self._part(grant, conversation)
            await self._conversations.parted(conversation.id, grant.id)

    async def sweep(self) -> None:
        """Go on with what was interrupted."""
        for conversation in await self._conversations.parting(AT_ONCE):
            await self.over(conversation)

    async def writes(
        self, source: Source, by: Person, conversation: Conversation, tried: str
    ) -> None:
        """Raises NotAllowed if he is no guest of it, or not any more."""
        if is_guest(by, conversation):
            return
        await self._access.refused(source, tried, who=by.id, conversation=conversation)
        raise NotAllowed("guest_over", number=str(conversation.number))

    async def all_of(self, person: Person) -> list[Conversation]:
        shared = await self._conversations.shared_with(person.id)
        return [one for one in shared if is_guest(person, one)]

    async def not_mirrored(self, delivery: Delivery) -> None:
        """A copy that cannot follow is shown anew; the topic says once what does not arrive."""
        conversation = await self._conversation(delivery.conversation)
        person = self._directory.person(delivery.person)
        grant = conversation.grant_of(person.id) if conversation and person else None
        if conversation is None or person is None or grant is None:
            return
        if delivery.about:
            await self._show_again(delivery, grant, conversation)
            return
        values = {"name": person.name, "reason": delivery.reason or ""}
        note = Note(code="guest_not_reached", values=values)
        await self._record.say(f"{grant.id}/not_reached", conversation, note)

    async def _show_again(
        self, delivery: Delivery, grant: Grant, conversation: Conversation
    ) -> None:
        message = await self._messages.get(delivery.message) if delivery.message else None
        copy = message and self._mirroring.copy(message, grant, conversation)
        if message and copy and message.recalled_at is None:
            await self._outbox.put(again(copy, message))

    async def _shared_before(
        self, grant: Grant, to: Person, conversation: Conversation
    ) -> Conversation:
        """By the same source, and interrupted since. Raises Refusal if it was any other."""
        current = await self._conversations.get(conversation.id) or conversation
        given = current.grant_of(to.id)
        if given and given.id == grant.id:
            return current
        raise Refusal("over") if current.over else Refusal("shared_already", name=to.name)

    async def _open(self, grant: Grant, conversation: Conversation) -> None:
        values = {
            "number": str(conversation.number),
            "name": covered(conversation.name),
            "by": self._directory.name(grant.by),
        }
        how = (Note(code="guest_how"), Note(code="guest_protected"))
        opening = Note(code="guest_opening", values=values, lines=how)
        messages = await self._with_files(grant, conversation)
        files = [self._mirroring.copy(one, grant, conversation) for one in messages]
        await self._outbox.put(
            *self._mirroring.opening(grant, conversation, opening),
            *(copy for copy in files if copy),
        )

    async def _with_files(self, grant: Grant, conversation: Conversation) -> list[Message]:
        messages = await self._messages.of(conversation.id, limit=READ)
        found = [
            message
            for message in messages
            if message.seq <= grant.seq and message.attachments and message.recalled_at is None
            if message.kind in (MessageKind.IN, MessageKind.OUT)
        ]
        return found[-FILES:]

    async def _end(
        self, source: Source, before: Conversation, person: PersonId, by: PersonId | None
    ) -> bool:
        after = await self._conversations.unshare(before.id, person, by)
        after = after or await self._ended_before(before, person)
        if after is None:
            return False
        values = {"name": self._directory.name(person)}
        note = Note(code="guest_ended", values=values)
        await self._record.say(f"{source}/{person}/{before.id}/ended", after, note)
        await self._outbox.redo(self._make.card(after))
        await self.over(after)
        return True

    async def _ended_before(self, before: Conversation, person: PersonId) -> Conversation | None:
        """Interrupted since."""
        current = await self._conversations.get(before.id)
        parted = current.parted if current else ()
        return current if any(grant.person == person for grant in parted) else None

    async def _part(self, grant: Grant, conversation: Conversation) -> None:
        """Whoever has been given it again need not hear that it had ended."""
        cause, of = f"{grant.id}/over", {"of": grant.person}
        await self._record.event(cause, "grant_ended", conversation, grant.ended_by, of)
        person = self._directory.person(grant.person)
        if person is None or not person.peer or conversation.grant_of(grant.person):
            return
        await self._call_off(person, conversation)
        note = Note(code="guest_over", values={"number": str(conversation.number)})
        await self._outbox.put(self._make.tell(cause, person, note))

    async def _call_off(self, person: Person, conversation: Conversation) -> None:
        lane = Lane(voice=self._directory.doors(person)[0], place=person.peer or "")
        waiting = await self._deliveries.waiting(lane.voice, limit=_WAITING, lane=lane)
        for delivery in waiting:
            if delivery.work is Work.MIRROR and delivery.conversation == conversation.id:
                await self._deliveries.call_off(delivery.id)

    async def _conversation(self, id: ConversationId | None) -> Conversation | None:
        return await self._conversations.get(id) if id else None


def counts(delivery: Delivery) -> bool:
    """Whether it matters that this copy did not arrive."""
    return delivery.work is Work.MIRROR and delivery.reason != reasons.CALLED_OFF


def _revoke(conversation: Conversation, to: Person) -> tuple[Button, ...]:
    """What Telegram cannot carry can still be typed."""
    press = f"unshare:{conversation.number}:{to.id}"
    fits = len(press.encode()) <= _LONGEST_PRESS
    return (Button(label="unshare", press=press),) if fits else ()
