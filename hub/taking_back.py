"""An album of which a part came late and says that it stays inside: what went out is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hub.kit import Kit
from hub.model import Conversation, Message, MessageId, MessageKind, Note, Person, Source
from hub.offers import KEPT, Offers
from hub.revising import Revising
from hub.writing import sent_after_all


class TakingBack:
    def __init__(self, kit: Kit, *, revising: Revising, offers: Offers) -> None:
        self._messages = kit.store.messages
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._revising = revising
        self._offers = offers

    async def album(
        self, source: Source, by: Person, conversation: Conversation, others: Iterable[MessageId]
    ) -> None:
        """`source` is of the late part, `others` are the messages that other parts became. Nothing
        of them is sent any more, what has been is deleted at the contact's, and it is said so.
        """
        went = [one for id in others if (one := await self._settle(id, conversation))]
        for answer in went:
            if answer.recalled_at is None:
                await self._revising.recall(Source(f"{source}/of/{answer.id}"), by, answer.id)
        if went:
            await self._say(source, by, conversation, went)

    async def _settle(self, id: MessageId, conversation: Conversation) -> Message | None:
        """The answer that it is, or became. Of what is only offered the offer ends."""
        written = await self._messages.get(id)
        if written is None or written.kind is MessageKind.OUT:
            return written
        sent = await self._messages.get(sent_after_all(id))
        offer = await self._offers.find(written, conversation)
        if offer and sent is None:
            await self._offers.close(offer, Note(code=KEPT))
        return sent

    async def _say(
        self, source: Source, by: Person, conversation: Conversation, went: Sequence[Message]
    ) -> None:
        note, cause = Note(code="album_taken_back"), f"{source}/taken_back"
        if any(self._make.privately(answer) for answer in went):
            await self._outbox.put(self._make.tell(cause, by, note))
        await self._record.say(cause, conversation, note, about=went[0])
