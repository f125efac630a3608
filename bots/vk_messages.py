"""VK's messages: what is read out of their JSON, forwards flattened into readable lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from bots.raw import mapping
from bots.vk_attached import attached, place
from hub.model import Attachment, Voice

Names = Mapping[str, Any]
"""The names of people by the text of their id, as far as they are known."""

_FORWARD: Final = "↪"
_REPLY: Final = "↩"
_DEEPEST: Final = 20


class VkContent(BaseModel):
    """What any message has: one's own, one that is forwarded, a comment. Only what is used."""

    id: int = 0
    from_id: int
    text: str = ""
    attachments: list[dict[str, Any]] = []
    fwd_messages: list[dict[str, Any]] = []
    geo: object = None


class VkMessage(VkContent):
    conversation_message_id: int
    peer_id: int
    date: datetime
    reply_message: VkContent | None = None
    payload: str | None = None
    ref: str = ""
    admin_author_id: int | None = None
    update_time: int | None = None

    @property
    def pressed_start(self) -> bool:
        return self._payload.get("command") == "start"

    @property
    def press(self) -> str:
        """What comes back with one of our buttons."""
        press = self._payload.get("press")
        return press if isinstance(press, str) else ""

    @property
    def _payload(self) -> Mapping[str, object]:
        try:
            return mapping(json.loads(self.payload or "null"))
        except ValueError:
            return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a message says, with what it forwards. `forwarded_from`: it is nothing but a forward."""

    text: str
    attachments: tuple[Attachment, ...]
    omitted: tuple[str, ...]
    forwarded_from: str | None


def told(message: VkContent, voice: Voice, names: Names) -> Told:
    forwards = [VkContent.model_validate(one) for one in message.fwd_messages]
    found = list(_attachments(message, voice))
    for forward in forwards:
        found += _all_attachments(forward, voice, 1)
    return Told(
        text=_text(message, forwards, names),
        attachments=tuple(one for one in found if _says_anything(one)),
        omitted=tuple(dict.fromkeys(one.kind for one in found if not _says_anything(one))),
        forwarded_from=None if message.text else _authors(forwards, names),
    )


def quote(message: VkMessage, names: Names) -> str:
    """What is replied to, in a line, for those who do not have that message."""
    replied = message.reply_message
    return _line(_REPLY, replied, names) if replied else ""


def name_of(id: int, names: Names) -> str:
    return str(names.get(str(id)) or (f"id{id}" if id > 0 else f"club{-id}"))


def _text(message: VkContent, forwards: list[VkContent], names: Names) -> str:
    """A single forward without words around it reads as what it is."""
    if not message.text and len(forwards) == 1 and not forwards[0].fwd_messages:
        return forwards[0].text
    lines = [line for forward in forwards for line in _lines(forward, names, 0)]
    return "\n".join([message.text, *lines] if message.text else lines)


def _lines(forward: VkContent, names: Names, depth: int) -> Iterator[str]:
    yield "  " * depth + _line(_FORWARD, forward, names)
    for nested in _nested(forward, depth):
        yield from _lines(nested, names, depth + 1)


def _line(sign: str, said: VkContent, names: Names) -> str:
    return f"{sign} {name_of(said.from_id, names)}: {said.text}".rstrip()


def _nested(forward: VkContent, depth: int) -> list[VkContent]:
    inner = forward.fwd_messages if depth < _DEEPEST else []
    return [VkContent.model_validate(one) for one in inner]


def _authors(forwards: list[VkContent], names: Names) -> str | None:
    return ", ".join(dict.fromkeys(name_of(one.from_id, names) for one in forwards)) or None


def _all_attachments(forward: VkContent, voice: Voice, depth: int) -> Iterator[Attachment]:
    yield from _attachments(forward, voice)
    for nested in _nested(forward, depth):
        yield from _all_attachments(nested, voice, depth + 1)


def _attachments(message: VkContent, voice: Voice) -> Iterator[Attachment]:
    """The preview of an address that stands in the text adds nothing to it."""
    for one in attached(message.attachments, voice):
        if one.kind != "link" or one.data["url"] not in message.text:
            yield one
    if message.geo:
        yield place(message.geo) or Attachment(kind="location")


def _says_anything(attachment: Attachment) -> bool:
    return bool(attachment.ref or attachment.data)
