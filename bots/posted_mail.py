"""Letters that are posted to /intake: they come in whatever their headers look like."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Final

from pydantic import Field

from bots.mailboxes import LONGEST, Mailbox, bare, header, headers, line, mailboxes, names, words
from bots.posted import EARLIEST, LATEST, Posted, covered_name, email_of
from bots.posted_files import Files
from bots.signing import Ours
from hub.claims import with_lines
from hub.discretion import covered
from hub.joining import same, written
from hub.model import (
    Attachment,
    Contact,
    Correspondent,
    Inbound,
    Inbox,
    Letter,
    Note,
    Peer,
    Place,
    Reference,
)

SHOWN: Final = 7_000
"""UTF-16 units of a letter's words that are shown; the rest is in a file with the whole of it."""
LONGEST_SUBJECT: Final = 300
MOST_COPIED: Final = 50
_FIELDS: Final = ("from", "to", "subject", "message_id", "in_reply_to")

Header = Annotated[str, Field(max_length=LONGEST)]


class PostedEmail(Posted):
    """Its thread is named by its first e-mail's `message_id`."""

    sender: Header = Field(alias="from")
    to: Header | tuple[Header, ...] = ""
    subject: Header = ""
    message_id: Header | None = None
    in_reply_to: Header | None = None
    headers: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)
    text: str = ""
    attachments: Files = ()

    @classmethod
    def needs(cls) -> frozenset[str]:
        return super().needs() | {"from"}

    @classmethod
    def cuts(cls) -> bool:
        return True

    @classmethod
    def recognised(cls, posted: Mapping[str, Any]) -> dict[str, Any]:
        """What has no field of its own is taken from the headers."""
        all = headers(posted.get("headers"))
        told = dict(posted) | {"headers": all}
        for name in _FIELDS:
            written = _written(told.pop(name, None)) or header(all, name.replace("_", "-"))
            if written:
                told[name] = written[:LONGEST]
        if isinstance(told.get("at"), str):
            told["at"] = _moment(told["at"])
        return told

    def peer(self, inbox: Inbox) -> Peer:  # noqa: ARG002 - the same in every inbox
        return Peer(self._own_id())

    def letter(self, inbox: Inbox, ours: Ours) -> Letter:
        """`ours` tells our own names from others'."""
        referred = names(self.in_reply_to or "", self._header("references"))
        return Letter(
            inbox=inbox.id,
            source=self.source(inbox),
            sender=Correspondent(email=same(self._first().email), name=self._name()),
            peer=self.peer(inbox),
            id=bare(self.message_id) if self.message_id else None,
            refers_to=tuple(Reference(name=one, ours=ours(one)) for one in referred),
            copied=self._copied(),
        )

    def placed(self, inbound: Inbound, place: Place) -> Inbound:
        """Another sender is shown as themselves; so is what it answers without belonging there."""
        note = inbound.note
        if place.by and note:
            code = "email_beside" if place.by.email else "email_beside_nobody"
            beside = Note(code=code, values={"owner": place.owner, **note.values})
            note = replace(beside, lines=(replace(note, lines=()), *note.lines))
        if place.answers is not None:
            told = Note(code="email_answers", values={"number": str(place.answers)})
            note = with_lines(note, told)
        return replace(inbound, note=note, by=place.by)

    def begins(self, inbound: Inbound) -> Contact:
        """Who begins a thread with it."""
        return Contact(
            id="",
            name=inbound.name,
            named=inbound.named,
            address=inbound.address,
            phone=inbound.phone,
            email=inbound.email,
        )

    def whole(self) -> str:
        """All of it, where not all is shown; "" otherwise."""
        is_long = len(self.text.encode("utf-16-le", "surrogatepass")) > SHOWN * 2
        if not is_long and len(self.subject) <= LONGEST_SUBJECT:
            return ""
        return f"{self.subject}\n\n{self.text}"

    def file_name(self) -> str:
        told = "".join(one for one in line(words(self.subject))[:60] if one not in '/\\:*?"<>|')
        return f"{told.strip(' .') or 'mail'}.txt"

    def _first(self) -> Mailbox:
        found = mailboxes(self.sender)
        return found[0] if found else Mailbox("", "")

    def _own_id(self) -> str:
        return self.message_id or self.external_id

    def _header(self, name: str) -> str:
        value = {key.lower(): value for key, value in self.headers.items()}.get(name, "")
        return value if isinstance(value, str) else ", ".join(value)

    def _to(self) -> str:
        return self.to if isinstance(self.to, str) else ", ".join(self.to)

    def _copied(self) -> frozenset[str]:
        written = (self._to(), self._header("to"), self._header("cc"))
        found = [same(one.email) for text in written for one in mailboxes(text) if one.email]
        return frozenset(found[:MOST_COPIED])

    def _name(self) -> str:
        first = self._first()
        known = (self.contact.name, first.name, first.email)
        return next(filter(None, map(covered_name, known)), "")

    def _is_named(self) -> bool:
        return bool(covered_name(self.contact.name) or covered_name(self._first().name))

    def _content(self, inbox: Inbox) -> dict[str, Any]:
        subject, sender = _short(words(self.subject)), _told(self.sender)
        told = {"subject": subject, "sender": sender} if subject else {"sender": sender}
        return {
            "id_in_channel": self._own_id(),
            "email": email_of(self.contact.email) or email_of(self.sender),
            "text": _beginning(self.text),
            "attachments": tuple(self._files(inbox)),
            "note": Note(code="email" if subject else "email_untitled", values=told),
            "facts": {
                "subject": words(self.subject),
                "from": self.sender,
                "to": self._to(),
                "headers": json.dumps(dict(self.headers)),
            },
        }

    def _files(self, inbox: Inbox) -> Sequence[Attachment]:
        files = [file.attachment(inbox) for file in self.attachments]
        if not self.whole():
            return files
        whole = Attachment(
            kind="document",
            name=self.file_name(),
            ref=kept_as(self, inbox),
            voice=inbox.voice,
            data={"mime": "text/plain"},
        )
        return [whole, *files]


def kept_as(letter: PostedEmail, inbox: Inbox) -> str:
    """What the file with the whole of it is called; there is nowhere to fetch it from."""
    return f"kept:{letter.source(inbox)}"


def _written(posted: Any) -> str:
    """One line of a header, whatever it was made into."""
    match posted:
        case str():
            return posted
        case list():
            return ", ".join(filter(None, map(_written, posted)))
        case dict():
            told = {str(key).lower(): value for key, value in posted.items()}
            email, name = told.get("email") or told.get("address"), told.get("name")
            bracketed = f"<{email}>" if isinstance(email, str) else ""
            return " ".join(filter(None, (name if isinstance(name, str) else "", bracketed)))
        case bool() | None:
            return ""
    return str(posted)


def _moment(written: str) -> str:
    """Dates of mail (RFC 5322) too; of a clock that is decades off, the moment it came in."""
    at = _date(written) or _date_of_mail(written)
    if at is None or at.tzinfo is None:
        return written
    return (at if EARLIEST <= at <= LATEST else datetime.now(UTC)).isoformat()


def _date(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _date_of_mail(written: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(written[:LONGEST])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _told(sender: str) -> str:
    """With names decoded; what names no address as it stood."""
    found = [one for one in mailboxes(sender) if one.email]
    return ", ".join(written(one.name, one.email) for one in found) or covered(
        _short(words(sender))
    )


def _short(subject: str) -> str:
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"


def _beginning(text: str) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= SHOWN * 2:
        return text
    return units[: SHOWN * 2].decode("utf-16-le", "ignore").rstrip() + "…"
