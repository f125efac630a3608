"""Standing in groups: who comes, goes, rises and falls, and who is told."""

from __future__ import annotations

from sandbox.telegram import audience, post
from sandbox.telegram.errors import Impossible
from sandbox.telegram.model import Account, Group, Invite, Member, User
from sandbox.telegram.render import user_json
from sandbox.telegram.state import Telegram
from sandbox.telegram.transcript import where


def set_status(
    telegram: Telegram,
    group: Group,
    by: Account,
    new: Member,
    *,
    invite: Invite | None = None,
    requested: bool = False,
) -> None:
    """Give somebody a new standing, with the service message and updates that follow.

    `invite` is the link he came by, `requested` that he had to ask.
    """
    old = group.standing(new.account, telegram.now)
    group.members[new.account.id] = new
    if old.present != new.present:
        _say_moved(telegram, group, by, new)
    move = audience.Move(by=by, old=old, new=new, invite=invite, requested=requested)
    audience.tell_of_member(telegram, group, move)
    telegram.emit("member", **where(group), who=new.account.id, status=new.status, old=old.status)


def join(telegram: Telegram, group: Group, user: User, invite: Invite | None = None) -> str:
    """By himself; his status then, or `requested` where an administrator decides."""
    known = group.standing(user, telegram.now)
    if known.present:
        return known.status
    if known.banned(telegram.now):
        raise Impossible("he is banned from the group")
    if invite is not None and not invite.open_at(telegram.now):
        raise Impossible("the invite link is no longer valid")
    if invite is not None and invite.link["creates_join_request"]:
        return _ask(telegram, group, user, invite)
    let_in(telegram, group, user, user, invite)
    return "member"


def let_in(
    telegram: Telegram,
    group: Group,
    user: User,
    by: Account,
    invite: Invite | None,
    *,
    requested: bool = False,
) -> None:
    if invite is not None:
        invite.joined.append(user.id)
    new = Member(account=user)
    set_status(telegram, group, by, new, invite=invite, requested=requested)


def asked(group: Group, user: Account) -> Invite | None:
    """The link by which somebody asked to be let in, if he did."""
    return next((one for one in group.invites.values() if user.id in one.waiting), None)


def migrate(telegram: Telegram, old: Group, by: Account, new_id: int = 0) -> Group:
    """The group goes on as a supergroup under another id; both say so."""
    new = telegram.add_group(old.title, id=new_id, kind="supergroup", forum=old.forum)
    new.members.update(old.members)
    old.migrated_to = new.id
    post.service(telegram, old, by, "migrate_to_chat_id", new.id)
    post.service(telegram, new, by, "migrate_from_chat_id", old.id)
    return new


def owner(group: Group) -> Account:
    """The creator, or whoever else there is to act in his place."""
    ranked = sorted(
        group.members.values(), key=lambda member: (member.status != "creator", not member.is_admin)
    )
    return ranked[0].account


def _ask(telegram: Telegram, group: Group, user: User, invite: Invite) -> str:
    if asked(group, user) is None:
        invite.waiting.append(user.id)
        audience.tell_of_request(telegram, group, user, invite)
    return "requested"


def _say_moved(telegram: Telegram, group: Group, by: Account, new: Member) -> None:
    who = user_json(new.account)
    if new.present:
        post.service(telegram, group, by, "new_chat_members", [who])
    else:
        post.service(telegram, group, by, "left_chat_member", who)
