"""What the events of a VK community mean to the hub."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from bots.raw import faults_of, mapping
from bots.vk_attached import attached
from bots.vk_comments import VkComment
from bots.vk_messages import UNREAD, Names, VkMessage, is_chat, name_of, omitted_of, quote, told
from hub.errors import Malformed
from hub.model import (
    Address,
    AnsweredElsewhere,
    Attachment,
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
Happened = Inbound | Met | Pressed | Reacted | AnsweredElsewhere | None

_COMMENTS: Final = frozenset({"wall_reply_new", "board_post_new"})
_EDITED_COMMENTS: Final = frozenset({"wall_reply_edit", "board_post_edit"})
_CONCERNS_NOBODY: Final = frozenset(
    {
        *("message_allow", "message_deny", "message_typing_state", "message_read", "message_event"),
        *("wall_post_new", "wall_repost", "wall_reply_delete", "wall_reply_restore"),
        *("wall_schedule_post_new", "wall_schedule_post_delete"),
        *("board_post_delete", "board_post_restore", "photo_new", "audio_new", "video_new"),
        *("photo_comment_delete", "video_comment_delete", "market_comment_delete"),
        *("group_join", "group_leave", "user_block", "user_unblock", "poll_vote_new"),
        *("group_officers_edit", "group_change_settings", "group_change_photo"),
        *("like_add", "like_remove", "vkpay_transaction", "app_payload", "confirmation"),
        *("donut_subscription_create", "donut_subscription_prolonged"),
        *("donut_subscription_expired", "donut_subscription_cancelled"),
        *("donut_subscription_price_changed", "donut_money_withdraw"),
        *("donut_money_withdraw_error",),
    }
)
"""Of what VK can tell a community, that in which nobody says anything."""
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
        kind = str(raw.get("type"))
        if kind in _COMMENTS | _EDITED_COMMENTS:
            return self._line_of_comment(body)
        if kind == "message_reply" and not body.get("admin_author_id"):
            return ""
        message = mapping(body.get("message")) or body
        peer = message.get("peer_id") or message.get("from_id")
        return str(peer or body.get("user_id") or "")

    def read(self, raw: Mapping[str, object]) -> Happened:
        """Raises Malformed."""
        try:
            return self._read(raw)
        except ValidationError as error:
            raise Malformed(faults_of(error)) from None

    def _read(self, raw: Mapping[str, object]) -> Happened:
        body, names = mapping(raw.get("object")), mapping(raw.get(NAMES_KEY))
        kind = str(raw.get("type"))
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
        if kind not in _CONCERNS_NOBODY:
            raise Malformed("an unknown kind of event")
        return None

    def _written(self, message: VkMessage, names: Names) -> Inbound | Met | Pressed | None:
        """VK also tells of what the community writes itself, and of the chats that it is in."""
        if is_chat(message.dialog) or message.author == -self._group_id:
            return None
        if message.author != message.dialog:
            raise Malformed("written in somebody else's dialog")
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
        says, replied = told(message, self._inbox.voice, names), message.reply_message
        return Inbound(
            # Not the event's id: the same message may come out of the history as well.
            source=self._source(message.dialog, message.name),
            address=self._address(message.dialog),
            id_in_channel=str(message.name),
            name=name_of(message.author, names),
            written_at=message.date,
            text=says.text,
            attachments=says.attachments,
            omitted=says.omitted,
            reply_to=str(replied.id) if replied and replied.id else None,
            quote=quote(message, names),
            forwarded_from=says.forwarded_from,
        )

    def _edited(self, message: VkMessage, names: Names) -> Inbound | None:
        """VK also tells of what we edit ourselves."""
        read = self._written(message, names)
        if not isinstance(read, Inbound):
            return None
        return replace(read, edited=True, edited_at=message.update_time)

    def _answered(self, message: VkMessage, names: Names) -> AnsweredElsewhere | None:
        if is_chat(message.dialog):
            return None
        says, by = told(message, self._inbox.voice, names), message.admin_author_id
        return AnsweredElsewhere(
            source=self._source(message.dialog, message.name),
            address=self._address(message.dialog),
            id_in_channel=str(message.name),
            name=name_of(by or message.author, names),
            written_at=message.date,
            text=says.text,
            attachments=says.attachments,
            omitted=says.omitted,
            by_hand=by is not None,
        )

    def _reacted(self, reaction: _Reaction, raw: Mapping[str, object]) -> Reacted | None:
        native = raw.get(MESSAGE_KEY)
        if is_chat(reaction.peer_id) or reaction.reacted_id != reaction.peer_id:
            return None
        if native is None:
            raise Malformed("a reaction to a message that VK does not find")
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
        peer = comment.place(comment.from_id).peer
        says = [*attached(comment.attachments, self._inbox.voice)]
        says += [Attachment(kind=UNREAD)] if comment.unread else []
        replied = comment.reply_to_comment
        return Inbound(
            source=self._source(peer, comment.id),
            address=self._address(peer),
            id_in_channel=str(comment.id),
            name=name_of(comment.from_id, names),
            written_at=comment.date,
            text=comment.plain_text,
            attachments=tuple(one for one in says if one.ref or one.data),
            omitted=omitted_of(comment.plain_text, says),
            reply_to=str(replied) if replied else None,
            edited=edited,
            public=True,
            privately=Peer(str(comment.from_id)) if comment.from_id > 0 else None,
        )

    def _answered_publicly(self, comment: VkComment, names: Names) -> AnsweredElsewhere | None:
        """To whom it is an answer is known where it replies to somebody."""
        if not comment.reply_to_user or comment.reply_to_user == -self._group_id:
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
