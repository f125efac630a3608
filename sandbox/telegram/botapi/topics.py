"""Methods about forum topics."""

from __future__ import annotations

from sandbox.telegram import post
from sandbox.telegram.botapi.query import Query, method
from sandbox.telegram.botapi.reach import chat_of, forum_of, my_membership, require, topic_of
from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import file_id, new_file
from sandbox.telegram.model import JSON, Dialog, Group, Topic
from sandbox.telegram.post import ICON_COLORS

MOST_NAME = 128
STICKERS = {
    "💡": "5312536423851630001",
    "⚡️": "5312016608254762256",
    "🔝": "5418085807791545980",
    "🗣": "5370870893004203704",
    "❗️": "5379748062124056162",
    "📝": "5373251851074415873",
    "📆": "5433614043006903194",
    "📁": "5357315181649076022",
    "🔎": "5309965701241379366",
    "📣": "5309984423003823246",
    "🔥": "5312241539987020022",
    "❓": "5377316857231450742",
    "📈": "5350305691942788490",
    "💰": "5350452584119279096",
    "✅": "5237699328843200968",
    "🛒": "5431736674147114227",
    "🚗": "5312322066328853156",
    "🏠": "5312486108309757006",
}


@method("createForumTopic")
def create_forum_topic(query: Query) -> JSON:
    chat = chat_of(query, write=True)
    if isinstance(chat, Dialog):
        raise bad_request(
            "BOT_FORUM_CREATE_FORBIDDEN" if query.bot.has_topics else "the chat is not a forum"
        )
    group = forum_of(query)
    name = _name(query)
    require(query, group, "can_manage_topics", "to create a topic")
    query.telegram.limits.take(query.bot.id, group.id)
    body: JSON = {"name": name, "icon_color": query.number("icon_color", ICON_COLORS[0])}
    if query.text("icon_custom_emoji_id"):
        body["icon_custom_emoji_id"] = query.text("icon_custom_emoji_id")
    topic = post.create_topic(query.telegram, group, query.bot, body)
    return {"message_thread_id": topic.id, **body}


@method("editForumTopic")
def edit_forum_topic(query: Query) -> bool:
    group = forum_of(query)
    topic = _manageable(query, group)
    given: JSON = {}
    if "name" in query.args and query.text("name"):
        given["name"] = _name(query)
    if "icon_custom_emoji_id" in query.args:
        given["icon_custom_emoji_id"] = query.text("icon_custom_emoji_id")
    now = {"name": topic.name, "icon_custom_emoji_id": topic.icon_emoji}
    changes = {key: value for key, value in given.items() if now[key] != value}
    if not changes:
        raise bad_request("TOPIC_NOT_MODIFIED")
    query.telegram.limits.take(query.bot.id, group.id)
    post.edit_topic(query.telegram, group, query.bot, topic, changes)
    return True


@method("closeForumTopic")
def close_forum_topic(query: Query) -> bool:
    return _set_closed(query, closed=True)


@method("reopenForumTopic")
def reopen_forum_topic(query: Query) -> bool:
    return _set_closed(query, closed=False)


@method("deleteForumTopic")
def delete_forum_topic(query: Query) -> bool:
    group = forum_of(query)
    topic = topic_of(query, group)
    require(query, group, "can_delete_messages", "to delete the topic")
    post.delete_topic(query.telegram, group, topic)
    return True


@method("unpinAllForumTopicMessages")
def unpin_all_forum_topic_messages(query: Query) -> bool:
    group = forum_of(query)
    topic = topic_of(query, group)
    require(query, group, "can_pin_messages", "to manage pinned messages in the chat")
    inside = {message.id for message in group.threads[topic.id]}
    group.pinned[:] = [pinned for pinned in group.pinned if pinned not in inside]
    return True


@method("getForumTopicIconStickers")
def get_forum_topic_icon_stickers(query: Query) -> list[JSON]:
    return [_sticker(query, emoji, number) for emoji, number in STICKERS.items()]


def _sticker(query: Query, emoji: str, number: str) -> JSON:
    picture = new_file("sticker", b"", size=1)
    return {
        "file_id": file_id(query.bot, picture),
        "file_unique_id": picture.unique_id,
        "type": "custom_emoji",
        "width": 512,
        "height": 512,
        "is_animated": True,
        "is_video": False,
        "emoji": emoji,
        "set_name": "Topics",
        "custom_emoji_id": number,
        "needs_repainting": False,
    }


def _name(query: Query) -> str:
    """Blanks are squeezed; what is too long is cut, not refused."""
    name = " ".join(query.text("name").split())[:MOST_NAME]
    if not name:
        raise bad_request("name must be non-empty")
    return name


def _manageable(query: Query, group: Group) -> Topic:
    topic = topic_of(query, group)
    if topic.creator != query.bot.id and not my_membership(query, group).may("can_manage_topics"):
        raise bad_request("not enough rights to edit the topic")
    return topic


def _set_closed(query: Query, *, closed: bool) -> bool:
    group = forum_of(query)
    topic = _manageable(query, group)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    query.telegram.limits.take(query.bot.id, group.id)
    post.close_topic(query.telegram, group, query.bot, topic, closed=closed)
    return True
