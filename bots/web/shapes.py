"""The shapes of what the API answers. OpenAPI's schemas are made of these very classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from aiohttp import web
from pydantic import PlainSerializer, TypeAdapter, WithJsonSchema

from hub.model import Audience, DeliveryState, MessageKind, Priority, Status

Time = Annotated[
    datetime,
    PlainSerializer(datetime.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    conversation: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentShape:
    """`url` leads to the content of a file; null for what is none."""

    kind: str
    name: str | None
    size: int | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShape(AttachmentShape):
    """A `location` or a `venue`, in degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsShape(AttachmentShape):
    """A poll, a list, an invoice and the like: what they say besides their name, line by line."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryShape:
    state: DeliveryState
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageShape:
    """`author` is a person's id; null is the contact, or the hub itself in a `system` message.

    `delivery` is that to the contact of an `out`, that to the desk of an `in`, null of others.
    """

    id: str
    kind: MessageKind
    author: str | None
    text: str
    attachments: list[PlaceShape | WordsShape | AttachmentShape]
    at: Time
    delivery: DeliveryShape | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationShape:
    id: str
    number: int
    status: Status
    desk: str
    inbox: str
    channel: str
    audience: Audience
    contact: Party
    assignee: str | None
    priority: Priority
    tags: list[str]
    order: str | None
    unread_comments: int
    incident: str | None
    created_at: Time
    first_reply_at: Time | None
    resolved_at: Time | None
    closed_by: str | None
    links: list[Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeConversation(ConversationShape):
    """With the latest of its messages, oldest first."""

    messages: list[MessageShape]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationPage:
    items: list[ConversationShape]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    at: Time
    who: str | None
    did: str
    conversation: str | None
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    items: list[AuditLine]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Healthy:
    """`parties`: `ok`, or since when it is down and why."""

    status: str
    parties: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unhealthy(Healthy):
    """`failing` are the stores and workers without which nothing goes on."""

    failing: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorShape:
    error: str


@cache
def adapter(shape: type) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def answer(
    value: object, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """A shape as JSON."""
    shape: type = type(value)
    body = adapter(shape).dump_json(value)
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")
