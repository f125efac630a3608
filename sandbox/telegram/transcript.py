"""Messages as a person sees them, for tests and pages."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import Any

from sandbox.telegram.kinds import words_of
from sandbox.telegram.model import (
    JSON,
    Account,
    Bot,
    Chat,
    Dialog,
    File,
    Keyboard,
    Message,
    Topic,
    User,
)

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}


def seen(message: Message) -> JSON:
    """One message with everything a person can see of it."""
    content = message.content
    return {
        **where(message.chat),
        "id": message.id,
        "thread": message.thread,
        "topic": message.thread if message.in_topic else None,
        "date": message.date,
        "from": sender(message),
        "kind": content.kind,
        "text": content.text or words_of(content),
        "entities": content.entities,
        "html": as_html(content.text, content.entities)
        if content.entities
        else escape(content.text, quote=False),
        "files": [_file(file) for file in content.files[-1:]],
        "body": _body(content.body),
        "reply_to": message.reply_to.id if message.reply_to is not None else None,
        "quote": message.quote["text"] if message.quote else None,
        "pointing": message.pointing,
        "forward": message.forward_origin,
        "album": message.album,
        "buttons": buttons(message.markup),
        "keyboard": None
        if message.markup is None or "inline_keyboard" in message.markup
        else message.markup,
        "reactions": [
            {"who": who, "emoji": one.get("emoji") or one.get("custom_emoji_id")}
            for who, given in message.reactions.items()
            for one in given
        ],
        "edited": bool(message.edit_date),
        "earlier": [one.text for one in message.earlier],
        "service": content.service,
        "deleted": message.deleted,
        "silent": message.silent,
        "has_protected_content": message.protected,
        "pinned": message.id in message.chat.pinned,
    }


def where(chat: Chat) -> JSON:
    """Which chat it is; a private one is a pair."""
    if isinstance(chat, Dialog):
        return {
            "chat": chat.id,
            "bot": chat.bot.username,
            "title": f"{name(chat.user)} · {chat.bot.first_name}",
        }
    return {"chat": chat.id, "title": chat.title}


def name(account: Account) -> str:
    return (
        f"{account.first_name} {account.last_name}".strip()
        if isinstance(account, User)
        else account.first_name
    )


def sender(message: Message) -> JSON:
    account = message.sender
    shown = {"id": account.id, "name": name(account), "bot": isinstance(account, Bot)}
    return {**shown, "username": account.username, "anonymous": message.anonymous}


def buttons(markup: JSON | None) -> list[list[JSON]]:
    if markup is None or "inline_keyboard" not in markup:
        return []
    return [[_button(button) for button in row] for row in markup["inline_keyboard"]]


def keyboard_json(keyboard: Keyboard) -> JSON:
    return {**keyboard.markup, "message": keyboard.message.id, "folded": keyboard.folded}


def topic_json(group: Chat, topic: Topic) -> JSON:
    inside = group.threads[topic.id]
    return {
        "chat": group.id,
        "id": topic.id,
        "name": topic.name,
        "icon_color": topic.icon_color,
        "icon_emoji": topic.icon_emoji,
        "closed": topic.closed,
        "messages": len(inside),
        "last": inside[-1].id if inside else topic.id,
    }


def as_html(text: str, entities: Any) -> str:
    """The text with tags where its entities begin and end, for tests that look at formatting."""
    units = text.encode("utf-16-le")
    marks: dict[int, list[tuple[int, int, str]]] = {}
    for order, entity in enumerate(entities):
        opening, closing = _tag(entity)
        if opening:
            end = entity["offset"] + entity["length"]
            marks.setdefault(entity["offset"], []).append((1, order, opening))
            marks.setdefault(end, []).append((0, -order, closing))
    edges = [0, *sorted(marks), len(units) // 2]
    shown: list[str] = []
    for begin, end in pairwise(edges):
        shown.extend(mark for _, _, mark in sorted(marks.pop(begin, [])))
        shown.append(escape(units[begin * 2 : end * 2].decode("utf-16-le"), quote=False))
    return "".join(shown) + "".join(mark for _, _, mark in sorted(marks.pop(edges[-1], [])))


def _tag(entity: JSON) -> tuple[str, str]:
    if entity["type"] == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    if entity["type"] == "text_mention":
        return f'<a href="tg://user?id={entity["user"]["id"]}">', "</a>"
    tag = TAGS.get(entity["type"])
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")


def _file(file: File) -> JSON:
    return {
        "id": file.unique_id,
        "kind": file.kind,
        "name": file.name,
        "mime": file.mime,
        "size": file.size,
        "width": file.width,
        "height": file.height,
        "duration": file.duration,
        "url": f"/people/telegram/files/{file.unique_id}",
    }


def _body(body: Any) -> Any:
    return {"message": body.id} if isinstance(body, Message) else body


def _button(button: JSON) -> JSON:
    copied = button.get("copy_text")
    app = button.get("web_app")
    return {
        "text": button["text"],
        "data": button.get("callback_data"),
        "url": button.get("url"),
        "copy": copied["text"] if copied else None,
        "web_app": app["url"] if app else None,
        "style": button.get("style"),
    }
