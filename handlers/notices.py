"""The desk bot's private chats: it tells people what concerns them, and turns strangers away."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import Message

from handlers.topics import person_of
from hub.hub import Hub
from hub.model import Address, InboxId, Note, Peer, Source


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
    started = (message.text or "").startswith("/start")
    note = Note(code="welcome_desk" if started else "desk_hint", values={"name": person.name})
    await hub.outbox.put(hub.outbox.tell_address(source, voice, address, note))
