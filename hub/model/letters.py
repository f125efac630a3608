"""Letters of mail: who writes them, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.model.ids import InboxId, Peer, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """Somebody who wrote in a thread of mail that others began, or `apart` from it, in a
    conversation of their own, though it was an answer to a letter of it.
    """

    email: str
    name: str = ""
    """As it may stand in groups."""
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """Who is in a thread of mail. `began` never changes: the address that wrote its first letter.

    `copied` are the addresses to whom whoever began it sent their letters as well.
    """

    began: str | None = None
    beside: tuple[Correspondent, ...] = ()
    copied: frozenset[str] = frozenset()

    def has(self, email: str) -> bool:
        wrote = {one.email for one in self.beside if not one.apart}
        return bool(email) and email in {self.began, *wrote, *self.copied}


NOBODY_YET: Final = Correspondence()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A name by which a letter refers to an earlier one. `ours`: what we sent under it, if it is
    certainly a name of ours.
    """

    name: str
    ours: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What decides whose a letter is. `refers_to` begins with what it most directly answers.

    `sender` has no e-mail where none can be read. `id` is its Message-ID, which senders choose;
    `peer` is what a thread that it begins is called.
    """

    inbox: InboxId
    source: Source
    sender: Correspondent
    peer: Peer
    id: str | None = None
    refers_to: tuple[Reference, ...] = ()
    copied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a letter belongs. `by` wrote it, in a thread that `owner` began; `answers` is the
    number of somebody else's conversation that it refers to and does not belong to.
    """

    peer: Peer
    by: Correspondent | None = None
    owner: str = ""
    answers: int | None = None
