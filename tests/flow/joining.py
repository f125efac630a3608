"""How tests let people in: a head invites, somebody follows the link and shows his phone."""

from __future__ import annotations

import asyncio
import re
from typing import Final

from sandbox.client import SeenMessage
from sandbox.telegram.client import Person
from tests.flow.world import DESK, STAFF, World

VERA: Final = 5109
ZOYA: Final = 4003
YURI: Final = 4302
LINK: Final = re.compile(r"https://t\.me/(\w+)\?start=([\w-]{43})\b")


async def invited(world: World, command: str, name: str) -> str:
    """The link that the head is told."""
    await world.andrey.write(command, bot=DESK)
    told = await world.andrey.chat(DESK).wait_for(f"Приглашение: {name}")
    return link_in(told)


def link_in(told: SeenMessage) -> str:
    found = LINK.search(told.text)
    assert found, told.text
    return found[0]


async def joined(world: World, link: str, person: Person, welcome: str = "здравствуйте") -> None:
    bot = STAFF if STAFF in link else DESK
    await person.follow(link)
    await person.chat(bot).wait_for("поделитесь своим номером")
    await person.share_contact(bot=bot)
    await person.chat(bot).wait_for(welcome)


async def operator(world: World, desks: str = "couriers") -> Person:
    """Zoya, invited to these desks and in."""
    link = await invited(world, f"/invite operator Зоя +79110004003 {desks}", "Зоя")
    zoya = world.person(ZOYA)
    await joined(world, link, zoya)
    return zoya


async def desk_link(person: Person, count: int = 1) -> str:
    """The personal link into a desk's group that they were told last."""
    chat = person.chat(DESK)
    await chat.wait_for("ваша личная ссылка", button="Войти в группу", count=count)
    told = (await chat.find("ваша личная ссылка"))[-1]
    return str(told.raw["buttons"][0][0]["url"])


async def enter(person: Person, link: str, chat: int) -> None:
    """They ask to be let in, and the bot does it."""
    await person.join(invite=link)
    async with asyncio.timeout(20):
        while not await is_in(person, chat):
            await asyncio.sleep(0.05)


async def is_in(person: Person, chat: int) -> bool:
    return chat in [one["chat"] for one in await person.chats()]
