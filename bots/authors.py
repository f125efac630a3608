"""Who wrote what is shown to somebody who was not there when it was written."""

from __future__ import annotations

from dataclasses import replace

from bots.own_lines import own
from bots.text import Piece, lines
from handlers.texts import Words
from hub.directory import Directory
from hub.discretion import covered
from hub.model import Conversation, Message, MessageKind
from hub.ports import Outgoing


class Authors:
    def __init__(self, words: Words, directory: Directory) -> None:
        self._words = words
        self._directory = directory

    def mirrored(self, message: Message, conversation: Conversation, *, changed: bool) -> str:
        """For a guest, who may have several conversations in one chat."""
        values = {"number": str(conversation.number), "name": self.name(message, conversation)}
        said = self._words.say(f"mirror.{message.kind}", values)
        return self._words.say("mirror.changed", {"said": said}) if changed else said

    def written(self, message: Message, *, at: str, conversation: Conversation) -> str:
        """For a line of the history."""
        values = {"at": at, "name": self.name(message, conversation)}
        return self._words.say(f"history.{message.kind}", values)

    def shown(self, message: Message) -> str:
        """For the desk, of what a guest wrote; of everything else it is plain."""
        if message.author is None or message.kind is MessageKind.SYSTEM:
            return ""
        name = self._directory.name(message.author)
        return self._words.say(f"by.{message.kind}", {"name": name})

    def name(self, message: Message, conversation: Conversation) -> str:
        if message.kind is MessageKind.IN:
            return message.by or covered(conversation.name)
        return self._directory.name(message.author) or self._words.say("mirror.somebody")


def headed(outgoing: Outgoing, heading: str) -> Outgoing:
    """With a line of ours above it."""
    whole = lines(own(Piece(text=heading)), Piece(text=outgoing.text, spans=outgoing.spans))
    return replace(outgoing, text=whole.text, spans=whole.spans)
