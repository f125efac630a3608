"""Looking for conversations, and turning the pages of what was found."""

from __future__ import annotations

from typing import Final

from handlers.asked import Asked, Errand, Said
from hub.hub import Hub

LONGEST_PAGE: Final = 4
"""Digits of a page's number."""


async def find(hub: Hub, asked: Asked) -> None:
    await hub.searching.find(asked.source, asked.by, asked.argument)


async def turn(hub: Hub, errand: Errand) -> Said:
    id, _, page = errand.rest.partition(":")
    number = int(page) if page.isascii() and page.isdigit() and len(page) <= LONGEST_PAGE else 0
    await hub.searching.turn(errand.source, errand.by, id, number, errand.notice)
    return "pressed.turned", {}
