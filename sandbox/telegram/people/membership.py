"""How people come into a group and leave it: by themselves, by a link, by another's hand."""

from __future__ import annotations

from sandbox.telegram import members
from sandbox.telegram.errors import Impossible
from sandbox.telegram.model import JSON, Account, Group, Invite, Member
from sandbox.telegram.people.act import Act, action
from sandbox.telegram.people.body import Missing


@action("join")
def join(act: Act) -> JSON:
    """By hand, or by an `invite` link; `requested` where an administrator has to let him in."""
    if "invite" in act.given:
        group, invite = _invited(act)
        status = members.join(act.telegram, group, act.user, invite)
    else:
        group = act.telegram.group(act.given.any("chat"))
        status = members.join(act.telegram, group, act.user)
    return {"chat": group.id, "status": status}


@action("leave")
def leave(act: Act) -> JSON:
    group = act.group()
    return _set(act, group, act.user, "left")


@action("add")
def add(act: Act) -> JSON:
    """A member brings somebody; whom the group has banned only who may restrict."""
    group, who = act.group(), act.telegram.account(act.given.any("who"))
    known = group.standing(who, act.telegram.now)
    if known.present:
        raise Impossible("he is in the group already")
    if known.status == "kicked" and not act.membership(group).may("can_restrict_members"):
        raise Impossible("he is banned from the group")
    return _set(act, group, who, "member")


@action("remove")
def remove(act: Act) -> JSON:
    """An administrator takes somebody out and bans him, as Telegram's app does."""
    group, who = act.group(), act.telegram.account(act.given.any("who"))
    _check_may_remove(act, group, act.telegram.member(group, who))
    return _set(act, group, who, "kicked")


@action("unban")
def unban(act: Act) -> JSON:
    group, who = act.group(), act.telegram.account(act.given.any("who"))
    if not act.membership(group).may("can_restrict_members"):
        raise Impossible("he may not restrict members")
    if not group.standing(who, act.telegram.now).banned(act.telegram.now):
        raise Impossible("he is not banned from the group")
    return _set(act, group, who, "left")


def _check_may_remove(act: Act, group: Group, other: Member) -> None:
    mine = act.membership(group)
    if not mine.may("can_restrict_members"):
        raise Impossible("he may not restrict members")
    if other.status == "creator":
        raise Impossible("the owner cannot be removed")
    if other.is_admin and mine.status != "creator":
        raise Impossible("only the owner removes an administrator")


def _set(act: Act, group: Group, who: Account, status: str) -> JSON:
    members.set_status(act.telegram, group, act.user, Member(account=who, status=status))
    return {"chat": group.id, "status": status}


def _invited(act: Act) -> tuple[Group, Invite]:
    link = act.given.text("invite")
    for group in act.telegram.groups.values():
        invite = group.invites.get(link)
        if invite is not None and not group.gone:
            return group, invite
    raise Missing("there is no such invite link")
