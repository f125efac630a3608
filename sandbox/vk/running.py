"""What a community's staff do, answer and blacklist, and what goes wrong with its Long Poll."""

import secrets
from collections.abc import Awaitable, Callable

from sandbox.vk.body import Body, RefusalError
from sandbox.vk.comments import Comments, comment_json
from sandbox.vk.dialogs import Content, Dialogs
from sandbox.vk.model import Community, Json
from sandbox.vk.shown import shown
from sandbox.vk.state import VkState, event


def answer(state: VkState, community: Community, body: Body) -> Json:
    """A human admin writes from VK's own page: `user`, `text`, `admin` (his VK id)."""
    user, text = body.integer("user"), body.text("text")
    dialog = community.dialogs.get(user)
    if dialog is None or not dialog.allowed or dialog.blocked:
        raise RefusalError(409, "this person may not be written to")
    message = Dialogs(state).community_writes(
        community, dialog, Content(text=text), admin=body.integer("admin", 1)
    )
    return shown(message)


def block(state: VkState, community: Community, body: Body) -> Json:
    return _blocked(state, community, body, blocked=True)


def unblock(state: VkState, community: Community, body: Body) -> Json:
    return _blocked(state, community, body, blocked=False)


def _blocked(state: VkState, community: Community, body: Body, *, blocked: bool) -> Json:
    user = body.integer("user")
    if user not in state.users:
        raise RefusalError(404, f"no user {user}")
    community.dialog(user).blocked = blocked
    state.tell("blocked" if blocked else "unblocked", community, peer_id=user)
    return {}


def expire_key(_state: VkState, community: Community, _body: Body) -> Json:
    """Whoever polls is told failed 2."""
    community.updates.expire_key()
    return {"key": community.updates.key}


def forget_history(_state: VkState, community: Community, _body: Body) -> Json:
    """Whoever polls is told failed 1: what was not fetched yet is gone."""
    community.updates.forget_history()
    return {"ts": community.updates.ts}


def lose(_state: VkState, community: Community, _body: Body) -> Json:
    """Whoever polls is told failed 3: key and events are gone."""
    community.updates.lose()
    return {"key": community.updates.key, "ts": community.updates.ts}


def duplicate(state: VkState, community: Community, _body: Body) -> Json:
    """The newest event once more under its id."""
    updates = community.updates.all()
    if not updates:
        raise RefusalError(409, "there is no event yet")
    state.deliver(community, updates[-1], anyway=True)
    return updates[-1]


def raw_event(state: VkState, community: Community, body: Body) -> Json:
    """`type` and `object` as given, whatever the settings say; or a whole `update`."""
    if "update" in body:
        update = body.given["update"]
    else:
        id_ = body.text("event_id", secrets.token_hex(20))
        update = event(community, body.text("type"), body.given.get("object", {}), id_)
    state.deliver(community, update, anyway=True)
    return {"update": update}


def add_callback(state: VkState, community: Community, body: Body) -> Json:
    """A server of the Callback API: `url`, `secret?`."""
    return state.add_callback(community, body.text("url"), body.text("secret", "")).as_json()


async def remove_callback(state: VkState, community: Community, body: Body) -> Json:
    """`server`: its id."""
    if not await state.remove_callback(community, body.integer("server")):
        raise RefusalError(404, "no such server")
    return {}


def comment(state: VkState, community: Community, body: Body) -> Json:
    """A human admin comments in the community's name: `text, kind, where, reply_to?`."""
    added = Comments(state).add(
        community,
        -community.group_id,
        kind=body.text("kind", "wall"),
        where=body.integer("where", 1),
        text=body.text("text"),
        reply_to=body.integer("reply_to", 0) or None,
    )
    return comment_json(added, community)


Deed = Callable[[VkState, Community, Body], Json | Awaitable[Json]]

DEEDS: dict[str, Deed] = {
    "answer": answer,
    "block": block,
    "unblock": unblock,
    "expire_key": expire_key,
    "forget_history": forget_history,
    "lose": lose,
    "duplicate": duplicate,
    "event": raw_event,
    "callback": add_callback,
    "remove_callback": remove_callback,
    "comment": comment,
}
