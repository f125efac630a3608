"""What may be posted to /intake: a shape for each channel, and what it says in the hub's terms."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, Field, model_validator

from bots.mailboxes import line, mailboxes
from bots.posted_files import Files, PostedFile, Shape, Short, Url
from bots.posted_reading import Readable
from hub import discretion
from hub.claims import with_lines
from hub.joining import same
from hub.model import Address, Attachment, Inbound, Inbox, Note, Peer, Source
from hub.phones import HOME, LONGEST, is_hidden, masked, plain

_STARS: Final = 5
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)

Name = Annotated[str, Field(min_length=1, max_length=500)]
Words = Annotated[str, Field(max_length=65_536)]
"""What somebody wrote. Letters may be longer."""


class PostedContact(Shape):
    """As far as it is known."""

    name: Short | None = None
    phone: Short | None = None
    email: Short | None = None
    external_id: Short | None = None


class Posted(Readable, ABC):
    """What all channels have in common. `external_id` names what is posted: a repeat is known."""

    external_id: Name
    at: Annotated[AwareDatetime, Field(ge=EARLIEST, le=LATEST)]
    contact: PostedContact = PostedContact()

    def source(self, inbox: Inbox) -> Source:
        return Source(f"{inbox.id}:{_hashed(self.external_id)}")

    @abstractmethod
    def peer(self, inbox: Inbox) -> Peer:
        """Whose conversation it belongs to."""

    def inbound(self, inbox: Inbox, peer: Peer, left_out: Sequence[str] = ()) -> Inbound:
        """`left_out` is named in it."""
        phone = plain(self.contact.phone or "", inbox.country) or self.contact.phone
        email = email_of(self.contact.email)
        own = {"id_in_channel": self.external_id, "phone": phone, "email": email}
        content = self._content(inbox)
        note = with_lines(content.pop("note", None), *map(_unread, left_out))
        return Inbound(
            source=self.source(inbox),
            address=Address(inbox=inbox.id, peer=peer),
            name=self._name(),
            named=self._is_named(),
            claims=True,
            written_at=self.at,
            note=note,
            **(own | content),
        )

    def _is_named(self) -> bool:
        return bool(covered_name(self.contact.name))

    def _name(self) -> str:
        """As it may stand in groups, where no phone or e-mail is shown whole."""
        contact = self.contact
        known = (contact.name, contact.email, contact.phone, contact.external_id, self.external_id)
        return next(filter(None, map(covered_name, known)), "")

    @abstractmethod
    def _content(self, inbox: Inbox) -> dict[str, Any]:
        """What it says: further fields of the Inbound."""


class PostedChat(Posted):
    @classmethod
    def needs(cls) -> frozenset[str]:
        return super().needs() | {"thread"}

    thread: Annotated[str, Field(min_length=1, max_length=200)]
    text: Words = ""
    attachments: Files = ()

    @model_validator(mode="after")
    def _says_something(self) -> PostedChat:
        if not self.text.strip() and not self.attachments:
            raise ValueError("expected text or attachments")
        return self

    def peer(self, inbox: Inbox) -> Peer:  # noqa: ARG002 - the same in every inbox
        return Peer(self.thread)

    def _content(self, inbox: Inbox) -> dict[str, Any]:
        files = tuple(file.attachment(inbox) for file in self.attachments)
        return {"text": self.text, "attachments": files}


class PostedReview(Posted):
    @classmethod
    def needs(cls) -> frozenset[str]:
        return super().needs() | {"rating", "store"}

    rating: Annotated[int, Field(ge=1, le=_STARS)]
    store: Name
    app_version: Short | None = None
    text: Words = ""
    url: Url | None = None

    def peer(self, inbox: Inbox) -> Peer:  # noqa: ARG002 - the same in every inbox
        return Peer(self.contact.external_id or self.external_id)

    def _name(self) -> str:
        return covered_name(self.contact.name) or self.store

    def _content(self, inbox: Inbox) -> dict[str, Any]:  # noqa: ARG002 - no files
        stars = "★" * self.rating + "☆" * (_STARS - self.rating)
        where = " · ".join(filter(None, (self.store, self.app_version, self.url)))
        told = {"rating": str(self.rating), "store": self.store}
        return {
            "text": self.text,
            "note": Note(code="review", values={"stars": stars, "where": where}),
            "facts": told | {"app_version": self.app_version or "", "url": self.url or ""},
        }


class PostedCall(Posted):
    """One event of a call. `duration` is in seconds."""

    @classmethod
    def needs(cls) -> frozenset[str]:
        return super().needs() | {"event"}

    @classmethod
    def cuts(cls) -> bool:
        return True

    event: Literal["answered", "missed", "ended"]
    sender: Short = Field("", alias="from")
    to: Short = ""
    duration: Annotated[int, Field(ge=0, le=10**7)] | None = None
    recording_url: Url | None = None

    def source(self, inbox: Inbox) -> Source:
        """A telephone system may name all events of a call alike."""
        return Source(f"{inbox.id}:{_hashed(self.external_id)}:{self.event}")

    def peer(self, inbox: Inbox) -> Peer:
        """Whoever hides their number is a new caller every time; who calls another region is at
        another desk, whatever they have open at the first.
        """
        region, caller = inbox.at(self._dialled(inbox)), self._caller(inbox)
        if region == inbox.at(None):
            return Peer(caller)
        return Peer(f"{caller}>{region.desk}/{region.name or ''}")

    def _caller(self, inbox: Inbox) -> str:
        """The same for whoever calls from there again."""
        if is_hidden(self.sender):
            return self.external_id
        return plain(self.sender, inbox.country) or self.sender.strip()[:LONGEST]

    def _dialled(self, inbox: Inbox) -> str | None:
        return plain(self.to, inbox.country) or None

    def _name(self) -> str:
        """None where the number is hidden: that is nobody's name."""
        hidden = is_hidden(self.sender)
        return covered_name(self.contact.name) or ("" if hidden else covered_name(self.sender))

    def _content(self, inbox: Inbox) -> dict[str, Any]:
        hidden = is_hidden(self.sender)
        values = {} if hidden else {"phone": covered_name(self.sender)}
        if self.event == "ended":
            values["duration"] = _clock(self.duration)
        code = f"call_{self.event}_hidden" if hidden else f"call_{self.event}"
        told = {"event": self.event, "from": self.sender, "to": self.to}
        phones = (self.contact.phone, None if hidden else self.sender)
        return {
            "phone": next(filter(None, (plain(one or "", inbox.country) for one in phones)), None),
            "dialled": self._dialled(inbox),
            "attachments": self._recording(inbox),
            "note": Note(code=code, values=values),
            "facts": told | {"duration": "" if self.duration is None else str(self.duration)},
        }

    def _recording(self, inbox: Inbox) -> tuple[Attachment, ...]:
        if self.recording_url is None:
            return ()
        return (PostedFile(kind="audio", url=self.recording_url).attachment(inbox),)


def _hashed(name: str) -> str:
    """Names from outside have any length and any characters; ids are plain."""
    return hashlib.blake2s(name.encode(), digest_size=16).hexdigest()


def email_of(written: str | None) -> str | None:
    """The first of those that are written there."""
    return next((same(one.email) for one in mailboxes(written or "") if one.email), None)


def covered_name(name: str | None) -> str:
    """The name, or what may be seen of the phone or e-mail that it is."""
    number = plain(name or "", HOME)
    return masked(number) if number else discretion.covered(name or "").strip()


def _unread(name: str) -> Note:
    """`attachments/bill.pdf`, or the name of a field."""
    field, _, file = name.partition("/")
    values = {"name": discretion.covered(line(file))}
    return Note(code="unread_file" if file else f"unread.{field}", values=values)


def _clock(seconds: int | None) -> str:
    return "—" if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"
