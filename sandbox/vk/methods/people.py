"""users.get, and answers to comments on the wall and in discussions."""

from typing import Any

from sandbox.vk.attachments import attached
from sandbox.vk.errors import VkError, invalid
from sandbox.vk.methods.call import Call, profile
from sandbox.vk.model import Comment, User

PHOTO = "https://vk.com/images/camera_50.png"


def get_users(call: Call) -> Any:
    """Those who exist, in the order asked for."""
    wanted = call.params.words("user_ids")
    if len(wanted) > 1000:
        raise VkError(113)
    found = (_named(call, word) for word in wanted)
    return [_described(call, user) for user in found if user is not None]


def _named(call: Call, word: str) -> User | None:
    if word.isdecimal():
        return call.state.users.get(int(word))
    every = call.state.users.values()
    return next((user for user in every if user.screen_name == word), None)


def _described(call: Call, user: User) -> dict[str, Any]:
    known = {
        "screen_name": user.screen_name,
        "domain": user.screen_name,
        "photo_50": PHOTO,
        "photo_100": PHOTO,
        "photo_200": PHOTO,
        "sex": 0,
        "online": 0,
    }
    fields = call.params.words("fields")
    return profile(user) | {name: known[name] for name in fields if name in known}


def comment_on_wall(call: Call) -> Any:
    _own_wall(call, "owner_id", -1)
    post = call.params.need_integer("post_id")
    return {"comment_id": _comment(call, "wall", post, call.params.optional("reply_to_comment"))}


def comment_on_board(call: Call) -> Any:
    _own_wall(call, "group_id", 1)
    return _comment(call, "board", call.params.need_integer("topic_id"), None)


def edit_on_wall(call: Call) -> Any:
    _own_wall(call, "owner_id", -1)
    return _edited(call, "wall")


def edit_on_board(call: Call) -> Any:
    _own_wall(call, "group_id", 1)
    return _edited(call, "board")


def delete_on_wall(call: Call) -> Any:
    _own_wall(call, "owner_id", -1)
    return _deleted(call, "wall")


def delete_on_board(call: Call) -> Any:
    _own_wall(call, "group_id", 1)
    return _deleted(call, "board")


def _edited(call: Call, kind: str) -> int:
    comment, text = _own_comment(call, kind), call.params.need("message")
    if comment.text == text:
        call.in_vain(f"{kind}.editComment", text)
    call.comments.edited(call.community, comment, text)
    return 1


def _deleted(call: Call, kind: str) -> int:
    comment = _own_comment(call, kind)
    call.comments.deleted(call.community, comment, -call.community.group_id)
    return 1


def _own_comment(call: Call, kind: str) -> Comment:
    """The community's own; whose comments it may delete besides is not played here."""
    id_ = call.params.need_integer("comment_id")
    found = next(
        (one for one in call.community.comments if (one.id, one.kind) == (id_, kind)), None
    )
    if found is not None and found.deleted:
        call.in_vain(f"{kind}.deleteComment", found.text)
    if found is None or found.deleted:
        raise invalid("comment_id is invalid")
    if found.from_id != -call.community.group_id:
        raise VkError(15)
    return found


def _own_wall(call: Call, name: str, sign: int) -> None:
    if call.params.need_integer(name) != sign * call.community.group_id:
        raise VkError(15)


def _comment(call: Call, kind: str, where: int, reply_to: int | None) -> int:
    text = call.params.text("message")
    files = attached(call.state, call.params.text("attachments"), call.base_url)
    if not (text or files):
        raise invalid("message is undefined")
    added = call.comments.add(
        call.community,
        -call.community.group_id,
        kind=kind,
        where=where,
        text=text,
        reply_to=reply_to,
        attachments=files,
        guid=call.params.text("guid"),
    )
    return added.id
