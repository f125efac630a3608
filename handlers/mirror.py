"""What guests write to the desk bot: answers and comments in the conversation they were given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aiogram import F, Router
from aiogram.types import Message, Update

from handlers.deciding import Draft, carry_out, meant_by
from handlers.edits import revision_of
from handlers.topics import Reading, lead_of, name_of, others_in, person_of
from hub.access import is_guest, works_on
from hub.errors import NotAllowed, NotYet, Refusal
from hub.hub import Hub
from hub.intent import Replied
from hub.making import private_source
from hub.model import (
    Address,
    Conversation,
    InboxId,
    Lane,
    MessageId,
    MessageKind,
    Note,
    Peer,
    Person,
    PlainText,
    Role,
    Source,
)
from hub.model import Message as Written

_REPLIED = {
    MessageKind.IN: Replied.CONTACT,
    MessageKind.OUT: Replied.ANSWER,
    MessageKind.COMMENT: Replied.COMMENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """The conversation he writes in, and the message in it that he replies to, if to any."""

    conversation: Conversation
    about: Written | None = None


def router() -> Router:
    routes = Router(name="mirror")
    routes.edited_message.register(edited, F.chat.type == "private")
    return routes


def source_in(hub: Hub, message: Message, number: int | None = None) -> Source:
    """Of a message in a private chat of the desk bot; `number` is another's there."""
    voice, peer = hub.directory.desk_voice, Peer(str(message.chat.id))
    return private_source(voice, peer, str(number or name_of(message)))


async def wrote(hub: Hub, by: Person, message: Message, reading: Reading) -> bool:
    """False if it concerns no conversation that was given to him. Raises Refusal."""
    content, source = reading.content(message), source_in(hub, message)
    meant = await _meant(hub, source, by, reading)
    if meant is None:
        return False
    await hub.guests.writes(source, by, meant.conversation, "write")
    about = meant.about
    replied = _REPLIED.get(about.kind, Replied.HUB) if about else Replied.NOTHING
    draft = Draft(
        source=source,
        by=by,
        conversation=meant.conversation,
        content=replace(content, reply_to=about.id if about else None),
        lead=reading.content(lead_of(reading)),
        others=[
            MessageId(source_in(hub, message, part.message_id))
            for part in others_in(reading, message)
        ],
        as_guest=True,
    )
    await carry_out(hub, draft, meant_by(draft.lead, replied, PlainText.SEND))
    return True


async def edited(message: Message, event_update: Update, hub: Hub, reading: Reading) -> None:
    """Of what is no message of a conversation an edit concerns nobody."""
    source, by = source_in(hub, message), person_of(hub, message.from_user)
    written = await hub.store.messages.get(MessageId(source))
    if by is None or written is None or written.author != by.id:
        return
    cause = Source(f"{source}/edit/{event_update.update_id}")
    conversation = await hub.store.conversations.get(written.conversation)
    try:
        if conversation:
            await hub.guests.writes(cause, by, conversation, "edit")
            await hub.revising.operator_edited(source, by, revision_of(message, reading))
    except Refusal as refusal:
        await _say(hub, cause, message, Note(code=refusal.code, values=refusal.values))


async def _say(hub: Hub, cause: Source, message: Message, note: Note) -> None:
    voice = hub.directory.desk_voice
    address = Address(inbox=InboxId(voice), peer=Peer(str(message.chat.id)))
    await hub.outbox.put(hub.make.tell_address(cause, voice, address, note))


async def _meant(hub: Hub, source: Source, by: Person, reading: Reading) -> _Meant | None:
    """By what he replies to; without that it must be the only one he has."""
    found = await _replied_to(hub, lead_of(reading), reading)
    if found:
        stranger = not is_guest(by, found.conversation)
        return None if stranger and works_on(by, found.conversation) else found
    given = await hub.guests.all_of(by)
    if len(given) > 1:
        raise Refusal("guest_which")
    if given:
        return _Meant(conversation=given[0])
    if by.role is Role.GUEST:
        await hub.access.refused(source, "write", who=by.id)
        raise NotAllowed("guest_none")
    return None


async def _replied_to(hub: Hub, message: Message, reading: Reading) -> _Meant | None:
    """Raises NotYet where it replies to a message of ours that is still being settled."""
    replied = message.reply_to_message
    if replied is None:
        return None
    own = source_in(hub, message, replied.message_id)
    if written := await hub.store.messages.get(MessageId(own)):
        return await _in(hub, written)
    lane = Lane(voice=hub.directory.desk_voice, place=str(message.chat.id))
    shown = await hub.store.views.recall(lane, str(replied.message_id))
    if shown is None:
        ours = replied.from_user is not None and replied.from_user.is_bot
        if ours and not reading.last_chance:
            raise NotYet
        return None
    if shown.message and (written := await hub.store.messages.get(shown.message)):
        return await _in(hub, written)
    conversation = shown.conversation and await hub.store.conversations.get(shown.conversation)
    return _Meant(conversation=conversation) if conversation else None


async def _in(hub: Hub, written: Written) -> _Meant | None:
    conversation = await hub.store.conversations.get(written.conversation)
    return _Meant(conversation=conversation, about=written) if conversation else None
