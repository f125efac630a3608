"""Methods about chats: looking at one, pins."""

from __future__ import annotations

from sandbox.telegram import post
from sandbox.telegram.botapi.query import Query, method
from sandbox.telegram.botapi.reach import chat_of, message_of, my_membership
from sandbox.telegram.errors import bad_request
from sandbox.telegram.model import JSON, Chat, Group
from sandbox.telegram.render import chat_json, message_json
from sandbox.telegram.rights import MEMBER_RIGHTS

NO_GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)


@method("getChat")
def get_chat(query: Query) -> JSON:
    chat = chat_of(query)
    shown: JSON = {
        **chat_json(chat),
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": NO_GIFTS,
    }
    if isinstance(chat, Group):
        shown |= {"permissions": dict.fromkeys(MEMBER_RIGHTS, True), "join_to_send_messages": True}
    if chat.pinned:
        shown["pinned_message"] = message_json(
            chat.messages[chat.pinned[-1]], query.bot, nested=True
        )
    return shown


@method("pinChatMessage")
def pin_chat_message(query: Query) -> bool:
    chat = chat_of(query, write=True)
    message = message_of(query, chat, "message to pin")
    _check_may_pin(query, chat)
    query.telegram.limits.take(query.bot.id, chat.id)
    if message.id in chat.pinned:
        query.in_vain(message.content.text)
    post.pin(query.telegram, message, query.bot)
    return True


@method("unpinChatMessage")
def unpin_chat_message(query: Query) -> bool:
    chat = chat_of(query, write=True)
    _check_may_pin(query, chat)
    if query.text("message_id"):
        message = message_of(query, chat, "message to unpin")
    elif chat.pinned:
        message = chat.messages[chat.pinned[-1]]
    else:
        raise bad_request("message to unpin not found")
    if message.id not in chat.pinned:
        query.in_vain(message.content.text)
    post.unpin(query.telegram, [message])
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(query: Query) -> bool:
    chat = chat_of(query, write=True)
    _check_may_pin(query, chat)
    post.unpin(query.telegram, [chat.messages[number] for number in list(chat.pinned)])
    return True


def _check_may_pin(query: Query, chat: Chat) -> None:
    if isinstance(chat, Group) and not my_membership(query, chat).may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
