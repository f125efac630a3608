"""Methods about invite links, and about those who ask to be let in by one."""

from __future__ import annotations

import secrets

from sandbox.telegram.botapi.query import Query, method
from sandbox.telegram.botapi.reach import group_of, require, target_user
from sandbox.telegram.errors import bad_request
from sandbox.telegram.members import asked, let_in
from sandbox.telegram.model import JSON, Group, Invite, User
from sandbox.telegram.render import invite_json

LONGEST_NAME = 32
MOST_MEMBERS = 99999


@method("createChatInviteLink")
def create_chat_invite_link(query: Query) -> JSON:
    group = _managed(query)
    return invite_json(_made(query, group, _wanted(query)), query.bot)


@method("exportChatInviteLink")
def export_chat_invite_link(query: Query) -> str:
    """The bot's primary link made anew; the one before it is revoked."""
    group = _managed(query)
    for invite in group.invites.values():
        if invite.creator is query.bot and invite.link["is_primary"]:
            invite.link["is_revoked"] = True
    made = _made(query, group, {"creates_join_request": False}, primary=True)
    return str(made.link["invite_link"])


@method("editChatInviteLink")
def edit_chat_invite_link(query: Query) -> JSON:
    """What is not named again is gone."""
    invite = _own(query, _managed(query))
    wanted = _wanted(query)
    if invite.link["is_primary"]:
        raise bad_request("CHAT_INVITE_PERMANENT")
    if invite.link["is_revoked"]:
        raise bad_request("INVITE_HASH_EXPIRED")
    for name in ("name", "expire_date", "member_limit"):
        invite.link.pop(name, None)
    invite.link |= wanted
    return invite_json(invite, query.bot)


@method("revokeChatInviteLink")
def revoke_chat_invite_link(query: Query) -> JSON:
    invite = _own(query, _managed(query))
    invite.link["is_revoked"] = True
    return invite_json(invite, query.bot)


@method("approveChatJoinRequest")
def approve_chat_join_request(query: Query) -> bool:
    group, user, invite = _request(query)
    invite.waiting.remove(user.id)
    let_in(query.telegram, group, user, query.bot, invite, requested=True)
    return True


@method("declineChatJoinRequest")
def decline_chat_join_request(query: Query) -> bool:
    _, user, invite = _request(query)
    invite.waiting.remove(user.id)
    return True


def _managed(query: Query) -> Group:
    group = group_of(query, otherwise="can't invite members to a private chat")
    require(query, group, "can_invite_users", "to manage chat invite link")
    return group


def _wanted(query: Query) -> JSON:
    """The parameters of a link that may be chosen."""
    limit, until = query.number("member_limit", 0, 0, 100000), query.number("expire_date")
    asks = query.flag("creates_join_request")
    if asks and limit:
        raise bad_request(
            "member limit can't be specified for links requiring administrator approval"
        )
    if limit > MOST_MEMBERS:
        raise bad_request("USAGE_LIMIT_INVALID")
    if 0 < until <= query.telegram.now:
        raise bad_request("EXPIRE_DATE_INVALID")
    name = query.text("name").strip()[:LONGEST_NAME]
    chosen = {"name": name, "expire_date": until, "member_limit": limit}
    return {key: value for key, value in chosen.items() if value} | {"creates_join_request": asks}


def _made(query: Query, group: Group, wanted: JSON, *, primary: bool = False) -> Invite:
    link = {
        "invite_link": f"https://t.me/+{secrets.token_urlsafe(12)}",
        "is_primary": primary,
        "is_revoked": False,
        **wanted,
    }
    made = Invite(link=link, creator=query.bot)
    group.invites[link["invite_link"]] = made
    return made


def _own(query: Query, group: Group) -> Invite:
    """Bots manage the links that they made themselves."""
    named = query.text("invite_link").strip()
    if not named:
        raise bad_request("invite link must be non-empty")
    invite = group.invites.get(named)
    if invite is None or invite.creator is not query.bot:
        raise bad_request("INVITE_HASH_EXPIRED")
    return invite


def _request(query: Query) -> tuple[Group, User, Invite]:
    group = group_of(query, otherwise="the chat can't have join requests")
    user = target_user(query)
    require(query, group, "can_invite_users", "to manage chat join requests")
    invite = asked(group, user)
    if not isinstance(user, User) or invite is None:
        known = group.member(user.id) is not None
        raise bad_request("USER_ALREADY_PARTICIPANT" if known else "HIDE_REQUESTER_MISSING")
    return group, user, invite
