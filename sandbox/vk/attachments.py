"""Attachments: from an uploaded file to VK's JSON, and from `photo-1_2_key` to the file."""

import re
from typing import Any

from sandbox.vk.model import Json, StoredFile
from sandbox.vk.state import VkState

MOST = 10
OWN_FILES = frozenset({"photo", "doc", "audio_message"})
OTHERS = frozenset({"video", "audio", "wall", "market", "poll"})
_WORD = re.compile(r"([a-z_]+?)(-?\d+)_(\d+)(?:_(\w+))?")
_IMAGES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png", b"GIF8": "image/gif"}
_SIZES = (("s", 75), ("m", 130), ("x", 604), ("w", 2560))


def attached(state: VkState, given: str, base_url: str) -> list[Json]:
    """The attachments named in a call. What does not exist is dropped silently, as VK does."""
    words = [word.strip() for word in given.split(",") if word.strip()]
    found = (_one(state, word, base_url) for word in words)
    return [one for one in found if one is not None][:MOST]


def _one(state: VkState, word: str, base_url: str) -> Json | None:
    if (match := _WORD.fullmatch(word)) is None:
        return None
    kind, owner, id_, key = match.groups()
    if kind in OTHERS:
        return {"type": kind, kind: {"owner_id": int(owner), "id": int(id_)}}
    stored = state.files.get(int(id_))
    if kind not in OWN_FILES or stored is None or not _names(stored, kind, int(owner), key):
        return None
    return attachment(stored, base_url, state.now)


def _names(stored: StoredFile, kind: str, owner: int, key: str | None) -> bool:
    # An audio message may be attached under its general name, doc.
    same_kind = kind == stored.kind or (kind == "doc" and stored.kind == "audio_message")
    return stored.saved and same_kind and owner == stored.owner_id and key in (None, stored.secret)


def attachment(stored: StoredFile, base_url: str, date: int) -> Json:
    return {"type": stored.kind, stored.kind: described(stored, base_url, date)}


def described(stored: StoredFile, base_url: str, date: int) -> Json:
    """The object of a photo, a doc or an audio message."""
    url = f"{base_url}/vk/files/{stored.id}/{stored.secret}"
    common = {"id": stored.id, "owner_id": stored.owner_id, "access_key": stored.secret}
    match stored.kind:
        case "photo":
            return common | _photo(url, date)
        case "audio_message":
            return common | {"duration": 3, "link_mp3": url, "link_ogg": url, "waveform": [0, 7, 3]}
    return common | _doc(stored, url, date)


def _photo(url: str, date: int) -> Json:
    sizes = [{"type": t, "width": side, "height": side, "url": url} for t, side in _SIZES]
    original = {"type": "base", "width": 2560, "height": 2560, "url": url}
    return {"album_id": -15, "date": date, "text": "", "sizes": sizes, "orig_photo": original}


def _doc(stored: StoredFile, url: str, date: int) -> Json:
    extension = stored.name.rpartition(".")[2] if "." in stored.name else ""
    return {
        "title": stored.name,
        "size": len(stored.content),
        "ext": extension,
        "date": date,
        "type": _doc_type(extension.lower()),
        "url": url,
    }


def _doc_type(extension: str) -> int:
    types: dict[str, int] = {"txt": 1, "pdf": 1, "docx": 1, "zip": 2, "gif": 3, "png": 4, "jpg": 4}
    types |= {"jpeg": 4, "mp3": 5, "ogg": 5, "mp4": 6}
    return types.get(extension, 8)


def image_type(content: bytes) -> str | None:
    """The media type of a picture that VK takes, by its first bytes."""
    found = (kind for start, kind in _IMAGES.items() if content.startswith(start))
    return next(found, None)


def sticker(sticker_id: int, base_url: str) -> Json:
    image: list[dict[str, Any]] = [
        {"url": f"{base_url}/vk/sticker/1-{sticker_id}-{side}", "width": side, "height": side}
        for side in (64, 128, 512)
    ]
    body = {"sticker_id": sticker_id, "product_id": 1, "images": image}
    return {"type": "sticker", "sticker": body}


def poll(owner_id: int, poll_id: int, question: str, answers: list[str], date: int) -> Json:
    counted = [
        {"id": poll_id * 100 + number, "text": text, "votes": 0, "rate": 0}
        for number, text in enumerate(answers)
    ]
    own: Json = {"id": poll_id, "owner_id": owner_id, "author_id": owner_id, "created": date}
    marks = dict.fromkeys(("anonymous", "multiple", "closed", "is_board"), False)
    body = own | marks | {"question": question, "votes": 0, "answers": counted, "end_date": 0}
    return {"type": "poll", "poll": body}
