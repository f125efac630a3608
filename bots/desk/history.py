"""What a topic that is made anew has lost: the latest messages of its address, all in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bots.desk.groups import DeskGroup
from bots.own_lines import own, theirs
from bots.sentences import written
from bots.text import Piece, joined, split
from handlers.texts import Words
from handlers.topics import written_source
from hub.directory import Directory
from hub.discretion import covered
from hub.model import (
    WAITING,
    Conversation,
    Delivery,
    DeliveryId,
    DeliveryState,
    Message,
    MessageKind,
    Thread,
    Work,
)
from hub.ports import Clock, Store
from hub.writing import sent_after_all

MESSAGES: Final = 10
LONGEST: Final = 3500
"""Code points of all together: with what stands over each it is one message of Telegram's."""
CONVERSATIONS: Final = 3
READ_AT_ONCE: Final = 50
SETTLED: Final = timedelta(days=1)
"""A message without a delivery that is older was shown, and its delivery has been cleaned away."""
UNDER_WAY: Final = frozenset({*WAITING, DeliveryState.SENDING})
FAILED: Final = frozenset({DeliveryState.DEAD, DeliveryState.UNCERTAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    message: Message
    conversation: Conversation
    answer: Delivery | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anew:
    """The topic made anew. Telegram's numbers only grow in a group."""

    thread: Thread
    group: DeskGroup

    def has(self, native: str) -> bool:
        return int(native) > int(self.thread.topic or 0)

    def has_typed(self, message: Message) -> bool:
        if message.native is None or not self.has(message.native):
            return False
        return message.id.startswith(written_source(self.group.chat_id, int(message.native)))


class History:
    def __init__(
        self, store: Store, words: Words, directory: Directory, clock: Clock, zone: ZoneInfo
    ) -> None:
        self._store = store
        self._words = words
        self._directory = directory
        self._clock = clock
        self._zone = zone

    async def of(self, thread: Thread, group: DeskGroup) -> Piece | None:
        """Nothing that is still to be shown by itself, or stands in the new topic already."""
        lines = await self._lines(_Anew(thread=thread, group=group))
        if not lines:
            return None
        room = LONGEST // len(lines)
        title = own(Piece(text=self._words.say("history.title")))
        return joined(title, *(joined(_GAP, self._piece(line, room)) for line in lines))

    async def _lines(self, anew: _Anew) -> list[_Line]:
        lines: list[_Line] = []
        recent = await self._store.conversations.recent(anew.thread.address, CONVERSATIONS)
        for conversation in recent:
            lines = [*await self._of_conversation(conversation, anew), *lines]
            if len(lines) >= MESSAGES:
                break
        return lines[-MESSAGES:]

    async def _of_conversation(self, conversation: Conversation, anew: _Anew) -> list[_Line]:
        messages = await self._store.messages.of(conversation.id, limit=READ_AT_ONCE)
        works = await self._deliveries(messages)
        sent = {message.id for message in messages}
        return [
            _Line(
                message=message,
                conversation=conversation,
                answer=works.get(_work(message, Work.ANSWER)),
            )
            for message in messages
            if message.kind is not MessageKind.SYSTEM and message.recalled_at is None
            if sent_after_all(message.id) not in sent
            if await self._is_lost(message, works.get(_work(message, Work.SHOW)), anew)
        ]

    async def _deliveries(self, messages: list[Message]) -> Mapping[DeliveryId, Delivery]:
        ids = [_work(one, work) for one in messages for work in (Work.SHOW, Work.ANSWER)]
        return {found.id: found for found in await self._store.deliveries.many(ids)}

    async def _is_lost(self, message: Message, show: Delivery | None, anew: _Anew) -> bool:
        """Whether it stood in an earlier topic."""
        if show is None and message.author is None:
            return self._clock.now() - message.received_at > SETTLED
        if show is None:
            return not anew.has_typed(message)
        if show.state in UNDER_WAY:
            return False
        shown = await self._store.views.shown_by(show.id)
        return not any(anew.has(one.native) for one in shown)

    def _piece(self, line: _Line, room: int) -> Piece:
        message = line.message
        kinds = [*(one.kind for one in message.attachments), *message.omitted]
        said = split(written(message), room)
        text = joined(said[0], Piece(text="…")) if len(said) > 1 else said[0]
        parts = [
            own(Piece(text=self._heading(line))),
            own(Piece(text=" ".join(f"[{self._words.kind(kind)}]" for kind in kinds))),
            theirs(text),
            own(Piece(text=self._failure(line.answer))),
        ]
        first, *others = [part for part in parts if part.text]
        return joined(first, *(joined(_LINE, part) for part in others))

    def _heading(self, line: _Line) -> str:
        message = line.message
        theirs = line.message.by or covered(line.conversation.name)
        name = self._directory.name(message.author) if message.author else theirs
        values = {"at": self._when(message.at), "name": name}
        return self._words.say(f"history.{message.kind}", values)

    def _failure(self, answer: Delivery | None) -> str:
        if answer is None or answer.state not in FAILED:
            return ""
        if answer.state is DeliveryState.UNCERTAIN:
            return self._words.say("history.unsure")
        return self._words.say("answer_dead", {"reason": answer.reason or ""})

    def _when(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%d.%m %H:%M")


_GAP: Final = Piece(text="\n\n")
_LINE: Final = Piece(text="\n")


def _work(message: Message, work: Work) -> DeliveryId:
    return DeliveryId(f"{message.id}/{work}")
