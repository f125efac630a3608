"""What is to be said in Telegram, cut into calls: texts, captions, albums, places, contacts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from bots.text import CAPTION_LIMIT, TEXT_LIMIT, Piece, beginning, lines, prefixed, split
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
    at: int = 0
    """The place of the thing among what the message holds."""

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
    may add to it; of what is too long for messages the first two are said.
    """
    said, tail = Piece(text=outgoing.text, spans=outgoing.spans), Piece(text=outgoing.tail)
    room = TEXT_LIMIT - mark
    shown = [Step(files=files) for files in _albums(outgoing)]
    shown += [Step(thing=thing, at=at) for thing, at in _things(outgoing)]
    last = [Step(piece=piece) for piece in _words(tail, room)]
    if outgoing.whole:
        begun = [Step(piece=piece) for piece in beginning(said, room) if piece.text.strip()]
        return [*begun, *shown, Step(files=(outgoing.whole,)), *last]
    if not shown:
        fits = whole and len(said.text) <= TEXT_LIMIT
        pieces = [said] if fits else _spoken(said, room, room)
        return [*(Step(piece=piece) for piece in pieces), *last]
    if not (shown[0].captioned and outgoing.captioned):
        return [*(Step(piece=piece) for piece in _words(said, room)), *shown, *last]
    return [*_captioned(said, shown, mark), *last]


def in_words(step: Step) -> Step:
    """With sentences, and what can be read of a thing, in place of what it would show."""
    told = [Piece(text=file.told) for file in step.files]
    thing = Piece(text="\n".join(step.thing.data.values()) if step.thing else "")
    return Step(piece=lines(step.piece, *told, thing))


def _captioned(said: Piece, shown: list[Step], mark: int) -> list[Step]:
    room = TEXT_LIMIT - mark
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


def _things(outgoing: Outgoing) -> Iterator[tuple[Attachment, int]]:
    at = outgoing.things_at or range(len(outgoing.things))
    return zip(outgoing.things, at, strict=True)


def _albums(outgoing: Outgoing) -> Iterator[tuple[File, ...]]:
    """Files that may stand in one album, together. There are no buttons under an album."""
    most = 1 if outgoing.buttons else LARGEST_ALBUM
    album: tuple[File, ...] = ()
    for file in outgoing.files:
        if album and (len(album) == most or not _mix(album[0], file)):
            yield album
            album = ()
        album = (*album, file)
    if album:
        yield album


def _mix(one: File, other: File) -> bool:
    if one.apart or other.apart:
        return False
    kinds = {one.kind, other.kind}
    return kinds <= _VISUAL or (len(kinds) == 1 and kinds <= _ALIKE)


def _words(said: Piece, room: int) -> list[Piece]:
    return _spoken(said, room, room) if said.text.strip() else []


def _spoken(whole: Piece, limit: int, first: int) -> list[Piece]:
    """The first piece and those of the rest that hold more than blanks, which Telegram refuses."""
    head, *rest = split(whole, limit, first)
    return [head, *(piece for piece in rest if piece.text.strip())]
