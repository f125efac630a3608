"""A search reads indexes in the order that they keep, and no more than it says it does."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from hub.model import Contact, DeskId, Dossier, Status
from storage.driver import Client
from storage.mongo import MongoStore
from tests.contract.samples import DESK, NOON, address, at, conversation, message
from tests.contract.watch import Watch

_MANY = 80
_LIMIT = 5
_PARTS = {"find": ("filter", "find", "limit", "projection", "sort"), "aggregate": ("pipeline",)}


@pytest.fixture(scope="module")
async def filled(mongo_server: str, database_name: str) -> AsyncIterator[MongoStore]:
    url = urlsplit(mongo_server)._replace(path=f"/{database_name}_searched").geturl()
    store = await MongoStore.open(url)
    await asyncio.gather(*(_fill(store, number) for number in range(_MANY)))
    yield store
    await store.close()


async def _fill(store: MongoStore, number: int) -> None:
    name = str(number)
    contact = Contact(
        id=name, name=name, address=address(name), phone=f"+7911{number:07}", email=f"{name}@a.ru"
    )
    await store.contacts.put(contact)
    await store.dossiers.put(Dossier(id=name, asked_at=NOON, due=NOON))
    await store.conversations.insert(
        conversation(
            f"c{number}",
            contact=name,
            name=f"Анна Имя{number}",
            address=address(name),
            active_at=at(number),
            status=Status.CLOSED,
            number=5_000 + number,
            desk=DESK if number % 4 else DeskId("small"),
            order=f"84К{number}",
        )
    )
    for seq in range(3):
        text = f"Частое слово {'редкое' if number % 20 == 1 else ''} {number}"
        said = at(number + seq / 10)
        more = {"conversation": f"c{number}", "at": said}
        await store.messages.insert(message(f"{number}/{seq}", seq, text=text, **more))


@pytest.mark.parametrize("desks", [None, frozenset({DESK}), frozenset({DESK, DeskId("small")})])
@pytest.mark.parametrize(
    "text",
    [
        *("слова", "частое слово", "редкое слово", "слово 17", "Анна", "Анна Имя17", "5017"),
        *("84К17", "+7 911 000-00-17", "0000017", "17@a.ru", "нигде", "Анна нигде"),
    ],
)
async def test_a_search_sorts_nothing_and_scans_no_collection(
    filled: MongoStore,
    watch: Watch,
    mongo_client: Client,
    text: str,
    desks: frozenset[DeskId] | None,
) -> None:
    watch.begin(filled.name)
    found = await filled.searches.find(text, desks=desks, guest=None, limit=_LIMIT)
    assert bool(found) is ("нигде" not in text)
    asked = [command for command in watch.commands if {"find", "aggregate"} & command.keys()]
    assert len(asked) >= 4
    for command in asked:
        explained = await _explained(mongo_client, filled.name, command)
        stages = {one["stage"] for one in _with("stage", explained)}
        assert stages & {"COLLSCAN", "SORT"} == set(), command
        assert all("$sort" not in one for one in explained.get("stages", ())), command


@pytest.mark.parametrize(("text", "most"), [("слово", 240), ("редкое слово", 12), ("нигде", 0)])
async def test_the_rarest_word_bounds_what_is_read_of_messages(
    filled: MongoStore, watch: Watch, mongo_client: Client, text: str, most: int
) -> None:
    watch.begin(filled.name)
    await filled.searches.find(text, desks=None, limit=_LIMIT)
    asked = [command for command in watch.commands if command.get("aggregate") == "messages"]
    for command in asked:
        explained = await _explained(mongo_client, filled.name, command)
        stats = list(_with("totalDocsExamined", explained))
        assert [one["totalDocsExamined"] <= most for one in stats] == [True], command


@pytest.mark.parametrize("text", ["Имя17", "5017", "84К17", "+7 911 000-00-17", "17@a.ru"])
async def test_what_is_exact_reads_little_more_than_it_finds(
    filled: MongoStore, watch: Watch, mongo_client: Client, text: str
) -> None:
    watch.begin(filled.name)
    await filled.searches.find(text, desks=None, limit=_LIMIT)
    for command in [one for one in watch.commands if "find" in one]:
        explained = await _explained(mongo_client, filled.name, command)
        stats = explained["executionStats"]
        assert stats["totalDocsExamined"] <= 2 * max(stats["nReturned"], 1), command


async def _explained(client: Client, database: str, command: Mapping[str, Any]) -> dict[str, Any]:
    kind = "find" if "find" in command else "aggregate"
    asked = {
        kind: command[kind],
        **{part: command[part] for part in _PARTS[kind] if part in command},
    }
    more: dict[str, Any] = {"cursor": {}} if kind == "aggregate" else {}
    return dict(await client[database].command("explain", asked | more))


def _with(key: str, explained: Any) -> Iterator[Mapping[str, Any]]:
    """Every part of an explanation that says this, of the plan that won."""
    if isinstance(explained, Mapping):
        if key in explained:
            yield explained
        for name, inner in explained.items():
            if name not in ("rejectedPlans", "allPlansExecution"):
                yield from _with(key, inner)
    elif isinstance(explained, list):
        for inner in explained:
            yield from _with(key, inner)
