"""What the events of a VK community mean to the hub."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from bots.raw import faults_of, mapping
from bots.vk_attached import attached
from bots.vk_comments import VkComment
from bots.vk_messages import Names, VkMessage, name_of, quote, told
from hub.errors import Malformed
from hub.model import (
    Address,
    AnsweredElsewhere,
    Inbound,
    Inbox,
    Met,
    Peer,
    Pressed,
    Reacted,
    Source,
)

NAMES_KEY: Final = "_names"
"""Where fetching puts the names of the people in an event, by their id."""
MESSAGE_KEY: Final = "_message"
"""Where fetching puts the id of the message that somebody reacted to."""
FIRST_CHAT: Final = 2_000_000_000

Happened = Inbound | Met | Pressed | Reacted | AnsweredElsewhere | None

_COMMENTS: Final = frozenset({"wall_reply_new", "board_post_new"})
_EDITED_COMMENTS: Final = frozenset({"wall_reply_edit", "board_post_edit"})
# Those of VK's own clients; what is not here is shown as its number.
_REACTIONS: Final = dict(enumerate("❤🔥😂👍💩❓😭😡👎👌😃🤔🙏😘😍🎉", 1))


class _Reaction(BaseModel):
    peer_id: int
    reacted_id: int
    reaction_id: int | None = None


class VkReading:
    def __init__(self, inbox: Inbox, group_id: int) -> None:
        self._inbox = inbox
        self._group_id = group_id

    def line(self, raw: Mapping[str, object]) -> str:
        """Echoes of what the hub sends wait for the hub, and nobody is to wait for them."""
        body = mapping(raw.get("object"))
        kind = raw.get("type")
        if kind in _COMMENTS | _EDITED_COMMENTS:
            return self._line_of_comment(body)
        if kind == "message_reply" and not body.get("admin_author_id"):
            return ""
        peer = mapping(body.get("message")).get("peer_id") or body.get("peer_id")
        return str(peer or body.get("user_id") or "")

    def read(self, raw: Mapping[str, object]) -> Happened:
        """Raises Malformed."""
        try:
            return self._read(raw)
        except ValidationError as error:
            raise Malformed(faults_of(error)) from None

    def _read(self, raw: Mapping[str, object]) -> Happened:
        body, kind, names = mapping(raw.get("object")), raw.get("type"), mapping(raw.get(NAMES_KEY))
        if "malformed" in raw or kind == "message_new":
            return self._written(VkMessage.model_validate(body.get("message")), names)
        match kind:
            case "message_edit":
                return self._edited(VkMessage.model_validate(body), names)
            case "message_reply":
                return self._answered(VkMessage.model_validate(body), names)
            case "message_reaction_event":
                return self._reacted(_Reaction.model_validate(body), raw)
        if kind in _COMMENTS | _EDITED_COMMENTS:
            comment = VkComment.model_validate(body)
            return self._commented(comment, names, edited=kind in _EDITED_COMMENTS)
        return None

    def _written(self, message: VkMessage, names: Names) -> Inbound | Met | Pressed | None:
        if not _private(message) or message.from_id != message.peer_id:
            return None
        said = self._said(message, names)
        source, address, name = said.source, said.address, said.name
        if message.pressed_start:
            return Met(source=source, address=address, name=name, payload=message.ref)
        if message.press:
            return Pressed(
                source=source, address=address, name=name, press=message.press, said=said
            )
        return said

    def _said(self, message: VkMessage, names: Names) -> Inbound:
        says = told(message, self._inbox.voice, names)
        return Inbound(
            # Not the event's id: the same message may come out of the history as well.
            source=self._source(message.peer_id, message.id),
            address=self._address(message.peer_id),
            id_in_channel=str(message.id),
            name=name_of(message.from_id, names),
            written_at=message.date,
            text=says.text,
            attachments=says.attachments,
            omitted=says.omitted,
            reply_to=str(message.reply_message.id) if message.reply_message else None,
            quote=quote(message, names),
            forwarded_from=says.forwarded_from,
        )

    def _edited(self, message: VkMessage, names: Names) -> Inbound | None:
        """VK also tells of what we edit ourselves."""
        read = self._written(message, names)
        if not isinstance(read, Inbound):
            return None
        at = message.update_time
        return replace(read, edited=True, edited_at=datetime.fromtimestamp(at, UTC) if at else None)

    def _answered(self, message: VkMessage, names: Names) -> AnsweredElsewhere | None:
        if not _private(message) or message.from_id > 0:
            return None
        says, by = told(message, self._inbox.voice, names), message.admin_author_id
        return AnsweredElsewhere(
            source=self._source(message.peer_id, message.id),
            address=self._address(message.peer_id),
            id_in_channel=str(message.id),
            name=name_of(by or message.from_id, names),
            written_at=message.date,
            text=says.text,
            attachments=says.attachments,
            omitted=says.omitted,
            by_hand=by is not None,
        )

    def _reacted(self, reaction: _Reaction, raw: Mapping[str, object]) -> Reacted | None:
        native = raw.get(MESSAGE_KEY)
        if native is None or reaction.reacted_id != reaction.peer_id:
            return None
        shown = reaction.reaction_id and _REACTIONS.get(reaction.reaction_id)
        unknown = f"№{reaction.reaction_id}" if reaction.reaction_id else None
        return Reacted(
            source=self._source(reaction.peer_id, raw.get("event_id")),
            address=self._address(reaction.peer_id),
            id_in_channel=str(native),
            emoji=tuple(filter(None, (shown or unknown,))),
        )

    def _commented(
        self, comment: VkComment, names: Names, *, edited: bool
    ) -> Inbound | AnsweredElsewhere | None:
        if comment.from_id == -self._group_id:
            return None if edited else self._answered_publicly(comment, names)
        if comment.from_id <= 0:
            return None
        peer = comment.place(comment.from_id).peer
        says = tuple(attached(comment.attachments, self._inbox.voice))
        replied = comment.reply_to_comment
        return Inbound(
            source=self._source(peer, comment.id),
            address=self._address(peer),
            id_in_channel=str(comment.id),
            name=name_of(comment.from_id, names),
            written_at=comment.date,
            text=comment.plain_text,
            attachments=tuple(one for one in says if one.ref or one.data),
            omitted=tuple(one.kind for one in says if not (one.ref or one.data)),
            reply_to=str(replied) if replied else None,
            edited=edited,
            public=True,
            privately=Peer(str(comment.from_id)),
        )

    def _answered_publicly(self, comment: VkComment, names: Names) -> AnsweredElsewhere | None:
        """To whom it is an answer is known where it replies to somebody."""
        if not comment.reply_to_user or comment.reply_to_user <= 0:
            return None
        peer = comment.place(comment.reply_to_user).peer
        return AnsweredElsewhere(
            source=self._source(peer, comment.id),
            address=self._address(peer),
            id_in_channel=str(comment.id),
            name=name_of(comment.from_id, names),
            written_at=comment.date,
            text=comment.plain_text,
        )

    def _line_of_comment(self, body: Mapping[str, Any]) -> str:
        if body.get("from_id") == -self._group_id:
            return ""
        where = body.get("post_id") or body.get("topic_id")
        return f"{where}:{body.get('from_id')}"

    def _address(self, peer: int | str) -> Address:
        return Address(inbox=self._inbox.id, peer=Peer(str(peer)))

    def _source(self, peer: int | str, own: object) -> Source:
        return Source(f"{self._inbox.id}:{peer}:{own}")


def _private(message: VkMessage) -> bool:
    return 0 < message.peer_id < FIRST_CHAT
