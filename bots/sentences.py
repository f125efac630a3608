"""What is said in words beside or in place of what somebody sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Final
from urllib.parse import quote

from bots.text import Piece, linked
from handlers.texts import Words
from hub.discretion import covered
from hub.model import Attachment, Message, MessageKind
from hub.phones import masked

LATE: Final = timedelta(minutes=5)
"""How old a message may be when it arrives without a word about it."""
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
            yield self._say("forwarded", name=" ".join(message.forwarded_from.split()))

    def of(self, attachment: Attachment, *, inside: bool) -> Piece:
        """An attachment told in words."""
        if is_link(attachment):
            link = " ".join(filter(None, (attachment.data.get("title"), attachment.data["url"])))
            return self._say("said.link", kind=attachment.kind, link=link)
        return self._thing(attachment, inside=inside)

    def _thing(self, attachment: Attachment, *, inside: bool) -> Piece:
        data = attachment.data
        match attachment.kind:
            case "contact":
                name, phone = data.get("name", ""), data.get("phone", "")
                if inside:
                    name, phone = covered(name), masked(phone)
                return self._say("said.contact", name=name, phone=phone)
            case "location":
                return self._say("said.location", lat=data["lat"], lon=data["lon"])
            case "venue":
                told = {name: data.get(name, "") for name in ("title", "address", "lat", "lon")}
                return self._say("said.venue", **told)
            case "dice":
                return self._say("said.dice", emoji=data["emoji"], value=data["value"])
            case "poll":
                options = "".join(f"\n— {option}" for option in json.loads(data["options"]))
                return self._say("said.poll", question=data["question"], options=options)
        return self.omitted(attachment.kind)

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


def is_link(attachment: Attachment) -> bool:
    """What the other side has given us only the address of."""
    return attachment.ref is None and "url" in attachment.data


def _has_words(message: Message) -> bool:
    kinds = [one.kind for one in message.attachments if not is_link(one)]
    return bool(message.text or message.note) or not _WORDLESS.issuperset(kinds)


def _is_late(message: Message) -> bool:
    return message.kind is MessageKind.IN and message.received_at - message.at > LATE
