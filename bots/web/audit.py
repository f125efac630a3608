"""Pages of the audit, with nothing in them that the reader may not see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bots.web.cursor import Position
from hub.access import may_see_event
from hub.model import ConversationId, Event, Person, PersonId
from hub.ports import Conversations, Events

_STEP: Final = 200
_MOST: Final = 2_000
"""How many events one page looks through for those the reader may see."""


class Audit:
    def __init__(self, conversations: Conversations, events: Events) -> None:
        self._conversations = conversations
        self._events = events

    async def page(
        self,
        reader: Person,
        *,
        conversation: ConversationId | None = None,
        person: PersonId | None = None,
        after: Position | None = None,
        limit: int,
    ) -> tuple[Sequence[Event], Position | None]:
        """Oldest first, and where the next page begins. A short page need not be the last."""
        if conversation and not await self._may_see(reader, conversation):
            return [], None
        begin, found, looked = after, list[Event](), 0
        while True:
            events = await self._events.page(
                conversation=conversation, person=person, after=after, limit=_STEP
            )
            found += await self._visible(reader, events)
            if len(found) > limit:
                return found[:limit], _position(found[limit - 1])
            if len(events) < _STEP:
                return found, None
            looked, after = looked + len(events), _position(events[-1])
            if looked >= _MOST and (begin is None or events[-1].at > begin[0]):
                return _until(found, events[-1])

    async def _may_see(self, reader: Person, id: ConversationId) -> bool:
        return may_see_event(reader, await self._conversations.get(id))

    async def _visible(self, reader: Person, events: Sequence[Event]) -> list[Event]:
        ids = {event.conversation for event in events if event.conversation}
        known = {one.id: one for one in await self._conversations.many(ids)}
        about = [(event, known.get(event.conversation or ConversationId(""))) for event in events]
        return [event for event, conversation in about if may_see_event(reader, conversation)]


def _position(event: Event) -> Position:
    return event.at, event.id


def _until(found: Sequence[Event], last: Event) -> tuple[Sequence[Event], Position]:
    """The next page begins with the moment of the last one looked at, without naming it: the
    reader may have no right to it.
    """
    return [event for event in found if event.at < last.at], (last.at, "")
