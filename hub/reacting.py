"""What reactions mean: a contact's is shown to whoever answered, a colleague's is a command."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Final

from hub.errors import NotAllowed, NotYet, Refusal
from hub.escalation import Escalating
from hub.kit import Kit
from hub.model import (
    WAITING,
    Delivery,
    DeliveryState,
    Lane,
    MessageId,
    MessageKind,
    Person,
    Shown,
    Source,
    Work,
)
from hub.writing import sent_after_all

AGREED: Final = frozenset({"👌", "👍", "🫡"})
DELIVERED: Final = "👌"
UNSETTLED: Final = frozenset({DeliveryState.SENDING, *WAITING})


class Reacting:
    def __init__(self, kit: Kit, *, escalating: Escalating) -> None:
        self._access = kit.access
        self._conversations = kit.store.conversations
        self._messages = kit.store.messages
        self._deliveries = kit.store.deliveries
        self._views = kit.store.views
        self._escalating = escalating
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock

    async def reacted_to(self, lane: Lane, native: str, *, last_chance: bool) -> Shown | None:
        """What it is that he saw, if it is ours. Raises NotYet where he was quicker than we are:
        it is not remembered yet, or its delivery is about to be marked over his reaction. Whether
        something is being said is asked first.
        """
        is_speaking = not last_chance and await self._deliveries.is_speaking(lane)
        shown = await self._views.recall(lane, native)
        if shown is None and is_speaking:
            raise NotYet
        if shown and not last_chance and await self._is_unsettled(shown):
            raise NotYet
        return shown

    async def _is_unsettled(self, shown: Shown) -> bool:
        """Whether what follows from its being sent is still to come."""
        sent = await self._deliveries.get(shown.delivery)
        if sent is None or sent.work is not Work.ANSWER:
            return False
        return sent.open or sent.state in UNSETTLED

    async def to_ours(
        self, source: Source, by: Person | None, shown: Shown, emoji: Sequence[str]
    ) -> None:
        """To something that we said to somebody privately: an answer, a ping, a notice. `emoji`
        are all his reactions that there are now.
        """
        if shown.message:
            await self._to_answer(shown.message, emoji)
        elif AGREED & set(emoji):
            notice = await self._deliveries.get(shown.delivery)
            if notice and notice.work is Work.TELL:
                await self._to_notice(source, by, notice)

    async def to_comment(self, by: Person | None, id: MessageId, emoji: Sequence[str]) -> None:
        """The assignee's on a comment handles it; anybody else's says nothing to us."""
        comment = await self._messages.get(id)
        if by is None or comment is None or not AGREED & set(emoji):
            return
        sent = await self._messages.get(sent_after_all(id))
        if comment.kind is MessageKind.COMMENT and sent is None:
            await self._conversations.read_comments(comment.conversation, by.id)

    async def _to_answer(self, id: MessageId, emoji: Sequence[str]) -> None:
        """It takes the place of the mark that says the answer was delivered."""
        answer = await self._messages.get(id)
        if answer is None or answer.kind is not MessageKind.OUT or answer.recalled_at:
            return
        conversation = await self._conversations.get(answer.conversation)
        if conversation:
            shown = emoji[-1] if emoji else DELIVERED
            now = self._clock.now()
            await self._outbox.redo(self._make.mark(answer, conversation, shown, due=now))

    async def _to_notice(self, source: Source, by: Person | None, notice: Delivery) -> None:
        if notice.escalation:
            await self._accept(source, by, notice)
        elif by and notice.note and notice.note.code == "commented" and notice.conversation:
            await self._conversations.read_comments(notice.conversation, by.id)

    async def _accept(self, source: Source, by: Person | None, ping: Delivery) -> None:
        """There is no answering a reaction: whoever is too late sees it by the changed ping."""
        if ping.escalation is None:
            return
        with contextlib.suppress(Refusal):
            try:
                await self._escalating.accept(ping.escalation, by)
            except NotAllowed:
                await self._access.refused(source, "accept", who=by.id if by else None)
