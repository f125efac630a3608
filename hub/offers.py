"""What was kept inside and may still be sent by one tap: its author is told so and how."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hub.errors import Refusal
from hub.kit import Kit
from hub.model import (
    Audience,
    Button,
    Conversation,
    Delivery,
    DeliveryId,
    Message,
    Note,
)

KEPT: Final = "kept_inside"


class Offers:
    def __init__(self, kit: Kit) -> None:
        self._directory = kit.directory
        self._deliveries = kit.store.deliveries
        self._make = kit.make
        self._outbox = kit.outbox

    async def make(self, comment: Message, conversation: Conversation, why: str) -> None:
        """`why` is the code of what is said of it."""
        await self._outbox.put(self._made(comment, conversation, Note(code=why)))

    async def find(self, comment: Message, conversation: Conversation) -> Delivery | None:
        return await self._deliveries.get(self._made(comment, conversation, Note(code=KEPT)).id)

    async def require(self, comment: Message, conversation: Conversation) -> Delivery:
        """The offer that may be taken up. Raises Refusal."""
        offer = await self.find(comment, conversation)
        if offer is None or comment.native is None:
            raise Refusal("gone")
        closed = await self._deliveries.get(DeliveryId(f"{offer.id}/retell"))
        if closed and closed.note and closed.note.code == KEPT:
            raise Refusal("marked_since")
        return offer

    async def close(self, offer: Delivery, note: Note) -> None:
        await self._outbox.redo(self._make.retell(offer, note))

    def _made(self, comment: Message, conversation: Conversation, note: Note) -> Delivery:
        button = _button(comment, conversation, private=self._make.privately(comment) is not None)
        author = self._directory.person(comment.author)
        if author and self._make.privately(comment):
            told = self._make.tell(f"{comment.id}/offer", author, note, buttons=(button,))
            return replace(told, reply_to=comment.native)
        return self._make.ask(
            comment.id,
            note,
            conversation.desk,
            conversation=conversation,
            reply_to=comment.native,
            buttons=(button,),
        )


def _button(comment: Message, conversation: Conversation, *, private: bool) -> Button:
    staff = conversation.audience is Audience.STAFF
    label = "send_to_staff" if staff else "send_to_contact"
    action = "mine" if private else "send"
    return Button(label=label, press=f"{action}:{conversation.number}:{comment.seq}")
