"""The commands of a topic, in Latin and with their Russian aliases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from hub.assignment import named
from hub.errors import Refusal
from hub.hub import Hub
from hub.model import Conversation, MessageId, Person, PersonId, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command of somebody who may give it, in reply to `about` if to any message."""

    source: Source
    by: Person
    conversation: Conversation
    argument: str
    about: MessageId | None = None


async def take(hub: Hub, order: Order) -> None:
    await hub.assignment.take(order.source, order.by, order.conversation)


async def assign(hub: Hub, order: Order) -> None:
    if not order.argument:
        raise Refusal("assign_whom")
    to = named(hub.directory, order.argument)
    await hub.assignment.assign(order.source, order.by, to, order.conversation)


async def close(hub: Hub, order: Order) -> None:
    tag = order.argument or None
    await hub.closing.close(order.source, order.by, order.conversation, tag)


async def urgent(hub: Hub, order: Order) -> None:
    first, text = _addressed(hub, order.argument)
    if not text:
        raise Refusal("urgent_what")
    await hub.escalating.start(order.source, order.by, order.conversation, text, first)


async def recall(hub: Hub, order: Order) -> None:
    await hub.revising.recall(order.source, order.by, order.about)


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


COMMANDS: Final[Mapping[str, Callable[[Hub, Order], Awaitable[None]]]] = {
    "take": take,
    "взять": take,
    "assign": assign,
    "передать": assign,
    "назначить": assign,
    "close": close,
    "закрыть": close,
    "urgent": urgent,
    "срочно": urgent,
    "recall": recall,
    "отозвать": recall,
}
