"""The desk bot's private chats: it tells people what concerns them, and turns strangers away."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import Message

from handlers.asked import Asked
from handlers.commands import execute
from handlers.deciding import is_meant
from handlers.mirror import source_in, wrote
from handlers.people import desk_visited
from handlers.topics import Reading, lead_of, person_of
from hub.errors import Refusal
from hub.hub import Hub
from hub.intent import Mark, command, mark_of
from hub.model import Address, InboxId, Note, Peer, Person, Role, Source


def router() -> Router:
    routes = Router(name="notices")
    routes.message.register(wrote_to_desk_bot, F.chat.type == "private")
    return routes


async def wrote_to_desk_bot(message: Message, hub: Hub, reading: Reading) -> None:
    voice = hub.directory.desk_voice
    source = source_in(hub, message)
    address = Address(inbox=InboxId(voice), peer=Peer(str(message.chat.id)))
    person = person_of(hub, message.from_user)
    if await desk_visited(hub, source, address, message, _payload(message)):
        return
    if person is None:
        name = message.from_user.full_name if message.from_user else ""
        await hub.reception.turn_away(source, address, name, voice)
        return
    try:
        note = await _answer(hub, source, person, message, reading)
    except Refusal as refusal:
        note = Note(code=refusal.code, values=refusal.values)
    if note:
        await hub.outbox.put(hub.make.tell_address(source, voice, address, note))


async def _answer(
    hub: Hub, source: Source, by: Person, message: Message, reading: Reading
) -> Note | None:
    """What is said to whoever wrote, unless his command says it. Raises Refusal."""
    lead = reading.content(lead_of(reading))
    asked = command(lead.text)
    if asked is None or mark_of(lead) is Mark.COMMENT or not is_meant(asked):
        heard = await wrote(hub, by, message, reading)
        return None if heard else Note(code="desk_hint", values={"name": by.name})
    if asked.name == "start":
        return welcome(by)
    if by.role is Role.GUEST:
        raise Refusal("guest_hint")
    await execute(hub, asked.name, Asked(source=source, by=by, argument=asked.argument))
    return None


def _payload(message: Message) -> str | None:
    """What stood in the link of a Start."""
    asked = command(message.text or "")
    return asked.argument if asked and asked.name == "start" else None


def welcome(by: Person) -> Note:
    code = "welcome_guest" if by.role is Role.GUEST else "welcome_desk"
    return Note(code=code, values={"name": by.name})
