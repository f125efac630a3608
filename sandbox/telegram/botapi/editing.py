"""Methods that change or take back messages, and react to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.telegram import post
from sandbox.telegram.botapi.compose import caption, text_content
from sandbox.telegram.botapi.query import Query, method
from sandbox.telegram.botapi.reach import chat_of, message_of, my_membership
from sandbox.telegram.botapi.sending import location
from sandbox.telegram.errors import bad_request
from sandbox.telegram.markup import read_markup
from sandbox.telegram.model import JSON, Chat, Content, Dialog, Message
from sandbox.telegram.reactions import REACTIONS
from sandbox.telegram.render import CAPTIONED, message_json

DELETABLE_FOR = 48 * 3600
DICE_STAYS_FOR = 24 * 3600
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@method("editMessageText")
def edit_message_text(query: Query) -> JSON:
    content = text_content(query)
    message = _editable(query)
    if message.content.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return _edit(query, message, content)


@method("editMessageCaption")
def edit_message_caption(query: Query) -> JSON:
    text, entities = caption(query)
    message = _editable(query)
    if message.content.kind not in CAPTIONED:
        raise bad_request("there is no caption in the message to edit")
    return _edit(query, message, replace(message.content, text=text, entities=entities))


@method("editMessageLiveLocation")
def edit_message_live_location(query: Query) -> JSON:
    """One that was sent with a live_period; how long it lasts is not played."""
    place = location(query)
    message = _editable(query)
    if message.content.kind != "location" or "live_period" not in message.content.body:
        raise bad_request("message can't be edited")
    moved = {**message.content.body, **place}
    markup = _inline_markup(query, message.chat)
    if moved == message.content.body and markup == message.markup:
        raise bad_request(NOT_MODIFIED)
    query.telegram.limits.take(query.bot.id, message.chat.id)
    post.change(query.telegram, message, replace(message.content, body=moved), markup)
    return message_json(message, query.bot)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(query: Query) -> JSON:
    message = _editable(query)
    return _edit(query, message, message.content)


@method("deleteMessage")
def delete_message(query: Query) -> bool:
    chat = chat_of(query, write=True)
    known = chat.messages.get(query.number("message_id"))
    if known is not None and known.taken_back:
        query.in_vain(known.content.text)
    message = message_of(query, chat, "message to delete")
    _check_may_delete(query, chat, message)
    post.delete(query.telegram, [message])
    message.taken_back = True
    return True


@method("deleteMessages")
def delete_messages(query: Query) -> bool:
    """Those that are not there are skipped in silence; one that may not go keeps all."""
    chat = chat_of(query, write=True)
    numbers = query.json("message_ids", "message identifiers")
    if not isinstance(numbers, list) or not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > 100:
        raise bad_request("too many message identifiers specified")
    found = (chat.messages.get(int(number)) for number in numbers)
    there = [message for message in found if message is not None and not message.deleted]
    for message in there:
        _check_may_delete(query, chat, message)
    post.delete(query.telegram, there)
    return True


@method("setMessageReaction")
def set_message_reaction(query: Query) -> bool:
    chat = chat_of(query, write=True)
    message = message_of(query, chat, "message to react")
    given = query.json("reaction", "reaction types") or []
    reactions = [_reaction(one) for one in given] if isinstance(given, list) else []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if query.telegram.limits.settings.count_reactions:
        query.telegram.limits.take(query.bot.id, chat.id)
    if message.reactions.get(query.bot.id, []) == reactions:
        query.in_vain(message.content.text)
    post.react(query.telegram, message, query.bot, reactions)
    return True


def _editable(query: Query) -> Message:
    if query.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = chat_of(query, write=True)
    message = message_of(query, chat, "message to edit")
    if (
        message.sender is not query.bot
        or message.content.service
        or message.forward_origin is not None
    ):
        raise bad_request("message can't be edited")
    return message


def _edit(query: Query, message: Message, content: Content) -> JSON:
    markup = _inline_markup(query, message.chat)
    content = post.with_people(query.telegram, content)
    same = (content.text, list(content.entities)) == (
        message.content.text,
        list(message.content.entities),
    )
    if same and markup == message.markup:
        raise bad_request(NOT_MODIFIED)
    query.telegram.limits.take(query.bot.id, message.chat.id)
    post.change(query.telegram, message, message.content if same else content, markup)
    return message_json(message, query.bot)


def _inline_markup(query: Query, chat: Chat) -> JSON | None:
    markup = read_markup(query.text("reply_markup"), private=isinstance(chat, Dialog))
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _check_may_delete(query: Query, chat: Chat, message: Message) -> None:
    """While young: in private all, in a group one's own; with the right all; no topic's root.

    A die in private only when old: nobody is to take back a bad throw.
    """
    age = query.telegram.now - message.date
    if isinstance(chat, Dialog):
        fresh_die = message.content.kind == "dice" and age < DICE_STAYS_FOR
        if age > DELETABLE_FOR or fresh_die:
            raise bad_request("message can't be deleted for everyone")
        return
    mine = message.sender is query.bot
    may = mine or my_membership(query, chat).may("can_delete_messages")
    if message.content.kind == "forum_topic_created" or not may or age > DELETABLE_FOR:
        raise bad_request("message can't be deleted")


def _reaction(given: Any) -> JSON:
    kind = given.get("type") if isinstance(given, dict) else None
    if kind == "custom_emoji":
        return {"type": kind, "custom_emoji_id": str(given.get("custom_emoji_id", ""))}
    emoji = str(given.get("emoji", "")).replace("\ufe0f", "") if kind == "emoji" else ""
    if emoji not in REACTIONS:
        raise bad_request("REACTION_INVALID")
    return {"type": "emoji", "emoji": emoji}
