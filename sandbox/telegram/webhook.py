"""Updates posted to a bot's webhook: in order per chat, chats side by side, again until taken."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from sandbox.telegram.model import Bot, Webhook
from sandbox.telegram.queue import Update
from sandbox.telegram.state import Telegram

# a method named in the body of an answer; its own result is lost
Run = Callable[[Bot, dict[str, Any]], Awaitable[None]]
POST_SECONDS = 60.0
LONGEST_RETRY_AFTER = 3600
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


class Pusher:
    """Serves one webhook until it is taken away."""

    def __init__(self, telegram: Telegram, bot: Bot, hook: Webhook, run: Run) -> None:
        self._telegram = telegram
        self._bot = bot
        self._hook = hook
        self._run = run
        self._busy: set[str] = set()

    async def serve(self) -> None:
        timeout = aiohttp.ClientTimeout(total=POST_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as http, asyncio.TaskGroup() as group:
            while True:
                for update in self._ready():
                    self._busy.add(update.key)
                    group.create_task(self._deliver(http, update))
                await self._bot.queue.woken()

    def _ready(self) -> list[Update]:
        """The first update of every key that has none on its way."""
        first: dict[str, Update] = {}
        for update in self._bot.queue.waiting():
            if update.key not in self._busy:
                first.setdefault(update.key, update)
        free = self._hook.max_connections - len(self._busy)
        return list(first.values())[: max(0, free)]

    async def _deliver(self, http: aiohttp.ClientSession, update: Update) -> None:
        wait = 0.0
        while update.expires > self._telegram.now and (asked := await self._post(http, update)):
            wait = min(max(2.0, wait * 2), random.uniform(60, 120))
            await self._telegram.ground.clock.sleep(max(wait, asked if asked > 1 else 0))
        self._bot.queue.settle(update)
        self._busy.discard(update.key)
        self._bot.queue.ring()

    async def _post(self, http: aiohttp.ClientSession, update: Update) -> float:
        """0 when taken; otherwise the seconds that the other side asked for, at least 1."""
        headers = {"Content-Type": "application/json"}
        if self._hook.secret:
            headers[HEADER] = self._hook.secret
        try:
            async with http.post(self._hook.url, data=update.payload, headers=headers) as answer:
                return await self._read(answer)
        except (aiohttp.ClientError, TimeoutError) as wrong:
            return self._failed(f"Connection failed: {type(wrong).__name__}")

    async def _read(self, answer: aiohttp.ClientResponse) -> float:
        if not 200 <= answer.status < 300:
            said = self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
            asked = answer.headers.get("Retry-After", "")
            return min(float(asked), LONGEST_RETRY_AFTER) if asked.isdigit() else said
        body = _decoded(await answer.read()) if answer.content_type == "application/json" else None
        if isinstance(body, dict) and "method" in body:
            await self._run(self._bot, body)
        return 0.0

    def _failed(self, text: str) -> float:
        self._hook.last_error = text
        self._hook.last_error_date = int(self._telegram.now)
        return 1.0
