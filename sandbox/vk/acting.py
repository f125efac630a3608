"""What a person in VK does to a community: writes, presses, allows, comments."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.vk.body import Body, RefusalError
from sandbox.vk.comments import EVENTS, Comments, comment_json
from sandbox.vk.composing import attachments, composed
from sandbox.vk.dialogs import Content, Dialogs
from sandbox.vk.model import Comment, Community, Dialog, Json, Message
from sandbox.vk.shown import shown
from sandbox.vk.state import VkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One deed: whose, at which community, with what; `base_url` is for the links of files."""

    state: VkState
    community: Community
    dialog: Dialog
    body: Body
    base_url: str

    @property
    def dialogs(self) -> Dialogs:
        return Dialogs(self.state)

    def own_message(self) -> Message:
        message = self.community.messages.get(self.body.integer("message"))
        if message is None or message.deleted or message.from_id != self.dialog.peer_id:
            raise RefusalError(404, "no such message of this person")
        return message

    def can_write(self) -> None:
        if self.dialog.blocked:
            raise RefusalError(409, "the community has blacklisted this person")


def write(scene: Scene) -> Json:
    scene.can_write()
    content = composed(scene.state, scene.community, scene.dialog, scene.body, scene.base_url)
    return shown(scene.dialogs.user_writes(scene.community, scene.dialog, content))


def start(scene: Scene) -> Json:
    """The Start button that VK shows in an empty dialog."""
    scene.can_write()
    content = Content(text="Начать", payload='{"command":"start"}')
    return shown(scene.dialogs.user_writes(scene.community, scene.dialog, content))


def edit(scene: Scene) -> Json:
    message = scene.own_message()
    message.earlier.append(message.text)
    message.text = scene.body.text("text")
    scene.dialogs.edited(scene.community, message)
    return shown(message)


def delete(scene: Scene) -> Json:
    """For everybody; no bot hears of it."""
    message = scene.own_message()
    scene.dialogs.deleted(scene.community, message, for_all=True)
    return shown(message)


def allow(scene: Scene) -> Json:
    scene.dialogs.allow(scene.community, scene.dialog, scene.body.text("key", ""))
    return {}


def deny(scene: Scene) -> Json:
    scene.dialogs.deny(scene.community, scene.dialog)
    return {}


def read(scene: Scene) -> Json:
    scene.dialogs.read(scene.community, scene.dialog)
    return {}


def typing(scene: Scene) -> Json:
    scene.dialogs.typing(scene.community, scene.dialog)
    return {}


def comment(scene: Scene) -> Json:
    """`kind` wall or board, `where` the post or the topic."""
    kind = scene.body.text("kind", "wall")
    if kind not in EVENTS:
        raise RefusalError(400, "kind should be wall or board")
    reply_to = scene.body.integer("reply_to", 0) or None
    added = Comments(scene.state).add(
        scene.community,
        scene.dialog.peer_id,
        kind=kind,
        where=scene.body.integer("where", 1),
        text=scene.body.text("text"),
        reply_to=reply_to,
        attachments=attachments(scene.state, scene.dialog, scene.body, scene.base_url),
    )
    return comment_json(added, scene.community)


def edit_comment(scene: Scene) -> Json:
    added = _own_comment(scene)
    Comments(scene.state).edited(scene.community, added, scene.body.text("text"))
    return comment_json(added, scene.community)


def delete_comment(scene: Scene) -> Json:
    added = _own_comment(scene)
    Comments(scene.state).deleted(scene.community, added, scene.dialog.peer_id)
    return comment_json(added, scene.community)


def _own_comment(scene: Scene) -> Comment:
    wanted = (scene.body.integer("comment"), scene.dialog.peer_id)
    every = scene.community.comments
    found = next((one for one in every if (one.id, one.from_id) == wanted), None)
    if found is None or found.deleted:
        raise RefusalError(404, "no such comment of this person")
    return found


def react(scene: Scene) -> Json:
    """To any message of the dialog: `message`, `reaction?` (a number, 4 is a thumb up)."""
    message = scene.community.messages.get(scene.body.integer("message"))
    if message is None or message.deleted or message.peer_id != scene.dialog.peer_id:
        raise RefusalError(404, "no such message in this dialog")
    message.reaction = scene.body.integer("reaction", 0) or None
    scene.dialogs.reacted(scene.community, message)
    return shown(message)


async def press(scene: Scene) -> Json:
    """A keyboard's button, found by a part of its label; `wait` real seconds for an answer."""
    message, action = _button(scene)
    match action["type"]:
        case "callback":
            return await _pressed_callback(scene, message, action)
        case "open_link":
            return {"link": action["link"]}
        case "text":
            content = Content(text=action["label"], payload=action.get("payload"))
        case "location":
            point = {"latitude": 59.93863, "longitude": 30.31413}
            place = {"type": "point", "coordinates": point}
            content = Content(geo=place, payload=action.get("payload"))
        case _:
            raise RefusalError(409, f"nobody presses {action['type']} here")
    scene.can_write()
    if message is None and (scene.dialog.keyboard or {}).get("one_time"):
        scene.dialog.keyboard = None
    return shown(scene.dialogs.user_writes(scene.community, scene.dialog, content))


def _button(scene: Scene) -> tuple[Message | None, dict[str, Any]]:
    wanted = scene.body.text("button")
    only = scene.body.integer("message", 0)
    for message in reversed(scene.dialog.seen_by_user()):
        inline = message.out and message.keyboard is not None and message.keyboard.get("inline")
        if inline and only in (0, message.id):
            for action in _actions(message.keyboard):
                if wanted in action.get("label", ""):
                    return message, action
    for action in _actions(scene.dialog.keyboard):
        if not only and wanted in action.get("label", action["type"]):
            return None, action
    raise RefusalError(404, f"no button {wanted!r}")


def _actions(keyboard: Json | None) -> list[dict[str, Any]]:
    rows = keyboard["buttons"] if keyboard else []
    return [button["action"] for row in rows for button in row]


async def _pressed_callback(scene: Scene, message: Message | None, action: Json) -> Json:
    press = scene.dialogs.press(scene.community, message, scene.dialog, action)
    await scene.state.ground.events.until(
        lambda: True if press.answered else None, scene.body.number("wait", 5)
    )
    return {"event_id": press.event_id, "answered": press.answered, "answer": press.answer}


Act = Callable[[Scene], Json | Awaitable[Json]]

ACTIONS: dict[str, Act] = {
    "write": write,
    "start": start,
    "edit": edit,
    "delete": delete,
    "press": press,
    "allow": allow,
    "deny": deny,
    "read": read,
    "typing": typing,
    "comment": comment,
    "edit_comment": edit_comment,
    "delete_comment": delete_comment,
    "react": react,
}
