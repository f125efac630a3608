"""What was written on a desk and is edited there."""

from __future__ import annotations

from datetime import UTC, datetime

from aiogram import F, Router
from aiogram.types import Message, Update

from handlers.operators import reply, tell_no_right
from handlers.topics import Desks, Place, Reading, person_of, place_of, source_of
from hub.errors import NotAllowed, Refusal
from hub.hub import Hub
from hub.model import Note, Revision, Source


def router() -> Router:
    routes = Router(name="edits")
    routes.edited_message.register(edited, F.chat.type.in_({"group", "supergroup"}))
    return routes


async def edited(
    message: Message, event_update: Update, hub: Hub, desks: Desks, reading: Reading
) -> None:
    """In General, and in topics that are not ours, an edit concerns nobody."""
    desk = desks.get(message.chat.id)
    place = await place_of(hub, desk, message) if desk else None
    if place is None or _is_by_a_bot(message):
        return
    revision = revision_of(message, reading)
    cause = Source(f"{source_of(message)}/edit/{event_update.update_id}")
    try:
        await _edited(hub, place, message, revision, cause)
    except NotAllowed:
        await tell_no_right(hub, place.desk, message, place)
    except Refusal as refusal:
        note = Note(code=refusal.code, values=refusal.values)
        await reply(hub, place.desk, message, place, note, cause=cause)


async def _edited(
    hub: Hub, place: Place, message: Message, revision: Revision, cause: Source
) -> None:
    """Whoever has no right here is written into the audit."""
    author = person_of(hub, message.from_user)
    by = await hub.access.require(author.id if author else None, place.conversation, "edit", cause)
    await hub.revising.operator_edited(source_of(message), by, revision)


def revision_of(message: Message, reading: Reading) -> Revision:
    content = reading.content(message)
    return Revision(
        at=datetime.fromtimestamp(message.edit_date or message.date.timestamp(), UTC),
        text=content.text,
        spans=content.spans,
        attachments=content.attachments,
        omitted=content.omitted,
    )


def _is_by_a_bot(message: Message) -> bool:
    anonymous = message.sender_chat is not None
    return not anonymous and (message.from_user is None or message.from_user.is_bot)
