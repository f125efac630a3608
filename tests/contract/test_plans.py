"""Every query that runs all day is answered from an index, in the order that it keeps."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from hub.model import (
    Contact,
    ConversationId,
    Correspondence,
    DeliveryId,
    DeliveryState,
    Dossier,
    EscalationId,
    EscalationState,
    Grant,
    Lane,
    MessageId,
    Status,
    TagId,
    Work,
)
from storage.driver import Client
from storage.mongo import MongoStore
from tests.contract.samples import (
    ANNA,
    DESK,
    HOME,
    LANE,
    NOON,
    TELEGRAM,
    VK,
    address,
    at,
    conversation,
    delivery,
    escalation,
    event,
    message,
    shown,
    thread,
    update,
)
from tests.contract.watch import Watch

_MANY = 60
_OURS = ("filter", "find", "limit", "projection", "sort")
_AFTER = at(30), ConversationId("c30")

_QUERIES: dict[str, Callable[[MongoStore], Awaitable[Any]]] = {
    "a profile": lambda store: store.contacts.of_profile("p3"),
    "whose phone": lambda store: store.contacts.by_phone("+79990000003"),
    "whose e-mail": lambda store: store.contacts.by_email("3@example.ru"),
    "who began a thread": lambda store: store.contacts.began(address().inbox, "3@example.ru"),
    "names": lambda store: store.names.peers(address().inbox, ["n3", "n5"]),
    "updates that wait": lambda store: store.updates.waiting(TELEGRAM, 10),
    "an album": lambda store: store.updates.album(TELEGRAM, "a4"),
    "the last rank": lambda store: store.updates.last_rank(TELEGRAM),
    "the latest of an address": lambda store: store.conversations.latest(address("4")),
    "a number": lambda store: store.conversations.by_number(1003),
    "all pages": lambda store: _page(store, limit=5),
    "a desk": lambda store: _page(store, desks=frozenset({DESK})),
    "desks": lambda store: _page(store, desks=frozenset({DESK, "d1", "d2"})),
    "given to somebody": lambda store: _page(store, desks=frozenset(), guest=ANNA),
    "a desk and what was given": lambda store: _page(
        store, desks=frozenset({DESK}), inboxes={"not_in": frozenset()}, guest=ANNA
    ),
    "desks and what was given": lambda store: _page(
        store, desks=frozenset({DESK, "d1"}), guest=ANNA
    ),
    "shared with": lambda store: store.conversations.shared_with(ANNA),
    "an inbox": lambda store: _page(store, where={"inbox": "shop"}),
    "a status": lambda store: _page(store, where={"status": "new"}),
    "an assignee": lambda store: _page(store, where={"assignee": ANNA}),
    "what somebody holds": lambda store: store.conversations.held_by(ANNA),
    "a tag": lambda store: _page(store, where={"tag": "t1"}),
    "an order": lambda store: _page(store, where={"order": "7"}),
    "the next page": lambda store: _page(store, after=_AFTER),
    "a desk's next page": lambda store: _page(store, desks=frozenset({DESK}), after=_AFTER),
    "resolved long ago": lambda store: store.conversations.close_resolved_before(at(5)),
    "a line": lambda store: store.messages.at(ConversationId("c0"), 4),
    "lines": lambda store: store.messages.of(HOME, limit=10),
    "deliveries of a voice": lambda store: store.deliveries.waiting(TELEGRAM, limit=10),
    "of a lane": lambda store: store.deliveries.waiting(TELEGRAM, limit=10, lane=LANE),
    "first in line": lambda store: store.deliveries.first_in_line(LANE, "line 2"),
    "ended": lambda store: store.deliveries.unfollowed(TELEGRAM, 10),
    "orphans": lambda store: store.deliveries.orphaned(TELEGRAM, 5),
    "told": lambda store: store.deliveries.about_escalation(EscalationId("e3")),
    "calls": lambda store: store.deliveries.calls_since(LANE, NOON),
    "floods": lambda store: store.lanes.blocked(TELEGRAM, NOON),
    "running in": lambda store: store.escalations.running(ConversationId("c5")),
    "due": lambda store: store.escalations.due(at(5)),
    "running": lambda store: store.escalations.all_running(),
    "inquiries": lambda store: store.inquiries.due(at(5), 5),
    "events": lambda store: store.events.page(limit=10, after=(at(30), "30")),
    "events of one": lambda store: store.events.page(conversation=HOME, limit=10),
    "events by one": lambda store: store.events.page(person=ANNA, limit=10, after=(at(9), "9")),
    "due dossiers": lambda store: store.dossiers.due(at(5), 10),
    "somebody's": lambda store: store.conversations.of_contacts(["k3", "k5"], 10),
    "a topic": lambda store: store.views.thread_by_topic(DESK, "3"),
    "a name": lambda store: store.views.thread_by_name(DESK, "name 3"),
    "copies": lambda store: store.views.copies(MessageId("m3")),
    "shown by": lambda store: store.views.shown_by(DeliveryId("d3")),
}


def _page(store: MongoStore, **asked: Any) -> Awaitable[Any]:
    return store.conversations.page(**({"desks": None, "limit": 10} | asked))


@pytest.fixture(scope="module")
async def filled(mongo_server: str, database_name: str) -> AsyncIterator[MongoStore]:
    """Filled once: what is asked here changes little."""
    url = urlsplit(mongo_server)._replace(path=f"/{database_name}_filled").geturl()
    store = await MongoStore.open(url)
    await asyncio.gather(*(_fill(store, number) for number in range(_MANY)))
    yield store
    await store.close()


@pytest.fixture
def full(filled: MongoStore, watch: Watch) -> MongoStore:
    watch.begin(filled.name)
    return filled


async def _fill(store: MongoStore, number: int) -> None:
    half, minutes = number % 2, at(number)
    voice = VK if half else TELEGRAM
    lane = Lane(voice=voice, place=LANE.place if number % 4 else str(number))
    name = str(number)
    status = Status.RESOLVED if half else Status.NEW
    await store.names.keep(address().inbox, f"n{number}", address(name).peer, by="")
    await store.contacts.put(
        Contact(
            id=name,
            name=name,
            address=address(name),
            phone=f"+7999{number:07}",
            email=f"{number}@example.ru",
            profile=f"p{number}",
            correspondence=Correspondence(began=f"{number}@example.ru" if half else None),
        )
    )
    await store.updates.store([update(name, number, voice=voice, album=f"a{number}")])
    if number % 3:
        await store.updates.handled(name)
    await store.conversations.insert(
        conversation(
            f"c{number}",
            address=address(name, inbox="vk" if half else "shop"),
            active_at=minutes,
            status=status,
            resolved_at=minutes if half else None,
            desk=DESK if number % 3 else f"d{half}",
            assignee=ANNA if number % 3 else None,
            tags=(TagId(f"t{number % 3}"),),
            order=name,
            contact=f"k{number % 20}",
            guests=() if number % 4 else (Grant(id=name, person=ANNA, by=ANNA, at=NOON),),
        )
    )
    await store.dossiers.put(Dossier(id=name, asked_at=minutes, due=minutes))
    await store.messages.insert(message(name, number, conversation=f"c{half}"))
    states = list(DeliveryState)
    await store.deliveries.insert(
        [
            delivery(
                f"{number}/{state}",
                number,
                lane=lane,
                state=state,
                line=f"line {number}",
                work=Work.TELL,
                escalation=EscalationId(f"e{number}"),
                open=bool(number % 3),
            )
            for state in states
        ]
    )
    await _call(store, number, lane)
    await store.lanes.block(lane, at(number - 30))
    await store.escalations.insert(
        escalation(
            name,
            conversation=f"c{number}",
            due=minutes,
            state=EscalationState.RUNNING if half else EscalationState.ACCEPTED,
        )
    )
    await store.inquiries.heard(ConversationId(f"c{number}"), 1, minutes)
    await store.events.add(event(name, number, conversation=f"c{half}", who=ANNA if half else None))
    await store.views.thread(thread(address=address(name), name=f"name {number}", topic=name))
    await store.views.remember(
        [shown(name, message=MessageId(f"m{number}"), delivery=DeliveryId(f"d{number}"))]
    )


async def _call(store: MongoStore, number: int, lane: Lane) -> None:
    called = delivery(f"{number}/called", lane=lane)
    await store.deliveries.insert([called])
    await store.deliveries.claim(called, 9, at(number))


@pytest.mark.parametrize("name", _QUERIES)
async def test_a_query_examines_little_more_than_it_returns(
    full: MongoStore, watch: Watch, mongo_client: Client, name: str
) -> None:
    assert await _QUERIES[name](full)
    [asked, *_] = [command for command in watch.commands if "find" in command]
    explained = await mongo_client[full.name].command(
        "explain", {part: value for part, value in asked.items() if part in _OURS}
    )
    stages, stats = (
        set(_stages(explained["queryPlanner"]["winningPlan"])),
        explained["executionStats"],
    )
    assert stages & {"COLLSCAN", "SORT"} == set()
    assert stats["totalDocsExamined"] <= 2 * stats["nReturned"]


@pytest.mark.parametrize(
    "count",
    [
        lambda store: store.deliveries.backlog(TELEGRAM),
        lambda store: store.deliveries.queues(),
    ],
    ids=["of a voice", "of all"],
)
async def test_a_backlog_is_counted_in_an_index(
    full: MongoStore,
    watch: Watch,
    mongo_client: Client,
    count: Callable[[MongoStore], Awaitable[Any]],
) -> None:
    await count(full)
    [asked] = watch.commands
    aggregation = {part: asked[part] for part in ("aggregate", "pipeline")} | {"cursor": {}}
    explained = await mongo_client[full.name].command("explain", aggregation)
    assert "COLLSCAN" not in str(explained)


def _stages(plan: Mapping[str, Any]) -> Iterator[str]:
    yield plan["stage"]
    for inner in (*plan.get("inputStages", ()), *filter(None, [plan.get("inputStage")])):
        yield from _stages(inner)
