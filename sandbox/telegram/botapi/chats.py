"""Methods about chats: looking, pins, invitations, leaving."""

from __future__ import annotations

import secrets

from sandbox.telegram import post
from sandbox.telegram.botapi.query import Query, method
from sandbox.telegram.botapi.reach import (
    chat_of,
    group_of,
    message_of,
    my_membership,
    require,
    target_user,
)
from sandbox.telegram.errors import bad_request
from sandbox.telegram.members import set_status
from sandbox.telegram.model import JSON, Account, Bot, Chat, Dialog, Group, Invite, Member, Message
from sandbox.telegram.render import MEMBER_RIGHTS, chat_json, member_json, message_json, user_json

NO_GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)


@method("getChat")
def get_chat(query: Query) -> JSON:
    chat = chat_of(query)
    shown: JSON = {
        **chat_json(chat),
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": NO_GIFTS,
    }
    if isinstance(chat, Group):
        shown |= {"permissions": dict.fromkeys(MEMBER_RIGHTS, True), "join_to_send_messages": True}
    if chat.pinned:
        shown["pinned_message"] = message_json(
            chat.messages[chat.pinned[-1]], query.bot, nested=True
        )
    return shown


@method("getChatMember")
def get_chat_member(query: Query) -> JSON:
    chat = chat_of(query)
    account = target_user(query)
    if isinstance(chat, Dialog):
        return member_json(Member(account=account))
    member = chat.members.get(account.id)
    return member_json(member or Member(account=account, status="left"), query.bot)


@method("getChatAdministrators")
def get_chat_administrators(query: Query) -> list[JSON]:
    """Other bots are left out, oneself is not."""
    group = group_of(
        query, write=False, otherwise="there are no administrators in the private chat"
    )
    admins = (member for member in group.members.values() if member.is_admin)
    return [
        member_json(member, query.bot)
        for member in admins
        if not isinstance(member.account, Bot) or member.account is query.bot
    ]


@method("getChatMemberCount")
@method("getChatMembersCount")
def get_chat_member_count(query: Query) -> int:
    chat = chat_of(query)
    return sum(member.present for member in chat.members.values()) if isinstance(chat, Group) else 2


@method("pinChatMessage")
def pin_chat_message(query: Query) -> bool:
    chat = chat_of(query, write=True)
    message = message_of(query, chat, "message to pin")
    _check_may_pin(query, chat)
    query.telegram.limits.take(query.bot.id, chat.id)
    post.pin(query.telegram, message, query.bot)
    return True


@method("unpinChatMessage")
def unpin_chat_message(query: Query) -> bool:
    chat = chat_of(query, write=True)
    _check_may_pin(query, chat)
    if query.text("message_id"):
        message = message_of(query, chat, "message to unpin")
    elif chat.pinned:
        message = chat.messages[chat.pinned[-1]]
    else:
        raise bad_request("message to unpin not found")
    _unpin(chat, [message])
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(query: Query) -> bool:
    chat = chat_of(query, write=True)
    _check_may_pin(query, chat)
    chat.pinned.clear()
    return True


@method("createChatInviteLink")
def create_chat_invite_link(query: Query) -> JSON:
    group = group_of(query, otherwise="can't invite members to a private chat")
    require(query, group, "can_invite_users", "to manage chat invite link")
    link: JSON = {
        "invite_link": f"https://t.me/+{secrets.token_urlsafe(12)}",
        "creator": user_json(query.bot),
        "creates_join_request": query.flag("creates_join_request"),
        "is_primary": False,
        "is_revoked": False,
    }
    for name in ("expire_date", "member_limit"):
        if query.number(name):
            link[name] = query.number(name)
    if query.text("name"):
        link["name"] = query.text("name")
    group.invites[link["invite_link"]] = Invite(link)
    return link


@method("exportChatInviteLink")
def export_chat_invite_link(query: Query) -> str:
    return str(create_chat_invite_link(query)["invite_link"])


@method("revokeChatInviteLink")
def revoke_chat_invite_link(query: Query) -> JSON:
    group = group_of(query, otherwise="can't invite members to a private chat")
    require(query, group, "can_invite_users", "to manage chat invite link")
    invite = group.invites.get(query.text("invite_link"))
    if invite is None:
        raise bad_request("INVITE_HASH_EXPIRED")
    invite.link["is_revoked"] = True
    return invite.link


@method("banChatMember")
@method("kickChatMember")
def ban_chat_member(query: Query) -> bool:
    group = group_of(query, otherwise="can't ban members in private chats")
    require(query, group, "can_restrict_members", "to restrict/unrestrict chat member")
    account = target_user(query)
    member = group.members.get(account.id)
    if member is not None and member.status == "creator":
        raise bad_request("can't remove chat owner")
    if member is not None and member.is_admin:
        raise bad_request("user is an administrator of the chat")
    return _set_status(query, group, account, "kicked")


@method("unbanChatMember")
def unban_chat_member(query: Query) -> bool:
    """Removes a member too, unless `only_if_banned`."""
    group = group_of(query, otherwise="can't ban members in private chats")
    require(query, group, "can_restrict_members", "to restrict/unrestrict chat member")
    account = target_user(query)
    member = group.members.get(account.id)
    if member is not None and member.is_admin:
        raise bad_request("user is an administrator of the chat")
    if member is None or (member.present and query.flag("only_if_banned")):
        return True
    return _set_status(query, group, account, "left")


@method("leaveChat")
def leave_chat(query: Query) -> bool:
    group = group_of(query, otherwise="chat member status can't be changed in private chats")
    return _set_status(query, group, query.bot, "left")


def _set_status(query: Query, group: Group, account: Account, status: str) -> bool:
    set_status(query.telegram, group, query.bot, Member(account=account, status=status))
    return True


def _check_may_pin(query: Query, chat: Chat) -> None:
    if isinstance(chat, Group) and not my_membership(query, chat).may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")


def _unpin(chat: Chat, messages: list[Message]) -> None:
    for message in messages:
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
