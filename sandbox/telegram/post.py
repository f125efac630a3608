"""Messages and topics coming into being, changing and going, and who is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sandbox.telegram import audience
from sandbox.telegram.model import (
    JSON,
    Account,
    Bot,
    Chat,
    Content,
    Dialog,
    Group,
    Keyboard,
    Message,
    Topic,
)
from sandbox.telegram.render import user_json
from sandbox.telegram.state import Telegram
from sandbox.telegram.transcript import seen, topic_json, where

ICON_COLORS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def post(
    telegram: Telegram,
    chat: Chat,
    sender: Account,
    content: Content,
    *,
    topic: int | None = None,
    reply_to: Message | None = None,
    **more: Any,
) -> Message:
    """A new message in the chat; `topic` wins over where the reply's target lies."""
    message = Message(
        id=next_id(chat),
        chat=chat,
        date=int(telegram.now),
        sender=sender,
        content=with_people(telegram, content),
        thread=topic or _chain(chat, reply_to),
        reply_to=reply_to,
        **more,
    )
    return keep(telegram, message)


def keep(telegram: Telegram, message: Message) -> Message:
    """Put a made message into its chat and tell everybody."""
    chat = message.chat
    chat.messages[message.id] = message
    chat.threads[message.thread if message.in_topic else None].append(message)
    telegram.keep(message.content.files)
    if isinstance(chat, Group) and isinstance(message.sender, Bot):
        chat.last_bot = message.sender.id
    _lay_keyboard(message)
    telegram.emit("message", **where(chat), message=seen(message))
    audience.tell(telegram, "message", message)
    return message


def next_id(chat: Chat) -> int:
    """A group counts for itself; private chats share the counter of the bot's account."""
    owner = _owner(chat)
    owner.last_message_id += 1
    return owner.last_message_id


def _owner(chat: Chat) -> Bot | Group:
    return chat.bot if isinstance(chat, Dialog) else chat


def service(
    telegram: Telegram, chat: Chat, by: Account, kind: str, body: Any, **more: Any
) -> Message:
    return post(telegram, chat, by, Content(kind=kind, body=body, service=True), **more)


def change(telegram: Telegram, message: Message, content: Content, markup: JSON | None) -> None:
    """An edit; a changed keyboard alone leaves no trace of editing at a person's message."""
    if content is not message.content:
        message.earlier.append(message.content)
        message.content = with_people(telegram, content)
        message.edit_date = int(telegram.now)
        telegram.keep(content.files)
    message.markup = markup
    telegram.emit("edit", **where(message.chat), message=seen(message))
    if not isinstance(message.sender, Bot):
        audience.tell(telegram, "edited_message", message)


def delete(telegram: Telegram, messages: Iterable[Message]) -> None:
    """Bots are not told of deletions."""
    for message in messages:
        message.deleted = True
        if message.id in message.chat.pinned:
            message.chat.pinned.remove(message.id)
        _drop_keyboard(message)
        telegram.emit("delete", **where(message.chat), message=seen(message))


def react(telegram: Telegram, message: Message, by: Account, reactions: list[JSON]) -> None:
    old = message.reactions.get(by.id, [])
    if old == reactions:
        return
    message.reactions.pop(by.id, None)
    if reactions:
        message.reactions[by.id] = reactions
    telegram.emit("reaction", **where(message.chat), message=seen(message))
    if not isinstance(by, Bot):
        audience.tell_of_reaction(telegram, message, by, old, reactions)


def create_topic(telegram: Telegram, group: Chat, by: Account, body: JSON) -> Topic:
    """The topic's first message is about its creation, has `body`, and lends it its id."""
    topic = Topic(
        id=_owner(group).last_message_id + 1,
        name=body["name"],
        icon_color=body["icon_color"],
        icon_emoji=body.get("icon_custom_emoji_id", ""),
        creator=by.id,
    )
    group.topics[topic.id] = topic
    telegram.emit("topic", **where(group), topic=topic_json(group, topic))
    topic.root = service(telegram, group, by, "forum_topic_created", body, topic=topic.id)
    return topic


