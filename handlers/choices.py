"""Buttons that contacts press under our messages, in whatever messenger."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from handlers import confirming, ordering
from handlers.asked import Said
from hub.errors import NotAllowed
from hub.hub import Hub
from hub.model import Pressed

CHOICES: Final[Mapping[str, Callable[[Hub, Pressed, str], Awaitable[Said]]]] = {
    "right": confirming.right,
    "wrong": confirming.wrong,
    "order": ordering.choose,
    "orders": ordering.another,
}
"""By the first part of what comes back; the rest is given."""


async def contact_pressed(hub: Hub, pressed: Pressed) -> Said:
    """Raises Refusal. Whether the button was his is the hub's to ask, for presses can be forged."""
    action, _, rest = pressed.press.partition(":")
    choose = CHOICES.get(action)
    if choose is None:
        by = f"{pressed.name} ({pressed.address})"
        await hub.access.refused(pressed.source, f"press {pressed.press}", by=by)
        raise NotAllowed("not_yours")
    return await choose(hub, pressed, rest)
