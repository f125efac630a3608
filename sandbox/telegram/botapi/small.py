"""The small methods: oneself, files, callbacks, commands."""

from __future__ import annotations

import re
from typing import Any

from sandbox.telegram.botapi.query import Query, method
from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import DOWNLOAD_LIMIT, download_path, file_id, unique_id_of
from sandbox.telegram.model import JSON
from sandbox.telegram.render import me_json

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
COMMAND_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)


@method("getMe")
def get_me(query: Query) -> JSON:
    return me_json(query.bot)


@method("getFile")
def get_file(query: Query) -> JSON:
    name = query.text("file_id")
    if not name:
        raise bad_request("file_id not specified")
    file = query.telegram.files.get(unique_id_of(query.bot, name) or "")
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": file_id(query.bot, file),
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": download_path(query.bot, file, query.telegram.now),
    }


@method("getUserProfilePhotos")
def get_user_profile_photos(_query: Query) -> JSON:
    return {"total_count": 0, "photos": []}


@method("answerCallbackQuery")
def answer_callback_query(query: Query) -> bool:
    press = query.telegram.presses.get(query.text("callback_query_id"))
    lifetime = query.telegram.limits.settings.callback_seconds
    if press is None or press.bot is not query.bot or press.answer is not None:
        raise bad_request(TOO_OLD)
    if query.telegram.now - press.at > lifetime:
        raise bad_request(TOO_OLD)
    if len(query.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = {
        "text": query.text("text"),
        "show_alert": query.flag("show_alert"),
        "url": query.text("url"),
    }
    query.telegram.emit(
        "answer",
        chat=press.message.chat.id,
        message_id=press.message.id,
        user=press.user.id,
        answer=press.answer,
    )
    return True


@method("setMyCommands")
def set_my_commands(query: Query) -> bool:
    commands = query.json("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    query.bot.commands[_scope(query)] = [_command(given) for given in commands]
    return True


@method("getMyCommands")
def get_my_commands(query: Query) -> list[JSON]:
    return query.bot.commands.get(_scope(query), [])


@method("deleteMyCommands")
def delete_my_commands(query: Query) -> bool:
    query.bot.commands.pop(_scope(query), None)
    return True


def _scope(query: Query) -> str:
    scope = query.json("scope", "BotCommandScope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in COMMAND_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    return ":".join(
        (
            str(kind),
            str(scope.get("chat_id", "")),
            str(scope.get("user_id", "")),
            query.text("language_code"),
        )
    )


def _command(given: Any) -> JSON:
    if not isinstance(given, dict):
        raise bad_request("can't parse commands: expected an Object")
    name, description = str(given.get("command", "")).lstrip("/"), str(given.get("description", ""))
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
