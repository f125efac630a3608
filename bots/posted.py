"""What may be posted to /intake: a shape for each channel, and what it says in the hub's terms."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from bots.posted_files import Files, PostedFile, Shape, Short, Url
from hub import discretion
from hub.model import Address, Attachment, Inbound, Inbox, Note, Peer, Source
from hub.phones import HOME, LONGEST, is_hidden, masked, plain

_STARS: Final = 5
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)


def _address(sender: str) -> str:
    if "@" not in parseaddr(sender)[1]:
        raise ValueError("expected an e-mail address")
    return sender


Name = Annotated[str, Field(min_length=1, max_length=500)]
Long = Annotated[str, Field(max_length=2_000)]


class PostedContact(Shape):
    """As far as it is known."""

    name: Short | None = None
    phone: Short | None = None
    email: Short | None = None
    external_id: Short | None = None


class Posted(Shape, ABC):
    """What all channels have in common. `external_id` names what is posted: a repeat is known."""

    external_id: Name
    at: Annotated[AwareDatetime, Field(ge=_EARLIEST, le=_LATEST)]
    contact: PostedContact = PostedContact()

    def source(self, inbox: Inbox) -> Source:
        return Source(f"{inbox.id}:{_hashed(self.external_id)}")

    @abstractmethod
    def peer(self, inbox: Inbox) -> Peer:
        """Whose conversation it belongs to."""

    def inbound(self, inbox: Inbox, peer: Peer) -> Inbound:
        phone = plain(self.contact.phone or "", inbox.country) or self.contact.phone
        email = _email(self.contact.email)
        own = {"id_in_channel": self.external_id, "phone": phone, "email": email}
        return Inbound(
            source=self.source(inbox),
            address=Address(inbox=inbox.id, peer=peer),
            name=self._name(),
            written_at=self.at,
            **(own | self._content(inbox)),
        )

    def _name(self) -> str:
        """As it may stand in groups, where no phone or e-mail is shown whole."""
        contact = self.contact
        known = (contact.name, contact.email, contact.phone, contact.external_id, self.external_id)
        return next(filter(None, map(_covered, known)), "")

    @abstractmethod
    def _content(self, inbox: Inbox) -> dict[str, Any]:
        """What it says: further fields of the Inbound."""


class PostedChat(Posted):
    thread: Annotated[str, Field(min_length=1, max_length=200)]
    text: str = ""
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


class PostedEmail(Posted):
    """Its thread is named by its first e-mail's `message_id`."""

    sender: Annotated[str, Field(max_length=500, alias="from"), AfterValidator(_address)]
    to: Long | tuple[Long, ...] = ""
    subject: Long = ""
    message_id: Name | None = None
    in_reply_to: Long | None = None
    headers: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)
    text: str = ""
    attachments: Files = ()

    def peer(self, inbox: Inbox) -> Peer:  # noqa: ARG002 - the same in every inbox
        return Peer(self.message_id or self.external_id)

    def _name(self) -> str:
        name, address = parseaddr(self.sender)
        known = (self.contact.name, name, address)
        return next(filter(None, map(_covered, known)), "")

    def _content(self, inbox: Inbox) -> dict[str, Any]:
        subject = " ".join(self.subject.split())
        code = "email" if subject else "email_untitled"
        sender = discretion.covered(self.sender)
        told = {"subject": subject, "sender": sender} if subject else {"sender": sender}
        to = self.to if isinstance(self.to, str) else ", ".join(self.to)
        return {
            "id_in_channel": self.message_id or self.external_id,
            "email": _email(self.contact.email) or _email(self.sender),
            "text": self.text,
            "attachments": tuple(file.attachment(inbox) for file in self.attachments),
            "note": Note(code=code, values=told),
            "facts": {
                "subject": self.subject,
                "from": self.sender,
                "to": to,
                "headers": json.dumps(dict(self.headers)),
            },
        }


class PostedReview(Posted):
    rating: Annotated[int, Field(ge=1, le=_STARS)]
    store: Name
    app_version: Short | None = None
    text: str = ""
    url: Url | None = None

    def peer(self, inbox: Inbox) -> Peer:  # noqa: ARG002 - the same in every inbox
        return Peer(self.contact.external_id or self.external_id)

    def _name(self) -> str:
        return _covered(self.contact.name) or self.store

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

    event: Literal["answered", "missed", "ended"]
    sender: Annotated[str, Field(max_length=500)] | None = Field("", alias="from")
    to: Short | None = ""
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
        if is_hidden(self.sender or ""):
            return self.external_id
        return plain(self.sender or "", inbox.country) or (self.sender or "").strip()[:LONGEST]

    def _dialled(self, inbox: Inbox) -> str | None:
        return plain(self.to or "", inbox.country) or None

    def _name(self) -> str:
        """None where the number is hidden: that is nobody's name."""
        hidden = is_hidden(self.sender or "")
        return _covered(self.contact.name) or ("" if hidden else _covered(self.sender))

    def _content(self, inbox: Inbox) -> dict[str, Any]:
        hidden = is_hidden(self.sender or "")
        values = {} if hidden else {"phone": _covered(self.sender)}
        if self.event == "ended":
            values["duration"] = _clock(self.duration)
        code = f"call_{self.event}_hidden" if hidden else f"call_{self.event}"
        told = {"event": self.event, "from": self.sender or "", "to": self.to or ""}
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


SHAPES: Final[Mapping[str, type[Posted]]] = {
    "email": PostedEmail,
    "call": PostedCall,
    "review": PostedReview,
    "http": PostedChat,
}
"""By channel."""


def _hashed(name: str) -> str:
    """Names from outside have any length and any characters; ids are plain."""
    return hashlib.blake2s(name.encode(), digest_size=16).hexdigest()


def _email(written: str | None) -> str | None:
    address = parseaddr(written or "")[1]
    return address.casefold() if "@" in address else None


def _covered(name: str | None) -> str:
    """The name, or what may be seen of the phone or e-mail that it is."""
    number = plain(name or "", HOME)
    return masked(number) if number else discretion.covered(name or "").strip()


def _clock(seconds: int | None) -> str:
    return "—" if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"
