"""What a message on a desk contains, in the hub's terms."""

from __future__ import annotations

from typing import Final

from aiogram.enums import ContentType
from aiogram.types import Message

from bots import telegram_markup
from hub.model import Attachment, Voice
from hub.record import Content

UNCARRIED: Final = frozenset(
    {
        *("animation", "audio", "document", "paid_media", "sticker", "story", "video"),
        *("video_note", "voice", "contact", "dice", "game", "poll", "venue", "location"),
        *("checklist", "invoice", "giveaway", "giveaway_winners", "live_photo", "rich_message"),
    }
)
"""Kinds that somebody sends and that are not passed on; all others are service messages."""


def content_of(message: Message, voice: Voice) -> Content:
    """Empty for service messages."""
    kind = ContentType(message.content_type).value
    return Content(
        native=str(message.message_id),
        text=message.text or message.caption or "",
        spans=telegram_markup.to_spans(message.entities or message.caption_entities or ()),
        attachments=_photo(message, voice),
        omitted=(kind,) if kind in UNCARRIED else (),
    )


def _photo(message: Message, voice: Voice) -> tuple[Attachment, ...]:
    if not message.photo:
        return ()
    largest = max(message.photo, key=lambda size: size.width)
    return (Attachment(kind="photo", size=largest.file_size, ref=largest.file_id, voice=voice),)
