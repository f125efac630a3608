"""Keeps topics in being: made once, made anew with what they showed, opened again."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from aiogram import Bot

from bots import telegram_api
from bots.desk.groups import DeskGroup
from bots.desk.history import History
from bots.telegram_speech import Speech
from hub import reasons
from hub.errors import DeliveryError, PerhapsSent, Undeliverable, Unsent
from hub.forgetting import TOPIC
from hub.model import ConversationId, Delivery, DeliveryId, Shown, Thread
from hub.ports import Clock, Outgoing, Views

ANSWER_LOST: Final = timedelta(seconds=5)
"""How long our own forum_topic_created is waited for before a topic is made once more."""


class Upkeep:
    def __init__(
        self, bot: Bot, views: Views, history: History, speech: Speech, clock: Clock
    ) -> None:
        self._bot = bot
        self._views = views
        self._history = history
        self._speech = speech
        self._clock = clock
        self._started_at = clock.now()

    async def open(self, group: DeskGroup, thread: Thread) -> None:
        """Make the topic, unless it is being made and only the answer has been lost."""
        now = self._clock.now()
        if thread.opening_since and now < self._patience(thread.opening_since):
            raise Unsent("topic_opening")
        await self._views.opening(thread, now)
        try:
            topic = await self._bot.create_forum_topic(group.chat_id, thread.name)
        except PerhapsSent:
            raise Unsent("topic_opening") from None
        except DeliveryError:
            await self._views.opening(thread, None)
            raise
        await self._views.opened(thread, str(topic.message_thread_id))

    async def take_away(self, group: DeskGroup, target: str) -> None:
        """A message, or a topic with all that stands in it; that it is gone already is as good."""
        topic = target.removeprefix(TOPIC)
        try:
            if topic == target:
                await self._bot.delete_message(group.chat_id, int(target))
            else:
                await self._bot.delete_forum_topic(group.chat_id, int(topic))
        except (Undeliverable, Unsent) as error:
            if error.reason not in (reasons.NO_TOPIC, telegram_api.NOT_THERE):
                raise

    async def catch_up(self, group: DeskGroup, delivery: Delivery, thread: Thread) -> bool:
        """Show what an earlier topic held; whether this took a call."""
        piece = await self._history.of(thread, group)
        if piece:
            said = Outgoing(
                key=f"{thread.id}/history",
                text=piece.text,
                spans=piece.spans,
                perhaps_sent=delivery.perhaps_sent,
            )
            topic = int(thread.topic or 0)
            posted = await self._speech.say(group.chat_id, said, 0, topic=topic, silent=True)
            if delivery.conversation:
                shown = preparation(delivery, delivery.conversation, posted.native, "history")
                await self._views.remember([shown])
        await self._views.caught_up(thread)
        return piece is not None

    async def reopen(self, group: DeskGroup, thread: Thread) -> None:
        try:
            await self._bot.reopen_forum_topic(group.chat_id, int(thread.topic or 0))
        except Undeliverable as error:
            if error.reason != telegram_api.NOT_MODIFIED:
                raise
        await self._views.closed(group.id, thread.topic or "", closed=False)

    async def mend(self, group: DeskGroup, thread: Thread, error: Unsent) -> None:
        """What can be done about a topic that refused to take something."""
        if thread.topic is None:
            return
        if error.reason == reasons.NO_TOPIC:
            await self._sweep(group, error)
            await self._views.lost(thread, thread.topic)
        elif error.reason == telegram_api.TOPIC_CLOSED:
            await self.reopen(group, thread)

    async def _sweep(self, group: DeskGroup, error: Unsent) -> None:
        """What was meant for the topic and lies in General."""
        strays = error.natives if isinstance(error, telegram_api.Strayed) else ()
        for native in strays:
            with suppress(DeliveryError):
                await self._bot.delete_message(group.chat_id, int(native))

    def _patience(self, since: datetime) -> datetime:
        """After a restart, too, Telegram needs a moment to bring what happened meanwhile."""
        return max(since, self._started_at) + ANSWER_LOST


def preparation(
    delivery: Delivery,
    conversation: ConversationId,
    native: str,
    what: str,
    *,
    marked: bool = False,
) -> Shown:
    """So that a reply to a card is known for what it is, and the card is taken for no part of the
    delivery that waits for it.
    """
    return Shown(
        lane=delivery.lane,
        native=native,
        delivery=DeliveryId(f"{conversation}/{what}"),
        conversation=conversation,
        marked=marked,
    )
