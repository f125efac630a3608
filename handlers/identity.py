"""Who is it, by hand: `/who`, `/merge`, `/unmerge`, and the buttons that go with them.

A conversation that is not there and one that is not for the asker are answered alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from handlers.asked import Asked, Errand, Said
from hub.access import works_on
from hub.errors import NotAllowed, Refusal
from hub.hub import Hub
from hub.model import Conversation, Person, Source

LONGEST_NUMBER: Final = 12
FLAGS: Final[Mapping[str, frozenset[str]]] = {
    "vip": frozenset({"vip"}),
    "spam": frozenset({"spam"}),
    "спам": frozenset({"spam"}),
    "off": frozenset(),
    "нет": frozenset(),
}


async def who(hub: Hub, asked: Asked) -> None:
    """`/who` in a topic, `/who number` anywhere."""
    conversation = await _meant(hub, asked, "who")
    await hub.profiles.tell(asked.source, asked.by, conversation)


async def merge(hub: Hub, asked: Asked) -> None:
    """`/merge number|name` in a topic, `/merge number number|name` anywhere."""
    home, sought = await _home(hub, asked)
    if _number(sought):
        others = [await _numbered(hub, asked.source, asked.by, sought, "merge")]
    else:
        others = await hub.merging.namesakes(asked.by, home, sought)
    if not others:
        raise Refusal("merge_nobody", name=sought)
    await hub.merging.propose(asked.source, asked.by, home, others)


async def unmerge(hub: Hub, asked: Asked) -> None:
    """`/unmerge` in a topic, `/unmerge number` anywhere."""
    conversation = await _meant(hub, asked, "unmerge")
    await hub.merging.unmerge(asked.source, asked.by, conversation)


async def flag(hub: Hub, asked: Asked) -> None:
    """`/flag vip|spam|off` in a topic, `/flag number vip|spam|off` anywhere."""
    number, _, word = asked.argument.rpartition(" ")
    wanted = FLAGS.get(word.casefold())
    if wanted is None:
        raise Refusal("flag_how")
    conversation = await _meant(hub, replace(asked, argument=number), "flag")
    await hub.profiles.flag(asked.source, asked.by, conversation, wanted)


async def merge_pressed(hub: Hub, errand: Errand) -> Said:
    """Two numbers; what may have changed since they were offered is asked again."""
    one, _, other = errand.rest.partition(":")
    first = await _numbered(hub, errand.source, errand.by, one, "merge")
    second = await _numbered(hub, errand.source, errand.by, other, "merge")
    note, buttons = await hub.merging.merge(errand.source, errand.by, first, second)
    notice = await hub.store.deliveries.get(errand.notice) if errand.notice else None
    if notice:
        await hub.outbox.redo(hub.make.retell(notice, note, buttons))
    return "pressed.merged", {}


async def unmerge_pressed(hub: Hub, errand: Errand) -> Said:
    conversation = await _numbered(hub, errand.source, errand.by, errand.rest, "unmerge")
    await hub.merging.unmerge(errand.source, errand.by, conversation)
    return "pressed.unmerged", {}


async def _home(hub: Hub, asked: Asked) -> tuple[Conversation, str]:
    """Whom somebody is to be joined with, and what is said of that somebody."""
    first, _, rest = asked.argument.partition(" ")
    rest = rest.strip()
    if _number(first) and rest:
        return await _numbered(hub, asked.source, asked.by, first, "merge"), rest
    if asked.conversation is None or not asked.argument:
        raise Refusal("merge_whom")
    return await _allowed(hub, asked, asked.conversation, "merge"), asked.argument


async def _meant(hub: Hub, asked: Asked, command: str) -> Conversation:
    """The conversation of the number that is given, or else of the topic."""
    if asked.argument:
        return await _numbered(hub, asked.source, asked.by, asked.argument, command)
    return await _allowed(hub, asked, asked.here(), command)


async def _allowed(
    hub: Hub, asked: Asked, conversation: Conversation, command: str
) -> Conversation:
    if works_on(asked.by, conversation):
        return conversation
    who = asked.by.id
    await hub.access.refused(asked.source, f"/{command}", who=who, conversation=conversation)
    raise NotAllowed("not_yours")


async def _numbered(
    hub: Hub, source: Source, by: Person, number: str, command: str
) -> Conversation:
    """Raises Refusal, the same for every number that is not for his eyes."""
    found = await hub.store.conversations.by_number(int(_number(number) or 0))
    if found and works_on(by, found):
        return found
    tried = f"/{command} {number}"[:100]
    await hub.access.refused(source, tried, who=by.id, conversation=found)
    raise Refusal("not_yours")


def _number(text: str) -> str:
    bare = text.strip().lstrip("№# ")
    fits = bare.isascii() and bare.isdigit() and len(bare) <= LONGEST_NUMBER
    return bare if fits else ""
