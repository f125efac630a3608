"""One-time links that let people in: each opens only for whoever has the phone it was made for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from hub.admission import Admission
from hub.directory import STAFF_BOT_ROLES
from hub.errors import Refusal
from hub.kit import Kit
from hub.model import (
    TELEGRAM,
    Address,
    Asks,
    Button,
    DeskId,
    Event,
    Invitation,
    InvitationState,
    Knock,
    Met,
    Note,
    Person,
    Role,
    Source,
    Voice,
)

LONGEST_PAYLOAD = 64
"""Of what Telegram lets a link carry."""
CALM = timedelta(seconds=10)
"""How often at most the same stranger is refused in words."""

Token = Callable[[Voice, Source], str]
"""What stands in the link of an invitation; nobody else could make it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Who is to be invited. `phone` in the form +79110004501."""

    role: Role
    name: str
    phone: str
    desks: frozenset[DeskId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody wrote to a bot of ours in private. `shows` a card: `phone` is his own, by the
    messenger's word, and None if the card is anything else.
    """

    source: Source
    voice: Voice
    address: Address
    name: str
    shows: bool = False
    phone: str | None = None

    @property
    def knock(self) -> str:
        return f"{self.voice}|{self.address.peer}"


class Invitations:
    def __init__(
        self, kit: Kit, *, admission: Admission, token: Token, lifetime: timedelta
    ) -> None:
        self._directory = kit.directory
        self._access = kit.access
        self._invitations = kit.store.invitations
        self._events = kit.store.events
        self._make = kit.make
        self._outbox = kit.outbox
        self._clock = kit.clock
        self._admission = admission
        self._token = token
        self._lifetime = lifetime

    async def invite(self, source: Source, by: Person, draft: Draft) -> Invitation:
        """Raises Refusal. Whoever asked is to be told the link privately."""
        voice = self._door(draft.role)
        there = self._admission.with_phone(draft.phone)
        if there and there.peer:
            raise Refusal("invited_already", name=there.name, id=there.id)
        now = self._clock.now()
        made = Invitation(
            id=_hash(self._token(voice, source)),
            voice=voice,
            source=source,
            role=draft.role,
            name=draft.name,
            phone=draft.phone,
            by=by.id,
            expires_at=now + self._lifetime,
            made_at=now,
            desks=draft.desks,
        )
        invitation = await self._invitations.insert(made)
        await self._invitations.close([invitation.phone], invitation.made_at or now)
        detail = {"name": draft.name, "role": draft.role}
        await self._events.add(
            Event(
                id=f"{source}/invited",
                at=self._clock.now(),
                did="invited",
                who=by.id,
                detail=detail,
            )
        )
        return invitation

    async def met(self, met: Met, voice: Voice) -> bool:
        """Somebody came by a link. False if it is none of ours to answer."""
        if not met.payload:
            return False
        invitation = await self._invitations.get(_hash(met.payload))
        visit = Visit(source=met.source, voice=voice, address=met.address, name=met.name)
        if invitation is None or not self._is_open(invitation, voice):
            if self._directory.by_account(voice, met.address.peer):
                return False
            await self._refuse(visit, "a link")
            return True
        now = self._clock.now()
        await self._invitations.knock(Knock(id=visit.knock, invitation=invitation.id, at=now))
        await self._ask(visit)
        return True

    async def visited(self, visit: Visit) -> bool:
        """Let in whoever came by a link and shows his own phone. False if this is no such visit."""
        knock = await self._invitations.knocked(visit.knock)
        invitation = await self._invitations.get(knock.invitation) if knock else None
        if knock is None:
            return False
        if invitation and invitation.opened == visit.source:
            await self._admit(invitation, visit)
            return True
        known = self._directory.by_account(visit.voice, visit.address.peer)
        if invitation is None or not self._is_open(invitation, visit.voice):
            if known is None and visit.shows:
                await self._refuse(visit, "a link")
            return known is None and visit.shows
        if visit.shows:
            await self._open(invitation, visit)
        elif known is None:
            await self._ask(visit)
        return visit.shows or known is None

    async def _open(self, invitation: Invitation, visit: Visit) -> None:
        opened = None
        if visit.phone == invitation.phone:
            now = self._clock.now()
            opened = await self._invitations.open(invitation.id, visit.source, now)
        if opened:
            await self._admit(opened, visit)
        else:
            await self._refuse(visit, "another's phone", other_card=visit.phone is None)

    async def _admit(self, invitation: Invitation, visit: Visit) -> None:
        if not await self._admission.admit(invitation, visit.address):
            await self._refuse(visit, "a link")

    def _is_open(self, invitation: Invitation, voice: Voice) -> bool:
        fresh = invitation.expires_at > self._clock.now()
        unused = invitation.opened is None and invitation.state is InvitationState.OPEN
        return unused and fresh and invitation.voice == voice

    async def _ask(self, visit: Visit) -> None:
        buttons = (Button(label="share_phone", asks=Asks.PHONE),)
        note = Note(code="invitation_ask")
        await self._outbox.put(
            self._make.tell_address(visit.source, visit.voice, visit.address, note, buttons=buttons)
        )

    async def _refuse(self, visit: Visit, tried: str, *, other_card: bool = False) -> None:
        """In the same words whatever it was: they tell nothing about the invitation. Only of a
        card that is not their own they hear, for that they can mend.
        """
        by = f"{visit.name} ({visit.address})"
        await self._access.refused(visit.source, f"enter by {tried}", by=by)
        moment = int(self._clock.now().timestamp() // CALM.total_seconds())
        code = "other_card" if other_card else "invitation_refused"
        buttons = (Button(label="share_phone", asks=Asks.PHONE),) if other_card else ()
        cause = f"{visit.knock}:{moment}/{code}"
        await self._outbox.put(
            self._make.tell_address(
                cause, visit.voice, visit.address, Note(code=code), buttons=buttons
            )
        )

    def _door(self, role: Role) -> Voice:
        """The bot that whoever has that role will work with."""
        if role not in STAFF_BOT_ROLES:
            return self._directory.desk_voice
        staff = self._directory.staff_inboxes(TELEGRAM)
        if not staff:
            raise Refusal("invite_no_bot")
        return staff[0].voice


def _hash(token: str) -> str:
    return hashlib.sha256(token[: LONGEST_PAYLOAD + 1].encode(errors="replace")).hexdigest()