def edit_topic(telegram: Telegram, group: Group, by: Account, topic: Topic, changes: JSON) -> None:
    """`changes` has name, icon_custom_emoji_id or both, as in the service message."""
    topic.name = changes.get("name", topic.name)
    topic.icon_emoji = changes.get("icon_custom_emoji_id", topic.icon_emoji)
    service(telegram, group, by, "forum_topic_edited", changes, topic=topic.id)
    telegram.emit("topic", **where(group), topic=topic_json(group, topic))


def close_topic(
    telegram: Telegram, group: Group, by: Account, topic: Topic, *, closed: bool
) -> None:
    topic.closed = closed
    kind = "forum_topic_closed" if closed else "forum_topic_reopened"
    service(telegram, group, by, kind, {}, topic=topic.id)
    telegram.emit("topic", **where(group), topic=topic_json(group, topic))


def delete_topic(telegram: Telegram, group: Chat, topic: Topic) -> None:
    """With all its messages, and without a word to the bots."""
    for message in group.threads[topic.id]:
        message.deleted = True
    telegram.emit("topic", **where(group), topic={**topic_json(group, topic), "deleted": True})
    del group.topics[topic.id]
    if isinstance(group, Group):
        group.deleted_topics.add(topic.id)


def pin(telegram: Telegram, message: Message, by: Account) -> None:
    chat = message.chat
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    telegram.emit("edit", **where(chat), message=seen(message))
    thread = message.thread if message.in_topic else None
    service(telegram, chat, by, "pinned_message", message, topic=thread)


def unpin(telegram: Telegram, messages: Iterable[Message]) -> None:
    """Nobody writes about it."""
    for message in messages:
        if message.id in message.chat.pinned:
            message.chat.pinned.remove(message.id)
            telegram.emit("edit", **where(message.chat), message=seen(message))


def fold_keyboard(chat: Chat) -> None:
    """One for one time hides once it has been used; it can still be called up."""
    shown = chat.keyboard
    if shown is not None and shown.markup.get("one_time_keyboard"):
        chat.keyboard = replace(shown, folded=True)


def _lay_keyboard(message: Message) -> None:
    """Every chat keeps the newest keyboard until a message takes it away."""
    markup = message.markup or {}
    if "keyboard" in markup:
        message.chat.keyboard = Keyboard(message=message, markup=markup)
    elif markup.get("remove_keyboard"):
        message.chat.keyboard = None


def _drop_keyboard(message: Message) -> None:
    shown = message.chat.keyboard
    if shown is not None and shown.message is message:
        message.chat.keyboard = None


def with_people(telegram: Telegram, content: Content) -> Content:
    """Mentions by id become mentions of a person; those of nobody known go."""
    if not any(entity["type"] == "text_mention" for entity in content.entities):
        return content
    shown = (_named(telegram, entity) for entity in content.entities)
    return replace(content, entities=tuple(entity for entity in shown if entity is not None))


def _named(telegram: Telegram, entity: JSON) -> JSON | None:
    if entity["type"] != "text_mention" or isinstance(entity["user"], dict):
        return entity
    account = telegram.users.get(int(entity["user"])) or telegram.bots.get(int(entity["user"]))
    return {**entity, "user": user_json(account)} if account else None


def _chain(chat: Chat, reply_to: Message | None) -> int | None:
    """Where a reply lies: in its target's topic, or in the chain that some message began."""
    if reply_to is None or not isinstance(chat, Group) or chat.kind != "supergroup":
        return None
    if reply_to.thread is not None:
        return (
            reply_to.thread
            if reply_to.in_topic or reply_to.thread not in chat.deleted_topics
            else None
        )
    return reply_to.id
