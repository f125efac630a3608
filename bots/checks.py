"""`python -m bots check`: every outside party, without changing anything."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

import aiohttp
from pydantic import SecretStr

from bots.declared import directory
from bots.desk.check import Declared, check_desks
from bots.parties import Parties, parties
from handlers.texts import Words
from hub.errors import StoreDown
from hub.model import DeskId, Standing
from hub.ports import Finding
from settings import Environment, Settings
from storage.driver import OldServerError, RefusedError, StandaloneServerError
from storage.embedded import EmbeddedStoreError
from storage.embedded.mongod import find_mongod
from storage.embedded.support import support_ended, version_of
from storage.embedded.valkey import find_valkey
from storage.mongo import MongoStore
from storage.redis import answers

TIMEOUT: Final = timedelta(seconds=10)
_WHERE: Final = "look at TELEGRAM_API_URL and VK_API_URL, and who answers there"
ORDERS_PATIENCE: Final = 2.0
"""Seconds; the hub waits no longer for a card either."""


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Raises BadUrlError."""
    yield await _mongo(settings.environment)
    yield await _redis(settings.environment)
    yield await _clock(settings)
    outside = parties(settings, directory(settings), Words(settings.language), TIMEOUT)
    try:
        async for found in of_messengers(settings, outside):
            yield found
    finally:
        await outside.close()
    for found in await answered("orders", "look at ORDERS_URL", of_orders(settings.environment)):
        yield found
    async for found in _offboarded(settings):
        yield found
    for says in settings.weak_secrets():
        yield Finding(party="hub.yaml", level="warn", says=says)
    for part in settings.unused_parts():
        says = f"{part}: accepted, but not in use yet in this version"
        yield Finding(party="hub.yaml", level="warn", says=says)


async def of_messengers(settings: Settings, outside: Parties) -> AsyncIterator[Finding]:
    for channel in outside.channels.values():
        for found in await answered(channel.party, _WHERE, channel.check()):
            yield found
    checked = check_desks(outside.desk_bot, await _desks(settings))
    for found in await answered("desks", _WHERE, checked):
        yield found


async def answered(party: str, remedy: str, asked: Awaitable[list[Finding]]) -> list[Finding]:
    """What was found, or that the answer is not one of this party: whoever answers at an address
    may be anybody, and may answer anything.
    """
    try:
        return await asked
    except (AttributeError, LookupError, TypeError, ValueError):
        says = f"it answers, but not as {party} does; {remedy}"
        return [Finding(party=party, level="FAIL", says=says)]


async def _desks(settings: Settings) -> list[Declared]:
    """With what the hub has learnt of their groups, if its database can tell."""
    declared = {desk.id: desk.chat_id for desk in settings.desks}
    present = dict(declared)
    if settings.environment.mongo_url:
        store = MongoStore.look(settings.environment.mongo_url)
        try:
            for desk, chat_id in declared.items():
                been = await store.views.groups(DeskId(desk))
                if str(chat_id) in been:
                    present[desk] = int(been[-1])
        except StoreDown:
            pass
        finally:
            await store.close()
    return [Declared(id=id, chat_id=chat, present=present[id]) for id, chat in declared.items()]


async def _offboarded(settings: Settings) -> AsyncIterator[Finding]:
    """Whom hub.yaml still names, and who was offboarded by command: the command wins."""
    if not settings.environment.mongo_url:
        return
    declared = {person.id for person in settings.people}
    store = MongoStore.look(settings.environment.mongo_url)
    try:
        for one in await store.people.all():
            if one.standing is Standing.LEFT and one.id in declared:
                says = f"person {one.id} was offboarded by command; take him out of hub.yaml"
                yield Finding(party="people", level="warn", says=says)
    except StoreDown:
        return
    finally:
        await store.close()


