"""The doorbell over Redis pub/sub. Redis may be absent, die or be flushed: rings are then heard in
this process alone, other processes sweep, and nothing is raised.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError

from hub.model import Voice
from storage.doorbell import DoorbellState, LocalDoorbell, Mailbox
from storage.errors import BadUrlError

_BAD_URL: Final = (
    "environment: REDIS_URL: expected an address and options that Redis knows,"
    " such as redis://host:6379/0"
)
_ANSWER_WITHIN: Final = 0.5
_SPARED_AFTER_FAILURE: Final = 1.0
_FIRST_DELAY: Final = 0.1
_LONGEST_DELAY: Final = 5.0
_QUIET: Final = 10.0
_FAILURES: Final = (RedisError, OSError, TimeoutError)


class RedisDoorbell:
    """`name` is the database's: doorbells of different databases do not hear each other."""

    def __init__(self, url: str, name: str, *, quiet: float = _QUIET) -> None:
        self._rings = _client(url, timeout=_ANSWER_WITHIN)
        # Waiting long for a ring is no failure, so the socket must not time out by itself.
        self._listens = _client(url, timeout=None)
        self._channel = f"{name}:doorbell"
        self._quiet = quiet
        self._local = LocalDoorbell()
        self._down_since: datetime | None = None
        self._spared_until = 0.0

    @property
    def state(self) -> DoorbellState:
        return DoorbellState(configured=True, down_since=self._down_since)

    async def ring(self, voice: Voice) -> None:
        await self._local.ring(voice)
        if _now() < self._spared_until:
            return
        try:
            async with asyncio.timeout(_ANSWER_WITHIN):
                await self._rings.publish(self._channel, voice)
        except _FAILURES:
            self._spared_until = _now() + _SPARED_AFTER_FAILURE
            self._failed()
        else:
            self._down_since = None

    async def listen(self) -> AsyncIterator[Voice]:
        with self._local.mailbox() as mailbox:
            hearing = asyncio.create_task(self._hear(mailbox), name="hear the doorbell")
            try:
                while True:
                    for voice in await mailbox.take():
                        yield voice
            finally:
                hearing.cancel()
                with suppress(asyncio.CancelledError):
                    await hearing

    async def close(self) -> None:
        await self._rings.aclose()
        await self._listens.aclose()

    async def _hear(self, mailbox: Mailbox) -> None:
        delay = _FIRST_DELAY
        while True:
            began = _now()
            with suppress(*_FAILURES):
                async with self._subscribed() as subscription:
                    await self._deliver(subscription, mailbox)
            self._failed()
            lived_well = _now() - began > _LONGEST_DELAY
            delay = _FIRST_DELAY if lived_well else min(2 * delay, _LONGEST_DELAY)
            await asyncio.sleep(delay)

    @asynccontextmanager
    async def _subscribed(self) -> AsyncIterator[PubSub]:
        async with self._listens.pubsub() as subscription:
            async with asyncio.timeout(_ANSWER_WITHIN):
                await subscription.subscribe(self._channel)
            yield subscription

    async def _deliver(self, subscription: PubSub, mailbox: Mailbox) -> None:
        asked = False
        while True:
            message = await subscription.get_message(timeout=self._quiet)
            if message is None:
                await self._ask(subscription, asked=asked)
            elif message["type"] == "message":
                mailbox.put(Voice(message["data"].decode(errors="replace")))
            asked = message is None
            self._down_since = self._down_since if asked else None

    async def _ask(self, subscription: PubSub, *, asked: bool) -> None:
        """A peer that vanished without a word is found out by its silence."""
        if asked:
            raise Disconnected
        await subscription.ping()

    def _failed(self) -> None:
        self._down_since = self._down_since or datetime.now(UTC)


def _client(url: str, *, timeout: float | None) -> Redis:
    """Raises BadUrlError, which does not repeat the URL: there may be a password in it."""
    try:
        client = Redis.from_url(
            url,
            socket_connect_timeout=_ANSWER_WITHIN,
            socket_timeout=timeout,
            retry=Retry(NoBackoff(), 0),
        )
        # Only there options that nobody knows are found out.
        client.connection_pool.make_connection()  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, RedisError):
        raise BadUrlError(_BAD_URL) from None
    return client


def _now() -> float:
    return asyncio.get_running_loop().time()


async def answers(url: str) -> bool:
    """Whether a Redis is there."""
    client = _client(url, timeout=_ANSWER_WITHIN)
    try:
        return bool(await client.ping())
    except (*_FAILURES, ValueError):  # or somebody who speaks another language
        return False
    finally:
        await client.aclose()
