"""Methods about who is in a chat: looking, banning, letting back, leaving."""

from __future__ import annotations

from sandbox.telegram.botapi.query import Query, method
from sandbox.telegram.botapi.reach import chat_of, group_of, require, target_user
from sandbox.telegram.errors import bad_request
from sandbox.telegram.members import set_status
from sandbox.telegram.model import JSON, Account, Bot, Dialog, Group, Member
from sandbox.telegram.render import member_json

# a ban for less or for more than that is for ever
SHORTEST_BAN = 30
LONGEST_BAN = 366 * 24 * 3600


@method("getChatMember")
def get_chat_member(query: Query) -> JSON:
    chat = chat_of(query)
    account = target_user(query)
    if isinstance(chat, Dialog):
        return member_json(Member(account=account))
    return member_json(chat.standing(account, query.telegram.now), query.bot)


@method("getChatAdministrators")
def get_chat_administrators(query: Query) -> list[JSON]:
    """Other bots are left out unless asked for, oneself is not."""
    group = group_of(
        query, write=False, otherwise="there are no administrators in the private chat"
    )
    everybody = query.flag("return_bots")
    return [
        member_json(member, query.bot)
        for member in group.members.values()
        if member.is_admin
        and (everybody or not isinstance(member.account, Bot) or member.account is query.bot)
    ]


@method("getChatMemberCount")
@method("getChatMembersCount")
def get_chat_member_count(query: Query) -> int:
    chat = chat_of(query)
    return sum(member.present for member in chat.members.values()) if isinstance(chat, Group) else 2


@method("banChatMember")
@method("kickChatMember")
def ban_chat_member(query: Query) -> bool:
    """`revoke_messages` hides the group's past from the one who is banned: nothing to see here."""
    group = group_of(query, otherwise="can't ban members in private chats")
    account = target_user(query)
    _check_may_restrict(query, group, account)
    _set_status(query, group, account, "kicked", _until(query))
    return True


@method("unbanChatMember")
def unban_chat_member(query: Query) -> bool:
    """Who is a member is thrown out by it, unless `only_if_banned`."""
    group = group_of(query, otherwise="method is available for supergroup and channel chats only")
    if group.kind != "supergroup":
        raise bad_request("method is available for supergroup and channel chats only")
    account = target_user(query)
    known = group.standing(account, query.telegram.now)
    if known.status == "left" or (known.present and query.flag("only_if_banned")):
        return True
    _check_may_restrict(query, group, account)
    if known.present:
        _set_status(query, group, account, "kicked")
    _set_status(query, group, account, "left")
    return True


@method("leaveChat")
def leave_chat(query: Query) -> bool:
    group = group_of(query, otherwise="chat member status can't be changed in private chats")
    _set_status(query, group, query.bot, "left")
    return True


def _check_may_restrict(query: Query, group: Group, account: Account) -> None:
    """In the order in which Telegram looks."""
    member = group.member(account.id)
    if member is not None and member.status == "creator":
        raise bad_request("can't remove chat owner")
    if account is query.bot:
        raise bad_request("can't restrict self")
    require(query, group, "can_restrict_members", "to restrict/unrestrict chat member")
    if member is not None and member.is_admin:
        raise bad_request("user is an administrator of the chat")


def _set_status(query: Query, group: Group, account: Account, status: str, until: int = 0) -> None:
    new = Member(account=account, status=status, until=until)
    old = group.standing(account, query.telegram.now)
    if (old.status, old.until) != (status, until):
        set_status(query.telegram, group, query.bot, new)


def _until(query: Query) -> int:
    until = query.number("until_date")
    left = until - query.telegram.now
    return until if SHORTEST_BAN <= left <= LONGEST_BAN else 0
