"""Files in the parameters of sending methods: uploaded, or named by the bot's own file_id."""

from __future__ import annotations

from sandbox.telegram.botapi.query import Query, Upload
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.files import (
    PHOTO_LIMIT,
    UPLOAD_LIMIT,
    NotAnImage,
    new_file,
    photo_sizes,
    unique_id_of,
)
from sandbox.telegram.model import File

NAMES = {
    "photo": "photo",
    "document": "document",
    "voice": "voice",
    "video": "video",
    "audio": "audio",
    "animation": "animation",
    "video_note": "video note",
    "sticker": "sticker",
    "live_photo": "live photo",
}
# who may stand in for whom when a file_id is sent by another method
KIN = {"document": frozenset(NAMES)}


def files_of(query: Query, kind: str) -> tuple[File, ...]:
    """The files of a message of this kind from the parameter of the same name."""
    return files_named(query, kind, query.text(kind), query.files.get(kind))


def files_named(
    query: Query, kind: str, name: str, upload: Upload | None = None
) -> tuple[File, ...]:
    if name.startswith("attach://"):
        upload = query.files.get(name.removeprefix("attach://"))
    if upload is not None:
        return uploaded(query, kind, upload)
    if not name or name.startswith("attach://"):
        raise bad_request(f"there is no {NAMES[kind]} in the request")
    if name.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    return known(query, kind, name)


def uploaded(query: Query, kind: str, upload: Upload) -> tuple[File, ...]:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    if kind != "photo":
        duration = query.number("duration")
        return (
            new_file(kind, upload.data, name=upload.name, mime=_mime(upload), duration=duration),
        )
    if len(upload.data) > PHOTO_LIMIT:
        raise bad_request("file is too big for a photo")
    try:
        sizes = photo_sizes(upload.data)
    except NotAnImage:
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    width, height = sizes[-1].width, sizes[-1].height
    if width + height > 10000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return sizes


def known(query: Query, kind: str, file_id: str) -> tuple[File, ...]:
    """A file this bot has met already; another bot's id means nothing to it."""
    unique = unique_id_of(query.bot, file_id)
    file = query.telegram.files.get(unique or "")
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind and file.kind not in KIN.get(kind, ()):
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return (file,)


def _mime(upload: Upload) -> str:
    """What libraries say of every part alike tells nothing: aiogram sends all as text/plain."""
    return upload.mime if upload.mime not in ("", "text/plain", "application/octet-stream") else ""
