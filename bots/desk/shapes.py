"""What the handlers need of an update, in a shape that aiogram can read: a field that nobody needs
costs nobody a message. What a message contains is read from its JSON, not from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from aiogram import Bot
from aiogram.types import Update

from bots.raw import mapping, readable
from hub.errors import Malformed

_MESSAGES: Final = ("message", "edited_message")
_KEPT: Final = (
    *("message_id", "edit_date", "message_thread_id", "is_topic_message", "media_group_id"),
    *("text", "contact", "forum_topic_created", "forum_topic_closed", "forum_topic_reopened"),
    *("migrate_to_chat_id", "migrate_from_chat_id", "left_chat_member", "new_chat_members"),
)
_LATEST: Final = 1 << 33
"""Seconds since 1970 that are no date of a message any more."""
_SOMEBODY: Final = {"type": "hidden_user", "date": 0, "sender_user_name": ""}
"""Whoever it is a forward of: only that it is one counts here."""


def parsed(bot: Bot, raw: Mapping[str, object], received_at: datetime) -> Update:
    """Raises Malformed where who did what in which chat cannot be read."""
    slim = {name: part for name, part in raw.items() if part is not None}
    stamp = int(received_at.timestamp())
    for kind in _MESSAGES:
        if isinstance(raw.get(kind), Mapping):
            slim[kind] = _message(mapping(raw[kind]), stamp)
    press = mapping(raw.get("callback_query"))
    if message := mapping(press.get("message")):
        slim["callback_query"] = {**press, "message": _message(message, stamp)}
    kinds = [kind for kind in slim if kind in Update.model_fields and kind != "update_id"]
    if not kinds:
        raise Malformed("an update of an unknown kind")
    update, _ = readable(Update, slim, needs=kinds, bot=bot)
    return update


def is_elsewhere(raw: Mapping[str, object]) -> bool:
    """Whether a message replies to something that is not in its topic, or cannot be told."""
    replied = raw.get("reply_to_message")
    return raw.get("external_reply") is not None or (replied is not None and not _target(replied))


def _message(raw: Mapping[str, Any], stamp: int) -> dict[str, Any]:
    chat = _chat(raw.get("chat"))
    slim = {name: raw[name] for name in _KEPT if raw.get(name) is not None}
    date = _number(raw.get("date"))
    slim |= {"chat": chat, "date": date if 0 < date < _LATEST else stamp}
    if sender := _user(raw.get("from")):
        slim["from"] = sender
    if raw.get("sender_chat") is not None:
        slim["sender_chat"] = {"type": "channel", "id": 0, **_chat(raw["sender_chat"])}
    if raw.get("forward_origin") is not None:
        slim["forward_origin"] = _SOMEBODY
    if target := _target(raw.get("reply_to_message")):
        slim["reply_to_message"] = {**target, "chat": chat, "date": stamp}
    return slim


def _target(replied: object) -> dict[str, Any]:
    """What is replied to; nothing where it cannot be told which message that is."""
    number = _number(mapping(replied).get("message_id"))
    sender = _user(mapping(replied).get("from"))
    if not number:
        return {}
    return {"message_id": number, **({"from": sender} if sender else {})}


def _chat(raw: object) -> dict[str, Any]:
    given = mapping(raw)
    return {name: given[name] for name in ("id", "type", "title") if given.get(name) is not None}


def _user(raw: object) -> dict[str, Any]:
    """Nothing where it cannot be told who it is."""
    given = mapping(raw)
    if not _number(given.get("id")):
        return {}
    texts = ("first_name", "last_name", "username")
    named = {name: given[name] for name in texts if isinstance(given.get(name), str)}
    return {"first_name": "", **named, "id": given["id"], "is_bot": given.get("is_bot") is True}


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
