"""Writes which order a conversation and its messages are about, and has it shown."""

from __future__ import annotations

from typing import Final

from hub.kit import Kit
from hub.model import Conversation, Message, MessageKind, PersonId
from hub.order_choice import Waited
from hub.revising import Revising

MARGIN: Final = 100
"""Of what is written while this is being read."""


class About:
    def __init__(self, kit: Kit, revising: Revising) -> None:
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._record = kit.record
        self._outbox = kit.outbox
        self._revising = revising

    async def conversation(
        self, cause: str, conversation: Conversation, order: str | None, who: PersonId | None
    ) -> Conversation | None:
        """As it is then. None if somebody has given it another order meanwhile."""
        before = conversation.order
        if before == order:
            return conversation
        changed = await self._conversations.set_order(conversation.id, order, instead_of=before)
        if changed:
            detail = {"order": order or "", "from": before or ""}
            await self._record.event(cause, "order_set", changed, who, detail)
            await self._outbox.redo(self._outbox.card(changed))
        return changed

    async def message(self, message: Message, order: str | None, home: Conversation) -> None:
        if message.order == order:
            return
        changed = await self._messages.set_order(message.id, order, instead_of=message.order)
        if changed:
            await self._revising.redraw(changed, home)

    async def waited(self, home: Conversation, waited: Waited) -> None:
        """What he wrote while it was not known which order he means."""
        messages = await self.written(home, waited.since)
        for one in messages:
            if one.seq < waited.until and one.order is None:
                await self.message(one, waited.order, home)

    async def written(self, conversation: Conversation, since: int) -> list[Message]:
        """The contact's messages from that one on."""
        limit = max(conversation.seq - since, 0) + MARGIN
        messages = await self._messages.of(conversation.id, limit=limit)
        return [one for one in messages if one.kind is MessageKind.IN and one.seq >= since]
