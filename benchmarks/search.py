"""`python -m benchmarks.search`: how long it takes to find something in a long history."""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from benchmarks.history import History, order, phone
from hub.errors import StoreDown
from hub.model import Contact, Conversation, DeskId, Message, Status
from storage import driver
from storage.documents import Codec, Document, storable
from storage.embedded import embedded_mongo
from storage.mongo import MongoStore
from storage.words import phone_terms, words

_AT_ONCE: Final = 5_000
_PAGE: Final = 100
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - its own directory there


async def main() -> None:
    asked = _arguments()
    root = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=root) as folder:
        async with embedded_mongo(Path(folder)) as url:
            history = History(asked.messages)
            await _fill(url, history)
            store = await MongoStore.open(url)
            await _report(store, history, asked.times)
            await store.close()


async def _fill(url: str, history: History) -> None:
    """As the store keeps them, many at once; the indexes are made at the end."""
    began = time.monotonic()
    client = driver.connect(url)
    database = driver.database(client)
    await _insert(database["contacts"], map(_contact, history.each_contact()))
    await _insert(database["conversations"], map(_conversation, history.each_conversation()))
    await _insert(database["messages"], map(_message, history.each_message()))
    client.close()
    while not await _indexed(url):
        """It goes on by itself, longer than anybody waits for an answer."""
    print(
        f"{history.messages} messages in {history.conversations} conversations with "
        f"{history.contacts} contacts, stored in {time.monotonic() - began:.0f} s",
        flush=True,
    )


async def _indexed(url: str) -> bool:
    try:
        store = await MongoStore.open(url)
    except StoreDown:
        return False
    await store.close()
    return True


async def _insert(collection: driver.DriverCollection, documents: Iterable[Document]) -> None:
    rest = iter(documents)
    while some := list(islice(rest, _AT_ONCE)):
        await driver.insert_new(collection, [storable(one) for one in some])


_CONTACTS: Final = Codec(Contact)
_CONVERSATIONS: Final = Codec(Conversation)
_MESSAGES: Final = Codec(Message)


def _contact(contact: Contact) -> Document:
    return _CONTACTS.dump(contact) | {"words": phone_terms(contact.phone)}


def _conversation(conversation: Conversation) -> Document:
    current = conversation.status is not Status.CLOSED
    document = _CONVERSATIONS.dump(conversation)
    return document | {"current": current, "words": words(conversation.name)}


def _message(message: Message) -> Document:
    return _MESSAGES.dump(message) | {"words": words(message.text)}


def _queries(history: History) -> dict[str, Callable[[random.Random], str]]:
    rare, middle, common = history.words[20_000:], history.words[300:3_000], history.words[:30]
    return {
        "a rare word": lambda dice: dice.choice(rare),
        "a word of the middle": lambda dice: dice.choice(middle),
        "a common word": lambda dice: dice.choice(common),
        "two common words": lambda dice: " ".join(dice.sample(common, 2)),
        "a common and a rare word": lambda dice: f"{dice.choice(common)} {dice.choice(rare)}",
        "three words": lambda dice: " ".join(
            (*dice.sample(common, 2), dice.choice(middle)),
        ),
        "a phone": lambda dice: phone(dice.randrange(history.contacts)),
        "the end of a phone": lambda dice: phone(dice.randrange(history.contacts))[-7:],
        "an order": lambda dice: order(dice.randrange(history.conversations)),
        "a surname": lambda dice: dice.choice(history.surnames),
        "a first name": lambda dice: dice.choice(("Анна", "Пётр", "Ирине")),
        "a number": lambda dice: str(1_001 + dice.randrange(history.conversations)),
    }


async def _report(store: MongoStore, history: History, times: int) -> None:
    seen: dict[str, dict[str, Any]] = {
        "who sees all": {"desks": None},
        "who sees one desk of four": {"desks": frozenset({DeskId("clients")})},
        "who sees 0.2 % of all": {"desks": frozenset({DeskId("small")})},
    }
    for whose, allowed in seen.items():
        print(f"{whose}:")
        for kind, ask in _queries(history).items():
            dice = random.Random(11)
            await store.searches.find(ask(dice), **allowed, limit=_PAGE)
            spent, found = await _measure(store, [ask(dice) for _ in range(times)], allowed)
            cuts = quantiles(spent, n=100)
            print(
                f"  {kind:<26} p50 {cuts[49]:6.1f} ms, p95 {cuts[94]:6.1f} ms, "
                f"{found / times:5.1f} found",
                flush=True,
            )


async def _measure(
    store: MongoStore, asked: list[str], allowed: dict[str, Any]
) -> tuple[list[float], int]:
    spent, found = [], 0
    for text in asked:
        began = time.monotonic()
        found += len(await store.searches.find(text, **allowed, limit=_PAGE))
        spent.append(1000 * (time.monotonic() - began))
    return spent, found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search")
    parser.add_argument("--messages", type=int, default=100_000, help="how long the history is")
    parser.add_argument("--times", type=int, default=100, help="queries of each kind")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
