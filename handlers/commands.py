"""Commands, in Latin and with their Russian aliases: one call into the hub each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from handlers import confirming, finding, forgetting, guests, identity, people
from handlers.asked import Asked
from hub.assignment import named
from hub.errors import Refusal
from hub.hub import Hub
from hub.model import PersonId


async def take(hub: Hub, asked: Asked) -> None:
    await hub.assignment.take(asked.source, asked.by, asked.here())


async def assign(hub: Hub, asked: Asked) -> None:
    conversation = asked.here()
    if not asked.argument:
        raise Refusal("assign_whom")
    to = named(hub.directory, asked.argument)
    await hub.assignment.assign(asked.source, asked.by, to, conversation)


async def close(hub: Hub, asked: Asked) -> None:
    tag = asked.argument or None
    await hub.closing.close(asked.source, asked.by, asked.here(), tag)


async def urgent(hub: Hub, asked: Asked) -> None:
    conversation = asked.here()
    first, text = _addressed(hub, asked.argument)
    if not text:
        raise Refusal("urgent_what")
    await hub.escalating.start(asked.source, asked.by, conversation, text, first)


async def recall(hub: Hub, asked: Asked) -> None:
    asked.here()
    await hub.revising.recall(asked.source, asked.by, asked.about)


def _addressed(hub: Hub, argument: str) -> tuple[tuple[PersonId, ...], str]:
    """The people whom `/urgent` names before its text: by @name, id or role, for a first name
    may just as well begin a sentence.
    """
    word, _, rest = argument.partition(" ")
    person = (
        hub.directory.named(word)
        if word.startswith("@")
        else hub.directory.people.get(PersonId(word))
    )
    if person:
        return (person.id,), rest.strip()
    with_role = hub.directory.with_role(word.casefold()) if rest else ()
    return (with_role, rest.strip()) if with_role else ((), argument)


_COMMANDS: Final[Mapping[str, Callable[[Hub, Asked], Awaitable[None]]]] = {
    "take": take,
    "взять": take,
    "assign": assign,
    "передать": assign,
    "назначить": assign,
    "close": close,
    "закрыть": close,
    "urgent": urgent,
    "срочно": urgent,
    "confirm": confirming.confirm,
    "подтвердить": confirming.confirm,
    "forget": forgetting.forget,
    "забыть": forgetting.forget,
    "find": finding.find,
    "найти": finding.find,
    "поиск": finding.find,
    "who": identity.who,
    "кто": identity.who,
    "flag": identity.flag,
    "отметить": identity.flag,
    "merge": identity.merge,
    "объединить": identity.merge,
    "unmerge": identity.unmerge,
    "разъединить": identity.unmerge,
    "share": guests.share,
    "доступ": guests.share,
    "unshare": guests.unshare,
    "забрать": guests.unshare,
    "invite": people.invite,
    "пригласить": people.invite,
    "offboard": people.offboard,
    "уволить": people.offboard,
    "отключить": people.offboard,
    "people": people.people,
    "люди": people.people,
    "recall": recall,
    "отозвать": recall,
}
_NAMED: Final = ", ".join(f"/{name}" for name in ("note", *_COMMANDS) if name.isascii())


async def execute(hub: Hub, name: str, asked: Asked) -> None:
    """Raises Refusal, also where there is no such command."""
    command = _COMMANDS.get(name)
    if command is None:
        raise Refusal("unknown_command", command=f"/{name}", known=_NAMED)
    await command(hub, asked)


def is_known(name: str) -> bool:
    return name in _COMMANDS
