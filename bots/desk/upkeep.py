"""Keeps topics in being: made once, made anew with what they showed, opened again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from aiogram import Bot

from bots import telegram_api
from bots.backoff import outlast
from bots.desk.groups import DeskGroup
from bots.desk.history import History
from bots.telegram_speech import Speech
from hub import reasons
from hub.errors import Busy, DeliveryError, PerhapsSent, Unanswered, Undeliverable, Unsent
from hub.forgetting import TOPIC
from hub.model import Delivery, DeliveryId, Shown, Thread
from hub.ports import Clock, Outgoing, Views

_LOOK_AGAIN: Final = timedelta(seconds=1)
TOPIC_OPENING: Final = "topic_opening"
ANSWER_LOST: Final = timedelta(seconds=5)
"""How long our own forum_topic_created is waited for before a topic is made once more."""


HISTORY: Final = "history"
Posted: TypeAlias = Callable[[str], Awaitable[None]]
"""Writes down that it stands there, under that name of the messenger's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """`what` is posted into a thread's topic in the turn of a delivery that waits for it."""

    group: DeskGroup
    thread: Thread
    delivery: Delivery
    what: str

    def shown(self, native: str, looks: str, *, marked: bool) -> Shown:
        """So that a reply to a card is known for what it is, and the card is taken for no part of
        the delivery that waits for it.
        """
        conversation = self.delivery.conversation
        name = self.what if self.what != HISTORY else f"{conversation}/{HISTORY}"
        return Shown(
            lane=self.delivery.lane,
            native=native,
            delivery=DeliveryId(name),
            conversation=conversation,
            marked=marked,
            looks=looks,
        )


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
        before = thread.opening_since
        if before and now < self._patience(before):
            raise Busy(TOPIC_OPENING, _LOOK_AGAIN)
        await self._views.opening(thread, now)
        try:
            topic = await self._bot.create_forum_topic(group.chat_id, thread.name)
        except PerhapsSent:
            raise Unanswered(TOPIC_OPENING) from None
        except DeliveryError:
            await self._views.opening(thread, before)
            raise
        await outlast(lambda: self._views.opened(thread, str(topic.message_thread_id)))

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

    async def post(self, posting: Posting, said: Outgoing, posted: Posted) -> str:
        """Into a topic, before what it was made for. Once without the mark: that it may stand there
        is written down first, for whoever has to post it again. Its answer lost, nothing else is in
        doubt.
        """
        thread, what = posting.thread, posting.what
        marked = what in thread.posting
        await self._views.posting(thread, what)
        try:
            said = replace(said, perhaps_sent=marked)
            native = await self._say(posting, said)
        except PerhapsSent as error:
            raise Unanswered(error.reason) from None
        except DeliveryError:
            if not marked:
                await self._views.posted(thread, what)
            raise
        await outlast(lambda: posted(native))
        shown = posting.shown(native, self._speech.looks(said, 0), marked=marked)
        await outlast(lambda: self._views.remember([shown]))
        await outlast(lambda: self._views.posted(thread, what))
        return native

    async def _say(self, posting: Posting, said: Outgoing) -> str:
        chat, topic = posting.group.chat_id, int(posting.thread.topic or 0)
        return (await self._speech.say(chat, said, 0, topic=topic, silent=True)).native

    async def catch_up(self, group: DeskGroup, delivery: Delivery, thread: Thread) -> bool:
        """Show what an earlier topic held; whether this took a call."""
        piece = await self._history.of(thread, group)
        if piece is None:
            await self._views.caught_up(thread)
            return False
        said = Outgoing(key=f"{thread.id}/history", text=piece.text, spans=piece.spans)
        posting = Posting(group=group, thread=thread, delivery=delivery, what=HISTORY)

        async def posted(_: str) -> None:
            await self._views.caught_up(thread)

        await self.post(posting, said, posted)
        return True

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
