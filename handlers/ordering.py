"""Buttons by which the staff says which order is meant."""

from __future__ import annotations

from handlers.asked import Said
from hub.hub import Hub
from hub.model import Pressed


async def choose(hub: Hub, pressed: Pressed, order: str) -> Said:
    await hub.choosing.choose(pressed, order)
    return "pressed.order", {"order": order}


async def another(hub: Hub, pressed: Pressed, rest: str) -> Said:  # noqa: ARG001
    await hub.choosing.offer(pressed)
    return "pressed.choose_order", {}
