"""What an operator's message in a topic means: an answer, a comment, or a command. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from hub.model import PlainText

NOTE_COMMANDS = frozenset({"note", "заметка", "коммент", "комментарий"})
_COMMAND = re.compile(r"([/!])([^\W\d_]\w*)(?:@\w+)?[\s:,]*", re.UNICODE)


class Intent(StrEnum):
    ANSWER = "answer"
    COMMENT = "comment"
    OFFERED = "offered"
    """A comment that one tap may still send."""
    COMMAND = "command"


class Replied(StrEnum):
    """What the message is a reply to."""

    NOTHING = "nothing"
    CONTACT = "contact"
    ANSWER = "answer"
    COMMENT = "comment"
    HUB = "hub"
    UNKNOWN = "unknown"
    ELSEWHERE = "elsewhere"
    """A message of another topic or chat, or one that cannot be told."""
    FORGOTTEN = "forgotten"
    """What the hub was sending when it was killed: nobody knows any more what it shows."""


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    argument: str


def intent(text: str, replied: Replied, plain_text: PlainText) -> Intent:
    """Marks win over replies, replies over the desk's setting; in doubt it stays inside."""
    if is_comment(text):
        return Intent.COMMENT
    if command(text):
        return Intent.COMMAND
    if replied in (Replied.CONTACT, Replied.ANSWER):
        return Intent.ANSWER
    if replied in (Replied.FORGOTTEN, Replied.ELSEWHERE):
        return Intent.OFFERED
    if replied is not Replied.NOTHING:
        return Intent.COMMENT
    return Intent.ANSWER if plain_text is PlainText.SEND else Intent.OFFERED


def is_comment(text: str) -> bool:
    head = _head(text)
    found = command(text)
    return head.startswith("//") or (found is not None and found.name in NOTE_COMMANDS)


def is_marked(text: str) -> bool:
    """Whether its beginning, and nothing else, says what it is."""
    return is_comment(text) or command(text) is not None


def command(text: str) -> Command | None:
    """`/take`, `/take@bot rest`, `!взять rest`. Any word after the mark counts, known or not."""
    head = _head(text)
    found = _COMMAND.match(head)
    if not found:
        return None
    return Command(found[2].casefold(), head[found.end() :].strip())


def unmarked(text: str) -> str:
    """A comment's text without the mark that made it one."""
    head = _head(text)
    if head.startswith("//"):
        return head[2:].lstrip(" ")
    found = command(text)
    return found.argument if found and found.name in NOTE_COMMANDS else text


def _head(text: str) -> str:
    """Without what nobody sees in front, and with a full-width mark read as the plain one."""
    start = next((i for i, c in enumerate(text) if not _invisible(c)), len(text))
    return unicodedata.normalize("NFKC", text[start : start + 2]) + text[start + 2 :]


def _invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cf", "Cc")
