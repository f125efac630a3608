"""The end of a conversation: resolved by a person, closed when the reopen window has passed."""

from __future__ import annotations

from datetime import timedelta

from hub.errors import Refusal
from hub.escalation import Escalating
from hub.guests import Guests
from hub.kit import Kit
from hub.model import Conversation, Face, Person, Source, TagId


class Closing:
    def __init__(
        self, kit: Kit, *, guests: Guests, escalating: Escalating, reopen_window: timedelta
    ) -> None:
        self._directory = kit.directory
        self._conversations = kit.store.conversations
        self._escalating = escalating
        self._guests = guests
        self._record = kit.record
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._reopen_window = reopen_window

    async def close(
        self, source: Source, by: Person, conversation: Conversation, tag: str | None
    ) -> Conversation | None:
        """Resolve it. Without a tag, where there are tags, the card asks for one: then None."""
        if conversation.over:
            raise Refusal("over")
        if tag is None and self._directory.tags_for(conversation):
            await self._outbox.redo(self._make.card(conversation, Face.TAGS))
            return None
        return await self._resolve(source, by, conversation, self._tag(conversation, tag))

    async def sweep(self) -> None:
        """Close what was resolved longer ago than the reopen window."""
        moment = self._clock.now() - self._reopen_window
        for closed in await self._conversations.close_resolved_before(moment):
            await self._record.event(closed.id, "closed", closed)
            await self._outbox.redo(self._make.card(closed))

    async def _resolve(
        self, source: Source, by: Person, conversation: Conversation, tag: TagId | None
    ) -> Conversation:
        resolved = await self._conversations.resolve(
            conversation.id, by=f"person:{by.id}", tag=tag, at=self._clock.now()
        )
        if resolved is None:
            raise Refusal("over")
        await self._record.event(source, "resolved", resolved, by.id, {"tag": tag or ""})
        await self._escalating.call_off(resolved)
        await self._guests.over(resolved)
        await self._outbox.redo(self._make.card(resolved))
        return resolved

    def _tag(self, conversation: Conversation, name: str | None) -> TagId | None:
        if name is None:
            return None
        known = self._directory.tags_for(conversation)
        wanted = name.casefold()
        for tag in known:
            if wanted in (tag.id.casefold(), tag.title.casefold()):
                return tag.id
        raise Refusal("no_such_tag", tag=name, known=", ".join(tag.id for tag in known))
