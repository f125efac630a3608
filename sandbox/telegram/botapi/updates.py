"""getUpdates as a true long poll, and webhooks."""

from __future__ import annotations

import asyncio
import json
import re
import time
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

from sandbox.telegram.botapi.allowed import check_parameters
from sandbox.telegram.botapi.parameters import as_text
from sandbox.telegram.botapi.query import METHODS, Encoded, Query, Said, method
from sandbox.telegram.errors import ApiError, bad_request, conflict
from sandbox.telegram.model import JSON, Bot, Webhook
from sandbox.telegram.state import Telegram
from sandbox.telegram.webhook import Pusher

LONGEST_POLL = 50
MOST_BYTES = 4 << 20
WEBHOOK_PORTS = (443, 80, 88, 8443)
WEBHOOK_IS_SET = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


@method("getUpdates")
async def get_updates(query: Query) -> Encoded:
    bot = query.bot
    if _has_webhook(bot):
        raise await _conflict(bot, WEBHOOK_IS_SET)
    offset = query.number("offset")
    limit = query.number("limit", 100, 1, 100)
    seconds = query.number("timeout", 0, 0, LONGEST_POLL)
    _allow(query)
    limit, seconds = _against_spinning(bot, offset, limit, seconds)
    bot.queue.forget_before(offset)
    found = bot.queue.take(limit)
    if not found and seconds and not await bot.queue.wait(seconds):
        raise await _conflict(
            bot, "terminated by setWebhook request" if bot.webhook else OTHER_POLLER
        )
    return _encoded(found or bot.queue.take(limit))


@method("setWebhook")
async def set_webhook(query: Query) -> Said:
    url = query.text("url").strip()
    if not url:
        return delete_webhook(query)
    _check_webhook(url, query.text("secret_token"))
    most = query.number("max_connections", 40, 1, 100)
    _allow(query)
    _drop_pending(query)
    known = query.bot.webhook
    new = Webhook(url=url, secret=query.text("secret_token"), max_connections=most)
    if known is not None and (known.url, known.secret) == (new.url, new.secret):
        return Said(True, "Webhook is already set")
    _stop_pushing(query.bot)
    query.bot.webhook = new
    query.bot.queue.evict()
    pusher = Pusher(query.telegram, query.bot, new, partial(_run_answer, query.telegram))
    new.pusher = query.telegram.later(pusher.serve())
    return Said(True, "Webhook was set")


@method("deleteWebhook")
def delete_webhook(query: Query) -> Said:
    _drop_pending(query)
    was = query.bot.webhook is not None
    _stop_pushing(query.bot)
    query.bot.webhook = None
    return Said(True, "Webhook was deleted" if was else "Webhook is already deleted")


@method("getWebhookInfo")
def get_webhook_info(query: Query) -> JSON:
    hook, queue = query.bot.webhook, query.bot.queue
    shown: JSON = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue),
    }
    if queue.allowed:
        shown["allowed_updates"] = list(queue.allowed)
    if hook is not None:
        shown["max_connections"] = hook.max_connections
    if hook is not None and hook.last_error:
        shown |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error}
    return shown


def _stop_pushing(bot: Bot) -> None:
    if bot.webhook is not None and bot.webhook.pusher is not None:
        bot.webhook.pusher.cancel()


async def _run_answer(telegram: Telegram, bot: Bot, body: JSON) -> None:
    """A method in the answer to an update; getting methods and webhook ones are ignored there."""
    name = str(body["method"]).lower()
    if name.startswith(("get", "close", "logout")) or "webhook" in name or name not in METHODS:
        return
    args = {key: as_text(value) for key, value in body.items() if key != "method"}
    proper, handler = METHODS[name]
    query = Query(telegram, bot, proper, args, {})
    with suppress(ApiError):
        check_parameters(query)
        handler(query)


async def _conflict(bot: Bot, text: str) -> ApiError:
    """The second and later conflicts in a row are answered 3 s late."""
    now = time.monotonic()
    if now < bot.next_conflict:
        await asyncio.sleep(3)
    else:
        bot.next_conflict = now + 3
    return conflict(text)


def _ended_by(bot: Bot) -> str:
    return "terminated by setWebhook request" if _has_webhook(bot) else OTHER_POLLER


def _has_webhook(bot: Bot) -> bool:
    return bot.webhook is not None


def _allow(query: Query) -> None:
    raw = query.text("allowed_updates")
    if not raw:
        return
    try:
        kinds = json.loads(raw)
    except ValueError:
        return
    if isinstance(kinds, list):
        query.bot.queue.allow([kind for kind in kinds if isinstance(kind, str)])


def _against_spinning(bot: Bot, offset: int, limit: int, seconds: int) -> tuple[int, int]:
    """The same offset asked again at once: wait, and give one update at a time."""
    last_offset, last_start = bot.last_poll
    now = time.monotonic()
    bot.last_poll = (offset, now)
    if offset != last_offset:
        return limit, seconds
    return (1 if now < last_start + 0.5 else limit), (
        3 if seconds < 3 and now < last_start + 3 else seconds
    )


def _encoded(updates: list[bytes]) -> Encoded:
    size = 0
    kept: list[bytes] = []
    for update in updates:
        size += len(update)
        if kept and size > MOST_BYTES:
            break
        kept.append(update)
    return Encoded(b"[" + b",".join(kept) + b"]")


def _check_webhook(url: str, secret: str) -> None:
    """TLS on Telegram's ports; plain http only to this machine, where the sandbox's hub listens."""
    parts = urlsplit(url)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.scheme == "http" and not local:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not local and (parts.port or 443) not in WEBHOOK_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")


def _drop_pending(query: Query) -> None:
    if query.flag("drop_pending_updates"):
        query.bot.queue.drop()
