"""Where the conversations of an address are shown, and the links that lead there."""

from __future__ import annotations

from bots.desk.card import topic_name
from bots.desk.groups import Groups
from hub.model import Conversation, ConversationId, Thread
from hub.ports import Conversations, Views


class Threads:
    def __init__(self, views: Views, conversations: Conversations, groups: Groups) -> None:
        self._views = views
        self._conversations = conversations
        self._groups = groups

    async def of(self, conversation: Conversation) -> Thread:
        return await self._views.thread(
            Thread(
                desk=conversation.desk,
                address=conversation.address,
                name=topic_name(conversation),
            )
        )

    async def url(self, id: ConversationId) -> str:
        """The address of a conversation's topic, "" while it has none."""
        conversation = await self._conversations.get(id)
        return self.url_of(await self.of(conversation)) if conversation else ""

    def url_of(self, thread: Thread) -> str:
        """The address of its topic, "" while it has none."""
        group = self._groups.of(thread.desk)
        if group is None or thread.topic is None:
            return ""
        return f"https://t.me/c/{str(group.chat_id).removeprefix('-100')}/{thread.topic}"
