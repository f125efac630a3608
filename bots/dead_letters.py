"""Tells of updates that could not be handled: at their desk, and to whoever wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bots.private import TopicUrl
from bots.raw import mapping
from bots.telegram_updates import chat_of
from hub.discretion import covered
from hub.hub import Hub
from hub.model import (
    Address,
    Conversation,
    Delivery,
    DeskId,
    InboxId,
    Note,
    Peer,
    Update,
)

_CHANNELS: Final = 10**12
"""What stands before the number of a supergroup in its id."""
_WRITTEN: Final = ("message", "edited_message")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """As much as can be told of it: `message` is what somebody wrote, if they wrote anything."""

    update: Update
    body: Mapping[str, Any]
    message: Mapping[str, Any]
    chat: int

    @property
    def number(self) -> int:
        number = self.message.get("message_id")
        return number if isinstance(number, int) else 0

    @property
    def topic(self) -> int:
        topic = self.message.get("message_thread_id")
        return topic if isinstance(topic, int) and self.message.get("is_topic_message") else 0

    @property
    def name(self) -> str:
        sender = mapping(self.body.get("from")) or mapping(self.body.get("user"))
        names = (sender.get("first_name"), sender.get("last_name"))
        return " ".join(name for name in names if isinstance(name, str))

    @property
    def url(self) -> str:
        """Where it stands, if it is a group that has such addresses."""
        inner = -self.chat - _CHANNELS
        if inner <= 0 or not self.number:
            return ""
        steps = (inner, *((self.topic,) if self.topic else ()), self.number)
        return f"https://t.me/c/{'/'.join(map(str, steps))}"


class DeadLetters:
    """Telling twice changes nothing. `topic_url` gives the address of a conversation's topic."""

    def __init__(self, hub: Hub, desks: Mapping[int, DeskId], *, topic_url: TopicUrl) -> None:
        self._hub = hub
        self._desks = desks
        self._topic_url = topic_url

    async def tell(self, update: Update) -> None:
        letter = _letter(update)
        conversation = await self._conversation(letter)
        told = [await self._at_desk(letter, conversation)]
        told += [said for said in (self._to_author(letter, conversation),) if said]
        await self._hub.outbox.put(*told)

    async def _at_desk(self, letter: _Letter, conversation: Conversation | None) -> Delivery:
        update = letter.update
        values = {
            "id": update.id,
            "voice": update.voice,
            "reason": (update.reason or "").partition("\n")[0],
        }
        note = Note(
            code="dead_update", values=values, lines=await self._whose(letter, conversation)
        )
        return self._hub.make.ask(update.id, note, self._desk_of(letter, conversation))

    async def _whose(self, letter: _Letter, conversation: Conversation | None) -> tuple[Note, ...]:
        """Who did it, and a way there."""
        lines = []
        if name := letter.name or (conversation.name if conversation else ""):
            lines.append(Note(code="dead_update.whose", values={"name": covered(name)}))
        if letter.url:
            lines.append(Note(code="dead_update.message", url=letter.url))
        elif conversation:
            number, url = str(conversation.number), await self._topic_url(conversation.id)
            lines.append(Note(code="dead_update.topic", values={"number": number}, url=url))
        return tuple(lines)

    def _to_author(self, letter: _Letter, conversation: Conversation | None) -> Delivery | None:
        """Under what they wrote in a topic, or in the desk bot's private chat."""
        note, cause = Note(code="dead_update.yours"), f"{letter.update.id}/yours"
        desk = self._desks.get(letter.chat)
        native = str(letter.number) if letter.number else None
        if not letter.message or mapping(letter.body.get("from")).get("is_bot"):
            return None
        if desk and conversation:
            return self._hub.make.ask(cause, note, desk, conversation=conversation, reply_to=native)
        if desk or letter.update.voice != self._hub.directory.desk_voice or letter.chat <= 0:
            return None
        address = Address(inbox=InboxId(letter.update.voice), peer=Peer(str(letter.chat)))
        return self._hub.make.tell_address(cause, letter.update.voice, address, note)

    async def _conversation(self, letter: _Letter) -> Conversation | None:
        """Whose topic it is, or who wrote it."""
        store = self._hub.store
        if desk := self._desks.get(letter.chat):
            topic = str(letter.topic) if letter.topic else ""
            thread = topic and await store.views.thread_by_topic(desk, topic)
            return await store.conversations.latest(thread.address) if thread else None
        for inbox in self._hub.directory.inboxes.values():
            if inbox.voice == letter.update.voice and letter.update.line:
                address = Address(inbox=inbox.id, peer=Peer(letter.update.line))
                return await store.conversations.latest(address)
        return None

    def _desk_of(self, letter: _Letter, conversation: Conversation | None) -> DeskId:
        """Where it happened, of whatever kind it is; else where what comes by that voice is shown;
        the first, if there is no such place.
        """
        if desk := self._desks.get(letter.chat):
            return desk
        if conversation:
            return conversation.desk
        inboxes = self._hub.directory.inboxes.values()
        desks = (inbox.desk for inbox in inboxes if inbox.voice == letter.update.voice)
        return next(desks, next(iter(self._hub.directory.desks)))


def _letter(update: Update) -> _Letter:
    bodies = [mapping(part) for part in update.raw.values() if isinstance(part, Mapping)]
    written = [mapping(update.raw.get(kind)) for kind in _WRITTEN]
    chat = chat_of(update.raw)
    return _Letter(
        update=update,
        body=bodies[0] if bodies else {},
        message=next(filter(None, written), {}),
        chat=int(chat) if chat else 0,
    )
