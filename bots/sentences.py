"""What is said in words beside or in place of what somebody sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Final
from urllib.parse import quote

from bots.text import Piece, lines, linked
from handlers.texts import Words
from hub.discretion import covered
from hub.model import Attachment, Message, MessageKind
from hub.phones import masked

LATE: Final = timedelta(minutes=5)
"""How old a message may be when it arrives without a word about it."""
_TOLD: Final = {
    "contact": ("name", "phone"),
    "location": ("lat", "lon"),
    "venue": ("title", "address", "lat", "lon"),
    "dice": ("emoji", "value"),
    "poll": ("question",),
    "checklist": ("title",),
    "invoice": ("title", "price"),
    "game": ("title",),
    "giveaway": ("title", "count"),
    "giveaway_winners": ("title", "count"),
    "paid_media": ("stars",),
    "story": ("title",),
}
"""What is told in words, and what of its data the sentence names."""
_WORDED: Final = frozenset({"poll", "checklist", "invoice", "game", "giveaway", "giveaway_winners"})
_WORDLESS: Final = frozenset({"sticker", "video_note", "location", "venue"})
"""To say anything with one of these takes a message more."""


class Sentences:
    """`inside`: read in a group, by many people, and never by the contact. `order_link` is where
    an order can be seen, with {order} in it.
    """

    def __init__(self, words: Words, zone: tzinfo, order_link: str | None = None) -> None:
        self._words = words
        self._zone = zone
        self._order_link = order_link or ""

    def above(self, message: Message, *, inside: bool) -> Iterator[Piece]:
        """What stands over the text."""
        if inside and message.order and _has_words(message):
            yield self._about(message.order)
        if inside and _is_late(message):
            yield self._late(message.at, message.received_at)
        if message.forwarded_from is not None:
            yield self._forwarded(" ".join(message.forwarded_from.split()))

    def chosen(self, part: str) -> Piece:
        """The part that was chosen of what is replied to."""
        said = " ".join(part.split())
        return self._say("pointed.part", quote=said) if said else Piece()

    def of(self, attachment: Attachment, *, inside: bool) -> Piece:
        """An attachment told in words."""
        if is_link(attachment):
            link = " ".join(filter(None, (attachment.data.get("title"), attachment.data["url"])))
            return self._say("said.link", kind=attachment.kind, link=link)
        return self._thing(attachment, inside=inside)

    def _thing(self, attachment: Attachment, *, inside: bool) -> Piece:
        kind, data = attachment.kind, dict(attachment.data)
        if kind not in _TOLD:
            return self.omitted(kind)
        if kind == "contact" and inside:
            data |= {"name": covered(data.get("name", "")), "phone": masked(data.get("phone", ""))}
        said = self._say(f"said.{kind}", **{name: data.get(name, "") for name in _TOLD[kind]})
        return Piece(text="\n".join((said.text, *said_of(attachment))))

    def _forwarded(self, name: str) -> Piece:
        return self._say("forwarded", name=name) if name else self._say("forwarded_somebodys")

    def omitted(self, kind: str) -> Piece:
        return self._say("omitted", kind=kind)

    def lost(self, attachment: Attachment, reason: str) -> Piece:
        return self._say("file_lost", kind=attachment.kind, reason=reason)

    def _about(self, order: str) -> Piece:
        said = self._words.say("about_order", {"order": order})
        return linked(said, self._order_link.replace("{order}", quote(order, safe="")))

    def _late(self, written: datetime, received: datetime) -> Piece:
        there, here = written.astimezone(self._zone), received.astimezone(self._zone)
        same_day = there.date() == here.date()
        said = f"{there:%H:%M}" if same_day else f"{there:%d.%m %H:%M}"
        return self._say("late", written=said, received=f"{here:%H:%M}")

    def _say(self, code: str, **values: str) -> Piece:
        return Piece(text=self._words.say(code, values))


def said_of(attachment: Attachment) -> list[str]:
    """What a poll, a list and the like say besides their name: a line for each point."""
    data, mark = attachment.data, "" if attachment.kind == "checklist" else "— "
    points = [f"{mark}{option}" for option in json.loads(data.get("options", "[]"))]
    return [*filter(None, (data.get("description"), *points, data.get("explanation")))]


def written(message: Message) -> Piece:
    """All the words in it, without a sentence about what else there is."""
    told = (one for one in message.attachments if one.kind in _WORDED)
    beside = (Piece(text="\n".join((_title(one), *said_of(one)))) for one in told)
    return lines(Piece(text=message.text, spans=message.spans), *beside)


def _title(attachment: Attachment) -> str:
    return attachment.data.get("question") or attachment.data.get("title", "")


def is_link(attachment: Attachment) -> bool:
    """What the other side has given us only the address of."""
    return attachment.ref is None and "url" in attachment.data


def _has_words(message: Message) -> bool:
    kinds = [one.kind for one in message.attachments if not is_link(one)]
    return bool(message.text or message.note) or not _WORDLESS.issuperset(kinds)


def _is_late(message: Message) -> bool:
    return message.kind is MessageKind.IN and message.received_at - message.at > LATE
