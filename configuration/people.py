"""The operators' groups, the people declared, and who of them is pinged in which order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, PlainValidator

from configuration.part import Part
from configuration.scopes import Match
from configuration.values import Id, Phone, Some, Text, Whole, Zone, listed, matching
from configuration.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Some ids out of all: the named ones, or (named=None) all but the excluded."""

    named: tuple[str, ...] | None = None
    excluded: tuple[str, ...] = ()

    def of(self, known: Iterable[str]) -> tuple[str, ...]:
        if self.named is None:
            return tuple(name for name in known if name not in self.excluded)
        return tuple(name for name in known if name in self.named)


def _choice(raw: Any) -> Choice:
    if raw == "*":
        return Choice()
    if isinstance(raw, dict) and set(raw) == {"except"}:
        return Choice(excluded=listed(raw["except"], "{except: [ids]}"))
    return Choice(named=listed(raw, 'a list of ids, {except: [ids]} or "*"'))


def _chat_id(value: int) -> int:
    if not -(2**53) < value < 0:
        raise ValueError("expected the negative number of a group, such as -1001234567890")
    return value


Chosen = Annotated[Choice, PlainValidator(_choice)]
ChatId = Annotated[int, AfterValidator(_chat_id)]
Username = Annotated[
    str,
    matching(r"@?[A-Za-z0-9_]{1,32}", "a Telegram username"),
    AfterValidator(lambda name: name.lstrip("@")),
]


class Desk(Part):
    id: Id
    title: Text
    chat_id: ChatId
    plain_text: Literal["comment", "send"] = "comment"
    intruders: Literal["report", "remove"] = "report"


class Person(Part):
    """`inboxes` absent = those of his desks."""

    id: Id
    name: Text
    telegram_id: Whole | None = None
    username: Username | None = None
    role: Role
    desks: Chosen = Choice(named=())
    inboxes: Chosen | None = None
    on_duty: bool = False
    shop: Text | None = None
    phone: Phone | None = None
    region: Text | None = None
    timezone: Zone | None = None


class Chain(Part):
    id: Id
    match: Match = Match()
    steps: Some[Text]
