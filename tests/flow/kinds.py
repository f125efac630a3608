"""The kinds of content that people send, and what each arrives as: the matrix of every messenger.

`python -m tests.flow.kinds` prints it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Result(StrEnum):
    """What somebody at the other end sees of a kind."""

    SAME = "same"
    NEAREST = "nearest"
    SENTENCE = "sentence"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`action` and `body` of the sandbox's people's side; `caption` marks where words go with it.

    `says` are words that stand in what arrives, if it is a sentence.
    """

    name: str
    action: str
    body: Mapping[str, Any] = field(default_factory=dict)
    captioned: bool = False
    file: bool = False
    says: tuple[str, ...] = ()


FILES = (
    Kind(name="photo", action="photo", captioned=True, file=True),
    Kind(name="voice", action="voice", captioned=True, file=True, body={"duration": 7}),
    Kind(name="audio", action="audio", captioned=True, file=True, body={"name": "песня.mp3"}),
    Kind(name="video", action="video", captioned=True, file=True, body={"duration": 12}),
    Kind(name="video_note", action="video_note", file=True),
    Kind(name="animation", action="animation", captioned=True, file=True),
    Kind(name="document", action="document", captioned=True, file=True, body={"name": "акт.pdf"}),
    Kind(name="sticker", action="sticker", file=True, body={"emoji": "🚚"}),
)
POINT = {"latitude": 59.9386, "longitude": 30.3141}
PLACES = (
    Kind(name="location", action="location", body=POINT),
    Kind(name="venue", action="venue", body={**POINT, "title": "Склад", "address": "Невский, 28"}),
)
CONTACT = Kind(
    name="contact",
    action="contact",
    body={"phone": "+79112224501", "first_name": "Пётр", "last_name": "Смирнов"},
    says=("Пётр Смирнов", "+7911•••4501"),
)
DICE = Kind(name="dice", action="dice", body={"emoji": "🎯", "value": 5}, says=("🎯", "5"))

TELEGRAM = (*FILES, *PLACES, CONTACT, DICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the matrix. `way` is `in` (to the desk) or `out` (to the contact)."""

    messenger: str
    kind: str
    way: str
    result: Result


def outcome(sent: str, arrived: str) -> Result:
    """By the kinds that the two ends know it under."""
    if arrived == sent:
        return Result.SAME
    return Result.SENTENCE if arrived == "text" else Result.NEAREST


def expected(messenger: str, row: Mapping[str, tuple[Result, Result]]) -> Iterator[Row]:
    for kind, (inward, outward) in row.items():
        yield Row(messenger=messenger, kind=kind, way="in", result=inward)
        yield Row(messenger=messenger, kind=kind, way="out", result=outward)


_SAME = (Result.SAME, Result.SAME)
TELEGRAM_RESULTS: dict[str, tuple[Result, Result]] = {
    "text": _SAME,
    **{kind.name: _SAME for kind in (*FILES, *PLACES)},
    "live location": _SAME,
    "album": _SAME,
    "contact": (Result.SENTENCE, Result.SAME),
    "dice": (Result.SENTENCE, Result.SENTENCE),
    "poll": (Result.SENTENCE, Result.SENTENCE),
    "forward": (Result.NEAREST, Result.NEAREST),
    "rich message": (Result.NEAREST, Result.NEAREST),
    "live photo": (Result.NEAREST, Result.NEAREST),
    "checklist": (Result.SENTENCE, Result.SENTENCE),
    "paid media": (Result.SENTENCE, Result.SENTENCE),
    "invoice": (Result.SENTENCE, Result.SENTENCE),
    "game": (Result.SENTENCE, Result.SENTENCE),
    "giveaway": (Result.SENTENCE, Result.SENTENCE),
    "giveaway winners": (Result.SENTENCE, Result.SENTENCE),
    "story": (Result.SENTENCE, Result.SENTENCE),
    "story that is nowhere to be seen": (Result.SENTENCE, Result.REFUSED),
    "kind of tomorrow": (Result.SENTENCE, Result.SENTENCE),
    "chosen part": (Result.SENTENCE, Result.SAME),
    "post or message of another chat": (Result.SENTENCE, Result.SENTENCE),
    "reply to a story": (Result.SENTENCE, Result.SENTENCE),
    "point of a checklist or poll": (Result.SENTENCE, Result.SENTENCE),
    "file over 20 MB": (Result.SENTENCE, Result.REFUSED),
}
"""Into the desk, and out to the contact. The tests hold every line of it."""

VK_IN: dict[str, Result] = {
    **dict.fromkeys(("text", "photo", "album", "voice", "document", "location"), Result.SAME),
    **dict.fromkeys(("sticker", "forward"), Result.NEAREST),
    **dict.fromkeys(("video", "audio", "post", "link", "product", "poll"), Result.SENTENCE),
    "gift": Result.SENTENCE,
}
VK_OUT: dict[str, Result] = {
    **dict.fromkeys(("text", "photo", "album", "voice", "document"), Result.SAME),
    **dict.fromkeys(("location", "venue"), Result.SAME),
    **dict.fromkeys(("audio", "video", "video_note", "animation", "sticker"), Result.NEAREST),
    **dict.fromkeys(("contact", "dice", "poll"), Result.SENTENCE),
    "forward": Result.NEAREST,
}
"""VK has kinds of its own: the two ways are not alike."""

MATRIX: list[Row] = [
    *expected("telegram", TELEGRAM_RESULTS),
    *(Row(messenger="vk", kind=kind, way="in", result=found) for kind, found in VK_IN.items()),
    *(Row(messenger="vk", kind=kind, way="out", result=found) for kind, found in VK_OUT.items()),
]


def table(rows: Iterable[Row]) -> str:
    """As Markdown."""
    lines = ["| messenger | kind | to the desk | to the contact |", "|---|---|---|---|"]
    found: dict[tuple[str, str], dict[str, Result]] = {}
    for row in rows:
        found.setdefault((row.messenger, row.kind), {})[row.way] = row.result
    for (messenger, kind), ways in found.items():
        lines.append(f"| {messenger} | {kind} | {ways.get('in', '')} | {ways.get('out', '')} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(MATRIX))  # noqa: T201 - it is for reading
