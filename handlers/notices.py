"""The desk bot's private chats: it tells people what concerns them, and turns strangers away."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import Message

from handlers.commands import Asked, execute
from handlers.topics import person_of
from hub.errors import Refusal
from hub.hub import Hub
from hub.intent import Command, command
from hub.model import Address, InboxId, Note, Peer, Person, Source


def router() -> Router:
    routes = Router(name="notices")
    routes.message.register(wrote_to_desk_bot, F.chat.type == "private")
    return routes


async def wrote_to_desk_bot(message: Message, hub: Hub) -> None:
    voice = hub.directory.desk_voice
    source = Source(f"{voice}:{message.chat.id}:{message.message_id}")
    address = Address(inbox=InboxId(voice), peer=Peer(str(message.chat.id)))
    person = person_of(hub, message.from_user)
    if person is None:
        name = message.from_user.full_name if message.from_user else ""
        await hub.reception.turn_away(source, address, name, voice)
        return
    note = await _answer(hub, source, person, command(message.text or ""))
    if note:
        await hub.outbox.put(hub.outbox.tell_address(source, voice, address, note))


async def _answer(hub: Hub, source: Source, by: Person, asked: Command | None) -> Note | None:
    """What is said to whoever wrote, unless his command says it."""
    if asked is None:
        return Note(code="desk_hint", values={"name": by.name})
    if asked.name == "start":
        return Note(code="welcome_desk", values={"name": by.name})
    try:
        await execute(hub, asked.name, Asked(source=source, by=by, argument=asked.argument))
    except Refusal as refusal:
        return Note(code=refusal.code, values=refusal.values)
    return None
