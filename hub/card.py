"""What a card shows of a conversation: little that changes often, for every redraw costs a call."""

from __future__ import annotations

from enum import StrEnum

from hub.model import Conversation, PersonId, Priority, Status


class Stage(StrEnum):
    """A status as coarse as the card tells it."""

    NOBODYS = "nobodys"
    IN_WORK = "in_work"
    RESOLVED = "resolved"
    CLOSED = "closed"


def stage(conversation: Conversation) -> Stage:
    if conversation.status is Status.RESOLVED:
        return Stage.RESOLVED
    if conversation.status is Status.CLOSED:
        return Stage.CLOSED
    return Stage.IN_WORK if conversation.assignee else Stage.NOBODYS


def looks(conversation: Conversation) -> tuple[Stage, PersonId | None, Priority]:
    """The card has to be drawn again when this changes."""
    return stage(conversation), conversation.assignee, conversation.priority
