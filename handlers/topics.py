"""Where on a desk something was posted, by whom, and in reply to what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiogram.types import Message, User

from hub.errors import NotYet
from hub.hub import Hub
from hub.intent import Mark, Replied, mark_of
from hub.model import (
    Conversation,
    ConversationId,
    DeskId,
    MessageId,
    MessageKind,
    Peer,
    Person,
    Shown,
    Source,
    Thread,
)
from hub.record import Content
from hub.writing import sent_after_all

Desks = Mapping[int, DeskId]
"""The desks by their groups' ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How to read a message, and what is known of its circumstances. `elsewhere`: whether it
    replies to something that is not in its topic, or cannot be told.

    `album` holds all parts of the album that the message belongs to, or only the message;
    on the `last_chance` nothing more will become known by waiting.
    """

    content: Callable[[Message], Content]
    elsewhere: Callable[[Message], bool]
    album: tuple[Message, ...]
    last_chance: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A topic that shows an address; `conversation` is the address's latest."""

    desk: DeskId
    thread: Thread
    conversation: Conversation


def source_of(message: Message) -> Source:
    return written_source(message.chat.id, name_of(message))


def name_of(message: Message) -> str:
    """Its number; what has none, or 0, is named by when it was written and by whom."""
    sender = message.from_user.id if message.from_user else ""
    return native_of(message) or f"at{message.date.timestamp():.0f}-{sender}"


def native_of(message: Message) -> str | None:
    """The chat's own name of it, by which it can be replied to."""
    return str(message.message_id) if message.message_id else None


def written_source(chat: int, message: int | str) -> Source:
    return Source(f"{written_in(chat)}:{message}")


def written_in(chat: int) -> str:
    """How the sources of everything that is written in that group begin."""
    return f"d{chat}"


def lead_of(reading: Reading) -> Message:
    """The part that decides for the whole album: the mark that keeps most inside first, then a
    reply, then the first.
    """
    strongest = min(reading.album, key=lambda part: mark_of(reading.content(part)))
    if mark_of(reading.content(strongest)) is not Mark.NONE:
        return strongest
    replies = [part for part in reading.album if part.reply_to_message or reading.elsewhere(part)]
    return (replies or reading.album)[0]


def others_in(reading: Reading, message: Message) -> list[Message]:
    """The other parts of the message's album."""
    return [part for part in reading.album if part.message_id != message.message_id]


def person_of(hub: Hub, user: User | None) -> Person | None:
    voice = hub.directory.desk_voice
    return hub.directory.by_account(voice, Peer(str(user.id))) if user else None


async def place_of(hub: Hub, desk: DeskId, message: Message) -> Place | None:
    """None in General and in topics that are not ours."""
    if not message.is_topic_message or message.message_thread_id is None:
        return None
    thread = await hub.store.views.thread_by_topic(desk, str(message.message_thread_id))
    conversation = await hub.store.conversations.latest(thread.address) if thread else None
    if thread is None or conversation is None:
        return None
    return Place(desk=desk, thread=thread, conversation=conversation)


async def replied_to(
    hub: Hub, place: Place, message: Message, reading: Reading
) -> tuple[Replied, MessageId | None]:
    """What kind of thing the message replies to. In doubt it is nothing that could be answered.

    Raises NotYet where it replies to a message of ours that is still being settled.
    """
    if reading.elsewhere(message):
        return Replied.ELSEWHERE, None
    replied = message.reply_to_message
    if replied is None or replied.message_id == message.message_thread_id:
        return Replied.NOTHING, None
    typed = await _typed(hub, place, MessageId(written_source(message.chat.id, replied.message_id)))
    if typed:
        return typed
    lane = hub.make.desk_lane(place.desk)
    shown = await hub.store.views.recall(lane, str(replied.message_id))
    ours = replied.from_user is not None and replied.from_user.is_bot
    if shown is None and ours:
        if not reading.last_chance:
            raise NotYet
        return Replied.FORGOTTEN, None
    return await _shown(hub, place, shown)


async def _typed(hub: Hub, place: Place, id: MessageId) -> tuple[Replied, MessageId | None] | None:
    """A reply to what an operator typed himself."""
    sent = await hub.store.messages.get(sent_after_all(id))
    written = sent or await hub.store.messages.get(id)
    if written is None:
        return None
    if not await _belongs(hub, place, written.conversation):
        return Replied.UNKNOWN, None
    answer = written.kind is MessageKind.OUT
    return (Replied.ANSWER if answer else Replied.COMMENT), written.id


async def _shown(hub: Hub, place: Place, shown: Shown | None) -> tuple[Replied, MessageId | None]:
    """A reply to something that we showed."""
    if shown is None or shown.message is None:
        return Replied.HUB, None
    message = await hub.store.messages.get(shown.message)
    if message is None or not await _belongs(hub, place, message.conversation):
        return Replied.UNKNOWN, None
    kinds = {MessageKind.IN: Replied.CONTACT, MessageKind.OUT: Replied.ANSWER}
    return kinds.get(message.kind, Replied.HUB), message.id


async def _belongs(hub: Hub, place: Place, id: ConversationId) -> bool:
    """Whether a conversation is with the contact of this topic."""
    if id == place.conversation.id:
        return True
    conversation = await hub.store.conversations.get(id)
    return conversation is not None and conversation.address == place.thread.address
