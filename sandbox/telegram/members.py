"""Standing in groups: who comes, goes, rises and falls, and who is told."""

from __future__ import annotations

from sandbox.telegram import audience, post
from sandbox.telegram.model import Account, Group, Member
from sandbox.telegram.render import user_json
from sandbox.telegram.state import Telegram
from sandbox.telegram.transcript import where


def set_status(telegram: Telegram, group: Group, by: Account, new: Member) -> None:
    """Give somebody a new standing, with the service message and updates that follow."""
    old = group.members.get(new.account.id) or Member(account=new.account, status="left")
    group.members[new.account.id] = new
    if old.present != new.present:
        _say_moved(telegram, group, by, new)
    audience.tell_of_member(telegram, group, by, old, new)
    telegram.emit("member", **where(group), who=new.account.id, status=new.status, old=old.status)


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


def _say_moved(telegram: Telegram, group: Group, by: Account, new: Member) -> None:
    who = user_json(new.account)
    if new.present:
        post.service(telegram, group, by, "new_chat_members", [who])
    else:
        post.service(telegram, group, by, "left_chat_member", who)
