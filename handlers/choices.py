"""Buttons that contacts press under our messages, in whatever messenger."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from hub.errors import NotAllowed
from hub.hub import Hub
from hub.model import Pressed

Said = tuple[str, Mapping[str, str]]
"""What a press is answered with: a code and its values."""

CHOICES: Final[Mapping[str, Callable[[Hub, Pressed, str], Awaitable[Said]]]] = {}
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
