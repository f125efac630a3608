"""One person doing one thing: where he is, and what he may there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from sandbox.telegram import post
from sandbox.telegram.errors import Impossible
from sandbox.telegram.model import JSON, Chat, Content, Dialog, Group, Member, Message, Topic, User
from sandbox.telegram.people.body import Fields
from sandbox.telegram.people.pointing import pointing
from sandbox.telegram.state import Telegram
from sandbox.telegram.transcript import seen


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, and with what."""

    telegram: Telegram
    user: User
    given: Fields

    def chat(self) -> Chat:
        """The private chat with a bot, or a group he is in."""
        return chat_for(self.telegram, self.user, self.given.any("chat"))

    def group(self) -> Group:
        chat = self.chat()
        if not isinstance(chat, Group):
            raise Impossible("only in a group")
        return chat

    def message(self, chat: Chat, name: str = "message", *, number: int = 0) -> Message:
        """The one that the field names, or of this number."""
        number = number or self.given.integer(name)
        message = chat.messages.get(number)
        if message is None or message.deleted:
            raise Impossible(f"there is no message {number} in the chat")
        return message

    def own(self, chat: Chat) -> Message:
        message = self.message(chat)
        if message.sender is not self.user:
            raise Impossible("it is somebody else's message")
        return message

    def say(self, content: Content, **more: Any) -> JSON:
        """Send the content where the fields point; the message as in a transcript."""
        chat = self.chat()
        reply_to = self.message(chat, "reply_to") if "reply_to" in self.given else None
        topic = self.topic_to_write(chat, reply_to)
        self._enter(chat)
        anonymous = isinstance(chat, Group) and self.membership(chat).anonymous
        more |= {"reply_to": reply_to, "quote": self.quote(reply_to), "anonymous": anonymous}
        more["pointing"] = pointing(self.given, reply_to, int(self.telegram.now))
        message = post.post(self.telegram, chat, self.user, content, topic=topic, **more)
        return seen(message)

    def quote(self, reply_to: Message | None) -> JSON | None:
        if "quote" not in self.given:
            return None
        text = self.given.text("quote")
        if "elsewhere" in self.given:
            return None
        position = reply_to.content.text.find(text) if reply_to is not None else -1
        if position < 0:
            raise Impossible("the quote is not in the message it answers")
        return {"text": text, "position": position, "is_manual": True}

    def topic_to_write(self, chat: Chat, reply_to: Message | None) -> int | None:
        wanted = self.given.integer("topic", 0)
        inherited = reply_to.thread if reply_to is not None and reply_to.in_topic else None
        number = wanted or inherited
        if not number:
            return None
        topic = topic_in(chat, number)
        if isinstance(chat, Group) and topic.closed and not self._manages_topics(chat):
            raise Impossible("the topic is closed")
        return topic.id

    def _manages_topics(self, group: Group) -> bool:
        return self.membership(group).may("can_manage_topics")

    def membership(self, group: Group) -> Member:
        return self.telegram.member(group, self.user)

    def _enter(self, chat: Chat) -> None:
        if isinstance(chat, Dialog):
            if chat.blocked:
                raise Impossible("he has blocked the bot")
            chat.started = True
        elif self.membership(chat).status == "restricted":
            raise Impossible("he may not write in the group")


Action: TypeAlias = Callable[[Act], Any | Awaitable[Any]]
ACTIONS: dict[str, Action] = {}


def action(name: str) -> Callable[[Action], Action]:
    def register(function: Action) -> Action:
        ACTIONS[name] = function
        return function

    return register


def chat_for(telegram: Telegram, user: User, name: Any) -> Chat:
    """What `chat` means for this person."""
    text = str(name)
    if not text.startswith("-"):
        return telegram.dialog(telegram.bot(text), user)
    group = telegram.group(text)
    telegram.member(group, user)
    if group.gone or group.migrated_to is not None:
        raise Impossible("the group is no more")
    return group


def topic_in(chat: Chat, number: int) -> Topic:
    topic = chat.topics.get(number)
    if topic is None:
        raise Impossible(f"there is no topic {number} in the chat")
    return topic
