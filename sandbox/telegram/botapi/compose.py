"""From the parameters of a sending method to a message in the chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.telegram import post
from sandbox.telegram.botapi.query import Query
from sandbox.telegram.botapi.reach import chat_of, my_membership, reply_target, thread_of
from sandbox.telegram.errors import bad_request
from sandbox.telegram.markup import read_markup
from sandbox.telegram.model import JSON, Chat, Content, Dialog, Group, Message
from sandbox.telegram.render import message_json
from sandbox.telegram.text.entities import BadText
from sandbox.telegram.text.formatted import formatted

MOST_TEXT = 4096
MOST_CAPTION = 1024


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a message goes and what it answers, checked."""

    chat: Chat
    topic: int | None
    reply_to: Message | None
    quote: JSON | None
    markup: JSON | None


def send(query: Query, content: Content, what: str = "text messages") -> JSON:
    """Check, account, post; the message for the answer."""
    where = envelope(query, what)
    query.telegram.limits.take(query.bot.id, where.chat.id)
    return message_json(posted(query, where, content), query.bot)


def envelope(query: Query, what: str) -> Envelope:
    chat = chat_of(query, write=True)
    _check_right_to_post(query, chat, what)
    markup = read_markup(query.text("reply_markup"), private=isinstance(chat, Dialog))
    reply_to, given = reply_target(query, chat)
    topic = thread_of(query, chat, reply_to)
    return Envelope(chat, topic, reply_to, _quote(reply_to, given), markup)


def posted(query: Query, where: Envelope, content: Content, **more: Any) -> Message:
    return post.post(
        query.telegram,
        where.chat,
        query.bot,
        content,
        topic=where.topic,
        reply_to=where.reply_to,
        quote=where.quote,
        markup=where.markup,
        silent=query.flag("disable_notification"),
        protected=query.flag("protect_content"),
        **more,
    )


def text_content(query: Query, name: str = "text") -> Content:
    """A text message from `text`, `parse_mode` and `entities`."""
    raw = query.text(name)
    if not raw:
        raise bad_request("message text is empty")
    text, entities = parsed(raw, query.text("parse_mode"), query, "entities")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > MOST_TEXT:
        raise bad_request("message is too long")
    return Content(kind="text", text=text, entities=entities)


def caption(query: Query) -> tuple[str, tuple[JSON, ...]]:
    return checked_caption(
        *parsed(query.text("caption"), query.text("parse_mode"), query, "caption_entities")
    )


def checked_caption(text: str, entities: tuple[JSON, ...]) -> tuple[str, tuple[JSON, ...]]:
    if len(text) > MOST_CAPTION:
        raise bad_request("message caption is too long")
    return text, entities


def parsed(text: str, mode: str, query: Query, entities: str) -> tuple[str, tuple[JSON, ...]]:
    given = query.json(entities, "entities") if entities in query.args and not mode else None
    return in_words(text, mode, given)


def in_words(text: str, mode: str, given: Any) -> tuple[str, tuple[JSON, ...]]:
    """`formatted`, with its complaints as the Bot API words them."""
    try:
        return formatted(text, mode, given if isinstance(given, list) else None)
    except BadText as wrong:
        raise bad_request(str(wrong)) from None


def _quote(reply_to: Message | None, given: JSON) -> JSON | None:
    if reply_to is None or not given.get("quote"):
        return None
    text, entities = in_words(
        given["quote"], given.get("quote_parse_mode") or "", given.get("quote_entities")
    )
    if text not in reply_to.content.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    shown: JSON = {
        "text": text,
        "position": int(given.get("quote_position") or 0),
        "is_manual": True,
    }
    return {**shown, "entities": entities} if entities else shown


def _check_right_to_post(query: Query, chat: Chat, what: str) -> None:
    if isinstance(chat, Group) and my_membership(query, chat).status == "restricted":
        raise bad_request(f"not enough rights to send {what} to the chat")
