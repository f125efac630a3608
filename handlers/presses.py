"""Buttons: rights are checked when one is pressed, and every press is answered once."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers import confirming, finding, forgetting, guests, identity, people
from handlers.asked import Errand, Press, Said
from handlers.choices import CHOICES, contact_pressed
from handlers.texts import Words
from handlers.topics import person_of
from hub.discretion import covered
from hub.errors import DeliveryError, NotAllowed, Refusal
from hub.hub import Hub
from hub.model import (
    Address,
    DeliveryId,
    EscalationId,
    Face,
    InboxId,
    Lane,
    Message,
    MessageKind,
    Peer,
    PersonId,
    Pressed,
    Source,
    Voice,
)
from hub.record import excerpt


def router() -> Router:
    routes = Router(name="presses")
    routes.callback_query.register(pressed)
    return routes


SHOWN_TEXT = 200
"""Telegram shows no more of an answer to a press."""
LONGEST_NUMBER = 12


async def pressed(query: CallbackQuery, hub: Hub, words: Words, voice: Voice) -> None:
    try:
        code, values = await _carry_out(hub, query, voice)
        text, alert = words.say(code, values), False
    except Refusal as refusal:
        text, alert = words.say(refusal.code, refusal.values), True
    # A press that was answered before a restart, or too long ago, cannot be answered any more.
    with contextlib.suppress(DeliveryError):
        await query.answer(text[:SHOWN_TEXT], show_alert=alert)


async def _carry_out(hub: Hub, query: CallbackQuery, voice: Voice) -> Said:
    action, _, rest = (query.data or "").partition(":")
    if action in CHOICES:
        return await contact_pressed(hub, _by_contact(query, voice))
    source, by = Source(f"q{query.id}"), person_of(hub, query.from_user)
    errand, execute = ERRANDS.get(action), PRESSES.get(action)
    if errand and by:
        notice = await _notice(hub, query, voice)
        return await errand(hub, Errand(source=source, by=by, rest=rest, notice=notice))
    number, _, rest = rest.partition(":")
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


def _by_contact(query: CallbackQuery, voice: Voice) -> Pressed:
    return Pressed(
        source=Source(f"q{query.id}"),
        address=Address(inbox=InboxId(voice), peer=Peer(str(query.from_user.id))),
        name=query.from_user.full_name,
        press=query.data or "",
        id_in_channel=str(query.message.message_id) if query.message else None,
    )


async def _notice(hub: Hub, query: CallbackQuery, voice: Voice) -> DeliveryId | None:
    """The private message that bears the button."""
    if query.message is None:
        return None
    lane = Lane(voice=voice, place=str(query.message.chat.id))
    shown = await hub.store.views.recall(lane, str(query.message.message_id))
    return shown.delivery if shown else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


async def _accept(hub: Hub, errand: Errand) -> Said:
    try:
        await hub.escalating.accept(EscalationId(errand.rest), errand.by)
    except NotAllowed:
        await hub.access.refused(errand.source, "accept", who=errand.by.id)
        raise
    return "pressed.accepted", {}


async def _take(hub: Hub, press: Press) -> Said:
    await hub.assignment.take(press.source, press.by, press.conversation)
    return "pressed.taken", {}


async def _show(hub: Hub, press: Press) -> Said:
    shown = await hub.showing.show(press.conversation)
    # Drawing the card makes the topic anew, where it is gone.
    await hub.outbox.redo(hub.make.card(shown))
    return "pressed.shown", {}


async def _pass_on(hub: Hub, press: Press) -> Said:
    return await _turn(hub, press, Face.PEOPLE, "pressed.choose_person")


async def _back(hub: Hub, press: Press) -> Said:
    return await _turn(hub, press, Face.ACTIONS, "pressed.back")


async def _turn(hub: Hub, press: Press, face: Face, said: str) -> Said:
    if press.conversation.over:
        raise Refusal("over")
    await hub.outbox.redo(hub.make.card(press.conversation, face))
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
    text = excerpt(written[-1].text) if written else covered(press.conversation.name)
    await hub.escalating.start(press.source, press.by, press.conversation, text or "—")
    return "pressed.urgent", {}


async def _send(hub: Hub, press: Press) -> Said:
    await hub.writing.send_after_all(await _message(hub, press), press.by.id)
    return "pressed.sent", {}


async def _send_own(hub: Hub, errand: Errand) -> Said:
    """What a guest wrote himself, in a conversation that is still given to him."""
    number, _, rest = errand.rest.partition(":")
    found = await hub.store.conversations.by_number(int(number)) if _is_number(number) else None
    if found is None:
        raise Refusal("gone")
    await hub.guests.writes(errand.source, errand.by, found, "send")
    press = Press(source=errand.source, by=errand.by, conversation=found, rest=rest)
    written = await _message(hub, press)
    if written.author != errand.by.id:
        raise Refusal("gone")
    await hub.writing.send_after_all(written, errand.by.id, as_guest=True)
    return "pressed.sent", {}


async def _again(hub: Hub, press: Press) -> Said:
    await hub.outcomes.again(await _message(hub, press), press.by)
    return "pressed.again", {}


async def _read(hub: Hub, press: Press) -> Said:
    await hub.writing.read(press.by.id, press.conversation)
    return "pressed.read", {}


async def _is(hub: Hub, press: Press) -> Said:
    account = await hub.dossiers.pick(press.source, press.by, press.conversation, press.rest)
    return "pressed.identified", {"name": account.customer.name}


async def _message(hub: Hub, press: Press) -> Message:
    seq = int(press.rest) if _is_number(press.rest) else 0
    message = await hub.store.messages.at(press.conversation.id, seq)
    if message is None:
        raise Refusal("gone")
    return message


ERRANDS: Final[Mapping[str, Callable[[Hub, Errand], Awaitable[Said]]]] = {
    "accept": _accept,
    "people": people.turn_people,
    "merge": identity.merge_pressed,
    "unmerge": identity.unmerge_pressed,
    "find": finding.turn,
    "forget": forgetting.confirmed,
    "mine": _send_own,
}
PRESSES: Final[Mapping[str, Callable[[Hub, Press], Awaitable[Said]]]] = {
    "take": _take,
    "show": _show,
    "pass": _pass_on,
    "back": _back,
    "to": _assign,
    "close": _close,
    "tag": _close,
    "urgent": _urgent,
    "send": _send,
    "again": _again,
    "read": _read,
    "is": _is,
    "unshare": guests.unshare_pressed,
    "ask": confirming.ask_anyway,
    "confirm": confirming.field_chosen,
}
