"""When something happens, if it looks like this, then do that; and how soon somebody answers."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from configuration.part import Part
from configuration.scopes import Match, Scope
from configuration.values import OneOrMany, Period, Regex, Some, Text, Whole
from configuration.vocabulary import Priority

RuleEvent = Literal[
    "received", "replied", "commented", "assigned", "tagged", "closed", "reopened", "overdue"
]
Status = Literal["new", "open", "pending", "snoozed", "resolved", "closed"]
Named = Mapping[str, OneOrMany[Text]]


class Condition(Match):
    """All that is named must hold; of several values one."""

    status: OneOrMany[Status] = ()
    tag: OneOrMany[Text] = ()
    text: Regex | None = None
    subject: Regex | None = None
    sender: Regex | None = Field(None, alias="from")
    to: Regex | None = None
    headers: Named = Field(default_factory=dict)
    order: Named = Field(default_factory=dict)
    contact: Named = Field(default_factory=dict)
    event: OneOrMany[Literal["answered", "missed", "ended"]] = ()
    rating: OneOrMany[Whole] = ()
    hours: Literal["open", "closed"] | None = None


class Action(Part):
    """One step of a rule: exactly one of its keys is given."""

    close: Text | None = None
    tag: Text | None = None
    assign: Text | None = None
    desk: Text | None = None
    priority: Priority | None = None
    urgent: Text | None = None
    comment: Text | None = None
    reply: Text | None = None
    notify: Text | None = None
    snooze: Period | None = None

    @model_validator(mode="after")
    def _one_key(self) -> "Action":
        if len(self.model_fields_set) != 1:
            raise ValueError(f"expected exactly one of: {', '.join(self.known_keys())}")
        return self


class Rule(Part):
    name: Text
    event: RuleEvent = Field(alias="when")
    condition: Condition = Field(default_factory=lambda: Condition.model_validate({}), alias="if")
    actions: Some[Action] = Field(alias="then")


class Sla(Part):
    scope: Scope = Field(Scope(), alias="for")
    first_reply: Period | None = None
    next_reply: Period | None = None
    resolve: Period | None = None
