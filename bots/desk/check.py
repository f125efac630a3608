"""Whether the desk bot can do its work in every desk's group; each fault with its remedy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aiogram import Bot
from aiogram.types import ChatMemberAdministrator, User

from hub.errors import DeliveryError
from hub.ports import Finding

NEEDED_RIGHTS: Final = {"can_manage_topics": "manage topics"}
WANTED_RIGHTS: Final = {
    "can_delete_messages": "delete messages",
    "can_pin_messages": "pin messages",
    "can_invite_users": "invite users",
    "can_restrict_members": "ban users",
}


async def check_desks(bot: Bot, desks: Sequence[tuple[str, int]]) -> list[Finding]:
    """`desks` are ids with their groups' ids."""
    try:
        me = await bot.get_me()
    except DeliveryError as error:
        says = f"no desk can be looked at: {error.reason}"
        return [Finding(party="desks", level="FAIL", says=says)]
    return [await _check_desk(bot, me, desk, chat_id) for desk, chat_id in desks]


async def _check_desk(bot: Bot, me: User, desk: str, chat_id: int) -> Finding:
    party = f"desk:{desk}"
    try:
        chat = await bot.get_chat(chat_id)
        member = await bot.get_chat_member(chat_id, me.id)
    except DeliveryError as error:
        says = f"group {chat_id}: {error.reason}; add @{me.username} to it"
        return Finding(party=party, level="FAIL", says=says)
    if not chat.is_forum:
        says = f"«{chat.title}» has no topics; switch them on in the group's settings"
        return Finding(party=party, level="FAIL", says=says)
    if not isinstance(member, ChatMemberAdministrator):
        says = f"@{me.username} is no administrator of «{chat.title}»; make it one"
        return Finding(party=party, level="FAIL", says=says)
    for rights, level in ((NEEDED_RIGHTS, "FAIL"), (WANTED_RIGHTS, "warn")):
        missing = [name for right, name in rights.items() if not getattr(member, right)]
        if missing:
            says = f"@{me.username} may not {', '.join(missing)} in «{chat.title}»; grant it"
            return Finding(party=party, level=level, says=says)
    return Finding(party=party, level="ok", says=f"«{chat.title}»")
