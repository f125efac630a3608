"""Forgetting somebody: a head asks, is told what goes, and presses."""

from __future__ import annotations

from handlers.asked import Asked, Errand, Said
from hub.errors import NotAllowed
from hub.hub import Hub
from hub.model import Conversation, Person, Source

LONGEST_NUMBER = 12


async def forget(hub: Hub, asked: Asked) -> None:
    await hub.access.require_head(asked.by, "/forget", asked.source)
    conversation = asked.conversation
    if asked.argument or conversation is None:
        conversation = await _numbered(hub, asked.source, asked.by, asked.argument.lstrip("№# "))
    await hub.erasing.ask(asked.source, asked.by, conversation)


async def confirmed(hub: Hub, errand: Errand) -> Said:
    await hub.access.require_head(errand.by, "/forget", errand.source)
    conversation = await _numbered(hub, errand.source, errand.by, errand.rest)
    await hub.erasing.forget(errand.source, errand.by, conversation, errand.notice)
    return "pressed.forget", {}


async def _numbered(hub: Hub, source: Source, by: Person, number: str) -> Conversation:
    is_number = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    found = await hub.store.conversations.by_number(int(number)) if is_number else None
    if found is None:
        await hub.access.refused(source, f"/forget {number[:LONGEST_NUMBER]}", who=by.id)
        raise NotAllowed("not_yours")
    return found
