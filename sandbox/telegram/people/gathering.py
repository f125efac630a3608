"""What people do to the topics of a group."""

from __future__ import annotations

from sandbox.telegram import post
from sandbox.telegram.errors import Impossible
from sandbox.telegram.model import JSON, Dialog, Group, Topic
from sandbox.telegram.people.act import Act, action, topic_in
from sandbox.telegram.post import ICON_COLORS
from sandbox.telegram.transcript import topic_json


@action("create_topic")
def create_topic(act: Act) -> JSON:
    """In his chat with a bot too, where its BotFather has switched topics on."""
    group = act.chat()
    if not (group.bot.has_topics if isinstance(group, Dialog) else group.forum):
        raise Impossible("the chat has no topics")
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
    if isinstance(dialog := act.chat(), Dialog):
        post.delete_topic(act.telegram, dialog, topic_in(dialog, act.given.integer("topic")))
        return {"chat": dialog.id, "id": act.given.integer("topic"), "deleted": True}
    group, topic = _own_topic(act)
    post.delete_topic(act.telegram, group, topic)
    if act.given.flag("silent"):
        group.ignored_topics.add(topic.id)
    return {"chat": group.id, "id": topic.id, "deleted": True}


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
