"""Whether the desk bot can do its work in every desk's group; each fault with its remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aiogram import Bot
from aiogram.types import ChatFullInfo as Chat
from aiogram.types import ChatMemberAdministrator, ChatMemberOwner, User
from aiogram.types import ChatMemberUnion as ChatMember

from hub.errors import DeliveryError
from hub.ports import Finding

NEEDED_RIGHTS: Final = {"can_manage_topics": "manage topics"}
WANTED_RIGHTS: Final = {
    "can_delete_messages": "delete messages",
    "can_pin_messages": "pin messages",
    "can_invite_users": "invite users",
    "can_restrict_members": "ban users",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A desk of hub.yaml. `present` is its group's id as the hub has learnt it since."""

    id: str
    chat_id: int
    present: int


async def check_desks(bot: Bot, desks: Sequence[Declared]) -> list[Finding]:
    try:
        me = await bot.get_me()
    except DeliveryError as error:
        says = f"no desk can be looked at: {error.reason}; look at desk_bot.token"
        return [Finding(party="desks", level="FAIL", says=says)]
    return [await _check_desk(bot, me, desk) for desk in desks]


async def _check_desk(bot: Bot, me: User, desk: Declared) -> Finding:
    party = f"desk:{desk.id}"
    try:
        chat = await bot.get_chat(desk.present)
        member = await bot.get_chat_member(desk.present, me.id)
        admins = await bot.get_chat_administrators(desk.present)
    except DeliveryError as error:
        says = f"group {desk.present}: {error.reason}; add @{me.username} to it"
        return Finding(party=party, level="FAIL", says=says)
    if fault := _fault(me, chat, member):
        return Finding(party=party, level="FAIL", says=fault)
    warnings = [*_lesser_faults(me, member), *_hidden(admins), *_moved(desk)]
    says = f"«{chat.title}»: {'; '.join(warnings)}" if warnings else f"«{chat.title}»"
    return Finding(party=party, level="warn" if warnings else "ok", says=says)


def _fault(me: User, chat: Chat, member: ChatMember) -> str:
    """What keeps the desk from working."""
    if not chat.is_forum:
        return f"«{chat.title}» has no topics; switch them on in the group's settings"
    if not isinstance(member, ChatMemberAdministrator):
        hears = "" if me.can_read_all_group_messages else ": in privacy mode it hears little else"
        return f"@{me.username} is no administrator of «{chat.title}»; make it one{hears}"
    missing = _missing(member, NEEDED_RIGHTS)
    return f"@{me.username} may not {missing} in «{chat.title}»; grant it" if missing else ""


def _lesser_faults(me: User, member: ChatMember) -> list[str]:
    missing = _missing(member, WANTED_RIGHTS)
    return [f"@{me.username} may not {missing}; grant it"] if missing else []


def _hidden(admins: Sequence[ChatMember]) -> list[str]:
    """Whoever writes as the group itself is nobody that could be known."""
    hidden = [
        admin.user.full_name
        for admin in admins
        if isinstance(admin, ChatMemberAdministrator | ChatMemberOwner) and admin.is_anonymous
    ]
    if not hidden:
        return []
    return [f"{', '.join(hidden)} write anonymously and cannot be known; switch that off"]


def _moved(desk: Declared) -> list[str]:
    if desk.present == desk.chat_id:
        return []
    return [f"the group is {desk.present} now; write that in place of {desk.chat_id}"]


def _missing(member: ChatMember, rights: Mapping[str, str]) -> str:
    return ", ".join(name for right, name in rights.items() if not getattr(member, right, False))
