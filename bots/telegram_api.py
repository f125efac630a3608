"""What every part that talks to Telegram shares: bots, their errors, files, health.

A bot made here raises only hub.errors, and nothing that is raised names its token.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Final, cast

import aiohttp
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetMe, Response, SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType

from bots import http
from bots.asking import asking
from bots.strangers import StrangersFiles
from hub import reasons
from hub.errors import (
    DeliveryError,
    Flooded,
    PerhapsSent,
    Unanswered,
    Unauthorized,
    Undeliverable,
    Unsent,
)

TOPIC_CLOSED: Final = "topic_closed"
NOT_MODIFIED: Final = "not_modified"
NOT_THERE: Final = "not_there"
NO_REQUEST: Final = "no_request"

_SERVER_ERROR: Final = 500
_RETRY_AFTER: Final = re.compile(r"retry after (\d+)")
_OF_AN_ALBUM: Final = re.compile(
    r'failed to send message #(\d+) with the error message "(.*)"', re.DOTALL
)

# Telegram has no codes for these: its own words, as the Bot API server's source has them.
_UNDELIVERABLE: Final = {
    "bot can't initiate conversation with a user": reasons.NEVER_STARTED,
    "bot was blocked by the user": reasons.BLOCKED,
    "user is deactivated": reasons.DEACTIVATED,
    "chat not found": reasons.NO_SUCH_CHAT,
    "can't remove chat owner": reasons.OWNER,
    "user is an administrator of the chat": reasons.ADMINISTRATOR,
    "file is too big": reasons.TOO_LARGE,
    "wrong file_id": reasons.FILE_LOST,
    "wrong file identifier": reasons.FILE_LOST,
    "message is not modified": NOT_MODIFIED,
    "message to delete not found": NOT_THERE,
    "message to edit not found": reasons.MESSAGE_GONE,
    "message can't be edited": reasons.CANNOT_EDIT,
    "there is no text in the message to edit": reasons.CANNOT_EDIT,
    "there is no caption in the message to edit": reasons.CANNOT_EDIT,
    "message can't be deleted": reasons.CANNOT_DELETE,
    "TOPIC_NOT_MODIFIED": NOT_MODIFIED,
    "HIDE_REQUESTER_MISSING": NO_REQUEST,
    "USER_ALREADY_PARTICIPANT": NO_REQUEST,
    "CHANNELS_TOO_MUCH": reasons.TOO_MANY_CHATS,
}
_MENDABLE: Final = {
    "message thread not found": reasons.NO_TOPIC,
    "TOPIC_DELETED": reasons.NO_TOPIC,
    "TOPIC_ID_INVALID": reasons.NO_TOPIC,
    "TOPIC_CLOSED": TOPIC_CLOSED,
    "bot was kicked": reasons.NOT_ON_DESK,
    "bot is not a member": reasons.NOT_ON_DESK,
    "the group chat was deleted": reasons.NOT_ON_DESK,
    "not enough rights": reasons.NO_RIGHT_ON_DESK,
    "have no rights to send": reasons.NO_RIGHT_ON_DESK,
    "CHAT_ADMIN_REQUIRED": reasons.NO_RIGHT_ON_DESK,
    "CHAT_WRITE_FORBIDDEN": reasons.NO_RIGHT_ON_DESK,
    "the chat is not a forum": reasons.NO_RIGHT_ON_DESK,
    "Conflict: ": None,
}


class Migrated(Unsent):
    """The group has become a supergroup under another id; nothing was sent."""

    def __init__(self, chat_id: int) -> None:
        super().__init__(f"the group is now {chat_id}")
        self.chat_id = chat_id


class OfAlbum(Undeliverable):
    """It is the given part of an album, from 1, that is refused; nothing was sent."""

    def __init__(self, reason: str, number: int) -> None:
        super().__init__(reason)
        self.number = number


class Strayed(Unsent):
    """Telegram said it outside the topic it was meant for, without a word: that topic is gone."""

    def __init__(self, natives: Sequence[str]) -> None:
        super().__init__(reasons.NO_TOPIC)
        self.natives = tuple(natives)


class _Session(AiohttpSession):
    """aiogram looks into the words of a server error, which need not have any."""

    def check_response(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        status_code: int,
        content: str,
    ) -> Response[TelegramType]:
        if status_code >= _SERVER_ERROR:
            raise TelegramServerError(method=method, message=f"HTTP {status_code}")
        return super().check_response(bot, method, status_code, content)


def create_bot(token: str, base_url: str, timeout: float) -> Bot:
    """A bot whose calls take at most `timeout` seconds and raise nothing but DeliveryErrors."""
    session = _Session(
        api=TelegramAPIServer.from_base(base_url),
        timeout=http.time_limit(timeout),
    )
    session.middleware(_translated)
    return Bot(token, session=session)


def files_of(bot: Bot) -> StrangersFiles:
    """Where this bot's files lie: below the address that the installer gave for Telegram."""
    return StrangersFiles([bot.session.api.file_url(bot.token, "")], own=True)


