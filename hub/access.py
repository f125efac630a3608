"""What a person may see and do: one rule, asked here by every surface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from hub.directory import Directory
from hub.errors import NotAllowed, Refusal
from hub.model import Conversation, DeskId, Event, Person, PersonId, Role, Source
from hub.ports import Clock, Events

DESK_ROLES = frozenset({Role.OPERATOR, Role.MANAGER, Role.INTERNAL, Role.HEAD, Role.ADMIN})
EVERYWHERE = frozenset({Role.HEAD, Role.ADMIN})


def desks_of(person: Person) -> frozenset[DeskId] | None:
    """The desks a person works at; None is all of them."""
    if person.role in EVERYWHERE:
        return None
    return person.desks if person.role in DESK_ROLES else frozenset()


def works_at(person: Person, desk: DeskId) -> bool:
    desks = desks_of(person)
    return desks is None or desk in desks


def may_see(person: Person, conversation: Conversation) -> bool:
    return works_at(person, conversation.desk) and person.inboxes.allows(conversation.address.inbox)


def may_see_event(person: Person, conversation: Conversation | None) -> bool:
    """`conversation` is what the event is about; what is about none is for those who see all."""
    if conversation is None:
        return person.role in EVERYWHERE
    return may_see(person, conversation)


class Visible(TypedDict):
    """The first arguments of Conversations.page."""

    desks: frozenset[DeskId] | None
    inboxes: Mapping[str, frozenset[str]] | None


def visible(person: Person) -> Visible:
    """What `may_see` allows, as a filter of pages."""
    side = "not_in" if person.inboxes.excepted else "in"
    return {"desks": desks_of(person), "inboxes": {side: person.inboxes.listed}}


class Access:
    """Asks the rule, and writes every refusal into the audit."""

    def __init__(self, directory: Directory, events: Events, clock: Clock) -> None:
        self._directory = directory
        self._events = events
        self._clock = clock

    async def require(
        self, person: PersonId | None, conversation: Conversation, tried: str, source: Source
    ) -> Person:
        """The person, if he may see and work on the conversation. Raises NotAllowed."""
        known = self._directory.people.get(person) if person else None
        if known and may_see(known, conversation):
            return known
        await self.refused(source, tried, who=person, conversation=conversation)
        raise NotAllowed("not_yours")

    async def require_head(self, person: Person, tried: str, source: Source) -> None:
        """Whether he may do what concerns the whole company. Raises Refusal."""
        if person.role not in EVERYWHERE:
            await self.refused(source, tried, who=person.id)
            raise Refusal("for_heads")

    async def refused(
        self,
        source: Source,
        tried: str,
        *,
        who: PersonId | None = None,
        conversation: Conversation | None = None,
        by: str = "",
    ) -> None:
        """Audit an attempt; `by` names a stranger who has no person id."""
        detail = {"tried": tried, **({"by": by} if by else {})}
        await self._events.add(
            Event(
                id=f"{source}/refused",
                at=self._clock.now(),
                did="refused",
                who=who,
                conversation=conversation.id if conversation else None,
                detail=detail,
            )
        )
