"""What a Telegram message contains, in the hub's terms: read alike from JSON and from aiogram."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from aiogram.types import MessageEntity
from pydantic import BaseModel, ConfigDict

from bots import telegram_markup
from hub.model import Attachment, Span, Voice

# A message has one kind of content; `document` and `location` also accompany those before them.
FILES: Final = ("animation", "audio", "document", "sticker", "video", "video_note", "voice")
UNCARRIED: Final = (
    *("story", "live_photo", "paid_media", "rich_message", "checklist", "game", "invoice"),
    *("giveaway", "giveaway_winners"),
)
"""Kinds that somebody sends and that are not passed on; the remaining ones are service messages."""

_OF_A_FILE: Final = ("duration", "width", "height", "length", "performer", "title", "emoji")


class _Part(BaseModel):
    """Only what is used: whatever else there is cannot make it unreadable."""

    model_config = ConfigDict(from_attributes=True)


class _File(_Part):
    file_id: str
    file_size: int | None = None
    file_name: str | None = None
    mime_type: str | None = None
    duration: int | None = None
    width: int | None = None
    height: int | None = None
    length: int | None = None
    performer: str | None = None
    title: str | None = None
    emoji: str | None = None
    is_animated: bool | None = None
    is_video: bool | None = None


class _Location(_Part):
    latitude: float
    longitude: float
    live_period: int | None = None
    heading: int | None = None
    horizontal_accuracy: float | None = None


class _Venue(_Part):
    location: _Location
    title: str = ""
    address: str = ""


class _Contact(_Part):
    phone_number: str
    first_name: str = ""
    last_name: str | None = None
    user_id: int | None = None
    vcard: str | None = None


class _Dice(_Part):
    emoji: str = ""
    value: int = 0


class _Option(_Part):
    text: str = ""


class _Poll(_Part):
    question: str = ""
    options: list[_Option] = []


class _Named(_Part):
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None

    @property
    def name(self) -> str:
        return self.title or " ".join(filter(None, (self.first_name, self.last_name)))


class _Origin(_Part):
    """Whom a message is a forward of; which of these there are depends on its type."""

    sender_user: _Named | None = None
    sender_user_name: str | None = None
    sender_chat: _Named | None = None
    chat: _Named | None = None

    @property
    def name(self) -> str:
        named = self.sender_user or self.sender_chat or self.chat
        return self.sender_user_name or (named.name if named else "")


class TelegramContent(_Part):
    """The content of a message, without who sent it where."""

    text: str | None = None
    caption: str | None = None
    entities: list[MessageEntity] | None = None
    caption_entities: list[MessageEntity] | None = None
    photo: list[_File] | None = None
    animation: _File | None = None
    audio: _File | None = None
    document: _File | None = None
    sticker: _File | None = None
    video: _File | None = None
    video_note: _File | None = None
    voice: _File | None = None
    venue: _Venue | None = None
    location: _Location | None = None
    contact: _Contact | None = None
    dice: _Dice | None = None
    poll: _Poll | None = None
    forward_origin: _Origin | None = None
    media_group_id: str | None = None

    def told(self, voice: Voice) -> Told:
        return Told(
            text=self.text or self.caption or "",
            spans=telegram_markup.to_spans(self.entities or self.caption_entities or ()),
            attachments=tuple(self._attachments(voice)),
            forwarded_from=self.forward_origin.name if self.forward_origin else None,
            album=self.media_group_id,
        )

    def _attachments(self, voice: Voice) -> Iterator[Attachment]:
        """One, or none."""
        if self.photo:
            largest = max(self.photo, key=lambda size: size.width or 0)
            yield Attachment(kind="photo", size=largest.file_size, ref=largest.file_id, voice=voice)
        elif kind := next((kind for kind in FILES if getattr(self, kind)), None):
            yield _file(kind, getattr(self, kind), voice)
        elif thing := self._thing():
            yield thing

    def _thing(self) -> Attachment | None:
        if self.venue:
            data = {**_place(self.venue.location), **_texts(self.venue, "title", "address")}
            return Attachment(kind="venue", data=data)
        if self.location:
            return Attachment(kind="location", data=_place(self.location))
        if self.contact:
            return Attachment(kind="contact", data=_card(self.contact))
        if self.dice:
            return Attachment(kind="dice", data=_texts(self.dice, "emoji", "value"))
        if self.poll:
            options = json.dumps([one.text for one in self.poll.options], ensure_ascii=False)
            return Attachment(
                kind="poll", data={"question": self.poll.question, "options": options}
            )
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody wrote, whoever and wherever."""

    text: str
    spans: tuple[Span, ...]
    attachments: tuple[Attachment, ...]
    forwarded_from: str | None
    album: str | None


def _file(kind: str, file: _File, voice: Voice) -> Attachment:
    data = _texts(file, *_OF_A_FILE)
    if file.mime_type:
        data["mime"] = file.mime_type
    if kind == "sticker":
        data["mime"] = _sticker_mime(file)
    return Attachment(
        kind=kind,
        name=file.file_name,
        size=file.file_size,
        ref=file.file_id,
        voice=voice,
        data=data,
    )


def _sticker_mime(sticker: _File) -> str:
    if sticker.is_animated:
        return "application/x-tgsticker"
    return "video/webm" if sticker.is_video else "image/webp"


def _place(location: _Location) -> dict[str, str]:
    """Floats written so that they are read back as they were."""
    more = _texts(location, "live_period", "heading", "horizontal_accuracy")
    return {"lat": repr(location.latitude), "lon": repr(location.longitude), **more}


def _card(contact: _Contact) -> dict[str, str]:
    names = " ".join(filter(None, (contact.first_name, contact.last_name)))
    kept = _texts(contact, "first_name", "last_name", "vcard")
    return {"phone": contact.phone_number, "name": names, **kept}


def _texts(part: _Part, *names: str) -> dict[str, str]:
    """Those of the fields that say something."""
    given: Mapping[str, object] = {name: getattr(part, name) for name in names}
    return {name: str(value) for name, value in given.items() if value is not None}
