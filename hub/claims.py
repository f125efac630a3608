"""What somebody only says of themselves fills in what is not known and changes nothing. Pure."""

from __future__ import annotations

from dataclasses import replace

from hub.discretion import covered
from hub.model import Contact, Inbound, Note


def filled_in(known: Contact, said: Inbound) -> Contact:
    renamed = said.named and not known.named
    return replace(
        known,
        name=said.name if renamed else known.name,
        named=known.named or said.named,
        phone=known.phone or said.phone,
        email=known.email or said.email,
    )


def contradicted(known: Contact, said: Inbound) -> tuple[str, ...]:
    """What is said to be his and is not what was said before."""
    names = (known.name, said.name) if known.named and said.named else ("", "")
    pairs = (names, (known.phone, said.phone), (known.email, said.email))
    return tuple(now for before, now in pairs if before and now and not _equal(before, now))


def noted(said: Inbound, contact: Contact) -> Inbound:
    """What changes nothing is pointed out, where it is not seen anyway."""
    unnamed = replace(said, named=False)
    others = contradicted(contact, unnamed) if said.claims and not said.by else ()
    lines = [Note(code="claims", values={"value": covered(one)}) for one in others]
    return replace(said, note=with_lines(said.note, *lines))


def with_lines(note: Note | None, *lines: Note) -> Note | None:
    if note:
        return replace(note, lines=(*note.lines, *lines))
    return replace(lines[0], lines=lines[1:]) if lines else None


def _equal(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
