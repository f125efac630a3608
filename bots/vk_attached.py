"""What is attached to a VK message, in the hub's terms: files, places, and links to the rest."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from bots.raw import mapping
from hub.model import Attachment, Voice

_SITE: Final = "https://vk.com/"
_EXCERPT: Final = 200
_UNKNOWN: Final = "unknown"
_NOBODY: Final = "None"
"""In an address of which a part was not told."""


def attached(raw: Iterable[object], voice: Voice) -> Iterator[Attachment]:
    """A kind that is unknown here, or says nothing of itself, is left as a bare kind."""
    for one in map(mapping, raw):
        named = one.get("type")
        kind = named if isinstance(named, str) and named else _UNKNOWN
        yield _attachment(kind, mapping(one.get(kind)), voice)
        if kind == "gift":
            yield Attachment(kind=kind)


def place(geo: object) -> Attachment | None:
    """Coordinates come as an object, or as two numbers in a text."""
    given = mapping(geo).get("coordinates")
    numbers = given.split() if isinstance(given, str) else list(mapping(given).values())
    if len(numbers) != len(("lat", "lon")) or not all(map(_is_number, numbers)):
        return None
    data = {"lat": str(numbers[0]), "lon": str(numbers[1])}
    named = mapping(mapping(geo).get("place"))
    title, address = named.get("title"), named.get("address") or named.get("city")
    if not title:
        return Attachment(kind="location", data=data)
    return Attachment(
        kind="venue", data={**data, "title": str(title), "address": str(address or "")}
    )


def _is_number(given: object) -> bool:
    try:
        return math.isfinite(float(str(given)))
    except ValueError:
        return False


def _attachment(kind: str, body: Mapping[str, Any], voice: Voice) -> Attachment:
    if file := _file(kind, body, voice):
        return file
    told = _TOLD.get(kind)
    return told(kind, body) if told else Attachment(kind=kind)


def _file(kind: str, body: Mapping[str, Any], voice: Voice) -> Attachment | None:
    """What has an address to be fetched from; pictures of any kind are photos."""
    match kind:
        case "photo":
            url, as_kind = _largest(body.get("sizes")), "photo"
        case "sticker":
            url, as_kind = _largest(body.get("images")), "photo"
        case "graffiti":
            url, as_kind = str(body.get("url") or ""), "photo"
        case "gift":
            url, as_kind = str(body.get("thumb_256") or body.get("thumb_96") or ""), "photo"
        case "audio_message":
            url, as_kind = str(body.get("link_ogg") or body.get("link_mp3") or ""), "voice"
        case "doc":
            url, as_kind = str(body.get("url") or ""), "document"
        case _:
            return None
    if not url:
        return None
    return Attachment(
        kind=as_kind,
        name=str(body["title"]) if body.get("title") else None,
        size=body["size"] if isinstance(body.get("size"), int) else None,
        ref=url,
        voice=voice,
        data=_data(kind, body),
    )


def _data(kind: str, body: Mapping[str, Any]) -> dict[str, str]:
    if kind != "audio_message":
        return {}
    ogg = {"mime": "audio/ogg" if body.get("link_ogg") else "audio/mpeg"}
    return ogg | ({"duration": str(body["duration"])} if body.get("duration") else {})


def _largest(sizes: object) -> str:
    every = [mapping(size) for size in sizes] if isinstance(sizes, list) else []
    largest = max(every, key=_area, default={})
    return str(largest.get("url") or "")


def _area(size: Mapping[str, Any]) -> int:
    width, height = size.get("width"), size.get("height")
    return width * height if isinstance(width, int) and isinstance(height, int) else 0


def _titled(kind: str, body: Mapping[str, Any]) -> Attachment:
    """A link to it; what has no kind of its own here is just a link."""
    own = kind if kind in ("video", "audio") else "link"
    return _linked(f"{_SITE}{kind}{_name(body)}", _title(body), own)


def _post(_kind: str, body: Mapping[str, Any]) -> Attachment:
    return _linked(f"{_SITE}wall{_name(body)}", str(body.get("text") or ""), "post")


def _comment(_kind: str, body: Mapping[str, Any]) -> Attachment:
    url = f"{_SITE}wall{body.get('owner_id')}_{body.get('post_id')}?reply={body.get('id')}"
    return _linked(url, str(body.get("text") or ""), "comment")


def _product(_kind: str, body: Mapping[str, Any]) -> Attachment:
    url = f"{_SITE}market{body.get('owner_id')}?w=product{_name(body)}"
    return _linked(url, _title(body), "product")


def _page(_kind: str, body: Mapping[str, Any]) -> Attachment:
    return _linked(str(body.get("url") or ""), _title(body))


def _linked(url: str, title: str, kind: str = "link") -> Attachment:
    if not url or _NOBODY in url:
        return Attachment(kind=kind)
    line = " ".join(title.split())
    short = line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"
    return Attachment(kind=kind, data={"url": url, **({"title": short} if short else {})})


def _title(body: Mapping[str, Any]) -> str:
    return " — ".join(str(body[key]) for key in ("artist", "title") if body.get(key))


def _name(body: Mapping[str, Any]) -> str:
    owner = body.get("owner_id") or body.get("to_id") or body.get("from_id")
    return f"{owner}_{body.get('id')}"


def _poll(_kind: str, body: Mapping[str, Any]) -> Attachment:
    answers = body.get("answers")
    every = answers if isinstance(answers, list) else []
    texts = [str(mapping(one).get("text") or "") for one in every]
    options = json.dumps(texts, ensure_ascii=False)
    return Attachment(
        kind="poll", data={"question": str(body.get("question") or ""), "options": options}
    )


_TOLD: Final[Mapping[str, Callable[[str, Mapping[str, Any]], Attachment]]] = {
    **dict.fromkeys(("video", "audio", "story", "article", "podcast", "album"), _titled),
    "wall": _post,
    "wall_reply": _comment,
    "market": _product,
    "poll": _poll,
    "link": _page,
}
"""How what cannot be fetched is told of."""
