"""Files as they are sent: their names, and what stands for those that are not."""

from __future__ import annotations

import asyncio
from mimetypes import guess_extension
from typing import Final

from bots.file_kinds import ending_of
from bots.text import Piece, with_links
from hub.model import Attachment
from hub.model.lacking import Lacking, apart, as_document
from hub.ports import File

_ENDINGS: Final = {
    "application/x-tgsticker": ".tgs",
    "video/webm": ".webm",
    "image/gif": ".gif",
    "photo": ".jpg",
    "voice": ".ogg",
    "audio": ".mp3",
    "video": ".mp4",
    "video_note": ".mp4",
    "animation": ".mp4",
    "sticker": ".webp",
}
"""By kind of file, or by what it holds where that is given."""


def file_of(
    attachment: Attachment, content: bytes, *, index: int, told: str, lacking: Lacking
) -> File:
    """In the form in which it has not been refused yet."""

    async def read() -> bytes:
        return content

    name = attachment.name or _name(attachment)
    if "." not in name:
        name += ending_of(content)
    return File(
        kind="document" if lacking.has(as_document(index)) else attachment.kind,
        name=name,
        read=read,
        data=attachment.data,
        size=len(content),
        index=index,
        told=told,
        apart=lacking.has(apart(index)),
    )


def text_file(piece: Piece, name: str) -> File:
    """A text that is too long to be said, with the addresses that stand behind its words."""

    async def read() -> bytes:
        return (await asyncio.to_thread(with_links, piece)).encode(errors="replace")

    return File(kind="document", name=f"{name}.txt", read=read)


def _name(attachment: Attachment) -> str:
    """Messengers guess by a name's ending what a file is."""
    mime = attachment.data.get("mime", "")
    ending = _ENDINGS.get(mime) or _ENDINGS.get(attachment.kind) or guess_extension(mime) or ""
    return f"{attachment.kind}{ending}"
