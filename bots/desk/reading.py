"""What a message on a desk contains, in the hub's terms."""

from __future__ import annotations

from typing import Final

from aiogram.enums import ContentType
from aiogram.types import Message

from bots.telegram_content import UNCARRIED, TelegramContent
from hub.model import Attachment, Voice
from hub.record import Content

LARGEST: Final = 20 << 20
"""Bytes of a file that a bot can fetch: what is larger can go nowhere from here."""


def content_of(message: Message, voice: Voice) -> Content:
    """Empty for service messages."""
    told = TelegramContent.model_validate(message).told(voice)
    kind = ContentType(message.content_type).value
    too_large = any(_is_too_large(attachment) for attachment in told.attachments)
    return Content(
        native=str(message.message_id),
        text=told.text,
        spans=told.spans,
        attachments=told.attachments,
        omitted=("large_file",) if too_large else (kind,) if kind in UNCARRIED else (),
        forwarded_from=told.forwarded_from,
        album=told.album,
    )


def _is_too_large(attachment: Attachment) -> bool:
    return (attachment.size or 0) > LARGEST
