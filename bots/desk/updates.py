"""Feeds what happened on the desks, and every press of a button, to the handlers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Message
from aiogram.types import Update as TelegramUpdate

from bots import telegram_updates
from bots.desk.groups import Groups
from bots.desk.reading import content_of
from bots.desk.shapes import is_elsewhere, parsed
from bots.raw import mapping
from bots.telegram_albums import Album, Albums, message_in, number_of, together
from handlers import desks as groups_of_desks
from handlers import edits, mirror, notices, operators, presses, reactions
from handlers.texts import Words
from handlers.topics import Reading, native_of, written_in
from hub.errors import Malformed
from hub.hub import Hub
from hub.intent import mark_of
from hub.making import private_source
from hub.model import Lane, Peer, Update, Voice
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
        event = parsed(bot, update.raw, update.received_at)
        reading = self._reading(event, update, last_chance=last_chance)
        if update.album:
            album = await self._album(update, event, last_chance=last_chance)
            if album.done:
                return
            event, reading = self._as_one(bot, update, event, reading, album)
        handled = await self._dispatcher.feed_update(
            bot, event, reading=reading, voice=update.voice
        )
        if handled is UNHANDLED and not _is_nobodys(event):
            raise Malformed("nothing is known of what happened")

    def _reading(self, event: TelegramUpdate, update: Update, *, last_chance: bool) -> Reading:
        return Reading(
            content=lambda message: self._content(message, message_in(update.raw), update.voice),
            elsewhere=lambda _: is_elsewhere(message_in(update.raw)),
            album=tuple(filter(None, (event.message,))),
            last_chance=last_chance,
        )

    def _content(self, message: Message, raw: Mapping[str, object], voice: Voice) -> Content:
        return content_of(raw, voice, self._desks, native=native_of(message) or "")

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
        self, bot: Bot, update: Update, event: TelegramUpdate, reading: Reading, album: Album
    ) -> tuple[TelegramUpdate, Reading]:
        """What happened to an album happened to its first part, which holds all the others'
        content. A marked caption stands first: it is what decides.
        """
        raws = {number_of(one): message_in(one.raw) for one in (*album.parts, *album.members)}
        parts, members = (
            [_message_of(parsed(bot, one.raw, one.received_at)) for one in some]
            for some in (album.parts, album.members)
        )

        def alone(message: Message) -> Content:
            return self._content(message, raws[message.message_id], update.voice)

        contents = [alone(member) for member in members]
        whole = together(contents, sorted(contents, key=mark_of))
        first = members[0].message_id
        reading = replace(
            reading,
            content=lambda message: whole if message.message_id == first else alone(message),
            elsewhere=lambda message: is_elsewhere(raws[message.message_id]),
            album=tuple(parts),
        )
        if event.edited_message:
            lead = event.edited_message.model_copy(update={"message_id": first})
            return event.model_copy(update={"edited_message": lead}), reading
        member = album.members[0]
        return parsed(bot, member.raw, member.received_at), reading


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


def _is_nobodys(event: TelegramUpdate) -> bool:
    """What happens in chats that are no desk's, and what tells only of a bot's own standing."""
    return event.event_type not in ("message", "edited_message", "callback_query")
