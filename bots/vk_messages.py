"""VK's messages: what is read out of their JSON, forwards flattened into readable lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bots.lenient import Lenient
from bots.raw import mapping
from bots.vk_attached import attached, place
from hub.errors import Malformed
from hub.model import Attachment, Voice

Names = Mapping[str, Any]
"""The names of people by the text of their id, as far as they are known."""

_FORWARD: Final = "↪"
_REPLY: Final = "↩"
_DEEPEST: Final = 20
_CHATS: Final = range(2_000_000_001, 2_100_000_001)
UNREAD: Final = "unread"
"""What there was besides and could not be read."""
CROPPED: Final = "cropped"
"""The rest of a message that VK has cut and does not give whole."""


def is_chat(peer: int) -> bool:
    """A talk of several; ids of people lie below, and from 200 000 000 000 on."""
    return peer in _CHATS


class VkContent(Lenient):
    """What any message has: one's own, one that is forwarded, a comment. Only what is used."""

    id: int = 0
    from_id: int = 0
    text: str = ""
    attachments: tuple[object, ...] = ()
    fwd_messages: tuple[object, ...] = ()
    geo: object = None
    is_cropped: bool = False

    @property
    def forwards(self) -> list[VkContent]:
        return [VkContent.model_validate(one) for one in map(mapping, self.fwd_messages) if one]

    @property
    def missing(self) -> list[str]:
        """What it says besides, as kinds."""
        unread = bool(self.unread) or not all(map(mapping, self.fwd_messages))
        return [UNREAD] * unread + [CROPPED] * self.is_cropped


class VkMessage(VkContent):
    """Whose dialog it is and who wrote it stand for each other where one of them is not told."""

    conversation_message_id: int = 0
    peer_id: int = 0
    date: datetime
    reply_message: VkContent | None = None
    payload: str | None = None
    ref: str = ""
    admin_author_id: int | None = None
    update_time: datetime | None = None

    @property
    def dialog(self) -> int:
        """With whom. Malformed where it is nobody's."""
        return _told(self.peer_id or self.from_id, "peer_id")

    @property
    def author(self) -> int:
        return self.from_id or self.dialog

    @property
    def name(self) -> int:
        """The community's own of it, or the dialog's."""
        return _told(self.id or self.conversation_message_id, "id")

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
        except (RecursionError, ValueError):
            return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a message says, with what it forwards. `forwarded_from`: it is nothing but a forward."""

    text: str
    attachments: tuple[Attachment, ...]
    omitted: tuple[str, ...]
    forwarded_from: str | None


def told(message: VkContent, voice: Voice, names: Names) -> Told:
    forwards = message.forwards
    found = list(_attachments(message, voice))
    for forward in forwards:
        found += _all_attachments(forward, voice, 1)
    text = _text(message, forwards, names)
    return Told(
        text=text,
        attachments=tuple(one for one in found if _says_anything(one)),
        omitted=omitted_of(text, found),
        forwarded_from=None if message.text else _authors(forwards, names),
    )


def omitted_of(text: str, found: Sequence[Attachment]) -> tuple[str, ...]:
    """The kinds of what says nothing of itself; where there is nothing at all, that there was."""
    kinds = [one.kind for one in found if not _says_anything(one)]
    return tuple(dict.fromkeys(kinds)) if text or found else ("unknown",)


def _told(number: int, what: str) -> int:
    if not number:
        raise Malformed(f"{what}: not told")
    return number


def quote(message: VkMessage, names: Names) -> str:
    """What is replied to, in a line, for those who do not have that message."""
    replied = message.reply_message
    return _line(_REPLY, replied, names) if replied else ""


def name_of(id: int, names: Names) -> str:
    unnamed = f"id{id}" if id > 0 else f"club{-id}" if id else ""
    return str(names.get(str(id)) or unnamed)


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
    name = name_of(said.from_id, names)
    return f"{sign} {name}: {said.text}".rstrip() if name else f"{sign} {said.text}".rstrip()


def _nested(forward: VkContent, depth: int) -> list[VkContent]:
    return forward.forwards if depth < _DEEPEST else []


def _authors(forwards: list[VkContent], names: Names) -> str | None:
    named = [name_of(one.from_id, names) for one in forwards]
    return ", ".join(dict.fromkeys(filter(None, named))) or None


def _all_attachments(forward: VkContent, voice: Voice, depth: int) -> Iterator[Attachment]:
    yield from _attachments(forward, voice)
    for nested in _nested(forward, depth):
        yield from _all_attachments(nested, voice, depth + 1)


def _attachments(message: VkContent, voice: Voice) -> Iterator[Attachment]:
    """The preview of an address that stands in the text adds nothing to it."""
    for one in attached(message.attachments, voice):
        if one.kind != "link" or not one.data or one.data["url"] not in message.text:
            yield one
    if message.geo:
        yield place(message.geo) or Attachment(kind="location")
    for kind in message.missing:
        yield Attachment(kind=kind)


def _says_anything(attachment: Attachment) -> bool:
    return bool(attachment.ref or attachment.data)
