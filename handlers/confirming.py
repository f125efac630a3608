"""`/confirm`, and what is pressed under the phrase it asks about."""

from __future__ import annotations

from typing import Final

from handlers.asked import Asked, Press, Said
from hub.errors import Refusal
from hub.hub import Hub
from hub.model import ConfirmationId, Pressed

LONGEST_SEQ: Final = 9


async def confirm(hub: Hub, asked: Asked) -> None:
    """`/confirm [field [text]]`."""
    await hub.phrases.ask(
        asked.source, asked.by, asked.here(), argument=asked.argument, about=asked.about
    )


async def field_chosen(hub: Hub, press: Press) -> Said:
    """Of those that `/confirm` alone has offered, for the message that it was about."""
    seq, _, field = press.rest.partition(":")
    written = await hub.store.messages.at(press.conversation.id, int(seq) if _is_seq(seq) else 0)
    if written is None or not field:
        raise Refusal("gone")
    await hub.phrases.ask(
        press.source, press.by, press.conversation, argument=field, about=written.id
    )
    return "pressed.sent", {}


def _is_seq(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_SEQ


async def ask_anyway(hub: Hub, press: Press) -> Said:
    """The operator has seen what is odd, and means it so."""
    id = ConfirmationId(press.rest)
    await hub.phrases.ask_anyway(press.by, press.conversation, id)
    return "pressed.sent", {}


async def right(hub: Hub, pressed: Pressed, id: str) -> Said:
    await hub.confirming.decide(pressed, ConfirmationId(id), right=True)
    return "pressed.confirmed", {}


async def wrong(hub: Hub, pressed: Pressed, id: str) -> Said:
    await hub.confirming.decide(pressed, ConfirmationId(id), right=False)
    return "pressed.corrected", {}
