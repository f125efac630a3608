"""`/confirm`, and what is pressed under the phrase it asks about."""

from __future__ import annotations

import re
from typing import Final

from handlers.asked import Asked, Press, Said
from hub.errors import Refusal
from hub.hub import Hub
from hub.model import ConfirmationId, Pressed

FIELD: Final = re.compile(r"[\w-]{1,64}")


async def confirm(hub: Hub, asked: Asked) -> None:
    """`/confirm field [text]`."""
    field, *text = asked.argument.split(maxsplit=1)[:2] or [""]
    if not FIELD.fullmatch(field):
        raise Refusal("confirm_how")
    await hub.phrases.ask(
        asked.source,
        asked.by,
        asked.here(),
        field=field,
        text=text[0] if text else "",
        about=asked.about,
    )


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
