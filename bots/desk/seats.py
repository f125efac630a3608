"""Leads people into the desks' groups and takes them out, one counted call a turn.

What each turn has found or done is kept in `native`, so that the next one goes on from there. A
link whose answer was lost cannot be known: it is made once more, and the lost one, which nobody
was told, expires.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from aiogram import Bot
from aiogram.types import ChatMemberRestricted
from aiogram.types import ChatMemberUnion as ChatMember

from bots import telegram_api
from bots.desk.groups import DeskGroup
from hub.errors import Undeliverable
from hub.membership import LINK, link_name
from hub.model import Delivery, PersonId, Work
from hub.ports import Clock, Deliveries, Part

INSIDE: Final = "inside"
OUTSIDE: Final = "outside"
BANNED: Final = "banned"
REVOKED: Final = "revoked"
ANSWERED: Final = "answered"
_PRESENT: Final = frozenset({"creator", "administrator", "member"})


class Seats:
    def __init__(
        self, bot: Bot, deliveries: Deliveries, clock: Clock, *, lifetime: timedelta
    ) -> None:
        """`lifetime` is that of the links."""
        self._bot = bot
        self._deliveries = deliveries
        self._clock = clock
        self._lifetime = lifetime

    async def step(self, group: DeskGroup, delivery: Delivery) -> Part:
        person, done = int(delivery.peer or 0), delivery.native[-1:]
        match delivery.work:
            case Work.ENTER:
                return await self._enter(group, delivery, person, done)
            case Work.ADMIT:
                return await self._answer(self._bot.approve_chat_join_request, group, person)
            case Work.DECLINE:
                return await self._answer(self._bot.decline_chat_join_request, group, person)
        if not done and (link := await self._link(delivery)):
            await self._bot.revoke_chat_invite_link(group.chat_id, link)
            return Part(native=REVOKED, more=True)
        return await self._take_out(group, person, done, lasting=delivery.work is Work.EXPEL)

    async def _enter(
        self, group: DeskGroup, delivery: Delivery, person: int, done: tuple[str, ...]
    ) -> Part:
        """Nothing for who is there already; a ban of old is lifted first."""
        match done:
            case ():
                found = await self._find(group, person)
                return Part(native=found, more=found != INSIDE)
            case (done_last,) if done_last == BANNED:
                await self._unban(group, person)
                return Part(native=OUTSIDE, more=True)
        return Part(native=await self._make_link(group, delivery))

    async def _answer(
        self, answer: Callable[[int, int], Awaitable[bool]], group: DeskGroup, person: int
    ) -> Part:
        """A request that is none any more has been answered: by us before, or by a human."""
        try:
            await answer(group.chat_id, person)
        except Undeliverable as error:
            if error.reason != telegram_api.NO_REQUEST:
                raise
        return Part(native=ANSWERED)

    async def _take_out(
        self, group: DeskGroup, person: int, done: tuple[str, ...], *, lasting: bool
    ) -> Part:
        match done:
            case (done_last,) if done_last == INSIDE:
                await self._bot.ban_chat_member(group.chat_id, person)
                return Part(native=BANNED, more=not lasting)
            case (done_last,) if done_last == BANNED:
                await self._unban(group, person)
                return Part(native=OUTSIDE)
        found = await self._find(group, person)
        inside = found == INSIDE
        return Part(native=found if inside else OUTSIDE, more=inside)

    async def _find(self, group: DeskGroup, person: int) -> str:
        """Where he is now. Of whom Telegram knows nothing there, he is not there."""
        try:
            member = await self._bot.get_chat_member(group.chat_id, person)
        except Undeliverable:
            return OUTSIDE
        if is_present(member):
            return INSIDE
        return BANNED if member.status == "kicked" else OUTSIDE

    async def _unban(self, group: DeskGroup, person: int) -> None:
        await self._bot.unban_chat_member(group.chat_id, person, only_if_banned=True)

    async def _make_link(self, group: DeskGroup, delivery: Delivery) -> str:
        until: datetime = self._clock.now() + self._lifetime
        link = await self._bot.create_chat_invite_link(
            group.chat_id,
            name=link_name(delivery.person or PersonId(""), delivery.id),
            expire_date=until,
            creates_join_request=True,
        )
        return link.invite_link

    async def _link(self, delivery: Delivery) -> str | None:
        """What was made for him, if anything was."""
        made = await self._deliveries.get(delivery.about) if delivery.about else None
        link = made.native[-1] if made and made.native else ""
        return link if link.startswith(LINK) else None


def is_present(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _PRESENT
