"""Methods that put messages into chats."""

from __future__ import annotations

import random
import re
import secrets
from typing import Any

from sandbox.telegram.botapi.compose import (
    Envelope,
    caption,
    checked_caption,
    envelope,
    in_words,
    posted,
    send,
    text_content,
)
from sandbox.telegram.botapi.media import NAMES, files_named, files_of
from sandbox.telegram.botapi.query import Query, method
from sandbox.telegram.botapi.reach import chat_of, message_of
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.model import JSON, Content, Message
from sandbox.telegram.origins import origin
from sandbox.telegram.render import CAPTIONED, message_json

DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
ACTIONS = re.compile(
    r"typing|(upload|record)_(photo|video|voice|audio|document|video_note)|choose_sticker|find_location"
)
LATE_REFUSAL = re.compile(r"[A-Z_]+")
ALBUM_KINDS = ("photo", "video", "audio", "document")


@method("sendMessage")
def send_message(query: Query) -> JSON:
    return send(query, text_content(query))


def _send_media(query: Query, kind: str) -> JSON:
    files = files_of(query, kind)
    text, entities = caption(query) if kind in CAPTIONED else ("", ())
    body = {"emoji": query.text("emoji") or "👍"} if kind == "sticker" else None
    content = Content(kind=kind, text=text, entities=entities, files=files, body=body)
    return send(query, content, f"{NAMES[kind]}s")


def _media_method(kind: str) -> None:
    name = "send" + "".join(word.title() for word in kind.split("_"))
    method(name)(lambda query: _send_media(query, kind))


for _kind in NAMES:
    if _kind != "live_photo":
        _media_method(_kind)


@method("sendLocation")
def send_location(query: Query) -> JSON:
    return send(query, Content(kind="location", body=location(query)))


@method("sendVenue")
def send_venue(query: Query) -> JSON:
    body = {
        "location": location(query),
        "title": query.text("title"),
        "address": query.text("address"),
    }
    return send(query, Content(kind="venue", body=body))


@method("sendContact")
def send_contact(query: Query) -> JSON:
    names = ("phone_number", "first_name", "last_name")
    body = {name: query.text(name) for name in names if query.text(name)}
    for name in names[:2]:
        if name not in body:
            raise bad_request(f"{name} is empty")
    return send(query, Content(kind="contact", body=body))


@method("sendDice")
def send_dice(query: Query) -> JSON:
    emoji = query.text("emoji") or "🎲"
    if emoji not in DICE:
        raise bad_request("dice emoji is invalid")
    return send(
        query, Content(kind="dice", body={"emoji": emoji, "value": random.randint(1, DICE[emoji])})
    )


@method("sendMediaGroup")
def send_media_group(query: Query) -> list[JSON]:
    items = query.json("media", "media")
    if not isinstance(items, list) or not items:
        raise bad_request("there are no messages to send")
    if len(items) > 10:
        raise bad_request("too many messages to send as an album")
    contents = [_album_part(query, number, item) for number, item in enumerate(items, 1)]
    _check_mixture([content.kind for content in contents])
    where = envelope(query, "photos")
    query.telegram.limits.take(query.bot.id, where.chat.id, len(contents))
    album = str(secrets.randbits(60)) if len(contents) > 1 else None
    sent = [posted(query, where, content, album=album) for content in contents]
    return [message_json(message, query.bot) for message in sent]


@method("forwardMessage")
def forward_message(query: Query) -> JSON:
    original = _original(query, "forward", "forwarded")
    where = envelope(query, "text messages")
    query.telegram.limits.take(query.bot.id, where.chat.id)
    bare = Envelope(where.chat, where.topic, None, None, None)
    forwarded = posted(query, bare, original.content, forward_origin=origin(original))
    return message_json(forwarded, query.bot)


@method("copyMessage")
def copy_message(query: Query) -> JSON:
    original = _original(query, "copy", "copied")
    content = _copied(query, original.content)
    where = envelope(query, "text messages")
    query.telegram.limits.take(query.bot.id, where.chat.id)
    return {"message_id": posted(query, where, content).id}


def _original(query: Query, verb: str, done: str) -> Message:
    source = chat_of(query, "from_chat_id")
    message = message_of(query, source, f"message to {verb}")
    if message.content.service or message.protected:
        raise bad_request(f"the message can't be {done}")
    return message


def _copied(query: Query, content: Content) -> Content:
    if "caption" not in query.args or not content.files:
        return content
    text, entities = caption(query)
    return Content(
        kind=content.kind, text=text, entities=entities, files=content.files, body=content.body
    )


def location(query: Query) -> JSON:
    for name in ("latitude", "longitude"):
        if not query.text(name).strip():
            raise bad_request(f"{name} is empty")
    body = {"latitude": query.real("latitude"), "longitude": query.real("longitude")}
    if abs(body["latitude"]) > 90 or abs(body["longitude"]) > 180:
        raise bad_request("wrong location specified")
    for name in ("live_period", "heading"):
        if query.text(name):
            body[name] = query.number(name)
    return body


def _album_part(query: Query, number: int, item: Any) -> Content:
    """What the server finds out only when it sends is said with the number of the part."""
    try:
        return _album_item(query, item)
    except ApiError as error:
        words = error.description.removeprefix("Bad Request: ")
        if not LATE_REFUSAL.fullmatch(words):
            raise
        said = f'failed to send message #{number} with the error message "{words}"'
        raise bad_request(said) from None


def _album_item(query: Query, item: Any) -> Content:
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in ALBUM_KINDS:
        raise bad_request(
            "can't parse InputMedia: type must be one of photo, video, audio, document"
        )
    files = files_named(query, kind, str(item.get("media") or ""))
    given = item.get("caption_entities")
    text, entities = checked_caption(
        *in_words(str(item.get("caption") or ""), item.get("parse_mode") or "", given)
    )
    return Content(kind=kind, text=text, entities=entities, files=files)


def _check_mixture(kinds: list[str]) -> None:
    for kind in ("audio", "document"):
        if kind in kinds and len(set(kinds)) > 1:
            raise bad_request(f"{kind.title()} can't be mixed with other media types")


@method("sendChatAction")
def send_chat_action(query: Query) -> bool:
    action = query.text("action")
    if not ACTIONS.fullmatch(action):
        raise bad_request("wrong parameter action in request")
    chat = chat_of(query, write=True)
    query.telegram.emit("typing", chat=chat.id, bot=query.bot.username, action=action)
    return True