async def download_file(bot: Bot, files: StrangersFiles, file_id: str) -> bytes:
    """Content of a file that this bot received. Undeliverable with TOO_LARGE or FILE_LOST.

    A lost answer is Unanswered here: whatever the file was meant for has not been sent.
    """
    try:
        file = await bot.get_file(file_id)
    except PerhapsSent as error:
        raise Unanswered(error.reason) from None
    return await files.fetch(bot.session.api.file_url(bot.token, file.file_path or ""))


async def session_of(bot: Bot) -> aiohttp.ClientSession:
    """The bot's own HTTP session, for what is no method call of aiogram's."""
    return await cast("AiohttpSession", bot.session).create_session()


def in_our_terms(error: AiogramError) -> DeliveryError:
    """The one translation of what aiogram raises."""
    match error:
        case TelegramNetworkError():
            return _network_error(error)
        case TelegramRetryAfter(retry_after=seconds):
            return Flooded(timedelta(seconds=seconds))
        case TelegramMigrateToChat(migrate_to_chat_id=chat_id):
            return Migrated(chat_id)
        case TelegramServerError(message=words):
            return PerhapsSent(words)
        case TelegramAPIError(message=words):
            return _refusal(words or type(error).__name__)
    return PerhapsSent(type(error).__name__)


def _network_error(error: TelegramNetworkError) -> DeliveryError:
    if isinstance(error, TelegramEntityTooLarge):
        return Undeliverable(reasons.TOO_LARGE)
    before_writing = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
    if isinstance(error.__cause__, before_writing):
        return Unsent(reasons.NO_CONNECTION)
    return PerhapsSent(type(error.__cause__).__name__)


def _refusal(words: str) -> DeliveryError:
    if of_one := _OF_AN_ALBUM.search(words):
        error = _refusal(of_one[2])
        return OfAlbum(error.reason, int(of_one[1])) if type(error) is Undeliverable else error
    if words == "Not Found" or words.startswith("Unauthorized"):
        return Unauthorized(reasons.TOKEN_REFUSED)
    for theirs, reason in _UNDELIVERABLE.items():
        if theirs in words:
            return Undeliverable(reason)
    for theirs, mendable in _MENDABLE.items():
        if theirs in words:
            return Unsent(mendable or words)
    if "Too Many Requests" in words:
        told = _RETRY_AFTER.search(words)
        return Flooded(timedelta(seconds=int(told[1]) if told else 1))
    return Undeliverable(words)


async def _translated(
    make_request: NextRequestMiddlewareType[TelegramType],
    bot: Bot,
    method: TelegramMethod[TelegramType],
) -> Response[TelegramType]:
    """Each call is a part of the turn that makes it, and raises nothing but DeliveryErrors."""
    name, unseen = type(method).__api_method__, _unseen(bot, method)
    ping = partial(_answered, make_request, bot, unseen) if unseen else None
    async with asking(f"telegram:{bot.id}", name, ping):
        return await _answered(make_request, bot, method)


async def _answered(
    make_request: NextRequestMiddlewareType[TelegramType],
    bot: Bot,
    method: TelegramMethod[TelegramType],
) -> Response[TelegramType]:
    try:
        return await make_request(bot, method)
    except AiogramError as error:
        raise in_our_terms(error) from None


def _posts(name: str) -> bool:
    """Whether it leaves something that everybody sees, twice if it is repeated."""
    return name == "createForumTopic" or (name.startswith("send") and name != "sendChatAction")


def _unseen(bot: Bot, method: TelegramMethod[TelegramType]) -> TelegramMethod[Any] | None:
    """Of the same method where one can be had that shows nobody anything: a message without words,
    or what is done in a chat with itself, which no bot has, is refused, and that is an answer. Nor
    does it spend what the chat may be asked in a minute. None of what is asked in no chat.
    """
    if isinstance(method, SendMessage):
        return SendMessage(chat_id=bot.id, text="")
    if _posts(type(method).__api_method__):
        return GetMe()
    in_a_chat = getattr(method, "chat_id", None) is not None
    return method.model_copy(update={"chat_id": bot.id}) if in_a_chat else None
