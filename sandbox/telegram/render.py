"""Users, chats and messages as the Bot API shows them to one bot."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.files import file_id
from sandbox.telegram.model import (
    ANONYMOUS_ADMIN,
    JSON,
    Account,
    Bot,
    Chat,
    Content,
    Dialog,
    File,
    Group,
    Invite,
    Member,
    Message,
    User,
)
from sandbox.telegram.rights import ADMIN_RIGHTS, MEMBER_RIGHTS

SIZED = frozenset({"photo", "sticker", "video", "animation", "live_photo"})
TIMED = frozenset({"voice", "video", "audio", "animation", "video_note", "live_photo"})
CAPTIONED = frozenset({"photo", "live_photo", "document", "voice", "video", "audio", "animation"})


def user_json(account: Account) -> JSON:
    shown: JSON = {
        "id": account.id,
        "is_bot": isinstance(account, Bot),
        "first_name": account.first_name,
    }
    if isinstance(account, User) and account.last_name:
        shown["last_name"] = account.last_name
    if account.username:
        shown["username"] = account.username
    if isinstance(account, User) and account.language_code:
        shown["language_code"] = account.language_code
    return shown


def me_json(bot: Bot) -> JSON:
    return {
        **user_json(bot),
        "can_join_groups": True,
        "can_read_all_group_messages": not bot.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": bot.has_topics,
        "allows_users_to_create_topics": bot.has_topics,
    }


def chat_json(chat: Chat) -> JSON:
    if isinstance(chat, Dialog):
        names = {"last_name": chat.user.last_name, "username": chat.user.username}
        shown = {key: value for key, value in names.items() if value}
        return {"id": chat.id, "first_name": chat.user.first_name, **shown, "type": "private"}
    group: JSON = {"id": chat.id, "title": chat.title, "type": chat.kind}
    if chat.username:
        group["username"] = chat.username
    return {**group, "is_forum": True} if chat.forum else group


def message_json(message: Message, bot: Bot, *, nested: bool = False) -> JSON:
    """The message for this bot; a nested one (a reply's target) shows no reply of its own."""
    shown: JSON = {"message_id": message.id, **_sender(message)}
    shown["chat"] = chat_json(message.chat)
    shown["date"] = message.date
    if message.thread is not None:
        shown["message_thread_id"] = message.thread
        if message.in_topic:
            shown["is_topic_message"] = True
    if message.edit_date:
        shown["edit_date"] = message.edit_date
    if not nested:
        _add_reply(shown, message, bot)
    _add_marks(shown, message)
    _add_content(shown, message.content, bot)
    if message.markup is not None and "inline_keyboard" in message.markup:
        shown["reply_markup"] = message.markup
    return shown


def inaccessible_json(message: Message) -> JSON:
    return {"chat": chat_json(message.chat), "message_id": message.id, "date": 0}


def _sender(message: Message) -> JSON:
    if not message.anonymous:
        return {"from": user_json(message.sender)}
    stand_in = {
        "id": ANONYMOUS_ADMIN,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }
    return {"from": stand_in, "sender_chat": chat_json(message.chat)}


def _add_reply(shown: JSON, message: Message, bot: Bot) -> None:
    target = message.reply_to
    shown |= message.pointing or {}
    if target is not None and not target.deleted:
        if message.thread != target.thread and message.in_topic and target.id != message.thread:
            shown["external_reply"] = _external(target, bot)
        else:
            shown["reply_to_message"] = message_json(target, bot, nested=True)
        if message.quote is not None:
            shown["quote"] = message.quote
    elif (
        target is None
        and message.in_topic
        and isinstance(message.chat, Group)
        and not message.content.service
    ):
        root = message.chat.topics[message.thread or 0].root
        if root is not None:
            shown["reply_to_message"] = message_json(root, bot, nested=True)


def _external(target: Message, bot: Bot) -> JSON:
    origin = {"type": "user", "sender_user": user_json(target.sender), "date": target.date}
    shown: JSON = {"origin": origin, "chat": chat_json(target.chat), "message_id": target.id}
    if target.content.files:
        media: JSON = {}
        _add_content(media, target.content, bot)
        shown[target.content.kind] = media[target.content.kind]
    return shown


def _add_marks(shown: JSON, message: Message) -> None:
    if message.forward_origin is not None:
        shown["forward_origin"] = message.forward_origin
    if message.album is not None:
        shown["media_group_id"] = message.album
    if message.protected:
        shown["has_protected_content"] = True


def _add_content(shown: JSON, content: Content, bot: Bot) -> None:
    if content.kind == "text":
        shown["text"] = content.text
        if content.entities:
            shown["entities"] = content.entities
        return
    shown[content.kind] = _body(content, bot)
    if content.kind == "live_photo":
        shown["photo"] = [file_json(file, bot) for file in content.files[1:]]
    if content.kind == "animation":
        shown["document"] = file_json(content.files[-1], bot)
    if content.kind == "venue":
        shown["location"] = content.body["location"]
    if content.text:
        shown["caption"] = content.text
        if content.entities:
            shown["caption_entities"] = content.entities


def _body(content: Content, bot: Bot) -> Any:
    if content.kind == "photo":
        return [file_json(file, bot) for file in content.files]
    if content.kind == "live_photo":
        live, *sizes = content.files
        return {**file_json(live, bot), "photo": [file_json(file, bot) for file in sizes]}
    if content.kind == "poll" and content.files:
        return {
            **content.body,
            "media": {"photo": [file_json(file, bot) for file in content.files]},
        }
    if content.files:
        return {**file_json(content.files[-1], bot), **(content.body or {})}
    if isinstance(content.body, Message):
        pinned = content.body
        return (
            inaccessible_json(pinned) if pinned.deleted else message_json(pinned, bot, nested=True)
        )
    return content.body


def file_json(file: File, bot: Bot) -> JSON:
    shown: JSON = {
        "file_id": file_id(bot, file),
        "file_unique_id": file.unique_id,
        "file_size": file.size,
    }
    if file.kind in SIZED:
        shown |= {"width": file.width, "height": file.height}
    if file.kind == "video_note":
        shown["length"] = file.width
    if file.kind in TIMED:
        shown["duration"] = file.duration
    if file.kind == "sticker":
        shown |= {"type": "regular", "is_animated": False, "is_video": False}
    if file.name and file.kind not in ("photo", "sticker", "voice"):
        shown["file_name"] = file.name
    if file.mime and file.kind not in ("photo", "sticker", "video_note"):
        shown["mime_type"] = file.mime
    return shown


def member_json(member: Member, bot: Bot | None = None) -> JSON:
    """A ChatMember; only an administrator's own rights are shown in full."""
    shown: JSON = {"status": member.status, "user": user_json(member.account)}
    if member.status == "creator":
        return {**shown, **_titled(member), "is_anonymous": member.anonymous}
    if member.status == "administrator":
        rights = {right: right in member.rights for right in ADMIN_RIGHTS}
        mine = bot is not None and bot.id == member.account.id
        shown |= {"can_be_edited": mine, "is_anonymous": member.anonymous, **_titled(member)}
        return {**shown, **rights}
    if member.status == "kicked":
        return {**shown, "until_date": member.until}
    if member.status == "restricted":
        return {**shown, "is_member": True, "until_date": 0, **dict.fromkeys(MEMBER_RIGHTS, False)}
    return shown


def _titled(member: Member) -> JSON:
    return {"custom_title": member.title} if member.title else {}


def invite_json(invite: Invite, bot: Bot) -> JSON:
    """Of another's link its second half is not shown."""
    shown = {**invite.link, "creator": user_json(invite.creator)}
    if invite.waiting:
        shown["pending_join_request_count"] = len(invite.waiting)
    if invite.creator is not bot:
        shown["invite_link"] = shown["invite_link"][:-8] + "..."
    return shown
