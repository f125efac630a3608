"""Raw updates of a Telegram bot, each of which stands or falls by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.methods import GetUpdates

from bots import http, telegram_api
from bots.raw import malformed, mapping
from hub.errors import Unsent
from hub.ports import Batch, RawUpdate

UPDATE_KINDS: Final = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
)

_POLL_SECONDS: Final = 25
_POLL_GRACE_SECONDS: Final = 10
_NUMBER: Final = re.compile(rb'"update_id"\s*:\s*(\d{1,18})(?!\d)')


class _Garbled(Unsent):
    def __init__(self, body: bytes) -> None:
        super().__init__("an answer that is no JSON")
        self.body = body


async def fetch_updates(bot: Bot, cursor: str | None, wait: int = _POLL_SECONDS) -> Batch:
    """Updates as they came: aiogram's models would refuse a whole batch for one they dislike."""
    offset = int(cursor or 0)
    try:
        updates = await _get_updates(bot, offset, wait)
    except _Garbled:
        updates = await _get_first_update(bot, offset)
    numbers = [update["update_id"] for update in updates if _is_numbered(update)]
    following = str(max(numbers) + 1) if numbers else cursor or ""
    return Batch(updates=tuple(map(_raw_update, updates)), cursor=following)


def posted(body: bytes) -> RawUpdate:
    """The update that was brought to our webhook, or what can be kept of it as dead."""
    try:
        return _raw_update(_decoded(body))
    except _Garbled:
        number = _NUMBER.search(body)
        unreadable = body.decode(errors="backslashreplace")
        if number is None:
            return malformed(unreadable)
        return _raw_update(_unreadable(int(number[1]), unreadable))


def chat_of(raw: Mapping[str, object]) -> str:
    """The id of the chat in which an update of whatever kind happened, "" if none is named."""
    for body in map(mapping, raw.values()):
        place = body.get("chat") or mapping(body.get("message")).get("chat") or body.get("from")
        if isinstance(number := mapping(place).get("id"), int):
            return str(number)
    return ""


async def _get_updates(bot: Bot, offset: int, wait: int, most: int = 100) -> list[Any]:
    url = bot.session.api.api_url(bot.token, "getUpdates")
    asked = {"offset": offset, "timeout": wait, "limit": most, "allowed_updates": UPDATE_KINDS}
    session, limit = await telegram_api.session_of(bot), http.time_limit(wait + _POLL_GRACE_SECONDS)
    async with http.asked(session, "POST", url, limit, json=asked) as response:
        return _result(bot, response.status, await response.read())


async def _get_first_update(bot: Bot, offset: int) -> list[Any]:
    """Where a batch cannot be read, its first update is, or is kept as dead under its number."""
    try:
        return await _get_updates(bot, offset, wait=0, most=1)
    except _Garbled as error:
        number = _NUMBER.search(error.body)
        if number is None:
            raise
        return [_unreadable(int(number[1]), error.body.decode(errors="backslashreplace"))]


def _unreadable(number: int, body: str) -> dict[str, Any]:
    return {"update_id": number, "malformed": body}


def _result(bot: Bot, status: int, body: bytes) -> list[Any]:
    answer = _decoded(body)
    try:
        if answer["ok"] is True:
            return list(answer["result"])
        bot.session.check_response(bot, GetUpdates(), status, body.decode())
    except AiogramError as error:
        raise telegram_api.in_our_terms(error) from None
    except (LookupError, TypeError):
        raise Unsent(f"HTTP {status} with an answer that is not the Bot API's") from None
    raise Unsent(f"HTTP {status} without a reason")


def _decoded(body: bytes) -> Any:
    """JSON whose every string can be stored: half a surrogate pair cannot."""
    try:
        answer = json.loads(body)
        json.dumps(answer, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise _Garbled(body) from None
    return answer


def _raw_update(update: Any) -> RawUpdate:
    if not _is_numbered(update):
        return malformed(update)
    return RawUpdate(id=str(update["update_id"]), raw=update)


def _is_numbered(update: Any) -> bool:
    return isinstance(update, Mapping) and isinstance(update.get("update_id"), int)
