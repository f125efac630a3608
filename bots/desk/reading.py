"""What a message on a desk contains, in the hub's terms."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final

from bots.telegram_content import told
from bots.telegram_pointed import pointed
from hub.model import Attachment, Voice
from hub.record import Content

LARGEST: Final = 20 << 20
"""Bytes of a file that a bot can fetch: what is larger can go nowhere from here."""


def content_of(
    raw: Mapping[str, object], voice: Voice, desks: Container[int], *, native: str
) -> Content:
    """Empty for service messages."""
    says, points = told(raw, voice), pointed(raw, voice, desks)
    too_large = any(_is_too_large(attachment) for attachment in says.attachments)
    return Content(
        native=native,
        text=says.text,
        spans=says.spans,
        attachments=says.attachments,
        omitted=("large_file",) if too_large else says.omitted,
        forwarded_from=says.forwarded_from,
        album=says.album,
        chosen=points.chosen,
        note=points.note,
    )


def _is_too_large(attachment: Attachment) -> bool:
    return (attachment.size or 0) > LARGEST
