"""What people send: texts, files, places; and edits of it."""

from __future__ import annotations

import base64
import binascii
import random
import re
import secrets
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sandbox.telegram import post
from sandbox.telegram.audience import tell_of_block
from sandbox.telegram.errors import Impossible
from sandbox.telegram.files import new_file, photo_sizes, sample
from sandbox.telegram.model import JSON, Content, Dialog, File
from sandbox.telegram.people.act import Act, action
from sandbox.telegram.people.body import Fields, Missing
from sandbox.telegram.render import CAPTIONED
from sandbox.telegram.text.formatted import formatted
from sandbox.telegram.transcript import seen

MEDIA = (
    *("photo", "live_photo", "document", "voice", "video", "audio", "video_note"),
    *("animation", "sticker"),
)
NAMES = {
    "document": "document.txt",
    "audio": "audio.mp3",
    "video": "video.mp4",
    "animation": "animation.mp4",
}
MOST_TEXT = 4096
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


@action("start")
def start(act: Act) -> JSON:
    """The Start button, which also unblocks; by a `link` as by hand."""
    name, payload = _start_of(act.given)
    dialog = act.telegram.dialog(act.telegram.bot(name), act.user)
    if dialog.blocked:
        _set_blocked(act, dialog, blocked=False)
    command = f"/start {payload}" if payload else "/start"
    return Act(act.telegram, act.user, Fields({"chat": dialog.bot.username})).say(_text(command))


@action("block")
def block(act: Act) -> JSON:
    return _set_blocked(act, _dialog(act), blocked=True)


@action("unblock")
def unblock(act: Act) -> JSON:
    return _set_blocked(act, _dialog(act), blocked=False)


@action("write")
def write(act: Act) -> JSON:
    text, entities = read_text(act.given, "text")
    if not text:
        raise Missing("text should not be empty")
    if len(text) > MOST_TEXT:
        raise Impossible("a message has at most 4096 characters")
    return act.say(Content(kind="text", text=text, entities=entities))


@action("album")
def album(act: Act) -> list[JSON]:
    items = [Fields(item) for item in act.given.items("items") if isinstance(item, dict)]
    if not 2 <= len(items) <= 10:
        raise Impossible("an album has 2 to 10 items")
    number = str(secrets.randbits(60))
    return [act.say(media(item.text("kind"), item), album=number) for item in items]


@action("location")
def location(act: Act) -> JSON:
    return act.say(Content(kind="location", body=_place(act)))


@action("move")
def move(act: Act) -> JSON:
    """His live location is elsewhere by now."""
    message = act.own(act.chat())
    if message.content.kind != "location" or "live_period" not in message.content.body:
        raise Impossible("it is no live location")
    moved = {**message.content.body, **_place(act)}
    post.change(act.telegram, message, replace(message.content, body=moved), message.markup)
    return seen(message)


@action("venue")
def venue(act: Act) -> JSON:
    names = {"title": act.given.text("title"), "address": act.given.text("address")}
    return act.say(Content(kind="venue", body={"location": _place(act), **names}))


@action("dice")
def dice(act: Act) -> JSON:
    body = {
        "emoji": act.given.text("emoji", "🎲"),
        "value": act.given.integer("value", random.randint(1, 6)),
    }
    return act.say(Content(kind="dice", body=body))


@action("edit")
def edit(act: Act) -> JSON:
    message = act.own(act.chat())
    if message.content.kind != "text" and message.content.kind not in CAPTIONED:
        raise Impossible("there is nothing to edit in it")
    text, entities = read_text(act.given, "text")
    post.change(
        act.telegram,
        message,
        replace(message.content, text=text, entities=entities),
        message.markup,
    )
    return seen(message)


@action("delete")
def delete(act: Act) -> list[JSON]:
    """Own messages; in a private chat the bot's too, in a group with the right anybody's."""
    chat = act.chat()
    numbers = act.given.items("messages") or [act.given.integer("message")]
    found = [chat.messages[number] for number in numbers if number in chat.messages]
    for message in found:
        if message.sender is not act.user and not _may_delete(act):
            raise Impossible("he may not delete it")
    post.delete(act.telegram, found)
    return [seen(message) for message in found]


def read_text(given: Fields, name: str) -> tuple[str, tuple[JSON, ...]]:
    mode = "HTML" if given.flag("html") else ""
    return formatted(given.text(name, ""), mode, given.items("entities"))


def _send_media(kind: str) -> None:
    action(kind)(lambda act: act.say(media(kind, act.given)))


for _kind in MEDIA:
    _send_media(_kind)


def media(kind: str, given: Fields) -> Content:
    if kind not in MEDIA:
        raise Missing(f"kind should be one of {', '.join(MEDIA)}")
    text, entities = read_text(given, "caption")
    body = {"emoji": given.text("emoji", "👍")} if kind == "sticker" else None
    files = _files(kind, given)
    if kind not in CAPTIONED:
        text, entities = "", ()
    return Content(kind=kind, text=text, entities=entities, files=files, body=body)


def _files(kind: str, given: Fields) -> tuple[File, ...]:
    pictured = "photo" if kind == "live_photo" else kind
    data = _data(given) if "data" in given else sample(pictured)
    size = given.integer("size", 0)
    if kind == "photo":
        return photo_sizes(data, size)
    if kind == "live_photo":
        return (new_file(kind, sample(kind), duration=3), *photo_sizes(data, size))
    name = given.text("name", NAMES.get(kind, ""))
    duration = given.integer("duration", 3)
    return (
        new_file(kind, data, name=name, mime=given.text("mime", ""), size=size, duration=duration),
    )


def _data(given: Fields) -> bytes:
    try:
        return base64.b64decode(given.text("data"))
    except binascii.Error as wrong:
        raise Missing("data should be base64") from wrong


def _text(text: str) -> Content:
    shown, entities = formatted(text)
    return Content(kind="text", text=shown, entities=entities)


def _place(act: Act) -> dict[str, Any]:
    place: dict[str, Any] = {name: act.given.number(name) for name in ("latitude", "longitude")}
    if "live_period" in act.given:
        place["live_period"] = act.given.integer("live_period")
    return place


def _start_of(given: Fields) -> tuple[str, str]:
    """The bot and the payload, perhaps of `https://t.me/<bot>?start=<payload>`."""
    if "link" not in given:
        name, payload = str(given.any("bot")), given.text("payload", "")
    else:
        parts = urlsplit(given.text("link"))
        if parts.hostname not in ("t.me", "telegram.me") or not parts.path.strip("/"):
            raise Missing("link should be https://t.me/<bot>?start=<payload>")
        name, payload = parts.path.strip("/"), parse_qs(parts.query).get("start", [""])[0]
    if payload and not PAYLOAD.fullmatch(payload):
        raise Impossible("a payload is 1 to 64 of A-Z, a-z, 0-9, _ and -")
    return name, payload


def _dialog(act: Act) -> Dialog:
    return act.telegram.dialog(act.telegram.bot(act.given.any("bot")), act.user)


def _set_blocked(act: Act, dialog: Dialog, *, blocked: bool) -> JSON:
    if dialog.blocked != blocked:
        dialog.blocked = blocked
        tell_of_block(act.telegram, dialog, blocked=blocked)
    return {"blocked": dialog.blocked}


def _may_delete(act: Act) -> bool:
    chat = act.chat()
    return isinstance(chat, Dialog) or act.membership(act.group()).may("can_delete_messages")
