"""Giving one conversation to a guest, and taking it back."""

from __future__ import annotations

from handlers.asked import Asked, Press, Said
from hub.assignment import named
from hub.errors import Refusal
from hub.hub import Hub
from hub.model import PersonId


async def share(hub: Hub, asked: Asked) -> None:
    conversation = asked.here()
    if not asked.argument:
        raise Refusal("share_with_whom")
    to = named(hub.directory, asked.argument)
    await hub.guests.share(asked.source, asked.by, to, conversation)


async def unshare(hub: Hub, asked: Asked) -> None:
    conversation = asked.here()
    if not asked.argument:
        raise Refusal("unshare_with_whom")
    guest = named(hub.directory, asked.argument)
    await hub.guests.unshare(asked.source, asked.by, guest.id, conversation)


async def unshare_pressed(hub: Hub, press: Press) -> Said:
    guest = PersonId(press.rest)
    await hub.guests.unshare(press.source, press.by, guest, press.conversation)
    return "pressed.unshared", {"name": hub.directory.name(guest)}
