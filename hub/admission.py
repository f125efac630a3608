"""Whoever has shown that an invitation is his becomes one of the company's people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Final

from hub.access import EVERYWHERE
from hub.directory import STAFF_BOT_ROLES
from hub.kit import Kit
from hub.membership import Membership
from hub.model import (
    TELEGRAM,
    Address,
    Asks,
    Button,
    Enrolment,
    Event,
    Invitation,
    Note,
    Peer,
    Person,
    PersonId,
    Role,
)
from hub.people import People

LONGEST_ID: Final = 24
"""So that buttons have room for it."""
_LATIN: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        (
            *("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o"),
            *("p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e"),
            *("yu", "ya", "i", "yi", "ye", "g"),
        ),
        strict=True,
    )
)
_WELCOMES: Final = {
    Role.GUEST: Note(code="joined_guest"),
    Role.OPERATOR: Note(code="joined_operator"),
    Role.MANAGER: Note(code="joined_manager"),
    Role.INTERNAL: Note(code="joined_internal"),
    Role.HEAD: Note(code="joined_head"),
    Role.ADMIN: Note(code="joined_head"),
}
_STAFF_WELCOME: Final = Note(code="joined_staff")


class Admission:
    def __init__(self, kit: Kit, *, people: People, membership: Membership) -> None:
        self._directory = kit.directory
        self._stored = kit.store.people
        self._invitations = kit.store.invitations
        self._events = kit.store.events
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._people = people
        self._membership = membership

    def with_phone(self, phone: str) -> Person | None:
        people = self._directory.people.values()
        return next((person for person in people if person.phone == phone), None)

    async def admit(self, invitation: Invitation, address: Address) -> bool:
        """Whether it lets them in. Doing it twice changes nothing."""

        async def join() -> tuple[Enrolment, bool]:
            return await self._join(invitation, address.peer)

        enrolled, entered = await self._people.change(join)
        await self._close(invitation, enrolled)
        if entered and enrolled.active:
            await self._record(invitation, enrolled)
            await self._welcome(invitation, enrolled.person, address)
            await self._membership.welcome(enrolled)
        return entered

    async def _join(self, invitation: Invitation, peer: Peer) -> tuple[Enrolment, bool]:
        """Who that is then, and whether it is by this invitation: none that is older than their
        last coming or going lets anybody in.
        """
        while True:
            same = _same_person(await self._stored.all(), invitation, peer)
            if same is None:
                return await self._enrol(invitation, peer), True
            if same.invitation == invitation.id or same.outlived(invitation):
                return same, same.invitation == invitation.id
            person, now = _bound(same, invitation, peer), self._clock.now()
            if admitted := await self._stored.admit(same, person, invitation.id, now):
                return admitted, True

    async def _close(self, invitation: Invitation, enrolled: Enrolment) -> None:
        """This one, and every older one for the same phone or person."""
        phones = {invitation.phone, enrolled.person.phone or invitation.phone}
        await self._invitations.close(phones, enrolled.turned_at or enrolled.changed_at)

    async def _enrol(self, invitation: Invitation, peer: Peer) -> Enrolment:
        """Somebody new, under the first id of his name that nobody has."""
        now = self._clock.now()
        for id in _ids(invitation.name):
            new = Enrolment(
                id=id,
                person=_person(id, invitation, peer),
                since=now,
                changed_at=now,
                turned_at=now,
                invitation=invitation.id,
            )
            enrolled = await self._stored.join(new)
            if enrolled.invitation == invitation.id:
                return enrolled
        raise AssertionError("ids do not end")

    async def _record(self, invitation: Invitation, enrolled: Enrolment) -> None:
        await self._events.add(
            Event(
                id=f"{invitation.source}/joined",
                at=self._clock.now(),
                did="joined",
                who=enrolled.id,
                detail={"role": enrolled.person.role, "invited_by": invitation.by},
            )
        )

    async def _welcome(self, invitation: Invitation, person: Person, address: Address) -> None:
        welcome = replace(_welcome(person.role), values={"name": person.name})
        taken = (Button(label="share_phone", asks=Asks.NOTHING),)
        await self._outbox.put(
            self._make.tell_address(
                f"{invitation.source}/welcome", invitation.voice, address, welcome, buttons=taken
            )
        )
        head = self._directory.person(invitation.by)
        if head:
            values = {"name": person.name, "id": person.id, "role": person.role}
            note = Note(code="invited_joined", values=values)
            await self._outbox.put(self._make.tell(f"{invitation.source}/joined", head, note))


def _same_person(
    known: Sequence[Enrolment], invitation: Invitation, peer: Peer
) -> Enrolment | None:
    """By this invitation, by the account, or by the phone: in that order, and who is there before
    who has gone.
    """
    account = (TELEGRAM, peer)
    first = sorted(known, key=lambda one: not one.active)
    same = (
        *(one for one in first if one.invitation == invitation.id),
        *(one for one in first if one.person.account == account),
        *(one for one in first if one.person.phone == invitation.phone),
    )
    return next(iter(same), None)


def _bound(known: Enrolment, invitation: Invitation, peer: Peer) -> Person:
    """The file's people, and heads, stay what they are; others become what they are invited as."""
    stays = known.declared or known.person.role in EVERYWHERE
    if known.active and stays:
        return replace(known.person, peer=peer, phone=invitation.phone)
    invited = _person(known.id, invitation, peer)
    return replace(invited, username=known.person.username, shop=known.person.shop)


def _person(id: PersonId, invitation: Invitation, peer: Peer) -> Person:
    return Person(
        id=id,
        name=invitation.name,
        role=invitation.role,
        peer=peer,
        phone=invitation.phone,
        desks=invitation.desks,
    )


def _welcome(role: Role) -> Note:
    return _STAFF_WELCOME if role in STAFF_BOT_ROLES else _WELCOMES[role]


def _ids(name: str) -> Iterator[PersonId]:
    """`vera-kim`, `vera-kim-2`, ..."""
    first = _in_latin(name)
    yield PersonId(first)
    for number in count(2):
        yield PersonId(f"{first}-{number}")


def _in_latin(name: str) -> str:
    latin = "".join(_LATIN.get(letter, letter) for letter in name.casefold())
    plain = unicodedata.normalize("NFKD", latin)
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in plain if not _is_mark(c))
    return "-".join(kept.split())[:LONGEST_ID].strip("-") or "person"


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")
