"""How a bot's updates come: brought to our address, or fetched by us. Changing it loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from aiogram import Bot
from aiogram.types import WebhookInfo

from bots.telegram_updates import UPDATE_KINDS, fetch_updates
from hub.errors import DeliveryError, PerhapsSent, Unauthorized, Unsent
from hub.ports import Batch, Finding

CONNECTIONS: Final = 40
LOOK_EVERY: Final = timedelta(minutes=1)
_TOPICS: Final = (
    "; its chats have topics (Threaded Mode at BotFather): an answer goes to the topic"
    " that the contact wrote in, and what the hub itself begins beside all topics"
)
_FRESH: Final = timedelta(minutes=5)
"""An older trouble of Telegram's with our address is over: what waited was brought since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Our address for one bot. Telegram repeats the secret to us with every update."""

    url: str
    secret: str = field(repr=False)


class Brought:
    """Of a bot in webhook mode: nothing is fetched, but Telegram is held to bringing it."""

    def __init__(self, bot: Bot, hook: Hook) -> None:
        self._bot = bot
        self._hook = hook
        self._is_set = False

    async def fetch(self, cursor: str | None) -> Batch:
        """Brings nothing, after a while. Raises DeliveryError where Telegram cannot reach us."""
        if self._is_set:
            await asyncio.sleep(LOOK_EVERY.total_seconds())
            await self._look()
        else:
            await set_webhook(self._bot, self._hook)
            self._is_set = True
        return Batch(updates=(), cursor=cursor)

    async def _look(self) -> None:
        with _nothing_sent():
            found = await self._bot.get_webhook_info()
        self._is_set = found.url == self._hook.url
        if trouble := _trouble(found):
            raise Unsent(trouble)


class Fetched:
    """Of a bot in polling mode: a webhook, which would forbid it, is taken away."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._is_free = False

    async def fetch(self, cursor: str | None) -> Batch:
        if not self._is_free:
            await remove_webhook(self._bot)
        self._is_free = False
        batch = await fetch_updates(self._bot, cursor)
        self._is_free = True
        return batch


async def set_webhook(bot: Bot, hook: Hook) -> None:
    """Also where it is set already: Telegram does not tell the secret it has."""
    with _nothing_sent():
        await bot.set_webhook(
            hook.url,
            secret_token=hook.secret,
            max_connections=CONNECTIONS,
            allowed_updates=list(UPDATE_KINDS),
            drop_pending_updates=False,
        )


async def remove_webhook(bot: Bot) -> None:
    with _nothing_sent():
        found = await bot.get_webhook_info()
        if found.url:
            await bot.delete_webhook(drop_pending_updates=False)


async def check_webhook(bot: Bot, party: str, hook: Hook | None) -> Finding:
    """Whether the token is taken, and updates come as they are meant to; without changing it."""
    try:
        me = await bot.get_me()
        found = await bot.get_webhook_info()
    except Unauthorized as error:
        says = f"{error.reason}; get it anew from @BotFather"
        return Finding(party=party, level="FAIL", says=says)
    except DeliveryError as error:
        says = f"{error.reason}; look at TELEGRAM_API_URL, and who answers there"
        return Finding(party=party, level="FAIL", says=says)
    level, says = _as_fetched(found) if hook is None else _as_brought(found, hook)
    topics = _TOPICS if me.has_topics_enabled else ""
    return Finding(party=party, level=level, says=f"@{me.username}{says}{topics}")


@contextmanager
def _nothing_sent() -> Iterator[None]:
    """Whatever becomes of such a call, it is simply made again."""
    try:
        yield
    except PerhapsSent as error:
        raise Unsent(error.reason) from None


def _as_fetched(found: WebhookInfo) -> tuple[str, str]:
    if not found.url:
        return "ok", ""
    return "warn", (
        f" has a webhook at {found.url}, which the hub takes away when it starts to poll;"
        " stop whoever else uses this bot"
    )


def _as_brought(found: WebhookInfo, hook: Hook) -> tuple[str, str]:
    if found.url != hook.url:
        there = f"at {found.url}" if found.url else "nowhere"
        return "warn", f": its webhook is {there}; the hub sets {hook.url} when it starts"
    if trouble := _trouble(found):
        waiting = found.pending_update_count
        return "FAIL", (
            f": Telegram cannot reach {hook.url} ({trouble}), {waiting} updates wait;"
            " look at public_url, its certificate and the way from outside to HTTP_PORT"
        )
    return "ok", f": webhook {hook.url}, {found.pending_update_count} updates wait"


def _trouble(found: WebhookInfo) -> str:
    """What Telegram last complained of, if it was of late and something still waits."""
    since = found.last_error_date
    if since is None or not found.pending_update_count:
        return ""
    recent = datetime.now(UTC) - since < _FRESH
    return found.last_error_message or "an error without words" if recent else ""
