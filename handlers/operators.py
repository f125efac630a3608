"""What is written on a desk: answers, comments and commands, each by the mark it bears."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.types import Message

from handlers.asked import Asked
from handlers.commands import execute, is_known
from handlers.deciding import Draft, carry_out, meant_by
from handlers.topics import (
    Desks,
    Place,
    Reading,
    lead_of,
    native_of,
    others_in,
    person_of,
    place_of,
    replied_to,
    source_of,
)
from hub.access import works_at
from hub.errors import DeliveryError, NotAllowed, Refusal
from hub.hub import Hub
from hub.intent import Intent, command
from hub.model import DeskId, MessageId, Note, Source
from hub.record import Content


def router() -> Router:
    routes = Router(name="operators")
    routes.message.register(topic_created, F.forum_topic_created)
    routes.message.register(posted, F.chat.type.in_({"group", "supergroup"}))
    return routes


async def topic_created(message: Message, hub: Hub, desks: Desks, bot: Bot) -> None:
    """Our own topic, whose creation's answer may have been lost: its name tells whose it is."""
    desk, created, topic = _our_topic(message, desks, bot)
    thread = desk and await hub.store.views.thread_by_name(desk, created)
    if thread and not await hub.store.views.opened(thread, str(topic)):
        # It was made twice: nothing has been shown in this one.
        with contextlib.suppress(DeliveryError):
            await bot.delete_forum_topic(message.chat.id, topic)


def _our_topic(message: Message, desks: Desks, bot: Bot) -> tuple[DeskId | None, str, int]:
    ours = message.from_user is not None and message.from_user.id == bot.id
    name = message.forum_topic_created.name if message.forum_topic_created else ""
    desk = desks.get(message.chat.id) if ours else None
    return desk, name, message.message_thread_id or message.message_id


async def posted(message: Message, hub: Hub, desks: Desks, reading: Reading) -> None:
    desk = desks.get(message.chat.id)
    if desk is None or not _is_written_by_somebody(message, reading.content(message)):
        return
    place = await place_of(hub, desk, message)
    try:
        if place is None:
            await _outside_topics(hub, desk, message)
        else:
            await _in_topic(hub, place, message, reading)
    except NotAllowed:
        await tell_no_right(hub, desk, message, place)
    except Refusal as refusal:
        note = Note(code=refusal.code, values=refusal.values)
        await reply(hub, desk, message, place, note)


def _is_written_by_somebody(message: Message, content: Content) -> bool:
    """Service messages and other bots concern nobody."""
    anonymous = message.sender_chat is not None
    human = message.from_user is not None and not message.from_user.is_bot
    return (human or anonymous) and not (content.empty and not content.omitted)


async def _in_topic(hub: Hub, place: Place, message: Message, reading: Reading) -> None:
    if message.sender_chat is not None:
        raise Refusal("anonymous")
    author = person_of(hub, message.from_user)
    by = await hub.access.require(
        author.id if author else None, place.conversation, "write", source_of(message)
    )
    content, lead = reading.content(message), lead_of(reading)
    replied, quoted = await replied_to(hub, place, lead, reading)
    draft = Draft(
        source=source_of(message),
        by=by,
        conversation=place.conversation,
        content=replace(content, reply_to=quoted),
        lead=reading.content(lead),
        others=[MessageId(source_of(part)) for part in others_in(reading, message)],
    )
    meant = meant_by(draft.lead, replied, hub.directory.desks[place.desk].plain_text)
    await carry_out(hub, draft, meant)
    asked = command(content.text)
    if meant is Intent.COMMAND and asked:
        given = Asked(
            source=draft.source,
            by=by,
            argument=asked.argument,
            desk=place.desk,
            conversation=place.conversation,
            about=quoted,
        )
        await execute(hub, asked.name, given)


async def _outside_topics(hub: Hub, desk: DeskId, message: Message) -> None:
    """In General people talk among themselves; only a command deserves an answer."""
    asked = command(message.text or "")
    person = person_of(hub, message.from_user)
    if person is None or asked is None or not is_known(asked.name):
        return
    source = source_of(message)
    if not works_at(person, desk):
        await hub.access.refused(source, f"/{asked.name}", who=person.id)
        raise NotAllowed("not_yours")
    given = Asked(source=source, by=person, argument=asked.argument, desk=desk)
    await execute(hub, asked.name, given)


async def tell_no_right(hub: Hub, desk: DeskId, message: Message, place: Place | None) -> None:
    name = message.from_user.full_name if message.from_user else ""
    note = Note(code="no_right_here", values={"name": name})
    await reply(hub, desk, message, place, note)


async def reply(
    hub: Hub,
    desk: DeskId,
    message: Message,
    place: Place | None,
    note: Note,
    *,
    cause: Source | None = None,
) -> None:
    """A line under the message, once for every cause: that it was written, if no other."""
    await hub.outbox.put(
        hub.make.ask(
            cause or source_of(message),
            note,
            desk,
            conversation=place.conversation if place else None,
            reply_to=native_of(message),
        )
    )
