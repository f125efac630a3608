"""Which chat, topic and message a call means, and whether the bot may go there."""

from __future__ import annotations

from typing import Any

from sandbox.telegram.botapi.query import Query
from sandbox.telegram.errors import ApiError, bad_request, forbidden
from sandbox.telegram.model import Bot, Chat, Dialog, Group, Member, Message, Topic, User


def chat_of(query: Query, name: str = "chat_id", *, write: bool = False) -> Chat:
    """The chat named by a parameter; `write` asks whether the bot may change something there."""
    raw = query.text(name).strip()
    if not raw:
        raise bad_request(f"{name} is empty")
    group = _group_named(query, raw)
    if group is not None:
        return _entered(query.bot, group, write)
    user = query.telegram.users.get(int(raw)) if raw.isdigit() else None
    if user is None or not query.telegram.knows(query.bot, user):
        raise _nobody(query, raw, write)
    dialog = query.telegram.dialog(query.bot, user)
    return _opened(dialog) if write else dialog


def group_of(
    query: Query, *, write: bool = True, otherwise: str = "method is available only for supergroups"
) -> Group:
    chat = chat_of(query, write=write)
    if not isinstance(chat, Group):
        raise bad_request(otherwise)
    return chat


def forum_of(query: Query) -> Group:
    chat = chat_of(query, write=True)
    if not isinstance(chat, Group) or not chat.forum:
        raise bad_request("the chat is not a forum")
    return chat


def my_membership(query: Query, group: Group) -> Member:
    """Where `chat_of` has let the bot in, it is a member."""
    return group.members[query.bot.id]


def require(query: Query, group: Group, right: str, words: str) -> None:
    if not my_membership(query, group).may(right):
        raise bad_request(f"not enough rights {words}")


def message_of(query: Query, chat: Chat, what: str, name: str = "message_id") -> Message:
    """A message that is there; `what` is Telegram's name for it, such as `message to edit`."""
    raw = query.text(name).strip()
    if not raw:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(query.number(name))
    if message is None or message.deleted:
        raise bad_request(f"{what} not found")
    return message


def topic_of(query: Query, group: Group, name: str = "message_thread_id") -> Topic:
    topic = group.topics.get(query.number(name))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return topic


def thread_of(query: Query, chat: Chat, reply_to: Message | None) -> int | None:
    """The topic a message is to go to; General is no thread to name."""
    wanted = query.number("message_thread_id")
    if isinstance(chat, Group) and wanted in chat.ignored_topics:
        return None
    if wanted and wanted not in chat.topics and not _is_chain(chat, wanted):
        raise bad_request("message thread not found")
    inherited = (
        reply_to.thread
        if reply_to is not None and reply_to.chat is chat and reply_to.in_topic
        else None
    )
    topic = chat.topics.get(wanted or inherited or 0)
    if isinstance(chat, Group) and topic is not None and topic.closed:
        _check_closed(query, chat, topic)
    return topic.id if topic is not None else None


def target_user(query: Query, name: str = "user_id") -> User | Bot:
    user_id = query.number(name)
    found = query.telegram.users.get(user_id) or query.telegram.bots.get(user_id)
    if user_id <= 0 or found is None:
        raise bad_request("invalid user_id specified" if user_id <= 0 else "PARTICIPANT_ID_INVALID")
    return found


def reply_target(query: Query, chat: Chat) -> tuple[Message | None, Any]:
    """What the message answers, by `reply_parameters` or the older form, and these parameters."""
    given = query.json("reply_parameters", "reply parameters")
    if given is None:
        number = query.number("reply_to_message_id")
        given = {
            "message_id": number,
            "allow_sending_without_reply": query.flag("allow_sending_without_reply"),
        }
    if not isinstance(given, dict):
        raise bad_request("object expected as reply parameters")
    if not given.get("message_id"):
        return None, {}
    message = _replied_chat(query, chat, given).messages.get(int(given["message_id"]))
    if message is not None and not message.deleted:
        return message, given
    if given.get("allow_sending_without_reply"):
        return None, {}
    raise bad_request("message to be replied not found")


def _replied_chat(query: Query, chat: Chat, given: dict[str, Any]) -> Chat:
    other = given.get("chat_id")
    if other is None or str(other) == str(chat.id):
        return chat
    named = Query(query.telegram, query.bot, query.method, {"chat_id": str(other)}, {})
    return chat_of(named)


def _group_named(query: Query, raw: str) -> Group | None:
    groups = query.telegram.groups
    if raw.startswith("@"):
        name = raw[1:].lower()
        return next(
            (group for group in groups.values() if name and group.username.lower() == name), None
        )
    return groups.get(int(raw)) if raw[:1] == "-" and raw[1:].isdigit() else None


def _entered(bot: Bot, group: Group, write: bool) -> Group:
    if group.migrated_to is not None and write:
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        raise ApiError(400, text, {"migrate_to_chat_id": group.migrated_to})
    if group.gone:
        raise forbidden("the group chat was deleted")
    member = group.members.get(bot.id)
    if member is None:
        raise bad_request("chat not found")
    if not member.present:
        raise forbidden(
            f"bot was kicked from the {group.kind} chat"
            if member.status == "kicked"
            else f"bot is not a member of the {group.kind} chat"
        )
    return group


def _nobody(query: Query, raw: str, write: bool) -> ApiError:
    if write and raw.isdigit() and int(raw) in query.telegram.bots:
        return forbidden("the bot can't send messages to the bot")
    return bad_request("chat not found")


def _opened(dialog: Dialog) -> Dialog:
    if dialog.user.deleted:
        raise forbidden("user is deactivated")
    if not dialog.started:
        raise forbidden("bot can't initiate conversation with a user")
    if dialog.blocked:
        raise forbidden("bot was blocked by the user")
    return dialog


def _is_chain(chat: Chat, thread: int) -> bool:
    """Ordinary supergroups take the root of a reply chain; forums do not."""
    return isinstance(chat, Group) and not chat.forum and thread in chat.messages


def _check_closed(query: Query, group: Group, topic: Topic) -> None:
    if topic.creator != query.bot.id and not my_membership(query, group).may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
