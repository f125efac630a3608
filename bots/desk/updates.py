"""Feeds what happened on the desks, and every press of a button, to the handlers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from aiogram import Bot, Dispatcher
from aiogram.types import Message
from aiogram.types import Update as TelegramUpdate
from pydantic import ValidationError

from bots import telegram_updates
from bots.desk.reading import content_of
from bots.raw import faults_of, mapping
from handlers import notices, operators, presses
from handlers.texts import Words
from handlers.topics import Desks, Reading
from hub.errors import Malformed, NotYet
from hub.hub import Hub
from hub.model import Update
from hub.ports import Clock, Updates

ALBUM_PAUSE: Final = timedelta(seconds=1)
"""Telegram does not say how many parts an album has: it is whole when nothing more comes."""


class DeskUpdates:
    def __init__(
        self, hub: Hub, words: Words, desks: Desks, *, updates: Updates, clock: Clock
    ) -> None:
        self._updates = updates
        self._clock = clock
        self._dispatcher = Dispatcher(hub=hub, words=words, desks=desks, disable_fsm=True)
        self._dispatcher.include_routers(presses.router(), operators.router(), notices.router())

    async def handle(self, bot: Bot, update: Update, *, last_chance: bool) -> None:
        """Raises Malformed, or NotYet where waiting will tell more."""
        parsed = _parsed(bot, update.raw)
        album = await self._album(bot, update, last_chance=last_chance)
        voice = update.voice
        reading = Reading(
            content=lambda message: content_of(message, voice),
            album=album or tuple(filter(None, (parsed.message,))),
            last_chance=last_chance,
        )
        await self._dispatcher.feed_update(bot, parsed, reading=reading)

    async def _album(self, bot: Bot, update: Update, *, last_chance: bool) -> tuple[Message, ...]:
        """All parts, once they are there: a mark on any of them holds for every one."""
        if update.album is None:
            return ()
        parts = await self._updates.album(update.voice, update.album)
        newest = max(part.received_at for part in parts)
        if not last_chance and self._clock.now() - newest < ALBUM_PAUSE:
            raise NotYet
        messages = [_parsed(bot, part.raw).message for part in parts]
        return tuple(filter(None, messages))


def album_of(raw: Mapping[str, object]) -> str | None:
    """What belongs together. Never raises."""
    album = mapping(raw.get("message")).get("media_group_id")
    return album if isinstance(album, str) else None


def line_of(raw: Mapping[str, object]) -> str:
    """What must keep its order: a topic, or a chat. Never raises."""
    message = mapping(raw.get("message")) or mapping(
        mapping(raw.get("callback_query")).get("message")
    )
    topic = message.get("message_thread_id") if message.get("is_topic_message") else ""
    return f"{telegram_updates.chat_of(raw)}:{topic}"


def _parsed(bot: Bot, raw: Mapping[str, object]) -> TelegramUpdate:
    try:
        return TelegramUpdate.model_validate(raw, context={"bot": bot})
    except ValidationError as error:
        raise Malformed(faults_of(error)) from None
