"""What is to be said in Telegram, cut into calls: texts, captions, albums, places, contacts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from bots.text import CAPTION_LIMIT, TEXT_LIMIT, Piece, prefixed, split
from hub.model import Attachment
from hub.ports import File, Outgoing

LARGEST_ALBUM: Final = 10
UNCAPTIONED: Final = frozenset({"sticker", "video_note"})
_VISUAL: Final = frozenset({"photo", "video"})
_ALIKE: Final = frozenset({"document", "audio"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call: a text, one file or an album with its caption, or a thing that is neither."""

    piece: Piece = field(default_factory=Piece)
    files: tuple[File, ...] = ()
    thing: Attachment | None = None

    @property
    def captioned(self) -> bool:
        return self.thing is None and not any(file.kind in UNCAPTIONED for file in self.files)

    @property
    def changeable(self) -> bool:
        """Whether there is anything in it that an edit could change."""
        return self.thing.kind == "location" if self.thing else self.captioned


def steps(outgoing: Outgoing, *, mark: int, whole: bool) -> list[Step]:
    """The cuts leave room for the `mark` of a repeat, so that they are the same in every try; only
    a text that fits as it is goes `whole`. What does not fit a caption comes last, where an edit
    may add to it.
    """
    said = Piece(text=outgoing.text, spans=outgoing.spans)
    shown = [Step(files=files) for files in _albums(outgoing)]
    shown += [Step(thing=thing) for thing in outgoing.things]
    room = TEXT_LIMIT - mark
    if not shown:
        fits = whole and len(said.text) <= TEXT_LIMIT
        return [Step(piece=piece) for piece in ([said] if fits else _spoken(said, room, room))]
    if not shown[0].captioned:
        return [*(Step(piece=piece) for piece in _words(said, room)), *shown]
    caption, *rest = _spoken(said, room, CAPTION_LIMIT - mark)
    first, *others = shown
    return [replace(first, piece=caption), *others, *(Step(piece=piece) for piece in rest)]


def marked(mark: str, step: Step) -> Step:
    """A repeat says so in its text or caption; what has none becomes the nearest that has one."""
    piece = prefixed(mark, step.piece)
    if step.thing:
        return replace(step, thing=_marked_thing(mark.strip(), step.thing))
    files = tuple(replace(file, kind=_with_caption(file.kind)) for file in step.files)
    return replace(step, piece=piece, files=files)


def _with_caption(kind: str) -> str:
    return {"sticker": "document", "video_note": "video"}.get(kind, kind)


def _marked_thing(mark: str, thing: Attachment) -> Attachment:
    data = dict(thing.data)
    if thing.kind == "contact":
        return replace(thing, data={**data, "first_name": f"{mark} {data.get('first_name', '')}"})
    title = f"{mark} {data.get('title', '')}".strip()
    address = data.get("address") or f"{data['lat']}, {data['lon']}"
    return replace(thing, kind="venue", data={**data, "title": title, "address": address})


def _albums(outgoing: Outgoing) -> Iterator[tuple[File, ...]]:
    """Files that may stand in one album, together. There are no buttons under an album."""
    most = 1 if outgoing.buttons else LARGEST_ALBUM
    album: tuple[File, ...] = ()
    for file in outgoing.files:
        if album and (len(album) == most or not _mix(album[0].kind, file.kind)):
            yield album
            album = ()
        album = (*album, file)
    if album:
        yield album


def _mix(one: str, other: str) -> bool:
    return {one, other} <= _VISUAL or (one == other and one in _ALIKE)


def _words(said: Piece, room: int) -> list[Piece]:
    return _spoken(said, room, room) if said.text.strip() else []


def _spoken(whole: Piece, limit: int, first: int) -> list[Piece]:
    """The first piece and those of the rest that hold more than blanks, which Telegram refuses."""
    head, *rest = split(whole, limit, first)
    return [head, *(piece for piece in rest if piece.text.strip())]
