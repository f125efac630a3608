"""What the hub and the systems around it know of each other: orders, links, keys, webhooks."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from configuration.part import Part
from configuration.patterns import LinearPattern
from configuration.values import Key, Period, Regex, Secret, Some, Text, Url, only_variables

WebhookEvent = Literal[
    "conversation.created", "conversation.assigned", "conversation.tagged",
    "conversation.resolved", "conversation.closed", "conversation.reopened",
    "message.received", "message.sent", "message.dead", "comment.added",
    "escalation.started", "escalation.accepted", "incident.opened", "incident.closed",
]  # fmt: skip


def _link_to(name: str) -> AfterValidator:
    def check(value: str) -> str:
        if f"{{{name}}}" not in value:
            raise ValueError(f"expected a URL with {{{name}}} in it")
        return only_variables(value, (name,))

    return AfterValidator(check)


class Orders(Part):
    """`pattern`: what an order number looks like in free text. `hidden_fields` are not shown where
    staff are talked with, nor to guests. `refresh`: how old what is known may become.
    """

    pattern: Regex = LinearPattern(r"\b\d{5}\b")
    hidden_fields: tuple[Text, ...] = ("door_code",)
    refresh: Period = timedelta(minutes=3)


class Links(Part):
    order: Annotated[Url, _link_to("order")] | None = None
    customer: Annotated[Url, _link_to("customer")] | None = None


class ApiKey(Part):
    key: Key
    person: Text


class Webhook(Part):
    url: Url = Field(repr=False)
    secret: Secret
    events: Some[WebhookEvent]
