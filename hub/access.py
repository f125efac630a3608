"""What a person may see and do: one rule, asked here by every surface.

It needs a person and a conversation and nothing else: grants stand in the conversation itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from hub.directory import Directory
from hub.errors import NotAllowed, Refusal
from hub.model import (
    Conversation,
    DeskId,
    Event,
    Message,
    MessageKind,
    Person,
    PersonId,
    Role,
    Source,
)
from hub.ports import Clock, Events

DESK_ROLES = frozenset({Role.OPERATOR, Role.MANAGER, Role.INTERNAL, Role.HEAD, Role.ADMIN})
EVERYWHERE = frozenset({Role.HEAD, Role.ADMIN})
GUEST_ROLES = frozenset({Role.GUEST, Role.INTERNAL, Role.MANAGER})
"""Who may be given one conversation. An operator has his desks, and what they wall off stays so."""


def desks_of(person: Person) -> frozenset[DeskId] | None:
    """The desks a person works at; None is all of them."""
    if person.role in EVERYWHERE:
        return None
    return person.desks if person.role in DESK_ROLES else frozenset()


def works_at(person: Person, desk: DeskId) -> bool:
    desks = desks_of(person)
    return desks is None or desk in desks


def works_on(person: Person, conversation: Conversation) -> bool:
    """At its desk: in its topic, by its buttons and links."""
    return works_at(person, conversation.desk) and person.inboxes.allows(conversation.address.inbox)


def may_see(person: Person, conversation: Conversation) -> bool:
    """At its desk, or because it was given to him alone."""
    return works_on(person, conversation) or is_guest(person, conversation)


def may_look_up(person: Person, conversation: Conversation) -> bool:
    """In lists, in search, by the API. For a guest there is his private chat and nothing else."""
    return may_see(person, conversation) and person.role in DESK_ROLES


def may_read(person: Person, message: Message, conversation: Conversation) -> bool:
    """Whoever was only given the conversation reads what was said with the contact, and of the
    comments those that were written since.
    """
    if works_on(person, conversation):
        return True
    grant = conversation.grant_of(person.id) if is_guest(person, conversation) else None
    if grant is None or message.kind is MessageKind.SYSTEM:
        return False
    return message.kind is not MessageKind.COMMENT or message.seq > grant.seq


def is_guest(person: Person, conversation: Conversation) -> bool:
    granted = conversation.grant_of(person.id) is not None
    return granted and person.role in GUEST_ROLES


def may_see_event(person: Person, conversation: Conversation | None) -> bool:
    """`conversation` is what the event is about; what is about none is for those who see all."""
    if conversation is None:
        return person.role in EVERYWHERE
    return may_look_up(person, conversation)


class Visible(TypedDict):
    """The first arguments of Conversations.page."""

    desks: frozenset[DeskId] | None
    inboxes: Mapping[str, frozenset[str]] | None
    guest: PersonId | None


def visible(person: Person) -> Visible:
    """What `may_look_up` allows, as a filter of pages."""
    side = "not_in" if person.inboxes.excepted else "in"
    inboxes = {side: person.inboxes.listed}
    guest = person.id if person.role in DESK_ROLES & GUEST_ROLES else None
    return {"desks": desks_of(person), "inboxes": inboxes, "guest": guest}


def readable(person: Person) -> Visible:
    """What `may_see` allows, as a filter of pages."""
    guest = person.id if person.role in GUEST_ROLES else None
    return {**visible(person), "guest": guest}


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
        known = self._directory.person(person)
        if known and works_on(known, conversation):
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
