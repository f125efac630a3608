"""What contacts do, in the one shape that every channel makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hub.model.company import Address
from hub.model.ids import Peer, Source, Voice
from hub.model.letters import Correspondent
from hub.model.names import clean
from hub.model.notes import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Formatting of a stretch of text; offset and length in UTF-16 units, as messengers count."""

    kind: str
    offset: int
    length: int
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file, or other content that is no text. `ref` means something only to its `voice`.

    `data` holds what is special to the kind, as text: `duration` (seconds), `mime`, `lat`, `lon`,
    `title`, `address`, `phone`, `name`, `emoji`, `question`, `options` (a JSON list), `url`, ...
    Whatever way it comes in, its name is clean.
    """

    kind: str
    name: str | None = None
    size: int | None = None
    ref: str | None = None
    voice: Voice | None = None
    data: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", clean(self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """What a contact wrote, in the one shape that every channel makes of it.

    `source` is stable for one message of one peer; `id_in_channel` is the channel's own name of
    it, opaque here. `omitted` names the kinds of content that the channel could not carry over.
    `edited`: the same message as before, with new content, as it was at `edited_at`, where that is
    told. `forwarded_from` names whom it is a forward of; `quote` is a line that stands for what
    `reply_to` means, where that is not known; `chosen` is the part of it that was chosen; `public`:
    everybody can read it where it was written, and the answer as well; `privately` is where he
    alone would. `note` stands above the
    text, in the hub's own words; `facts` is what came with it and can be asked for: a subject,
    headers (as JSON), a rating, ... `dialled` is which of our numbers he called. `own_phone` is
    certainly his, by the messenger's word; `phone` is what was said to be his. `within`: where in
    the peer's chat it was written, opaque here; answers go there. `claims`: the name
    as well is what somebody says; `named`: it is one, and not what stands in for it. `by` wrote it,
    where that is not whose thread it is.
    """

    source: Source
    address: Address
    id_in_channel: str
    name: str
    written_at: datetime
    text: str = ""
    spans: tuple[Span, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    omitted: tuple[str, ...] = ()
    reply_to: str | None = None
    album: str | None = None
    phone: str | None = None
    own_phone: str | None = None
    email: str | None = None
    edited: bool = False
    edited_at: datetime | None = None
    forwarded_from: str | None = None
    quote: str = ""
    chosen: str = ""
    public: bool = False
    privately: Peer | None = None
    note: Note | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    dialled: str | None = None
    within: str | None = None
    claims: bool = False
    named: bool = True
    by: Correspondent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """A contact's reactions to a message of ours (`id_in_channel`), all that there are now."""

    source: Source
    address: Address
    id_in_channel: str
    emoji: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredElsewhere:
    """Somebody of the company answered the contact in the messenger's own interface.

    Unless it is known to be `by_hand`, it may be the echo of what the hub itself has just sent.
    """

    source: Source
    address: Address
    id_in_channel: str
    name: str
    written_at: datetime
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    omitted: tuple[str, ...] = ()
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Somebody pressed Start, or the messenger's likeness of it; `within` as of an Inbound."""

    source: Source
    address: Address
    name: str
    payload: str = ""
    within: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Somebody pressed a button under a message of ours (`id_in_channel`, where that is told).

    `said` is the message that pressing makes, where it makes one.
    """

    source: Source
    address: Address
    name: str
    press: str
    id_in_channel: str | None = None
    said: Inbound | None = None
