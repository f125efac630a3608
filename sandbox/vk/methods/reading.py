"""Methods that look into dialogs: history, conversations, single messages."""

from typing import Any

from sandbox.vk.errors import invalid
from sandbox.vk.methods.call import Call, profile
from sandbox.vk.model import Community, Dialog, Message


def get_history(call: Call) -> Any:
    """Newest first, or oldest first with rev=1; a negative offset begins before the start."""
    dialog = call.dialog(call.peer())
    found = dialog.seen_by_community()
    if not call.params.flag("rev"):
        found.reverse()
    begin = _start(call, found) + call.params.integer("offset")
    count = _count(call)
    page = found[max(0, begin) : max(0, begin + count)]
    answer = {"count": len(found), "items": [message.as_json() for message in page]}
    return answer | _extended(call, [dialog])


def _start(call: Call, found: list[Message]) -> int:
    start = call.params.optional("start_message_id")
    if start is None:
        return 0
    rev = call.params.flag("rev")
    places = (i for i, m in enumerate(found) if (m.id >= start if rev else m.id <= start))
    return next(places, len(found))


def _count(call: Call) -> int:
    count = call.params.integer("count", 20)
    if not 0 <= count <= 200:
        raise invalid("count should be between 0 and 200")
    return count


def get_conversations(call: Call) -> Any:
    """Dialogs with their last message, the latest first; filter is all, unread or unanswered."""
    wanted = call.params.text("filter", "all")
    if wanted not in ("all", "unread", "unanswered", "important"):
        raise invalid("filter should be one of all, unread, important, unanswered")
    found = sorted(
        ((last, one) for one in call.community.dialogs.values() if (last := one.last())),
        key=lambda pair: -pair[0].id,
    )
    fitting = [(last, one) for last, one in found if _fits(wanted, one, last)]
    begin = call.params.integer("offset")
    page = fitting[begin : begin + _count(call)]
    answer = {
        "count": len(fitting),
        "unread_count": sum(bool(one.unread()) for _, one in found),
        "items": [
            {"conversation": _conversation(one, last), "last_message": last.as_json()}
            for last, one in page
        ],
    }
    return answer | _extended(call, [one for _, one in page])


def _fits(wanted: str, dialog: Dialog, last: Message) -> bool:
    match wanted:
        case "unread":
            return bool(dialog.unread())
        case "unanswered":
            return not last.out
        case "important":
            return False
    return True


def _conversation(dialog: Dialog, last: Message) -> dict[str, Any]:
    own: dict[str, Any] = {
        "peer": {"id": dialog.peer_id, "type": "user", "local_id": dialog.peer_id},
        "last_message_id": last.id,
        "last_conversation_message_id": last.cmid,
        "in_read": dialog.in_read,
        "out_read": dialog.out_read,
        "version": 10_000_000 + last.id,
        "unread_count": len(dialog.unread()),
        "important": False,
        "unanswered": not last.out,
        "can_write": {"allowed": dialog.allowed and not dialog.blocked},
    }
    if dialog.keyboard is not None:
        own["current_keyboard"] = dialog.keyboard
    return own


def get_by_id(call: Call) -> Any:
    ids = call.params.integers("message_ids", limit=100)
    cmids = call.params.integers("cmids", limit=100)
    peer_id = call.params.need_integer("peer_id") if cmids and not ids else 0
    return _found(call, ids, cmids, peer_id)


def get_by_cmid(call: Call) -> Any:
    call.params.need("conversation_message_ids")
    cmids = call.params.integers("conversation_message_ids", limit=100)
    return _found(call, [], cmids, call.params.need_integer("peer_id"))


def _found(call: Call, ids: list[int], cmids: list[int], peer_id: int) -> Any:
    if not ids and not cmids:
        raise invalid("message_ids is undefined")
    found = call.community.found(ids, cmids, peer_id)
    items = [one.as_json() for one in found if one is not None and not one.hidden]
    return {"count": len(items), "items": items}


def is_allowed(call: Call) -> Any:
    call.own_group()
    dialog = call.community.dialogs.get(call.params.need_integer("user_id"))
    return {"is_allowed": int(dialog is not None and dialog.allowed and not dialog.blocked)}


def mark_as_read(call: Call) -> Any:
    dialog = call.dialog(call.params.need_integer("peer_id"))
    last = dialog.last()
    dialog.in_read = last.id if last else 0
    return 1


def _extended(call: Call, dialogs: list[Dialog]) -> dict[str, Any]:
    if not call.params.flag("extended"):
        return {}
    users = (call.state.users[one.peer_id] for one in dialogs)
    return {"profiles": [profile(user) for user in users], "groups": [group_json(call.community)]}


def group_json(community: Community) -> dict[str, Any]:
    return {
        "id": community.group_id,
        "name": community.name,
        "screen_name": community.screen_name,
        "is_closed": 0,
        "type": "group",
    }
