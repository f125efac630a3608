"""What befalls the desks' groups: topics closed by hand, the group's own id, the bot's standing."""

from __future__ import annotations

from typing import Protocol

from aiogram import Bot, F, Router
from aiogram.types import ChatMemberAdministrator, ChatMemberOwner, ChatMemberUpdated, Message

from handlers.topics import Desks
from hub import reasons
from hub.hub import Hub
from hub.model import DeskId


class Groups(Protocol):
    """The desks' groups, as whoever shows things there keeps them."""

    async def moved(self, old: int, new: int) -> None: ...
    def seated(self, chat: int, refusal: str | None) -> DeskId | None: ...


def router() -> Router:
    routes = Router(name="desks")
    routes.message.register(group_moved, F.migrate_to_chat_id)
    routes.message.register(group_came, F.migrate_from_chat_id)
    routes.message.register(topic_closed, F.forum_topic_closed)
    routes.message.register(topic_reopened, F.forum_topic_reopened)
    routes.my_chat_member.register(seat_changed, F.chat.type.in_({"group", "supergroup"}))
    return routes


async def group_moved(message: Message, groups: Groups) -> None:
    if message.migrate_to_chat_id:
        await groups.moved(message.chat.id, message.migrate_to_chat_id)


async def group_came(message: Message, groups: Groups) -> None:
    if message.migrate_from_chat_id:
        await groups.moved(message.migrate_from_chat_id, message.chat.id)


async def topic_closed(message: Message, hub: Hub, desks: Desks, bot: Bot) -> None:
    """By hand: the contact's next words open it again."""
    if message.from_user is None or message.from_user.id != bot.id:
        await _set_closed(message, hub, desks, closed=True)


async def topic_reopened(message: Message, hub: Hub, desks: Desks) -> None:
    await _set_closed(message, hub, desks, closed=False)


async def seat_changed(changed: ChatMemberUpdated, hub: Hub, groups: Groups) -> None:
    """With its place and its rights back the bot goes on at once where it had to wait."""
    refusal = _refusal(changed)
    desk = groups.seated(changed.chat.id, refusal)
    if desk and refusal is None:
        await hub.outbox.hasten(hub.outbox.desk_lane(desk))


def _refusal(changed: ChatMemberUpdated) -> str | None:
    member = changed.new_chat_member
    if member.status in ("left", "kicked"):
        return reasons.NOT_ON_DESK
    may = isinstance(member, ChatMemberOwner) or (
        isinstance(member, ChatMemberAdministrator) and member.can_manage_topics
    )
    return None if may else reasons.NO_RIGHT_ON_DESK


async def _set_closed(message: Message, hub: Hub, desks: Desks, *, closed: bool) -> None:
    desk = desks.get(message.chat.id)
    if desk and message.message_thread_id:
        await hub.store.views.closed(desk, str(message.message_thread_id), closed=closed)
