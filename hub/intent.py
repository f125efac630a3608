"""What an operator's message in a topic means: an answer, a comment, or a command. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, Protocol

from hub.model import Attachment, PlainText
from hub.skeleton import Beginning, beginning

_TWINS: Final = str.maketrans("аеорсухіјѕ", "aeopcyxijs")
_NOTES: Final = frozenset(
    word.translate(_TWINS) for word in ("note", "заметка", "коммент", "комментарий")
)
_LIKE_NOTES: Final = _NOTES | {word.translate(_TWINS) for word in ("comment", "тщеу")}
"""With what is no command, and what `note` becomes on the other keyboard."""
_BEHIND_A_NOTE: Final = (":", "：", ".", "-", "–", "—")
_LONGEST_LABEL: Final = 2
_BEHIND_A_LABEL: Final = ".):\ufe0f\u20e3"
"""`12.`, `a)`, and the key with a number."""
_OTHER_KEYBOARD: Final = (".", "..")
"""What `/` and `//` become on the other keyboard."""
_AFTER_A_NAME: Final = re.compile(r"(?:@\w+)?[\s:,]*")
_NO_WORDS: Final = frozenset({"emoji", "mime", "url", "vcard"})
"""What is known of an attachment and nobody has written."""
_AMONG_COLLEAGUES: Final = frozenset({"poll", "contact", "checklist"})
"""Kinds that operators post for each other as well."""


class Intent(StrEnum):
    ANSWER = "answer"
    COMMENT = "comment"
    OFFERED = "offered"
    """A comment that one tap may still send."""
    DOUBTFUL = "doubtful"
    """The same, because it begins like a comment or a command."""
    UNASKED = "unasked"
    """The same, because nothing says that it is meant for the contact."""
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


class Mark(IntEnum):
    """What the beginning of a text says of it; of several the least one counts."""

    COMMENT = 0
    COMMAND = 1
    DOUBT = 2
    """It begins with one of the signs, or much like a comment: only a person can tell."""
    NONE = 3


STAYS: Final = (Mark.COMMENT, Mark.COMMAND)
"""What no tap sends either."""


class Worded(Protocol):
    """Whatever bears words: what somebody wrote, keeps or has changed."""

    @property
    def text(self) -> str: ...
    @property
    def attachments(self) -> Sequence[Attachment]: ...


class Brought(Worded, Protocol):
    @property
    def forwarded_from(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Command:
    """`apart`: a blank stands before its name, so that it may be no command at all."""

    name: str
    argument: str
    apart: bool = False


def intent(brought: Brought, replied: Replied, plain_text: PlainText) -> Intent:
    """Marks win over replies, replies over the desk's setting; in doubt it stays inside."""
    mark = mark_of(brought)
    if mark is Mark.COMMENT:
        return Intent.COMMENT
    if mark is Mark.COMMAND:
        return Intent.COMMAND
    meant = _unmarked_intent(replied, plain_text)
    if meant is not Intent.ANSWER:
        return meant
    if mark is Mark.DOUBT:
        return Intent.DOUBTFUL
    return Intent.UNASKED if _is_unasked(brought, replied) else Intent.ANSWER


def _unmarked_intent(replied: Replied, plain_text: PlainText) -> Intent:
    if replied in (Replied.CONTACT, Replied.ANSWER):
        return Intent.ANSWER
    if replied in (Replied.FORGOTTEN, Replied.ELSEWHERE):
        return Intent.OFFERED
    if replied is not Replied.NOTHING:
        return Intent.COMMENT
    return Intent.ANSWER if plain_text is PlainText.SEND else Intent.OFFERED


def _is_unasked(brought: Brought, replied: Replied) -> bool:
    """A forward may be of anything that was said inside."""
    kinds = {one.kind for one in brought.attachments}
    posted = replied is Replied.NOTHING and not _AMONG_COLLEAGUES.isdisjoint(kinds)
    return brought.forwarded_from is not None or posted


