"""What a file is, is told by its first bytes."""

from __future__ import annotations

import pytest

from bots.file_kinds import ending_of, may_be

FILES = [
    (b"ID3\x04", ".mp3"),
    (b"\xff\xfb\x90\x64", ".mp3"),
    (b"\xff\xf1\x50\x80", ".aac"),
    (b"OggS\x00", ".ogg"),
    (b"RIFF\x00\x00\x00\x00WAVEfmt ", ".wav"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", ".webp"),
    (b"\0\0\0\x18ftypM4A ", ".m4a"),
    (b"\0\0\0\x18ftypmp42", ".mp4"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff\xe0", ".jpg"),
    (b"GIF89a", ".gif"),
    (b"\x1a\x45\xdf\xa3", ".webm"),
]
NO_FILES = [b"", b"\xff", b"RIFF", b"<!doctype html>", b'{"error": 1}', b"\xff\x00\x00"]


@pytest.mark.parametrize(("content", "ending"), FILES)
def test_known_files_are_known(content: bytes, ending: str) -> None:
    assert ending_of(content + bytes(100)) == ending


@pytest.mark.parametrize("content", NO_FILES)
def test_anything_else_may_only_be_a_document(content: bytes) -> None:
    assert ending_of(content) == ""
    assert may_be("document", content)
    for kind in ("photo", "audio", "voice", "video", "video_note", "animation", "sticker"):
        assert not may_be(kind, content)


def test_a_picture_is_no_sound_and_a_sound_no_picture() -> None:
    assert may_be("audio", b"ID3\x04")
    assert not may_be("photo", b"ID3\x04")
    assert may_be("photo", b"\xff\xd8\xff\xe0")
    assert not may_be("audio", b"\xff\xd8\xff\xe0")
