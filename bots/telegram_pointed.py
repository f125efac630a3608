"""What a Telegram message points at: a chosen part, a post, another chat, a story, a point of a
list. What the hub does not have itself stands above the words, with its author and a link.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Final

from bots.raw import Part, readable
from bots.telegram_content import Origin, told
from bots.telegram_things import Checklist, Named, Poll, Story
from hub.model import Note, Voice
from hub.record import INSIDE, excerpt

LONGEST: Final = 1024
"""Code points of a chosen part, as Telegram has it."""
_CHANNELS: Final = 10**12
"""What stands before the number of a channel or supergroup in its id."""


class _Quote(Part):
    text: str = ""


class _External(Part):
    origin: Origin | None = None
    chat: Named | None = None
    message_id: int | None = None


class _Replied(Part):
    """`forum_topic_created`: it is no more than the beginning of the topic."""

    message_id: int = 0
    forum_topic_created: object = None
    poll: Poll | None = None
    checklist: Checklist | None = None


class _Pointing(Part):
    quote: _Quote | None = None
    external_reply: _External | None = None
    reply_to_message: _Replied | None = None
    reply_to_story: Story | None = None
    reply_to_checklist_task_id: int | None = None
    reply_to_poll_option_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointed:
    """`reply_to` is the chat's own name of the message that is replied to; `chosen` is a part of
    it, `quote` a line that stands for all of it; `note` tells of what is not in that chat.
    """

    reply_to: str | None = None
    chosen: str = ""
    quote: str = ""
    note: Note | None = None


def pointed(raw: Mapping[str, object], voice: Voice, ours: Container[int] | None = None) -> Pointed:
    """`ours`: the company's groups, where somebody of the company wrote it. Of them, and of any
    chat that not everybody can open, nobody outside is told.
    """
    given, _ = readable(_Pointing, raw)
    chosen = given.quote.text[:LONGEST] if given.quote else ""
    if given.external_reply:
        return Pointed(note=_elsewhere(given.external_reply, chosen, ours))
    if given.reply_to_story:
        return Pointed(note=_story(given.reply_to_story))
    replied = given.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return Pointed()
    return Pointed(
        reply_to=str(replied.message_id) if replied.message_id else None,
        chosen=chosen or _point(given, replied),
        quote=_excerpt(raw["reply_to_message"], voice),
    )


def _elsewhere(reply: _External, chosen: str, ours: Container[int] | None) -> Note:
    chat = reply.chat or (reply.origin.chat if reply.origin else None)
    if ours is not None and (chat is None or chat.id in ours or not chat.username):
        return Note(code=INSIDE, lines=_part(chosen))
    names = (reply.origin.name if reply.origin else "", chat.name if chat else "")
    name = ", ".join(dict.fromkeys(filter(None, names)))
    number = reply.message_id or (reply.origin.message_id if reply.origin else None)
    url = _link(chat, number) if chat and number else ""
    code = "pointed.post" if name else "pointed.somewhere"
    return Note(code=code, values={"name": name}, url=url, lines=_part(chosen))


def _part(chosen: str) -> tuple[Note, ...]:
    return (said_of(chosen),) if chosen else ()


def said_of(chosen: str) -> Note:
    """A chosen part, in a line."""
    return Note(code="pointed.part", values={"quote": " ".join(chosen.split())})


def _story(story: Story) -> Note:
    name = story.chat.name if story.chat else ""
    return Note(code="pointed.story", values={"name": name}, url=story.url)


def _link(chat: Named, number: int) -> str:
    if chat.username:
        return f"https://t.me/{chat.username}/{number}"
    inner = -(chat.id or 0) - _CHANNELS
    return f"https://t.me/c/{inner}/{number}" if inner > 0 else ""


def _point(given: _Pointing, replied: _Replied) -> str:
    """The point of a list or of a poll that is replied to."""
    if replied.checklist and given.reply_to_checklist_task_id is not None:
        tasks = replied.checklist.tasks
        wanted = given.reply_to_checklist_task_id
        return next((task.text for task in tasks if task.id == wanted), "")
    options = replied.poll.options if replied.poll else []
    wanted_option = given.reply_to_poll_option_id
    return next((one.text for one in options if wanted_option == one.persistent_id), "")


def _excerpt(replied: object, voice: Voice) -> str:
    said = excerpt(told(replied, voice).text) if isinstance(replied, Mapping) else ""
    return f"↩ {said}" if said else ""
