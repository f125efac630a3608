"""Uploads: where to post a file, and making it something that can be attached."""

import json
from typing import Any

from sandbox.vk.attachments import described
from sandbox.vk.errors import VkError, invalid
from sandbox.vk.methods.call import Call

MESSAGES_ALBUM = -64


def photo_server(call: Call) -> Any:
    url = _upload_url(call, "photo")
    group_id = call.community.group_id
    return {"album_id": MESSAGES_ALBUM, "upload_url": url, "user_id": 0, "group_id": group_id}


def doc_server(call: Call) -> Any:
    kind = call.params.text("type", "doc")
    if kind not in ("doc", "audio_message"):
        raise invalid("type should be one of doc, audio_message")
    call.dialog(call.params.need_integer("peer_id"))
    return {"upload_url": _upload_url(call, kind)}


def _upload_url(call: Call, kind: str) -> str:
    return f"{call.base_url}/vk/upload/{call.community.group_id}/{kind}"


def save_photo(call: Call) -> Any:
    """The three values come from the upload's answer as they are."""
    try:
        uploaded = json.loads(call.params.need("photo"))
    except json.JSONDecodeError as wrong:
        raise invalid("photo is invalid") from wrong
    if not isinstance(uploaded, list) or not uploaded:
        raise invalid("photos_list is invalid")
    if call.params.text("hash") != upload_hash(uploaded[0]["id"]):
        raise VkError(121)
    ids = [int(one["id"]) for one in uploaded]
    return [_saved(call, file_id) for file_id in ids]


def upload_hash(file_id: int) -> str:
    return f"{file_id:x}"[::-1]


def save_doc(call: Call) -> Any:
    kind, _, number = call.params.need("file").rpartition("|")
    if not number.isdecimal():
        raise invalid("file is invalid")
    saved = _saved(call, int(number), call.params.text("title") or None)
    return {"type": kind, kind: saved}


def _saved(call: Call, file_id: int, title: str | None = None) -> dict[str, Any]:
    stored = call.state.save(file_id, title)
    return described(stored, call.base_url, call.state.now)
