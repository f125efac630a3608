"""Where a forwarded message comes from, as much of it as is told."""

from __future__ import annotations

from sandbox.telegram.model import ANONYMOUS_ADMIN, JSON, Message, User
from sandbox.telegram.render import chat_json, user_json
from sandbox.telegram.transcript import name

FAR_USER, FAR_CHAT = 990_001, -1_009_900_000_001
KINDS = ("user", "hidden_user", "chat", "channel")


def origin(message: Message) -> JSON:
    """Of a message of this world; who hides himself leaves his name alone."""
    if message.forward_origin is not None:
        return message.forward_origin
    sender = message.sender
    if message.anonymous or sender.id == ANONYMOUS_ADMIN:
        return {"type": "chat", "sender_chat": chat_json(message.chat), "date": message.date}
    if isinstance(sender, User) and sender.hides_forwards:
        return {"type": "hidden_user", "sender_user_name": name(sender), "date": message.date}
    return {"type": "user", "sender_user": user_json(sender), "date": message.date}


def far_origin(kind: str, named: str, date: int, *, id: int = 0, signature: str = "") -> JSON:
    """Of what was written where the stand-in has nobody: `kind` is one of KINDS."""
    if kind == "hidden_user":
        return {"type": kind, "sender_user_name": named, "date": date}
    if kind == "user":
        first, _, last = named.partition(" ")
        names = {"first_name": first, **({"last_name": last} if last else {})}
        user = {"id": id or FAR_USER, "is_bot": False, **names}
        return {"type": kind, "sender_user": user, "date": date}
    signed = {"author_signature": signature} if signature else {}
    if kind == "chat":
        chat = {"id": id or FAR_CHAT, "type": "supergroup", "title": named}
        return {"type": kind, "sender_chat": chat, "date": date, **signed}
    chat = {"id": id or FAR_CHAT, "type": "channel", "title": named}
    return {"type": kind, "chat": chat, "message_id": 1, "date": date, **signed}
