"""What a person puts into a message: files, a sticker, a place, somebody else's words."""

import base64
import binascii
import json
from typing import Any

from sandbox.vk.attachments import attachment, poll, sticker
from sandbox.vk.body import Body, RefusalError
from sandbox.vk.dialogs import Content
from sandbox.vk.model import Community, Dialog, Json
from sandbox.vk.state import VkState

_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# kind: name, media type, bytes of a file that is not given
SAMPLES = {
    "photo": ("photo.png", "image/png", _PNG),
    "doc": ("document.txt", "text/plain", "Чек № 48213".encode()),
    "audio_message": ("voice.ogg", "audio/ogg", b"OggS" + bytes(60)),
}


def composed(
    state: VkState, community: Community, dialog: Dialog, body: Body, base: str
) -> Content:
    """`text`, `attachments`, `geo`, `reply_to`, `forward`, `fwd_messages`, `payload`.

    `forward_from` is the community in whose dialog with him the forwarded messages lie.
    """
    replied = body.integer("reply_to", 0)
    content = Content(
        text=body.text("text", ""),
        attachments=attachments(state, dialog, body, base),
        forwarded=_forwarded(state, community, dialog, body),
        reply=_quoted(community, dialog, replied) if replied else None,
        payload=_payload(body.given.get("payload")),
        geo=_geo(body.given.get("geo")),
    )
    if content.empty:
        raise RefusalError(409, "an empty message cannot be sent")
    return content


def attachments(state: VkState, dialog: Dialog, body: Body, base: str) -> list[Json]:
    return [_attached(state, dialog, Body(one), base) for one in body.items("attachments")]


def _attached(state: VkState, dialog: Dialog, one: Body, base: str) -> Json:
    kind = one.text("kind")
    if kind == "sticker":
        return sticker(one.integer("sticker_id", 9014), base)
    if kind == "poll" and "question" in one:
        answers = [str(answer) for answer in one.items("answers")]
        return poll(dialog.peer_id, state.next_id(), one.text("question"), answers, state.now)
    if kind not in SAMPLES:
        return {"type": kind, kind: one.given.get("body", {})}
    name, media, content = SAMPLES[kind]
    data = _decoded(one.text("data")) if "data" in one else content
    stored = state.keep(kind, dialog.peer_id, one.text("name", name), one.text("mime", media), data)
    return attachment(state.save(stored.id), base, state.now)


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error as wrong:
        raise RefusalError(400, "data should be base64") from wrong


def _forwarded(state: VkState, community: Community, dialog: Dialog, body: Body) -> list[Json]:
    source = state.communities.get(body.integer("forward_from", community.group_id))
    if source is None:
        raise RefusalError(404, "no such community to forward from")
    own = [_quoted(source, dialog, message_id) for message_id in body.items("forward")]
    return own + body.items("fwd_messages")


def _quoted(community: Community, dialog: Dialog, message_id: int) -> Json:
    """A message of his own dialog with the community."""
    message = community.messages.get(message_id)
    if message is None or message.deleted or message.peer_id != dialog.peer_id:
        raise RefusalError(404, f"no message {message_id}")
    return message.foreign()


def _payload(given: Any) -> str | None:
    if given is None or isinstance(given, str):
        return given
    return json.dumps(given, ensure_ascii=False)


def _geo(given: Json | None) -> Json | None:
    """From `{latitude, longitude, title?}`."""
    if given is None:
        return None
    point = Body(given)
    coordinates = {name: point.number(name) for name in ("latitude", "longitude")}
    place = {"place": {"title": point.text("title")}} if "title" in point else {}
    return {"type": "point", "coordinates": coordinates, **place}
