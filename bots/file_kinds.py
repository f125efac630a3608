"""What a file is by its first bytes, where nobody vouches for what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_HEAD: Final = 16
_PLAIN: Final = (
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"GIF8", ".gif"),
    (b"ID3", ".mp3"),
    (b"OggS", ".ogg"),
    (b"fLaC", ".flac"),
    (b"#!AMR", ".amr"),
    (b"\x1a\x45\xdf\xa3", ".webm"),
    (b"\x1f\x8b", ".tgs"),
)
_INSIDE: Final = {b"WAVE": ".wav", b"WEBP": ".webp", b"AVI ": ".avi"}
"""Of what begins with RIFF, by its second word."""
_M4A: Final = (b"M4A", b"M4B")
_FRAME_SYNC: Final = 0xE0
_LAYER: Final = 0x06

_SOUND: Final = frozenset(
    {".mp3", ".m4a", ".ogg", ".wav", ".flac", ".amr", ".aac", ".mp4", ".webm"}
)
_MOVING: Final = frozenset({".mp4", ".webm", ".avi"})
_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "photo": frozenset({".jpg", ".png", ".gif", ".webp"}),
    "sticker": frozenset({".webp", ".png", ".tgs", ".webm"}),
    "animation": _MOVING | {".gif"},
    "video": _MOVING,
    "video_note": _MOVING,
    "audio": _SOUND,
    "voice": _SOUND,
}
"""What a file of each kind may be; a document may be anything."""


def ending_of(content: bytes) -> str:
    """`.mp3`; "" for what is not known here."""
    head = content[:_HEAD]
    if head[:4] == b"RIFF":
        return _INSIDE.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return ".m4a" if head[8:11] in _M4A else ".mp4"
    known = next((ending for start, ending in _PLAIN if head.startswith(start)), "")
    return known or _of_frames(head)


def may_be(kind: str, content: bytes) -> bool:
    return kind not in _KINDS or ending_of(content) in _KINDS[kind]


def _of_frames(head: bytes) -> str:
    """MPEG sound without a header of its own: eleven set bits, then the layer."""
    if head[:1] != b"\xff" or len(head) == 1 or head[1] & _FRAME_SYNC != _FRAME_SYNC:
        return ""
    return ".mp3" if head[1] & _LAYER else ".aac"
