"""Carries out what is shown on the desks, one counted call a turn."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from aiogram import Bot
from aiogram.types import ReactionTypeEmoji, ReactionTypeUnion

from bots import telegram_api
from bots.contents import Contents
from bots.desk.card import Cards
from bots.desk.threads import DeskGroup, Threads
from bots.telegram_speech import Speech
from hub import reasons
from hub.errors import PerhapsSent, Undeliverable, Unsent
from hub.model import Conversation, ConversationId, Delivery, Message, Shown, Thread, Work
from hub.ports import Clock, Outgoing, Part, Sender, Store, Window

ANSWER_LOST: Final = timedelta(seconds=5)
"""How long our own forum_topic_created is waited for before a topic is made once more."""


class DeskSender:
    """Speaks on the desks with `bot`; everything that is not a desk is left to `private`."""

    def __init__(
        self,
        bot: Bot,
        private: Sender,
        groups: Iterable[DeskGroup],
        *,
        store: Store,
        threads: Threads,
        cards: Cards,
        contents: Contents,
        speech: Speech,
        clock: Clock,
    ) -> None:
        self._bot = bot
        self._private = private
        self._groups = {f"desk:{group.id}": group for group in groups}
        self._store = store
        self._threads = threads
        self._cards = cards
        self._contents = contents
        self._speech = speech
        self._clock = clock
        self._started_at = clock.now()
        self._busy: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def windows(self, place: str) -> tuple[Window, ...]:
        group = self._groups.get(place)
        return (group.window,) if group else self._private.windows(place)

    def voice_windows(self) -> tuple[Window, ...]:
        return self._private.voice_windows()

    async def step(self, delivery: Delivery) -> Part | None:
        group = self._groups.get(delivery.lane.place)
        if group is None:
            return await self._private.step(delivery)
        match delivery.work:
            case Work.MARK:
                return await self._mark(group, delivery)
            case Work.RETELL:
                return await self._alter(group, delivery)
        if delivery.conversation is None:
            return await self._say(group, delivery, None)
        return await self._in_thread(group, delivery, delivery.conversation)

    async def _in_thread(
        self, group: DeskGroup, delivery: Delivery, id: ConversationId
    ) -> Part | None:
        conversation = await self._store.conversations.get(id)
        if conversation is None:
            raise Undeliverable(f"conversation {id} is missing")
        async with self._busy[f"{group.id}/{conversation.address}"]:
            thread = await self._threads.of(conversation)
            if thread.topic is None:
                await self._open(group, thread)
                return None
            try:
                return await self._draw(group, delivery, conversation, thread.topic)
            except Unsent as error:
                await self._mend(group, thread, error)
                raise

    async def _draw(
        self, group: DeskGroup, delivery: Delivery, conversation: Conversation, topic: str
    ) -> Part | None:
        """The card first, then what is to be shown."""
        card = await self._store.views.card(conversation.id)
        if card is None:
            native = await self._post_card(group, delivery, conversation, topic)
            return Part(native=native) if delivery.work is Work.CARD else None
        if delivery.work is Work.CARD:
            return await self._redraw_card(group, delivery, conversation, card)
        return await self._say(group, delivery, topic)

    async def _open(self, group: DeskGroup, thread: Thread) -> None:
        """Make the topic, unless it is being made and only the answer has been lost."""
        now = self._clock.now()
        if thread.opening_since and now < self._patience(thread.opening_since):
            raise Unsent("topic_opening")
        await self._store.views.opening(thread, now)
        try:
            topic = await self._bot.create_forum_topic(group.chat_id, thread.name)
        except PerhapsSent:
            raise Unsent("topic_opening") from None
        await self._store.views.opened(thread, str(topic.message_thread_id))

    def _patience(self, since: datetime) -> datetime:
        """After a restart, too, Telegram needs a moment to bring what happened meanwhile."""
        return max(since, self._started_at) + ANSWER_LOST

    async def _mend(self, group: DeskGroup, thread: Thread, error: Unsent) -> None:
        if thread.topic is None:
            return
        if error.reason == reasons.NO_TOPIC:
            await self._store.views.lost(thread, thread.topic)
        elif error.reason == telegram_api.TOPIC_CLOSED:
            await self._bot.reopen_forum_topic(group.chat_id, int(thread.topic))

    async def _post_card(
        self, group: DeskGroup, delivery: Delivery, conversation: Conversation, topic: str
    ) -> str:
        outgoing = await self._card(delivery, conversation)
        posted = await self._speech.say(group.chat_id, outgoing, 0, topic=int(topic), silent=True)
        thread = await self._threads.of(conversation)
        await self._store.views.set_card(conversation.id, thread, posted.native)
        await self._store.views.remember([_card_shown(delivery, conversation, posted.native)])
        return posted.native

    async def _redraw_card(
        self, group: DeskGroup, delivery: Delivery, conversation: Conversation, card: str
    ) -> Part:
        try:
            await self._speech.alter(group.chat_id, card, await self._card(delivery, conversation))
        except Undeliverable:
            # Somebody deleted it: the next turn posts it anew.
            await self._store.views.forget_card(conversation.id)
            raise Unsent("the card is gone") from None
        return Part(native=card)

    async def _card(self, delivery: Delivery, conversation: Conversation) -> Outgoing:
        contact = await self._store.contacts.get(conversation.contact)
        repeat = delivery.perhaps_sent and delivery.work is not Work.CARD
        return Outgoing(
            key=delivery.id,
            text=self._cards.text(conversation, contact, delivery.face),
            buttons=self._cards.keyboard(conversation, delivery.face),
            perhaps_sent=repeat,
        )

    async def _say(self, group: DeskGroup, delivery: Delivery, topic: str | None) -> Part:
        outgoing = await self._outgoing(delivery)
        thread = int(topic) if topic else None
        return await self._speech.say(
            group.chat_id, outgoing, len(delivery.native), topic=thread, silent=True
        )

    async def _outgoing(self, delivery: Delivery) -> Outgoing:
        if delivery.note:
            return self._contents.note(delivery.note, delivery)
        message = await self._message(delivery)
        reply_to = await self._shown(delivery, message)
        return await self._contents.message(message, delivery, reply_to=reply_to)

    async def _shown(self, delivery: Delivery, message: Message) -> str | None:
        """The desk's own name of the message that is quoted."""
        if message.reply_to is None:
            return None
        for shown in await self._store.views.copies(message.reply_to):
            if shown.lane == delivery.lane:
                return shown.native
        quoted = await self._store.messages.get(message.reply_to)
        return quoted.native if quoted and quoted.author is not None else None

    async def _mark(self, group: DeskGroup, delivery: Delivery) -> Part:
        message = await self._message(delivery)
        if message.native is None:
            raise Undeliverable("there is nothing to mark")
        reaction: list[ReactionTypeUnion] = []
        if delivery.emoji:
            reaction.append(ReactionTypeEmoji(emoji=delivery.emoji))
        await self._bot.set_message_reaction(group.chat_id, int(message.native), reaction=reaction)
        return Part(native=message.native)

    async def _alter(self, group: DeskGroup, delivery: Delivery) -> Part:
        earlier = await self._store.deliveries.get(delivery.about) if delivery.about else None
        if earlier is None or delivery.note is None:
            raise Undeliverable("there is nothing to change")
        if not earlier.native:
            raise Unsent("what is to be changed has not been sent yet")
        outgoing = replace(self._contents.note(delivery.note, delivery), reply_to=None)
        await self._speech.alter(group.chat_id, earlier.native[0], outgoing)
        return Part(native=earlier.native[0])

    async def _message(self, delivery: Delivery) -> Message:
        message = await self._store.messages.get(delivery.message) if delivery.message else None
        if message is None:
            raise Undeliverable(f"message {delivery.message} is missing")
        return message


def _card_shown(delivery: Delivery, conversation: Conversation, native: str) -> Shown:
    """So that a reply to the card is known for what it is."""
    return Shown(
        lane=delivery.lane, native=native, delivery=delivery.id, conversation=conversation.id
    )
