"""What people do in groups: coming, going, topics."""

from __future__ import annotations

from sandbox.telegram import post
from sandbox.telegram.errors import Impossible
from sandbox.telegram.members import set_status
from sandbox.telegram.model import JSON, Group, Invite, Member, Topic
from sandbox.telegram.people.act import Act, action, topic_in
from sandbox.telegram.people.body import Missing
from sandbox.telegram.post import ICON_COLORS
from sandbox.telegram.transcript import topic_json


@action("join")
def join(act: Act) -> JSON:
    group = _invited(act) if "invite" in act.given else act.telegram.group(act.given.any("chat"))
    known = group.members.get(act.user.id)
    if known is not None and known.status == "kicked":
        raise Impossible("he is banned from the group")
    if known is None or not known.present:
        set_status(act.telegram, group, act.user, Member(account=act.user))
    return {"chat": group.id, "status": "member"}


@action("leave")
def leave(act: Act) -> JSON:
    group = act.group()
    set_status(act.telegram, group, act.user, Member(account=act.user, status="left"))
    return {"chat": group.id, "status": "left"}


@action("create_topic")
def create_topic(act: Act) -> JSON:
    group = act.group()
    if not group.forum:
        raise Impossible("the group has no topics")
    body: JSON = {
        "name": act.given.text("name"),
        "icon_color": act.given.integer("icon_color", ICON_COLORS[0]),
    }
    if "icon_emoji" in act.given:
        body["icon_custom_emoji_id"] = act.given.text("icon_emoji")
    return topic_json(group, post.create_topic(act.telegram, group, act.user, body))


@action("edit_topic")
def edit_topic(act: Act) -> JSON:
    group, topic = _own_topic(act)
    changes = {"name": act.given.any("name")} if "name" in act.given else {}
    if "icon_emoji" in act.given:
        changes["icon_custom_emoji_id"] = act.given.text("icon_emoji")
    post.edit_topic(act.telegram, group, act.user, topic, changes)
    return topic_json(group, topic)


@action("close_topic")
def close_topic(act: Act) -> JSON:
    return _set_closed(act, closed=True)


@action("reopen_topic")
def reopen_topic(act: Act) -> JSON:
    return _set_closed(act, closed=False)


@action("delete_topic")
def delete_topic(act: Act) -> JSON:
    group, topic = _own_topic(act)
    post.delete_topic(act.telegram, group, topic)
    if act.given.flag("silent"):
        group.ignored_topics.add(topic.id)
    return {"chat": group.id, "id": topic.id, "deleted": True}


def _invited(act: Act) -> Group:
    link = act.given.text("invite")
    for group in act.telegram.groups.values():
        invite = group.invites.get(link)
        if invite is not None:
            _use_invite(act, invite)
            return group
    raise Missing("there is no such invite link")


def _use_invite(act: Act, invite: Invite) -> None:
    link = invite.link
    late = "expire_date" in link and link["expire_date"] <= act.telegram.now
    full = len(invite.joined) >= link.get("member_limit", 99999)
    if link["is_revoked"] or late or full:
        raise Impossible("the invite link is no longer valid")
    invite.joined.append(act.user.id)


def _own_topic(act: Act) -> tuple[Group, Topic]:
    group = act.group()
    topic = topic_in(group, act.given.integer("topic"))
    if topic.creator != act.user.id and not act.membership(group).may("can_manage_topics"):
        raise Impossible("he may not manage the topic")
    return group, topic


def _set_closed(act: Act, *, closed: bool) -> JSON:
    group, topic = _own_topic(act)
    if topic.closed != closed:
        post.close_topic(act.telegram, group, act.user, topic, closed=closed)
    return topic_json(group, topic)
