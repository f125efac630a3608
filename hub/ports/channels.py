"""Accounts of messengers, and whoever carries deliveries out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hub.model import (
    AnsweredElsewhere,
    Asks,
    Attachment,
    Button,
    Delivery,
    Inbound,
    Met,
    Peer,
    Pressed,
    Reacted,
    Span,
    Voice,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawUpdate:
    """One update as the messenger gave it. `id` is unique within the voice."""

    id: str
    raw: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one fetch brought. Fetching with `cursor` again acknowledges these updates."""

    updates: tuple[RawUpdate, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attachment to be sent; its content is read only when its turn comes.

    `data` is the attachment's: what a messenger wants to know besides the content. `url`: where
    the other side may fetch it, for those that take links. `index` is its place among what the
    message holds, None for what we have made; `told` is the sentence that stands for it where it
    cannot be sent; `apart`: not in an album.
    """

    kind: str
    name: str
    read: Callable[[], Awaitable[bytes]]
    data: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None
    url: str = ""
    index: int | None = None
    told: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A part of a message, exactly as it stands there; `at` is where, in UTF-16 units."""

    text: str
    spans: tuple[Span, ...] = ()
    at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What a channel is to say. `key` is the same for every try of the same delivery.

    `things` are no files and no text: places, contacts; only kinds that the channel carries.
    `perhaps_sent` asks for the visible mark of a repeat, where the messenger has no key for it.
    """

    key: str
    text: str = ""
    spans: tuple[Span, ...] = ()
    files: tuple[File, ...] = ()
    things: tuple[Attachment, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: str | None = None
    quote: Quote | None = None
    """The part of `reply_to` that is meant, where the channel carries a `quote`."""
    within: str | None = None
    """Where in the peer's chat it belongs, by the channel's own name."""
    perhaps_sent: bool = False
    to: str | None = None
    """Which of those at the peer's it is for, where there are several."""
    protected: bool = False
    """Not to be forwarded or saved, where the messenger can forbid it."""
    whole: File | None = None
    """The text as a file, where it is too long to be said: its first two messages, and this."""
    tail: str = ""
    """A message of its own after everything else."""
    captioned: bool = True
    """Whether words may stand under a file."""
    in_words_from: int | None = None
    """The part from which on files are told in words."""
    things_at: tuple[int, ...] = ()
    """The places of `things` among what the message holds."""
    lacks: tuple[str, ...] = ()
    """What it goes without, as it is known before it is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One call's worth of an outgoing message: the id it got, and whether more parts follow.

    `also` are the ids of the others of an album: each stands for the message as `native` does.
    `lacks` is what the message goes without, `looks` what the part says (Channel.looks).
    """

    native: str
    more: bool = False
    also: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    looks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """At most so many calls in any stretch of so many seconds."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of `check`: a party, whether it is well, and what to do about it if not."""

    party: str
    level: str
    says: str


class Channel(Protocol):
    """One account of a messenger. One file per messenger; the core never asks which it is."""

    voice: Voice
    party: str
    """As it is called in /healthz: `telegram:staff`."""
    carries: frozenset[str]
    """Kinds of attachments that it can send; of others it is given a sentence."""
    asks: frozenset[Asks]
    """What a button of its can ask for; for the rest it is given a sentence."""

    async def fetch(self, cursor: str | None) -> Batch:
        """Wait for updates after `cursor`. Raises DeliveryError where the messenger refuses."""

    def line(self, raw: Mapping[str, object]) -> str:
        """What must keep its order: the peer, or "" where there is none. Never raises."""

    def read(
        self, raw: Mapping[str, object]
    ) -> Inbound | Met | Reacted | AnsweredElsewhere | Pressed | None:
        """What a contact did; None for what concerns nobody. Raises Malformed."""

    def windows(self, place: str) -> tuple[Window, ...]: ...
    def voice_windows(self) -> tuple[Window, ...]: ...

    async def send(self, peer: Peer, outgoing: Outgoing, part: int) -> Part:
        """Send the given part (from 0): exactly one message, one counted call. Refused where it is
        not taken as it is, and may be without something.
        """

    def looks(self, outgoing: Outgoing, part: int) -> str:
        """What the given part says, the same where it says the same; "" where there is no such
        part, or nothing that could be changed.
        """

    async def alter(self, peer: Peer, native: str, outgoing: Outgoing) -> None:
        """Change words and buttons of an earlier message of ours."""

    async def revise(
        self, peer: Peer, natives: Sequence[str], outgoing: Outgoing, part: int
    ) -> Part:
        """Bring new words to what was sent as `natives`: one counted call for each part (from 0).
        Undeliverable where the messenger does not let it be changed so.
        """

    async def recall(self, peer: Peer, native: str) -> None:
        """Delete an earlier message of ours at the peer's; that it is gone already is as good."""

    async def download(self, attachment: Attachment) -> bytes:
        """The file's content. Undeliverable with reasons.TOO_LARGE or FILE_LOST."""

    async def check(self) -> list[Finding]: ...
    async def close(self) -> None: ...


class Sender(Protocol):
    """Carries out deliveries of one voice, one counted call at a time."""

    def windows(self, place: str) -> tuple[Window, ...]: ...
    def voice_windows(self) -> tuple[Window, ...]: ...

    async def prepare(self, delivery: Delivery) -> None:
        """Fetch what its step will need, before it is claimed: nothing is sent, and nothing is in
        doubt if it is cut short. Only for what `fetches`. Raises DeliveryError.
        """

    async def step(self, delivery: Delivery) -> Part | None:
        """Make one call. A Part appends its id to `delivery.native`; a Part with `more` or None
        ask for another turn. Raises DeliveryError.
        """
