"""Feeds what happened on the desks, and every press of a button, to the handlers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiogram import Bot, Dispatcher
from aiogram.types import Message
from aiogram.types import Update as TelegramUpdate
from pydantic import ValidationError

from bots import telegram_updates
from bots.desk.groups import Groups
from bots.desk.reading import content_of
from bots.raw import faults_of, mapping
from bots.telegram_albums import Album, Albums, together
from handlers import desks as groups_of_desks
from handlers import edits, mirror, notices, operators, presses, reactions
from handlers.texts import Words
from handlers.topics import Reading, written_in
from hub.errors import Malformed
from hub.hub import Hub
from hub.intent import is_marked
from hub.making import private_source
from hub.model import Lane, Peer, Update
from hub.record import Content


class DeskUpdates:
    def __init__(self, hub: Hub, words: Words, groups: Groups, *, albums: Albums) -> None:
        self._desks = groups.desks
        self._albums = albums
        self._dispatcher = Dispatcher(
            hub=hub, words=words, groups=groups, desks=groups.desks, disable_fsm=True
        )
        self._dispatcher.include_routers(
            presses.router(),
            groups_of_desks.router(),
            operators.router(),
            edits.router(),
            mirror.router(),
            reactions.router(),
            notices.router(),
        )

    async def handle(self, bot: Bot, update: Update, *, last_chance: bool) -> None:
        """Raises Malformed, or NotYet where waiting will tell more."""
        parsed = _parsed(bot, update.raw)
        reading = Reading(
            content=lambda message: content_of(message, update.voice),
            album=tuple(filter(None, (parsed.message,))),
            last_chance=last_chance,
        )
        if update.album:
            album = await self._album(update, parsed, last_chance=last_chance)
            if album.done:
                return
            parsed, reading = _as_one(bot, update, parsed, reading, album)
        await self._dispatcher.feed_update(bot, parsed, reading=reading, voice=update.voice)

    async def _album(self, update: Update, parsed: TelegramUpdate, *, last_chance: bool) -> Album:
        message = parsed.message or parsed.edited_message
        chat = message.chat.id if message else 0
        desk = self._desks.get(chat)
        lane = Lane(voice=update.voice, place=f"desk:{desk}" if desk else str(chat))
        private = private_source(update.voice, Peer(str(chat)), "").removesuffix(":")
        prefix = written_in(chat) if desk else private
        if parsed.edited_message:
            return await self._albums.edited(update, lane, prefix)
        return await self._albums.of(update, lane, prefix, last_chance=last_chance)


def _as_one(
    bot: Bot, update: Update, parsed: TelegramUpdate, reading: Reading, album: Album
) -> tuple[TelegramUpdate, Reading]:
    """What happened to an album happened to its first part, which holds all the others' content.
    A marked caption stands first: it is what decides.
    """
    parts = [_message_of(_parsed(bot, part.raw)) for part in album.parts]
    members = [_message_of(_parsed(bot, member.raw)) for member in album.members]
    contents = [content_of(member, update.voice) for member in members]
    whole = together(contents, sorted(contents, key=lambda one: not is_marked(one.text)))
    first = members[0].message_id

    def content(message: Message) -> Content:
        alone = content_of(message, update.voice)
        return whole if message.message_id == first else alone

    if parsed.edited_message:
        lead = parsed.edited_message.model_copy(update={"message_id": first})
        parsed = parsed.model_copy(update={"edited_message": lead})
    else:
        parsed = _parsed(bot, album.members[0].raw)
    return parsed, replace(reading, content=content, album=tuple(parts))


def _message_of(parsed: TelegramUpdate) -> Message:
    message = parsed.message or parsed.edited_message
    if message is None:
        raise Malformed("an album of something else than messages")
    return message


def line_of(raw: Mapping[str, object]) -> str:
    """What must keep its order: a topic, or a chat. Never raises."""
    pressed = mapping(mapping(raw.get("callback_query")).get("message"))
    message = mapping(raw.get("message")) or mapping(raw.get("edited_message")) or pressed
    topic = message.get("message_thread_id") if message.get("is_topic_message") else ""
    return f"{telegram_updates.chat_of(raw)}:{topic}"


def _parsed(bot: Bot, raw: Mapping[str, object]) -> TelegramUpdate:
    try:
        return TelegramUpdate.model_validate(raw, context={"bot": bot})
    except ValidationError as error:
        raise Malformed(faults_of(error)) from None
