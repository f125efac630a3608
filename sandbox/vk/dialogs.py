"""Messages between a user and a community, and the events that each of their deeds causes."""

import json
import secrets
from dataclasses import dataclass, field

from sandbox.vk.model import Community, Dialog, Json, Message, Press
from sandbox.vk.state import VkState

CLIENT_INFO: Json = {
    "button_actions": [
        "text",
        "vkpay",
        "open_app",
        "location",
        "open_link",
        "open_photo",
        "callback",
        "intent_subscribe",
        "intent_unsubscribe",
    ],
    "keyboard": True,
    "inline_keyboard": True,
    "carousel": True,
    "lang_id": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a message says, whoever says it."""

    text: str = ""
    attachments: list[Json] = field(default_factory=list)
    forwarded: list[Json] = field(default_factory=list)
    reply: Json | None = None
    payload: str | None = None
    keyboard: Json | None = None
    geo: Json | None = None

    @property
    def empty(self) -> bool:
        return not (self.text or self.attachments or self.forwarded or self.geo)


class Dialogs:
    """Every change of a dialog goes through here."""

    def __init__(self, state: VkState) -> None:
        self._state = state

    def post(
        self,
        community: Community,
        dialog: Dialog,
        from_id: int,
        content: Content,
        *,
        random_id: int = 0,
        admin: int | None = None,
    ) -> Message:
        message = Message(
            id=len(community.messages) + 1,
            cmid=len(dialog.messages) + 1,
            peer_id=dialog.peer_id,
            from_id=from_id,
            date=self._state.now,
            text=content.text,
            random_id=random_id,
            attachments=content.attachments,
            forwarded=content.forwarded,
            reply=content.reply,
            payload=content.payload,
            keyboard=content.keyboard,
            geo=content.geo,
            admin_author_id=admin,
        )
        community.messages[message.id] = message
        dialog.messages.append(message)
        return message

    def user_writes(self, community: Community, dialog: Dialog, content: Content) -> Message:
        """A user's message also lets the community answer him."""
        dialog.allowed = True
        message = self.post(community, dialog, dialog.peer_id, content)
        body = {"message": message.as_json(), "client_info": CLIENT_INFO}
        self._state.publish(community, "message_new", body, dialog.peer_id)
        self._state.tell_message("message", community, message)
        return message

    def community_writes(
        self,
        community: Community,
        dialog: Dialog,
        content: Content,
        *,
        random_id: int = 0,
        admin: int | None = None,
    ) -> Message:
        """A bot's or a human admin's message; the community's own bot hears it as message_reply."""
        message = self.post(
            community, dialog, -community.group_id, content, random_id=random_id, admin=admin
        )
        self._take_keyboard(dialog, content.keyboard)
        dialog.in_read = message.id
        self._state.publish(community, "message_reply", message.as_json(), dialog.peer_id)
        self._state.tell_message("message", community, message)
        return message

    def _take_keyboard(self, dialog: Dialog, keyboard: Json | None) -> None:
        if keyboard is not None and not keyboard.get("inline"):
            dialog.keyboard = keyboard if keyboard["buttons"] else None

    def edited(self, community: Community, message: Message) -> None:
        message.edited_at = self._state.now
        self._state.publish(community, "message_edit", message.as_json(), message.peer_id)
        self._state.tell_message("edit", community, message)

    def reacted(self, community: Community, message: Message) -> None:
        body = {
            "reacted_id": message.peer_id,
            "peer_id": message.peer_id,
            "cmid": message.cmid,
        }
        if message.reaction is not None:
            body["reaction_id"] = message.reaction
        self._state.publish(community, "message_reaction_event", body, message.peer_id)
        self._state.tell_message("reaction", community, message)

    def deleted(self, community: Community, message: Message, *, for_all: bool) -> None:
        """VK tells bots nothing about deleted messages."""
        message.hidden = True
        message.deleted = message.deleted or for_all
        self._state.tell_message("delete", community, message)

    def allow(self, community: Community, dialog: Dialog, key: str) -> None:
        dialog.allowed = True
        body = {"user_id": dialog.peer_id, "key": key}
        self._state.publish(community, "message_allow", body, dialog.peer_id)
        self._state.tell("allow", community, peer_id=dialog.peer_id)

    def deny(self, community: Community, dialog: Dialog) -> None:
        dialog.allowed = False
        body = {"user_id": dialog.peer_id}
        self._state.publish(community, "message_deny", body, dialog.peer_id)
        self._state.tell("deny", community, peer_id=dialog.peer_id)

    def read(self, community: Community, dialog: Dialog) -> None:
        last = next(reversed(dialog.seen_by_user()), None)
        if last is None or last.id <= dialog.out_read:
            return
        dialog.out_read = last.id
        body = {
            "from_id": dialog.peer_id,
            "peer_id": dialog.peer_id,
            "read_message_id": last.id,
            "conversation_message_id": last.cmid,
        }
        self._state.publish(community, "message_read", body, dialog.peer_id)
        self._state.tell("read", community, peer_id=dialog.peer_id)

    def typing(self, community: Community, dialog: Dialog) -> None:
        body = {"from_id": dialog.peer_id, "to_id": -community.group_id, "state": "typing"}
        self._state.publish(community, "message_typing_state", body, dialog.peer_id)

    def press(
        self, community: Community, message: Message | None, dialog: Dialog, action: Json
    ) -> Press:
        """A callback button; its answer is waited for by whoever plays the person."""
        press = Press(
            event_id=secrets.token_hex(6), user_id=dialog.peer_id, at=self._state.ground.clock.now()
        )
        community.presses[press.event_id] = press
        body: Json = {
            "user_id": dialog.peer_id,
            "peer_id": dialog.peer_id,
            "event_id": press.event_id,
            "payload": json.loads(action.get("payload") or "{}"),
        }
        if message is not None:
            body["conversation_message_id"] = message.cmid
        self._state.publish(community, "message_event", body, dialog.peer_id)
        self._state.tell("press", community, peer_id=dialog.peer_id, event_id=press.event_id)
        return press
