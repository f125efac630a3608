"""The one decision about what somebody of the company writes: it leaves, stays, or is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from handlers.commands import is_known
from hub.hub import Hub
from hub.intent import STAYS, Command, Intent, Replied, command, intent, mark_of, unmarked
from hub.model import Conversation, MessageId, Person, PlainText, Source
from hub.record import Content

OFFERED: Final = {
    Intent.OFFERED: "kept_inside",
    Intent.DOUBTFUL: "kept_doubtful",
    Intent.UNASKED: "kept_unasked",
}
"""What its author is told of what stays inside and may still be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What `by` wrote in a conversation. `lead` is the part of an album that decides for all of it,
    `others` are the messages that the other parts would have become.
    """

    source: Source
    by: Person
    conversation: Conversation
    content: Content
    lead: Content
    others: Sequence[MessageId] = ()
    as_guest: bool = False


def meant_by(lead: Content, replied: Replied, plain: PlainText) -> Intent:
    asked = command(lead.text)
    if asked and asked.apart and is_meant(asked):
        return Intent.COMMAND
    return intent(lead, replied, plain)


def is_meant(asked: Command) -> bool:
    """A phone may have put a blank into a command, but only into one that there is."""
    return not asked.apart or is_known(asked.name)


async def carry_out(hub: Hub, draft: Draft, meant: Intent) -> None:
    """What follows of itself; a command is still to be executed."""
    if meant is Intent.COMMAND or mark_of(draft.lead) in STAYS:
        await hub.taking_back.album(draft.source, draft.by, draft.conversation, draft.others)
    if meant is Intent.ANSWER:
        await _answer(hub, draft)
    elif meant is not Intent.COMMAND:
        await _keep(hub, draft, OFFERED.get(meant, ""))


async def _answer(hub: Hub, draft: Draft) -> None:
    await hub.writing.answer(
        draft.source,
        draft.by.id,
        draft.conversation,
        draft.content,
        as_guest=draft.as_guest,
    )


async def _keep(hub: Hub, draft: Draft, offered: str) -> None:
    text = unmarked(draft.content.text)
    marked = text != draft.content.text
    await hub.writing.comment(
        draft.source,
        draft.by.id,
        draft.conversation,
        replace(draft.content, text=text, spans=()) if marked else draft.content,
        offered=offered,
        as_guest=draft.as_guest,
    )
