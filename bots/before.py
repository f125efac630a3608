"""What a guest is shown of the time before him: the latest messages, in as few as they fit in."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from bots.authors import Authors
from bots.own_lines import own, theirs
from bots.sentences import written
from bots.text import Piece, joined, lines, split
from handlers.texts import Words
from hub.errors import Unsent
from hub.mirroring import discreet
from hub.model import Conversation, Delivery, Grant, Message, MessageKind
from hub.ports import Messages

MESSAGES: Final = 100
LONGEST: Final = 12_000
"""Code points of all together: three or four messages of Telegram's."""
LONGEST_LINE: Final = 3_500
READ: Final = 300
_SETTLING: Final = 20
"""How many of the latest are looked at for one that has its place and is not stored yet."""
_GAP: Final = Piece(text="\n\n")


class Before:
    def __init__(self, messages: Messages, words: Words, authors: Authors, zone: ZoneInfo) -> None:
        self._messages = messages
        self._words = words
        self._authors = authors
        self._zone = zone

    async def of(self, grant: Grant, conversation: Conversation, delivery: Delivery) -> Piece:
        """No comments: colleagues did not write them for him."""
        read = await self._messages.of(conversation.id, limit=READ)
        told = [message for message in read if message.seq <= grant.seq]
        if not (delivery.tries or delivery.native) and _is_incomplete(told, grant):
            raise Unsent("a message is still being stored")
        said = [message for message in told if _is_told(message)]
        kept = self._fitting(said[-MESSAGES:], conversation)
        cut = len(kept) < len(said) or len(read) == READ
        title = self._words.say("mirror.history_cut" if cut else "mirror.history")
        return joined(own(Piece(text=title)), *(joined(_GAP, piece) for piece in kept))

    def _fitting(self, messages: list[Message], conversation: Conversation) -> list[Piece]:
        """The latest of them, the oldest first."""
        kept: list[Piece] = []
        room = LONGEST
        for message in reversed(messages):
            piece = self._piece(message, conversation)
            room -= len(piece.text)
            if kept and room < 0:
                break
            kept.insert(0, piece)
        return kept

    def _piece(self, message: Message, conversation: Conversation) -> Piece:
        at = message.at.astimezone(self._zone).strftime("%d.%m %H:%M")
        kinds = [*(one.kind for one in message.attachments), *message.omitted]
        text, *rest = split(written(message), LONGEST_LINE)
        return lines(
            own(Piece(text=self._authors.written(message, at=at, conversation=conversation))),
            own(Piece(text=self._words.note(discreet(message.note)) if message.note else "")),
            own(Piece(text=" ".join(f"[{self._words.kind(kind)}]" for kind in kinds))),
            theirs(joined(text, Piece(text="…")) if rest else text),
        )


def _is_told(message: Message) -> bool:
    spoken = message.kind in (MessageKind.IN, MessageKind.OUT)
    return spoken and message.recalled_at is None


def _is_incomplete(told: list[Message], grant: Grant) -> bool:
    latest = range(max(1, grant.seq - _SETTLING + 1), grant.seq + 1)
    return not set(latest) <= {message.seq for message in told}