async def _clock(settings: Settings) -> Finding:
    """People's times are in the zone of hub.yaml, and deadlines are worth what the clock is."""
    now = datetime.now(UTC)
    here = f"{settings.timezone}, {now.astimezone(settings.timezone):%H:%M} now"
    limit = aiohttp.ClientTimeout(total=TIMEOUT.total_seconds())
    try:
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.get(settings.environment.telegram_api_url, allow_redirects=False) as response,
        ):
            theirs = parsedate_to_datetime(response.headers["Date"])
        off = round((datetime.now(UTC) - theirs).total_seconds())
    except (aiohttp.ClientError, TimeoutError, LookupError, TypeError, ValueError):
        return Finding(party="clock", level="warn", says=f"{here}; Telegram's could not be asked")
    # A quarter of a lease is what a hub has in hand when it renews one.
    if abs(off) <= settings.timers.lease.total_seconds() / 4:
        return Finding(party="clock", level="ok", says=f"{here}, as by Telegram's clock")
    says = f"{here}; that is {off:+} s off Telegram's clock: set this machine's by NTP"
    return Finding(party="clock", level="warn", says=says)


async def _mongo(environment: Environment) -> Finding:
    if environment.mongo_url is None:
        return await asyncio.to_thread(_embedded_mongo)
    try:
        await MongoStore.check(environment.mongo_url)
    except RefusedError as error:
        return Finding(party="mongo", level="FAIL", says=str(error))
    except StoreDown:
        says = "it does not answer at MONGO_URL"
        return Finding(party="mongo", level="FAIL", says=says)
    except (StandaloneServerError, OldServerError) as error:
        return Finding(party="mongo", level="FAIL", says=str(error))
    return Finding(party="mongo", level="ok", says="a replica set, 6.0 or newer")


async def _redis(environment: Environment) -> Finding:
    if environment.redis_url is None:
        return _embedded_redis()
    if await answers(environment.redis_url):
        return Finding(party="redis", level="ok", says="it answers")
    says = "it does not answer at REDIS_URL; the hub runs without it, only slower"
    return Finding(party="redis", level="warn", says=says)


def _embedded_mongo() -> Finding:
    """Old versions work; what may befall one is told to whoever decides where it runs."""
    try:
        version = version_of(find_mongod())
    except EmbeddedStoreError as error:
        return Finding(party="mongo", level="FAIL", says=str(error))
    says = f"embedded, in DATA_DIR, mongod {version or 'of an unknown version'}"
    ended = support_ended(version)
    if not ended:
        return Finding(party="mongo", level="ok", says=says)
    danger = (
        "other accounts of this machine can connect and are refused without the password, but may"
        " crash it (CVE-2024-3374); where others have accounts, set MONGO_URL to a newer server"
    )
    return Finding(
        party="mongo", level="warn", says=f"{says}, out of support since {ended}: {danger}"
    )


def _embedded_redis() -> Finding:
    try:
        find_valkey()
    except EmbeddedStoreError as error:
        return Finding(party="redis", level="warn", says=str(error))
    return Finding(party="redis", level="ok", says="embedded, in DATA_DIR")


async def of_orders(environment: Environment) -> list[Finding]:
    if environment.orders_url is None:
        says = "ORDERS_URL is not set; cards say that no orders can be seen"
        return [Finding(party="orders", level="warn", says=says)]
    url, token = environment.orders_url, _secret(environment.orders_token)
    try:
        found = [await _ask_orders(url, token, *asked) for asked in _ASKED]
    except (aiohttp.ClientError, TimeoutError) as error:
        says = f"it does not answer ({type(error).__name__}); look at ORDERS_URL"
        return [Finding(party="orders", level="FAIL", says=says)]
    says = next(filter(None, found), "")
    level = "FAIL" if says else "ok"
    return [Finding(party="orders", level=level, says=says or "it answers")]


_ASKED: Final[tuple[tuple[str, type], ...]] = (
    ("/orders/0", dict),
    ("/customers?telegram_id=0", list),
)
"""Nothing of it need exist: 404 is an answer as well."""


async def _ask_orders(url: str, token: str, path: str, shape: type) -> str:
    """What is wrong with its answer, if anything is."""
    limit = aiohttp.ClientTimeout(total=ORDERS_PATIENCE)
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(timeout=limit, headers=headers) as session,
        session.get(f"{url}{path}", allow_redirects=False) as response,
    ):
        if response.status == HTTPStatus.NOT_FOUND:
            return ""
        if response.status != HTTPStatus.OK:
            return f"it answers with HTTP {response.status}; look at ORDERS_TOKEN and ORDERS_URL"
        body = await response.read()
    if isinstance(_json(body), shape):
        return ""
    expected = "a JSON object" if shape is dict else "a JSON list"
    return f"GET {path} answers without {expected}; look at ORDERS_URL, and who answers there"


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""
