"""What befalls the desks' groups: topics closed by hand, the group's own id, the bot's standing."""

from __future__ import annotations

from typing import Protocol

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import (
    ChatJoinRequest,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    Update,
)
from aiogram.types import ChatMemberUnion as ChatMember

from handlers.topics import Desks, source_of, written_in
from hub import reasons
from hub.hub import Hub
from hub.model import DeskId, Peer, Source


class Groups(Protocol):
    """The desks' groups, as whoever shows things there keeps them."""

    async def moved(self, old: int, new: int) -> None: ...
    def seated(self, chat: int, refusal: str | None) -> DeskId | None: ...


def router() -> Router:
    routes = Router(name="desks")
    routes.message.register(group_moved, F.migrate_to_chat_id)
    routes.message.register(group_came, F.migrate_from_chat_id)
    routes.message.register(topic_closed, F.forum_topic_closed)
    routes.message.register(somebody_wrote, F.chat.type.in_({"group", "supergroup"}))
    routes.message.register(topic_reopened, F.forum_topic_reopened)
    routes.my_chat_member.register(seat_changed, F.chat.type.in_({"group", "supergroup"}))
    routes.chat_member.register(member_changed, F.chat.type.in_({"group", "supergroup"}))
    routes.chat_join_request.register(asked_to_join)
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
        await hub.outbox.hasten(hub.make.desk_lane(desk))


async def member_changed(changed: ChatMemberUpdated, hub: Hub, desks: Desks) -> None:
    """Somebody has come into a desk's group, by whatever way."""
    desk, user = desks.get(changed.chat.id), changed.new_chat_member.user
    came = _is_there(changed.new_chat_member) and not _is_there(changed.old_chat_member)
    if desk and came and not user.is_bot:
        stamp = int(changed.date.timestamp())
        source = Source(f"{written_in(changed.chat.id)}:member:{user.id}:{stamp}")
        await hub.membership.came(source, desk, Peer(str(user.id)), user.full_name)


async def asked_to_join(
    request: ChatJoinRequest, hub: Hub, desks: Desks, bot: Bot, event_update: Update
) -> None:
    """By a link that needs our word: a personal one of ours, or one that somebody else made."""
    desk, user, link = desks.get(request.chat.id), request.from_user, request.invite_link
    ours = link is not None and link.creator.id == bot.id
    if desk:
        asked = f"{written_in(request.chat.id)}:asked:{user.id}:{event_update.update_id}"
        name = (link.name or "") if link and ours else None
        await hub.membership.asked(Source(asked), desk, Peer(str(user.id)), user.full_name, name)


async def somebody_wrote(message: Message, hub: Hub, desks: Desks) -> None:
    """Whoever was there before the hub was is noticed when he writes. What he wrote goes on."""
    desk, user = desks.get(message.chat.id), message.from_user
    leaves = message.left_chat_member is not None
    if desk and user and not (user.is_bot or leaves or message.sender_chat):
        source = source_of(message)
        await hub.membership.came(source, desk, Peer(str(user.id)), user.full_name)
    raise SkipHandler


def _is_there(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in ("creator", "administrator", "member")


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
