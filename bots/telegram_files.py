"""Files in a Telegram message, in the hub's terms."""

from __future__ import annotations

from typing import Any, Final

from pydantic import RootModel

from bots.raw import Part, readable, texts
from hub.errors import Malformed
from hub.model import Attachment, Voice

FILES: Final = ("animation", "audio", "document", "sticker", "video", "video_note", "voice")
"""`document` also accompanies an animation."""
_OF_A_FILE: Final = ("duration", "width", "height", "length", "performer", "title", "emoji")


class _Size(Part):
    file_id: str
    file_size: int | None = None
    width: int | None = None


class Photos(RootModel[list[_Size]]):
    """One photograph in all its sizes. False where none of them can be read."""

    def __bool__(self) -> bool:
        return bool(self.root)

    def attachment(self, voice: Voice) -> Attachment:
        largest = max(self.root, key=lambda size: size.width or 0)
        return Attachment(kind="photo", size=largest.file_size, ref=largest.file_id, voice=voice)


class File(Part):
    """Whatever kind it is of; `photo` is what stands for a live photo."""

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
    photo: Photos | None = None

    def attachment(self, kind: str, voice: Voice) -> Attachment:
        data = texts(self, *_OF_A_FILE)
        if self.mime_type:
            data["mime"] = self.mime_type
        if kind == "sticker":
            data["mime"] = self._sticker_mime()
        return Attachment(
            kind=kind,
            name=self.file_name,
            size=self.file_size,
            ref=self.file_id,
            voice=voice,
            data=data,
        )

    def _sticker_mime(self) -> str:
        if self.is_animated:
            return "application/x-tgsticker"
        return "video/webm" if self.is_video else "image/webp"


class Media(Part):
    """One piece of media somewhere inside of something: it has the field that its kind names."""

    photo: Photos | None = None
    live_photo: File | None = None
    animation: File | None = None
    audio: File | None = None
    document: File | None = None
    sticker: File | None = None
    video: File | None = None

    def attachment(self, voice: Voice) -> Attachment | None:
        if shown := self.photo or (self.live_photo and self.live_photo.photo):
            return shown.attachment(voice)
        kind = next((kind for kind in FILES if getattr(self, kind, None)), None)
        return getattr(self, kind).attachment(kind, voice) if kind else None


def file_of(kind: str, given: Any, voice: Voice) -> Attachment | None:
    """None where it cannot be read."""
    try:
        if kind == "photo":
            sizes = readable(Photos, given)[0]
            return sizes.attachment(voice) if sizes else None
        return readable(File, given)[0].attachment(kind, voice)
    except Malformed:
        return None
