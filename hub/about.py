"""Writes which order a conversation and its messages are about, and has it shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hub.kit import Kit
from hub.model import Conversation, Message, MessageKind, PersonId, Turn
from hub.order_choice import Waited
from hub.revising import Revising

MARGIN: Final = 100
"""Of what is written while this is being read."""


def cause_of(new: Sequence[Message]) -> str:
    """Of what follows from those: another once one of them is edited."""
    version = sum(message.version for message in new)
    return f"{new[-1].id}/{version}" if version else new[-1].id


class About:
    def __init__(self, kit: Kit, revising: Revising) -> None:
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._revising = revising

    async def conversation(
        self, cause: str, conversation: Conversation, order: str | None, who: PersonId | None
    ) -> Conversation | None:
        """As it is then. None if somebody has given it another order meanwhile."""
        if conversation.turn:
            await self._tell(conversation, conversation.turn)
        before = conversation.order
        if before == order:
            return conversation
        turn = Turn(cause=cause, who=who, before=before)
        changed = await self._conversations.set_order(
            conversation.id, order, instead_of=before, turn=turn
        )
        if changed:
            await self._tell(changed, turn)
        return changed

    async def _tell(self, changed: Conversation, turn: Turn) -> None:
        """Once more if it was interrupted."""
        detail = {"order": changed.order or "", "from": turn.before or ""}
        await self._record.event(turn.cause, "order_set", changed, turn.who, detail)
        await self._outbox.redo(self._make.card(changed))
        await self._conversations.turned(changed.id, turn.cause)

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
