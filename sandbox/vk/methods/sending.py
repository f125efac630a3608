"""messages.send and what it checks, in the order in which VK complains."""

from typing import Any

from sandbox.vk import keyboard
from sandbox.vk.attachments import attached
from sandbox.vk.dialogs import Content
from sandbox.vk.errors import VkError, invalid
from sandbox.vk.methods.call import Call
from sandbox.vk.model import Dialog, Message
from sandbox.vk.params import INT32

# "Unique within the dialog over the last hour and the last 100 messages"; 0 switches it off.
REMEMBERED_SECONDS = 3600
REMEMBERED_MESSAGES = 100


def send(call: Call) -> Any:
    """An id for one peer, a list of answers for peer_ids."""
    random_id = _random_id(call)
    if not (peers := call.params.integers("peer_ids", limit=100)):
        return _send_to(call, call.peer(), random_id).id
    return [_answer_for(call, peer_id, random_id) for peer_id in peers]


def _random_id(call: Call) -> int:
    if not call.params.text("random_id"):
        raise invalid("random_id is a required parameter")
    random_id = call.params.integer("random_id")
    if random_id not in INT32:
        raise invalid("random_id should be int32")
    return random_id


def _answer_for(call: Call, peer_id: int, random_id: int) -> dict[str, Any]:
    try:
        message = _send_to(call, peer_id, random_id)
    except VkError as refusal:
        return {
            "peer_id": peer_id,
            "message_id": 0,
            "conversation_message_id": 0,
            "error": refusal.short(),
        }
    return {
        "peer_id": peer_id,
        "message_id": message.id,
        "conversation_message_id": message.cmid,
    }


def _send_to(call: Call, peer_id: int, random_id: int) -> Message:
    dialog = call.dialog(peer_id)
    if sent := _already_sent(call, dialog, random_id):
        return sent
    content = content_of(call, dialog)
    check_may_write(call, dialog)
    return call.dialogs.community_writes(call.community, dialog, content, random_id=random_id)


def _already_sent(call: Call, dialog: Dialog, random_id: int) -> Message | None:
    if not random_id:
        return None
    since = call.state.now - REMEMBERED_SECONDS
    for message in reversed(dialog.messages[-REMEMBERED_MESSAGES:]):
        if message.out and message.random_id == random_id and message.date >= since:
            return message
    return None


def check_may_write(call: Call, dialog: Dialog) -> None:
    if dialog.blocked:
        raise VkError(900)
    if call.state.users[dialog.peer_id].closed:
        raise VkError(902)
    if not dialog.allowed:
        raise VkError(901)


def content_of(call: Call, dialog: Dialog) -> Content:
    """The message that the parameters describe."""
    params = call.params
    text = params.text("message")
    if len(text) > call.state.settings.message_limit:
        raise VkError(914)
    if len(params.text("payload")) > 1000:
        raise invalid("payload is too long")
    reply, forwarded = _quoted(call, dialog)
    content = Content(
        text=text,
        attachments=attached(call.state, params.text("attachment"), call.base_url),
        forwarded=forwarded,
        reply=reply,
        payload=params.text("payload") or None,
        keyboard=_keyboard(call),
        geo=_geo(call),
    )
    if content.empty:
        raise invalid("message is empty or invalid")
    return content


def _keyboard(call: Call) -> dict[str, Any] | None:
    found = keyboard.parsed(call.params.text("keyboard"))
    return found and found | {"author_id": -call.community.group_id}


def _geo(call: Call) -> dict[str, Any] | None:
    lat, lon = call.params.text("lat"), call.params.text("long")
    if not (lat and lon):
        return None
    try:
        coordinates = {"latitude": float(lat), "longitude": float(lon)}
    except ValueError as wrong:
        raise invalid("lat should be double") from wrong
    return {"type": "point", "coordinates": coordinates}


def _quoted(call: Call, dialog: Dialog) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The message replied to and the messages forwarded."""
    if reply_to := call.params.optional("reply_to"):
        return _own(call, [reply_to], [], dialog)[0], []
    if ids := call.params.integers("forward_messages"):
        return None, _own(call, ids, [], dialog)
    if (forward := call.params.json_object("forward")) is None:
        return None, []
    return _forward(call, dialog, forward)


def _forward(
    call: Call, dialog: Dialog, forward: dict[str, Any]
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    ids = _numbers(forward, "message_ids")
    cmids = _numbers(forward, "conversation_message_ids") or _numbers(forward, "cmids")
    peer_id = forward.get("peer_id", dialog.peer_id)
    source = call.dialog(peer_id) if isinstance(peer_id, int) else dialog
    found = _own(call, ids, cmids, source)
    if not forward.get("is_reply"):
        return None, found
    if len(found) != 1:
        raise VkError(921, "a reply is to one message")
    return found[0], []


def _numbers(forward: dict[str, Any], name: str) -> list[int]:
    found = forward.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, int) for one in found):
        raise invalid(f"forward.{name} is invalid")
    return found


def _own(call: Call, ids: list[int], cmids: list[int], dialog: Dialog) -> list[dict[str, Any]]:
    found = list(call.community.found(ids, cmids, dialog.peer_id))
    if not found or any(message is None or message.deleted for message in found):
        raise VkError(921)
    return [message.foreign() for message in found if message is not None]
