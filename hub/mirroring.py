"""Copies: what guests are shown of their conversations, and the desk of what they write."""

from __future__ import annotations

from dataclasses import replace

from hub.access import is_guest
from hub.discretion import masked_email
from hub.kit import Kit
from hub.model import Conversation, Delivery, DeliveryId, Grant, Message, MessageKind, Note, Work

MIRRORED = frozenset({MessageKind.IN, MessageKind.OUT, MessageKind.COMMENT})


class Mirroring:
    def __init__(self, kit: Kit) -> None:
        self._directory = kit.directory
        self._make = kit.make
        self._outbox = kit.outbox

    def of(self, message: Message, conversation: Conversation) -> tuple[Delivery, ...]:
        """Of what has just been written, for each guest but its author. `conversation` is as it was
        when the message got its seq: whose grant is younger has it in his history.
        """
        if message.kind not in MIRRORED:
            return ()
        copies = (
            self.copy(message, grant, conversation)
            for grant in conversation.guests
            if grant.seq < message.seq and grant.person != message.author
        )
        return tuple(copy for copy in copies if copy)

    def beside(self, message: Message, conversation: Conversation) -> tuple[Delivery, ...]:
        """All copies of what somebody of the company wrote, wherever it was."""
        show = self._make.show(message, conversation)
        private = self._make.privately(message) is not None
        return (*((show,) if private else ()), *self.of(message, conversation))

    async def follow(
        self, message: Message, conversation: Conversation, *, anew: bool = False
    ) -> None:
        """The copies become what the message is now; `anew`: by others that stand below them."""
        for copy in self.of(message, conversation):
            if anew:
                await self._outbox.put(again(copy, message))
            else:
                await self._outbox.redo(_changed(copy, message))
        if self._make.privately(message) and message.recalled_at is None:
            show = self._make.show(message, conversation)
            await self._outbox.redo(self._make.edit(message, show))

    def copy(self, message: Message, grant: Grant, conversation: Conversation) -> Delivery | None:
        made = self._made(f"{message.id}/mirror/{grant.id}", grant, conversation)
        if made is None:
            return None
        fetches = any(attachment.ref for attachment in message.attachments)
        return replace(made, message=message.id, fetches=fetches)

    def opening(self, grant: Grant, conversation: Conversation, note: Note) -> tuple[Delivery, ...]:
        """The note, and below it what there was before."""
        told = self._made(f"{grant.id}/mirror", grant, conversation)
        before = self._made(f"{grant.id}/mirror/history", grant, conversation)
        return (replace(told, note=note), before) if told and before else ()

    def _made(self, id: str, grant: Grant, conversation: Conversation) -> Delivery | None:
        """In a line of its own: nothing else that he is told waits for it."""
        person = self._directory.person(grant.person)
        if person is None or not is_guest(person, conversation):
            return None
        told = self._make.tell(id, person, Note(code="guest_opening"))
        return replace(
            told,
            id=DeliveryId(id),
            work=Work.MIRROR,
            line=f"{told.lane}/{conversation.id}",
            conversation=conversation.id,
            note=None,
        )


def discreet(note: Note) -> Note:
    """As a guest may read it: no e-mail address stands in it whole."""
    values = {name: masked_email(value) for name, value in note.values.items()}
    return replace(note, values=values)


def again(copy: Delivery, message: Message) -> Delivery:
    """Another copy, of what the message says since."""
    version = message.version
    return replace(copy, id=DeliveryId(f"{copy.id}/{version}"), version=version)


def _changed(copy: Delivery, message: Message) -> Delivery:
    id = DeliveryId(f"{copy.id}/change")
    return replace(copy, id=id, about=copy.id, version=message.version, fetches=False)
