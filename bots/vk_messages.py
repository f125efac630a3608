"""VK's messages: what is read out of its JSON, and the keyboards under ours."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from bots.raw import mapping
from hub.model import Button

_LABEL_LIMIT: Final = 40
_KINDS: Final = {"audio_message": "voice", "doc": "document", "wall": "post", "market": "product"}


class _Size(BaseModel):
    url: str = ""
    width: int = 0
    height: int = 0


class _Photo(BaseModel):
    sizes: list[_Size] = []


class _Link(BaseModel):
    url: str = ""


class _Attached(BaseModel):
    type: str = "unknown"
    photo: _Photo | None = None
    link: _Link | None = None

    @property
    def photo_url(self) -> str:
        """Where its largest size is, "" if this is no photo."""
        sizes = self.photo.sizes if self.photo else []
        return max(sizes, key=lambda size: size.width * size.height, default=_Size()).url


class _Replied(BaseModel):
    id: int


class VkMessage(BaseModel):
    """Only what is used: whatever else a message holds cannot make it unreadable."""

    id: int
    conversation_message_id: int
    peer_id: int
    from_id: int
    date: datetime
    text: str = ""
    attachments: list[_Attached] = []
    fwd_messages: list[object] = []
    geo: object = None
    reply_message: _Replied | None = None
    payload: str | None = None
    ref: str = ""

    @property
    def pressed_start(self) -> bool:
        try:
            payload = json.loads(self.payload or "null")
        except ValueError:
            return False
        return bool(mapping(payload).get("command") == "start")

    @property
    def photo_urls(self) -> list[str]:
        return [one.photo_url for one in self.attachments if one.photo_url]

    @property
    def uncarried(self) -> tuple[str, ...]:
        """The kinds of content that are not carried over, each once."""
        kinds = [_KINDS.get(one.type, one.type) for one in self.attachments if self._is_lost(one)]
        kinds += ["forwarded"] * bool(self.fwd_messages) + ["location"] * bool(self.geo)
        return tuple(dict.fromkeys(kinds))

    def _is_lost(self, attached: _Attached) -> bool:
        """The preview of an address that stands in the text adds nothing to it."""
        preview = attached.link is not None and attached.link.url in self.text
        return not (preview or attached.photo_url)


def keyboard(rows: Iterable[Iterable[Button]]) -> str:
    """Buttons that say their label when pressed or open an address; "" where there are none."""
    drawn = [[_button(button) for button in row if button.press or button.url] for row in rows]
    kept = [row for row in drawn if row]
    return json.dumps({"inline": True, "buttons": kept}) if kept else ""


def _button(button: Button) -> dict[str, object]:
    label = button.label[:_LABEL_LIMIT]
    if button.url:
        return {"action": {"type": "open_link", "label": label, "link": button.url}}
    payload = json.dumps({"press": button.press})
    return {"action": {"type": "text", "label": label, "payload": payload}}
