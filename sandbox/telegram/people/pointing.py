"""What a person's message points at beside a message of its chat."""

from __future__ import annotations

from sandbox.telegram.model import JSON, Message
from sandbox.telegram.origins import FAR_CHAT, far_origin
from sandbox.telegram.people.body import Fields, Missing


def pointing(given: Fields, reply_to: Message | None, now: int) -> JSON | None:
    """`elsewhere`: a message of another chat, `{title, username?, message?, type?, author?}`;
    `story`: `{title, username?, id?}`; `point`: the number of a task or an option from 0.
    """
    if "elsewhere" in given:
        return _elsewhere(Fields(given.any("elsewhere")), given.text("quote", ""), now)
    if "to_story" in given:
        story = Fields(given.any("to_story"))
        return {"reply_to_story": {"chat": far_chat(story), "id": story.integer("id", 1)}}
    if "point" in given:
        return _point(given.integer("point"), reply_to)
    return None


def far_chat(given: Fields) -> JSON:
    """A channel, or what its `type` says, where the stand-in has nobody."""
    kind = given.text("type", "channel")
    chat: JSON = {"id": given.integer("chat", FAR_CHAT), "type": kind, "title": given.text("title")}
    return {**chat, "username": given.text("username")} if "username" in given else chat


def _elsewhere(given: Fields, quote: str, now: int) -> JSON:
    chat, number = far_chat(given), given.integer("message", 1)
    if "author" in given:
        origin = far_origin("user", given.text("author"), now)
    else:
        origin = {"type": "channel", "chat": chat, "message_id": number, "date": now}
    shown: JSON = {"external_reply": {"origin": origin, "chat": chat, "message_id": number}}
    if quote:
        shown["quote"] = {"text": quote, "position": 0, "is_manual": True}
    return shown


def _point(number: int, reply_to: Message | None) -> JSON:
    body: JSON = reply_to.content.body if reply_to is not None else {}
    kind = reply_to.content.kind if reply_to is not None else ""
    if kind == "checklist":
        return {"reply_to_checklist_task_id": body["tasks"][number]["id"]}
    if kind == "poll":
        return {"reply_to_poll_option_id": body["options"][number]["persistent_id"]}
    raise Missing("a point is one of a list or of a poll that is replied to")
