"""Buttons: rights are checked when one is pressed, and every press is answered once."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.texts import Words
from handlers.topics import person_of
from hub.errors import DeliveryError, NotAllowed, Refusal
from hub.hub import Hub
from hub.model import (
    Conversation,
    EscalationId,
    Face,
    Message,
    MessageKind,
    Person,
    PersonId,
    Source,
)
from hub.record import excerpt


def router() -> Router:
    routes = Router(name="presses")
    routes.callback_query.register(pressed)
    return routes


SHOWN_TEXT = 200
"""Telegram shows no more of an answer to a press."""
LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button of a conversation, pressed by somebody who may see it. `rest` is its own part."""

    source: Source
    by: Person
    conversation: Conversation
    rest: str


Said = tuple[str, Mapping[str, str]]


async def pressed(query: CallbackQuery, hub: Hub, words: Words) -> None:
    try:
        code, values = await _carry_out(hub, query)
        text, alert = words.say(code, values), False
    except Refusal as refusal:
        text, alert = words.say(refusal.code, refusal.values), True
    # A press that was answered before a restart, or too long ago, cannot be answered any more.
    with contextlib.suppress(DeliveryError):
        await query.answer(text[:SHOWN_TEXT], show_alert=alert)


async def _carry_out(hub: Hub, query: CallbackQuery) -> Said:
    action, _, rest = (query.data or "").partition(":")
    source = Source(f"q{query.id}")
    by = person_of(hub, query.from_user)
    if action == "accept":
        return await _accept(hub, source, by, EscalationId(rest))
    number, _, rest = rest.partition(":")
    execute = PRESSES.get(action)
    conversation = (
        await hub.store.conversations.by_number(int(number)) if _is_number(number) else None
    )
    if execute is None or conversation is None:
        stranger = f"{query.from_user.full_name} ({query.from_user.id})"
        who = by.id if by else None
        await hub.access.refused(source, f"press {query.data}", who=who, by=stranger)
        raise NotAllowed("not_yours")
    known = await hub.access.require(by.id if by else None, conversation, f"press {action}", source)
    return await execute(hub, Press(source=source, by=known, conversation=conversation, rest=rest))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


async def _accept(hub: Hub, source: Source, by: Person | None, id: EscalationId) -> Said:
    try:
        await hub.escalating.accept(id, by)
    except NotAllowed:
        await hub.access.refused(source, "accept", who=by.id if by else None)
        raise
    return "pressed.accepted", {}


async def _take(hub: Hub, press: Press) -> Said:
    await hub.assignment.take(press.source, press.by, press.conversation)
    return "pressed.taken", {}


async def _pass_on(hub: Hub, press: Press) -> Said:
    return await _turn(hub, press, Face.PEOPLE, "pressed.choose_person")


async def _back(hub: Hub, press: Press) -> Said:
    return await _turn(hub, press, Face.ACTIONS, "pressed.back")


async def _turn(hub: Hub, press: Press, face: Face, said: str) -> Said:
    if press.conversation.over:
        raise Refusal("over")
    await hub.outbox.redo(hub.outbox.card(press.conversation, face))
    return said, {}


async def _assign(hub: Hub, press: Press) -> Said:
    to = hub.directory.people.get(PersonId(press.rest))
    if to is None:
        raise Refusal("nobody_called", name=press.rest)
    await hub.assignment.assign(press.source, press.by, to, press.conversation)
    return "pressed.assigned", {"name": to.name}


async def _close(hub: Hub, press: Press) -> Said:
    tag = press.rest or None
    closed = await hub.closing.close(press.source, press.by, press.conversation, tag)
    return ("pressed.closed" if closed else "pressed.choose_tag"), {}


async def _urgent(hub: Hub, press: Press) -> Said:
    """One tap calls people about what the contact wrote last."""
    messages = await hub.store.messages.of(press.conversation.id, limit=50)
    written = [message for message in messages if message.kind is MessageKind.IN]
    text = excerpt(written[-1].text) if written else press.conversation.name
    await hub.escalating.start(press.source, press.by, press.conversation, text or "—")
    return "pressed.urgent", {}


async def _send(hub: Hub, press: Press) -> Said:
    await hub.writing.send_after_all(await _message(hub, press), press.by.id)
    return "pressed.sent", {}


async def _again(hub: Hub, press: Press) -> Said:
    await hub.outcomes.again(await _message(hub, press), press.by)
    return "pressed.again", {}


async def _read(hub: Hub, press: Press) -> Said:
    await hub.writing.read(press.by.id, press.conversation)
    return "pressed.read", {}


async def _message(hub: Hub, press: Press) -> Message:
    seq = int(press.rest) if _is_number(press.rest) else 0
    message = await hub.store.messages.at(press.conversation.id, seq)
    if message is None:
        raise Refusal("gone")
    return message


PRESSES: Final[Mapping[str, Callable[[Hub, Press], Awaitable[Said]]]] = {
    "take": _take,
    "pass": _pass_on,
    "back": _back,
    "to": _assign,
    "close": _close,
    "tag": _close,
    "urgent": _urgent,
    "send": _send,
    "again": _again,
    "read": _read,
}
