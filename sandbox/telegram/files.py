"""Files: their ids, which belong to one bot, what can be told from their bytes, and samples."""

from __future__ import annotations

import base64
import binascii
import secrets
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace

from sandbox.telegram.model import Bot, File

DOWNLOAD_LIMIT = 20 << 20
UPLOAD_LIMIT = 50 << 20
PHOTO_LIMIT = 10 << 20
LINK_LIFETIME = 3600
PHOTO_SIZES = (90, 320, 800)
FOLDERS = {
    "photo": ("photos", "jpg"),
    "voice": ("voice", "oga"),
    "video": ("videos", "mp4"),
    "video_note": ("video_notes", "mp4"),
    "audio": ("music", "mp3"),
    "animation": ("animations", "mp4"),
    "sticker": ("stickers", "webp"),
    "live_photo": ("live_photos", "mp4"),
}
MIMES = {
    "voice": "audio/ogg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "animation": "video/mp4",
    "live_photo": "video/mp4",
    "document": "application/octet-stream",
}


class NotAnImage(ValueError):
    """The bytes are no picture that Telegram could show."""


def new_file(
    kind: str, data: bytes, *, name: str = "", mime: str = "", size: int = 0, duration: int = 0
) -> File:
    """A stored file of a kind other than photo."""
    width, height = (
        (512, 512) if kind == "sticker" else (384, 384) if kind == "video_note" else (0, 0)
    )
    if kind in ("video", "animation", "live_photo"):
        width, height = 640, 360
    return File(
        unique_id=secrets.token_urlsafe(11),
        kind=kind,
        data=data,
        size=size or len(data),
        name=name,
        mime=mime or MIMES.get(kind, ""),
        width=width,
        height=height,
        duration=duration,
    )


def photo_sizes(data: bytes, size: int = 0) -> tuple[File, ...]:
    """The sizes Telegram offers of one picture, smallest first, the original last."""
    width, height = image_dimensions(data)
    longest = max(width, height)
    original = replace(new_file("photo", data, size=size), width=width, height=height)
    smaller = [_scaled(original, side / longest) for side in PHOTO_SIZES if side < longest]
    return (*smaller, original)


def _scaled(original: File, by: float) -> File:
    width, height = max(1, round(original.width * by)), max(1, round(original.height * by))
    return replace(
        original,
        unique_id=secrets.token_urlsafe(11),
        width=width,
        height=height,
        size=len(original.data),
    )


def image_dimensions(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, JPEG, GIF or WebP."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:3] == b"GIF" and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    if data[:2] == b"\xff\xd8":
        return _jpeg_dimensions(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return 512, 512
    raise NotAnImage


def _jpeg_dimensions(data: bytes) -> tuple[int, int]:
    for marker, begin in _jpeg_segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC) and len(data) >= begin + 7:
            height, width = struct.unpack(">HH", data[begin + 3 : begin + 7])
            return width, height
    raise NotAnImage


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int]]:
    pos = 2
    while pos + 4 <= len(data) and data[pos] == 0xFF:
        yield data[pos + 1], pos + 2
        pos += 2 + struct.unpack(">H", data[pos + 2 : pos + 4])[0]


def file_id(bot: Bot, file: File) -> str:
    """The name of the file for this bot alone."""
    return base64.urlsafe_b64encode(f"{bot.id}:{file.unique_id}".encode()).decode().rstrip("=")


def unique_id_of(bot: Bot, name: str) -> str | None:
    """What stands behind a file_id, if it is one and this bot's."""
    try:
        owner, _, unique = (
            base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode().partition(":")
        )
    except (ValueError, binascii.Error):
        return None
    return unique if owner == str(bot.id) else None


def download_path(bot: Bot, file: File, now: float) -> str:
    """A path below /file/bot<token>/, valid for an hour."""
    folder, extension = FOLDERS.get(file.kind, ("documents", "dat"))
    if "." in file.name:
        extension = file.name.rpartition(".")[2]
    path = f"{folder}/file_{file.unique_id}.{extension}"
    bot.paths[path] = (file, now + LINK_LIFETIME)
    return path


def sample(kind: str) -> bytes:
    """A small honest file of the kind; documents are text."""
    if kind == "photo":
        return sample_png(640, 480)
    return f"sample {kind} {secrets.token_hex(4)}\n".encode()


def sample_png(width: int, height: int) -> bytes:
    """A picture of one random colour."""
    colour = secrets.token_bytes(3)
    rows = (b"\0" + colour * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(name, body) for name, body in chunks)


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
