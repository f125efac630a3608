"""Which bots are told of what: privacy mode, administrators, own and others' messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.model import Account, Bot, Chat, Dialog, Group, Invite, Member, Message, User
from sandbox.telegram.render import chat_json, invite_json, member_json, message_json, user_json
from sandbox.telegram.state import Telegram

# a bot's own messages give no update, except these
OWN_SERVICE = frozenset(
    {
        "pinned_message",
        "new_chat_title",
        "new_chat_photo",
        "left_chat_member",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of somebody's standing; perhaps by a link, perhaps because he had asked."""

    by: Account
    old: Member
    new: Member
    invite: Invite | None = None
    requested: bool = False

    def way(self, bot: Bot) -> dict[str, Any]:
        link = {"invite_link": invite_json(self.invite, bot)} if self.invite is not None else {}
        return {**link, "via_join_request": True} if self.requested else link


def tell(telegram: Telegram, kind: str, message: Message) -> None:
    """Queue a `message` or `edited_message` for every bot that sees it."""
    for bot in readers(message):
        deliver(telegram, bot, kind, message.chat, message_json(message, bot))


def readers(message: Message) -> Iterator[Bot]:
    chat = message.chat
    if isinstance(chat, Dialog):
        if message.sender is not chat.bot or _is_own_service(message):
            yield chat.bot
        return
    for member in chat.members.values():
        if (
            isinstance(member.account, Bot)
            and member.present
            and _sees(member.account, member, message, chat)
        ):
            yield member.account


def deliver(telegram: Telegram, bot: Bot, kind: str, chat: Chat, body: Any) -> None:
    """Queue one update for one bot, through the faults on its way."""
    if bot.queue.allows(kind):
        fault = telegram.ground.faults.of_update("telegram", bot.names, kind, chat.id)
        if fault is None or fault.effect == "duplicate":
            _queue(telegram, bot, kind, body)
        if fault is not None and fault.effect == "duplicate":
            bot.queue.repeat_last()
        if fault is not None and fault.effect == "late":
            telegram.later(_put_later(telegram, bot, kind, body, fault.seconds))


def admins(group: Group) -> Iterator[Bot]:
    for member in group.members.values():
        if isinstance(member.account, Bot) and member.is_admin:
            yield member.account


def tell_of_member(telegram: Telegram, group: Group, move: Move) -> None:
    """`my_chat_member` to the bot itself, `chat_member` to bots that are administrators."""
    body = _member_update(telegram, group, move)
    moved = move.new.account
    if isinstance(moved, Bot):
        deliver(telegram, moved, "my_chat_member", group, body)
    for bot in list(admins(group)):
        if bot is not moved:
            deliver(telegram, bot, "chat_member", group, {**body, **move.way(bot)})


def tell_of_request(telegram: Telegram, group: Group, user: User, invite: Invite) -> None:
    """Those bots are asked that may let somebody in."""
    asking = {"chat": chat_json(group), "from": user_json(user), "user_chat_id": user.id}
    for bot in list(admins(group)):
        if group.members[bot.id].may("can_invite_users"):
            body = {**asking, "date": int(telegram.now), "invite_link": invite_json(invite, bot)}
            deliver(telegram, bot, "chat_join_request", group, body)


def tell_of_block(telegram: Telegram, dialog: Dialog, *, blocked: bool) -> None:
    states = ["member", "kicked"] if blocked else ["kicked", "member"]
    old, new = (Member(account=dialog.bot, status=status) for status in states)
    body = _member_update(telegram, dialog, Move(by=dialog.user, old=old, new=new))
    deliver(telegram, dialog.bot, "my_chat_member", dialog, body)


def tell_of_reaction(
    telegram: Telegram, message: Message, by: Any, old: list[Any], new: list[Any]
) -> None:
    chat = message.chat
    body = {
        "chat": chat_json(chat),
        "message_id": message.id,
        "user": user_json(by),
        "date": int(telegram.now),
        "old_reaction": old,
        "new_reaction": new,
    }
    for bot in [chat.bot] if isinstance(chat, Dialog) else list(admins(chat)):
        deliver(telegram, bot, "message_reaction", chat, body)


def _member_update(telegram: Telegram, chat: Chat, move: Move) -> dict[str, Any]:
    return {
        "chat": chat_json(chat),
        "from": user_json(move.by),
        "date": int(telegram.now),
        "old_chat_member": member_json(move.old),
        "new_chat_member": member_json(move.new),
    }


def _is_own_service(message: Message) -> bool:
    return message.content.kind in OWN_SERVICE


def _sees(bot: Bot, member: Member, message: Message, group: Group) -> bool:
    sender = message.sender
    if sender is bot:
        return _is_own_service(message)
    if isinstance(sender, Bot):
        return bot.reads_bots and (_is_for(bot, message) or (member.is_admin and not bot.privacy))
    if member.is_admin or not bot.privacy or message.content.service:
        return True
    return _is_for(bot, message) or (_is_command(message) and group.last_bot == bot.id)


def _is_for(bot: Bot, message: Message) -> bool:
    """A reply to the bot, or a command that names it."""
    if message.reply_to is not None and message.reply_to.sender is bot:
        return True
    name = f"@{bot.username.lower()}"
    return _is_command(message) and message.content.text.split(maxsplit=1)[0].lower().endswith(name)


def _is_command(message: Message) -> bool:
    first = message.content.entities[0] if message.content.entities else None
    return first is not None and first["type"] == "bot_command" and first["offset"] == 0


async def _put_later(telegram: Telegram, bot: Bot, kind: str, body: Any, seconds: float) -> None:
    await telegram.ground.clock.sleep(seconds)
    _queue(telegram, bot, kind, body)


def _queue(telegram: Telegram, bot: Bot, kind: str, body: Any) -> None:
    bot.queue.put(kind, body)
    telegram.saw("update", {"update_id": 1, kind: body})
