"""What is no file in a Telegram message: places, cards, polls, lists, whatever is told in words."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Final

from bots.raw import Part, texts
from bots.telegram_files import File, Media, Photos
from hub.model import Attachment, Voice

_WITHOUT_CENTS: Final = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF"})
_STARS: Final = "XTR"


class Named(Part):
    """Somebody, or a chat."""

    id: int | None = None
    type: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    username: str | None = None

    @property
    def name(self) -> str:
        names = " ".join(filter(None, (self.first_name, self.last_name)))
        return self.title or names or self.username or ""


class _Thing(Part, ABC):
    """`shown` are files that it shows."""

    @abstractmethod
    def attachment(self) -> Attachment: ...

    def shown(self, voice: Voice) -> Iterator[Attachment]:  # noqa: ARG002 most show none
        yield from ()


class Location(_Thing):
    latitude: float
    longitude: float
    live_period: int | None = None
    heading: int | None = None
    horizontal_accuracy: float | None = None

    @property
    def place(self) -> dict[str, str]:
        """Floats written so that they are read back as they were."""
        more = texts(self, "live_period", "heading", "horizontal_accuracy")
        return {"lat": repr(self.latitude), "lon": repr(self.longitude), **more}

    def attachment(self) -> Attachment:
        return Attachment(kind="location", data=self.place)


class Venue(_Thing):
    location: Location
    title: str = ""
    address: str = ""

    def attachment(self) -> Attachment:
        data = {**self.location.place, **texts(self, "title", "address")}
        return Attachment(kind="venue", data=data)


class Card(_Thing):
    phone_number: str
    first_name: str = ""
    last_name: str | None = None
    user_id: int | None = None
    vcard: str | None = None

    def attachment(self) -> Attachment:
        names = " ".join(filter(None, (self.first_name, self.last_name)))
        kept = texts(self, "first_name", "last_name", "vcard")
        return Attachment(kind="contact", data={"phone": self.phone_number, "name": names, **kept})


class Dice(_Thing):
    emoji: str = ""
    value: int = 0

    def attachment(self) -> Attachment:
        return Attachment(kind="dice", data=texts(self, "emoji", "value"))


class _Option(Part):
    text: str = ""
    persistent_id: str | None = None
    media: Media | None = None


class Poll(_Thing):
    question: str = ""
    options: tuple[_Option, ...] = ()
    description: str | None = None
    explanation: str | None = None
    media: Media | None = None
    explanation_media: Media | None = None

    def attachment(self) -> Attachment:
        told = texts(self, "question", "description", "explanation")
        options = _listed([one.text for one in self.options])
        return Attachment(kind="poll", data={**told, "options": options})

    def shown(self, voice: Voice) -> Iterator[Attachment]:
        media = (self.media, *(one.media for one in self.options), self.explanation_media)
        for one in media:
            if one and (shown := one.attachment(voice)):
                yield shown


class _Task(Part):
    id: int | None = None
    text: str = ""
    completion_date: int | None = None
    completed_by_user: dict[str, object] | None = None
    completed_by_chat: dict[str, object] | None = None

    @property
    def line(self) -> str:
        done = self.completion_date or self.completed_by_user or self.completed_by_chat
        return f"{'☑' if done else '☐'} {self.text}"


class Checklist(_Thing):
    title: str = ""
    tasks: tuple[_Task, ...] = ()

    def attachment(self) -> Attachment:
        options = _listed([task.line for task in self.tasks])
        return Attachment(kind="checklist", data={"title": self.title, "options": options})


class _Paid(Media):
    """A preview has none of the media."""


class PaidMedia(_Thing):
    star_count: int = 0
    paid_media: tuple[_Paid, ...] = ()

    def attachment(self) -> Attachment:
        return Attachment(kind="paid_media", data={"stars": str(self.star_count)})

    def shown(self, voice: Voice) -> Iterator[Attachment]:
        yield from filter(None, (one.attachment(voice) for one in self.paid_media))


class Story(_Thing):
    chat: Named | None = None
    id: int | None = None

    def attachment(self) -> Attachment:
        data = {"title": self.chat.name if self.chat else ""}
        return Attachment(kind="story", data={**data, **({"url": self.url} if self.url else {})})

    @property
    def url(self) -> str:
        """Where it can be seen, if it is somewhere public."""
        user = self.chat and self.chat.username
        return f"https://t.me/{user}/s/{self.id}" if user and self.id else ""


class Invoice(_Thing):
    title: str = ""
    description: str = ""
    currency: str = ""
    total_amount: int = 0

    def attachment(self) -> Attachment:
        data = {**texts(self, "title", "description"), "price": self._price()}
        return Attachment(kind="invoice", data=data)

    def _price(self) -> str:
        if self.currency == _STARS:
            return f"{self.total_amount} ⭐"
        if self.currency in _WITHOUT_CENTS:
            return f"{self.total_amount} {self.currency}"
        return f"{self.total_amount / 100:.2f} {self.currency}"


class Game(_Thing):
    title: str = ""
    description: str = ""
    text: str | None = None
    photo: Photos | None = None
    animation: File | None = None

    def attachment(self) -> Attachment:
        description = self.text or self.description
        return Attachment(kind="game", data={"title": self.title, "description": description})

    def shown(self, voice: Voice) -> Iterator[Attachment]:
        if self.photo:
            yield self.photo.attachment(voice)


class Giveaway(_Thing):
    chats: tuple[Named, ...] = ()
    winner_count: int = 0
    prize_description: str | None = None
    prize_star_count: int | None = None
    premium_subscription_month_count: int | None = None

    def attachment(self) -> Attachment:
        chats = ", ".join(filter(None, (chat.name for chat in self.chats)))
        data = {"title": chats, "description": _prize(self), "count": str(self.winner_count)}
        return Attachment(kind="giveaway", data=data)


class Winners(_Thing):
    chat: Named | None = None
    winner_count: int = 0
    winners: tuple[Named, ...] = ()
    prize_description: str | None = None
    prize_star_count: int | None = None
    premium_subscription_month_count: int | None = None

    def attachment(self) -> Attachment:
        names = [one.name for one in self.winners]
        data = {"title": self.chat.name if self.chat else "", "description": _prize(self)}
        data |= {"count": str(self.winner_count), "options": _listed(names)}
        return Attachment(kind="giveaway_winners", data=data)


def _prize(given: Giveaway | Winners) -> str:
    if given.prize_description:
        return given.prize_description
    if given.prize_star_count:
        return f"{given.prize_star_count} ⭐"
    months = given.premium_subscription_month_count
    return f"Telegram Premium × {months}" if months else ""


def _listed(lines: list[str]) -> str:
    return json.dumps(lines, ensure_ascii=False)
