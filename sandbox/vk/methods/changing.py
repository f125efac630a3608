"""messages.edit and messages.delete, presses answered, typing shown."""

import json
from typing import Any

from sandbox.vk.errors import VkError, invalid
from sandbox.vk.methods.call import Call
from sandbox.vk.methods.sending import check_may_write, content_of
from sandbox.vk.model import Message

PRESS_SECONDS = 60
SNACKBAR = 90


def edit(call: Call) -> Any:
    """What is not named again is gone, but for forwards kept by keep_forward_messages."""
    dialog = call.dialog(call.params.need_integer("peer_id"))
    message = _edited_message(call)
    if not message.out or message.deleted:
        raise VkError(920)
    if call.state.now - message.date > call.state.settings.edit_seconds:
        raise VkError(909)
    check_may_write(call, dialog)
    before = _content(message)
    _put(call, message)
    if _content(message) == before:
        call.in_vain("messages.edit", message.text)
    call.dialogs.edited(call.community, message)
    return 1


def _edited_message(call: Call) -> Message:
    peer_id = call.params.need_integer("peer_id")
    ids = call.params.integers("message_id")
    cmids = call.params.integers("cmid") or call.params.integers("conversation_message_id")
    found = next(call.community.found(ids, cmids, peer_id), None)
    if found is None or found.peer_id != peer_id:
        raise invalid("message_id is invalid")
    return found


def _content(message: Message) -> tuple[Any, ...]:
    files = [(one["type"], one[one["type"]]) for one in message.attachments]
    hanging = [(kind, file.get("owner_id"), file.get("id")) for kind, file in files]
    return message.text, hanging, message.keyboard, message.forwarded, message.reply


def _put(call: Call, message: Message) -> None:
    content = content_of(call, call.dialog(message.peer_id))
    message.earlier.append(message.text)
    message.text = content.text
    message.attachments = content.attachments
    message.keyboard = content.keyboard
    if not call.params.flag("keep_forward_messages"):
        message.forwarded, message.reply = [], None


def delete(call: Call) -> Any:
    ids = call.params.integers("message_ids")
    cmids = call.params.integers("cmids", limit=100)
    if not ids and not cmids:
        raise invalid("message_ids is undefined")
    peer_id = call.params.need_integer("peer_id") if not ids else 0
    found = call.community.found(ids, cmids, peer_id)
    return [_deleted(call, message) for message in found]


def _deleted(call: Call, message: Message | None) -> dict[str, Any]:
    if message is not None and message.hidden:
        call.in_vain("messages.delete", message.text)
    if message is None or message.hidden:
        return {"error": invalid("message_id is invalid").short()}
    own = {
        "peer_id": message.peer_id,
        "message_id": message.id,
        "conversation_message_id": message.cmid,
    }
    for_all = call.params.flag("delete_for_all")
    old = call.state.now - message.date > call.state.settings.edit_seconds
    if for_all and (not message.out or old):
        return own | {"error": VkError(924).short()}
    call.dialogs.deleted(call.community, message, for_all=for_all)
    return own | {"response": 1}


def answer_press(call: Call) -> Any:
    """A press is answered once and within a minute."""
    press = call.community.presses.get(call.params.need("event_id"))
    user_id, peer_id = call.params.need_integer("user_id"), call.params.need_integer("peer_id")
    if press is None or press.answered or not press.user_id == user_id == peer_id:
        raise invalid("event_id is invalid")
    if call.state.ground.clock.now() - press.at > PRESS_SECONDS:
        raise invalid("event_id is expired")
    press.answer = _event_data(call.params.text("event_data"))
    press.answered = True
    call.state.tell("answer", call.community, peer_id=user_id, event_id=press.event_id)
    return 1


def _event_data(given: str) -> dict[str, Any] | None:
    if not given:
        return None
    try:
        data = json.loads(given)
    except json.JSONDecodeError as wrong:
        raise invalid("event_data is not valid JSON") from wrong
    if len(given) > 1000 or not isinstance(data, dict):
        raise invalid("event_data is invalid")
    if data.get("type") not in ("show_snackbar", "open_link", "open_app"):
        raise invalid("event_data.type is invalid")
    if data["type"] == "show_snackbar" and not 0 < len(str(data.get("text", ""))) <= SNACKBAR:
        raise invalid("event_data.text is invalid")
    return data


def set_activity(call: Call) -> Any:
    peer_id = call.peer()
    kind = call.params.text("type", "typing")
    if kind not in ("typing", "audiomessage"):
        raise invalid("type should be one of typing, audiomessage")
    call.dialog(peer_id).typing_at = call.state.ground.clock.now()
    call.state.tell("activity", call.community, peer_id=peer_id, activity=kind)
    return 1
