"""What is to be said in VK: cut into calls, its files uploaded and named as attachments."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import aiohttp

from bots import http
from bots.strangers import StrangersFiles
from bots.text import TEXT_LIMIT, Piece, beginning, joined, split, with_links
from bots.vk_calls import Calls
from bots.without import next_form
from hub import reasons
from hub.errors import PerhapsSent, Refused, Unanswered, Undeliverable
from hub.model import Attachment
from hub.ports import File, Outgoing

CARRIED: Final = frozenset(
    {
        *("photo", "voice", "audio", "video", "video_note", "animation", "document", "sticker"),
        *("location", "venue"),
    }
)
"""Files of other kinds than photos and voices go as documents."""

_AT_ONCE: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call: a text with what hangs on it. VK takes one place a message, a voice by itself."""

    text: str = ""
    files: tuple[File, ...] = ()
    place: Attachment | None = None
    at: int = 0
    """Where the place stands among what the message holds."""

    @property
    def coordinates(self) -> dict[str, str]:
        data = self.place.data if self.place else {}
        return {"lat": data["lat"], "long": data["lon"]} if data else {}


def steps(outgoing: Outgoing) -> list[Step]:
    """In the same cuts in every try. What does not fit the first text comes last, where an edit may
    add to it; of what is too long for messages the first two are said.
    """
    voices = tuple(file for file in outgoing.files if file.kind == "voice")
    others = tuple(file for file in outgoing.files if file.kind != "voice")
    texts = texts_of(outgoing)
    apart = len(texts) if outgoing.whole or not outgoing.captioned else 0
    first = Step(text="" if apart or not texts else texts[0], files=others[:_AT_ONCE])
    said = [*(Step(text=text) for text in texts[:apart]), first]
    said += [
        Step(files=others[at : at + _AT_ONCE]) for at in range(_AT_ONCE, len(others), _AT_ONCE)
    ]
    said += [Step(files=(voice,)) for voice in voices]
    at = outgoing.things_at or range(len(outgoing.things))
    said += [
        Step(text=_named(place), place=place, at=index)
        for place, index in zip(outgoing.things, at, strict=True)
    ]
    said += [Step(text=text) for text in texts[apart or 1 :]]
    said += [Step(files=(outgoing.whole,))] if outgoing.whole else []
    said += [Step(text=outgoing.tail)] if outgoing.tail else []
    full = [step for step in said if step.text or step.files or step.place]
    return full or [first]


def texts_of(outgoing: Outgoing) -> list[str]:
    said = Piece(text=outgoing.text, spans=outgoing.spans)
    if outgoing.whole:
        pieces = beginning(Piece(text=with_links(joined(*beginning(said, TEXT_LIMIT)))), TEXT_LIMIT)
    else:
        pieces = split(Piece(text=with_links(said)), TEXT_LIMIT)
    return [piece.text for piece in pieces if piece.text.strip()]


def without_files(step: Step) -> Step:
    """With a sentence in place of each."""
    told = [file.told for file in step.files]
    return replace(
        in_words(step), text="\n".join(filter(None, (in_words(step).text, *told))), files=()
    )


def in_words(step: Step) -> Step:
    """Where there is no room for a place, it is told."""
    if step.place is None:
        return step
    where = ", ".join(step.coordinates.values())
    return replace(step, text="\n".join(filter(None, (step.text, where))), place=None)


def key_of(key: str, part: int) -> int:
    """The same for every try, so that VK itself drops a repeat; an int32 and never 0."""
    digest = hashlib.sha256(f"{key}:{part}".encode()).digest()
    return int.from_bytes(digest[:4]) % (2**31 - 1) + 1


class Uploads:
    """Whatever fails here, no message has been sent yet."""

    def __init__(
        self,
        calls: Calls,
        files: StrangersFiles,
        limit: aiohttp.ClientTimeout,
    ) -> None:
        self._calls = calls
        self._files = files
        self._limit = limit

    async def all(self, peer: int, files: tuple[File, ...]) -> str:
        """Their names, as `attachment` wants them."""
        return ",".join([await self._named(peer, file) for file in files])

    async def _named(self, peer: int, file: File) -> str:
        """Refused where it is this file that VK does not take."""
        try:
            return await self._one(peer, file)
        except PerhapsSent as error:
            raise Unanswered(error.reason) from None
        except Undeliverable as error:
            if error.reason in reasons.CODES - {reasons.TOO_LARGE}:
                raise
            raise Refused(error.reason, next_form(file)) from None

    async def _one(self, peer: int, file: File) -> str:
        if file.kind == "photo":
            return await self._photo(peer, file)
        if file.kind == "voice":
            return await self._document(peer, file, "audio_message")
        return await self._document(peer, file, "doc")

    async def _photo(self, peer: int, file: File) -> str:
        place = await self._calls("photos.getMessagesUploadServer", peer_id=peer)
        answer = await self._put(place["upload_url"], "photo", file)
        given = {name: answer.get(name) for name in ("server", "photo", "hash")}
        saved = await self._calls("photos.saveMessagesPhoto", **given)
        if not saved:
            raise Undeliverable("no photo")
        return _name("photo", saved[0])

    async def _document(self, peer: int, file: File, kind: str) -> str:
        """By its original name; VK calls an audio message a doc where it is attached."""
        place = await self._calls("docs.getMessagesUploadServer", peer_id=peer, type=kind)
        answer = await self._put(place["upload_url"], "file", file)
        if not answer.get("file"):
            raise Undeliverable(str(answer.get("error_descr") or answer.get("error") or "no file"))
        saved = await self._calls("docs.save", file=answer["file"], title=file.name)
        return _name(kind, saved[kind])

    async def _put(self, url: str, field: str, file: File) -> Mapping[str, Any]:
        form = aiohttp.FormData()
        form.add_field(field, await file.read(), filename=file.name)
        session = self._files.session_for(url)
        asked = http.asked(session, "POST", url, self._limit, data=form, allow_redirects=False)
        async with asked as response:
            return await http.object_of(response)


def attachments_of(message: Mapping[str, Any]) -> str:
    """What hangs on a message that was sent, named as `attachment` wants it."""
    every = [(one["type"], one[one["type"]]) for one in message.get("attachments", ())]
    return ",".join(_name(kind, body) for kind, body in every if "owner_id" in body)


def _name(kind: str, saved: Mapping[str, Any]) -> str:
    as_kind = "doc" if kind == "audio_message" else kind
    key = saved.get("access_key")
    return f"{as_kind}{saved['owner_id']}_{saved['id']}" + (f"_{key}" if key else "")


def _named(place: Attachment) -> str:
    return "\n".join(filter(None, (place.data.get("title"), place.data.get("address"))))