def mark_of(worded: Worded) -> Mark:
    """By its text, and by whatever other words there are in it."""
    marks = (mark for one in worded.attachments for mark in _marks(one))
    return min(text_mark(worded.text), *marks, Mark.NONE)


def _marks(attachment: Attachment) -> Iterator[Mark]:
    """A file may well be called "!Договор.pdf": that is no command."""
    for words in _words(attachment):
        mark = _mark(begun := beginning(words))
        inside = mark is Mark.COMMAND or (mark is Mark.NONE and _is_behind(words, begun))
        yield Mark.DOUBT if inside else mark
    # What is clean has `_` where somebody put `/`.
    if _mark(beginning((attachment.name or "").replace("_", "/", 2))) is Mark.COMMENT:
        yield Mark.DOUBT


def text_mark(text: str) -> Mark:
    begun = beginning(text)
    mark = _mark(begun)
    if mark is Mark.NONE and (_is_behind(text, begun) or _is_like_a_comment(text, begun)):
        return Mark.DOUBT
    return mark


def _mark(begun: Beginning) -> Mark:
    if begun.signs.startswith("//"):
        return Mark.COMMENT
    if begun.signs and not begun.signs.strip("/!"):
        if begun.word.translate(_TWINS) in _NOTES:
            return Mark.COMMENT
        if begun.word and begun.plain and len(begun.signs) == 1 and not begun.apart:
            return Mark.COMMAND
    return Mark.DOUBT if begun.signs[:1] in ("/", "!") or begun.endless else Mark.NONE


def _is_behind(text: str, begun: Beginning) -> bool:
    """A comment's mark stands behind other signs, or behind the number or box of a list."""
    if "//" in begun.signs:
        return True
    if len(begun.word) > _LONGEST_LABEL:
        return begun.signs.endswith(("/", "!")) and begun.word.translate(_TWINS) in _NOTES
    rest = text[begun.after :].lstrip(_BEHIND_A_LABEL)
    return bool(begun.word) and _mark(beginning(rest)) is Mark.COMMENT


def _is_like_a_comment(text: str, begun: Beginning) -> bool:
    """«Note: …», or a mark typed on the other keyboard."""
    note = begun.word.translate(_TWINS) in _LIKE_NOTES
    if not begun.signs:
        rest = text[begun.after :].lstrip()
        return note and (not rest or rest.startswith(_BEHIND_A_NOTE))
    if begun.signs in _OTHER_KEYBOARD:
        return note or begun.signs == ".."
    return begun.signs.startswith("\\")


def command(text: str) -> Command | None:
    """`/take`, `/take@bot rest`, `!взять rest`. Any word after the mark counts, known or not."""
    begun = beginning(text)
    if begun.signs not in ("/", "!") or not (begun.word and begun.plain):
        return None
    return Command(begun.word, _argument(text, begun), apart=begun.apart)


def unmarked(text: str) -> str:
    """A comment's text without the mark that made it one."""
    begun = beginning(text)
    if begun.signs.startswith("//"):
        return text[begun.places[1] + 1 :].lstrip(" ")
    return _argument(text, begun) if _mark(begun) is Mark.COMMENT else text


def _argument(text: str, begun: Beginning) -> str:
    after = _AFTER_A_NAME.match(text, begun.after)
    return text[after.end() if after else begun.after :].strip()


def _words(attachment: Attachment) -> Iterator[str]:
    """What somebody has written into it: names, titles, questions, options."""
    if attachment.name:
        yield attachment.name
    for name, value in attachment.data.items():
        if name not in _NO_WORDS:
            yield from _listed(value)


def _listed(value: str) -> Iterator[str]:
    """A value, and what is in it if it is a list."""
    yield value
    try:
        left = [json.loads(value)] if value.startswith(("[", "{")) else []
    except (ValueError, RecursionError):
        return
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list | dict):
            left += one.values() if isinstance(one, dict) else one
