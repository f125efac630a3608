"""How the people's side shows VK: messages as a person sees them, users, communities, dialogs."""

from typing import Any

from sandbox.vk.model import Community, Dialog, Json, Message, User


def shown(message: Message) -> Json:
    """VK's own JSON and what a person sees besides; `author` is user, bot or admin."""
    return message.as_json() | {
        "author": author(message),
        "kinds": [one["type"] for one in message.attachments],
        "buttons": buttons(message.keyboard),
        "edited": message.edited_at is not None,
        "deleted": message.deleted,
        "reaction": message.reaction,
        "earlier": message.earlier,
    }


def author(message: Message) -> str:
    if not message.out:
        return "user"
    return "bot" if message.admin_author_id is None else "admin"


def buttons(keyboard: Json | None) -> list[list[dict[str, Any]]]:
    rows = keyboard["buttons"] if keyboard else []
    return [[button["action"] for button in row] for row in rows]


def user_json(user: User) -> Json:
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "screen_name": user.screen_name,
        "closed": user.closed,
    }


def community_json(community: Community) -> Json:
    return {
        "group_id": community.group_id,
        "token": community.token,
        "name": community.name,
        "screen_name": community.screen_name,
        "confirmation": community.confirmation,
        "longpoll": community.longpoll,
        "messages_on": community.messages_on,
        "callbacks": [one.as_json() for one in community.callbacks.values()],
        "events": sorted(community.events),
        "scopes": sorted(community.scopes),
    }


def dialog_json(dialog: Dialog) -> Json:
    last = dialog.last()
    return {
        "user": dialog.peer_id,
        "allowed": dialog.allowed,
        "blocked": dialog.blocked,
        "unread": len(dialog.unread()),
        "read_by_user": dialog.out_read,
        "keyboard": buttons(dialog.keyboard),
        "last": last and shown(last),
    }
