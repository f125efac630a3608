"""Files and places in what is posted to /intake."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Final, Literal
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from hub.model import Attachment, Inbox

_PHOTOS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("expected an address that begins with https:// or http://")
    return url


Short = Annotated[str, Field(max_length=500)]
Url = Annotated[str, Field(max_length=2_000), AfterValidator(_web_address)]
FileKind = Literal[
    "photo", "document", "voice", "audio", "video", "video_note", "animation", "sticker", "location"
]


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)


class PostedFile(Shape):
    """A file to be fetched from `url`, or a location."""

    kind: FileKind | None = None
    name: Short | None = None
    url: Url | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None

    @model_validator(mode="after")
    def _has_content(self) -> PostedFile:
        if self.kind == "location" and (self.lat is None or self.lon is None):
            raise ValueError("expected lat and lon of a location")
        if self.kind != "location" and self.url is None:
            raise ValueError("expected url")
        return self

    def attachment(self, inbox: Inbox) -> Attachment:
        if self.url is None or self.kind == "location":
            place = {"lat": str(self.lat), "lon": str(self.lon)}
            return Attachment(kind="location", name=self.name, data=place)
        name = self.name or PurePosixPath(unquote(urlsplit(self.url).path)).name or None
        is_photo = name is not None and PurePosixPath(name).suffix.lower() in _PHOTOS
        kind = self.kind or ("photo" if is_photo else "document")
        return Attachment(kind=kind, name=name, ref=self.url, voice=inbox.voice)


Files = Annotated[tuple[PostedFile, ...], Field(max_length=20)]
