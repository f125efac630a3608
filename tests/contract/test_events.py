"""What was done is kept in the order it was done in."""

from hub.model import ConversationId, Event
from storage.mongo import MongoStore
from tests.contract.samples import ANNA, BORIS, HOME, event


async def _given(store: MongoStore, *events: Event) -> None:
    for one in events:
        await store.events.add(one)


async def test_events_come_oldest_first(store: MongoStore) -> None:
    late, early = event("a", 2), event("b", 1, detail={"$from.name": "$desk"})
    await _given(store, late, early)
    assert await store.events.page() == [early, late]
    assert await store.events.page(limit=1) == [early]


async def test_an_event_happens_once(store: MongoStore) -> None:
    await _given(store, event("a"), event("a", 5))
    assert await store.events.page() == [event("a")]


async def test_events_of_a_conversation_and_of_a_person(store: MongoStore) -> None:
    ours = event("a", conversation=HOME, who=ANNA)
    theirs = event("b", conversation=HOME, who=BORIS)
    other = event("c", conversation=ConversationId("c2"), who=ANNA)
    await _given(store, ours, theirs, other)
    assert await store.events.page(conversation=HOME) == [ours, theirs]
    assert await store.events.page(person=ANNA) == [ours, other]
    assert await store.events.page(conversation=HOME, person=ANNA) == [ours]


async def test_a_page_goes_on_after_the_last_seen(store: MongoStore) -> None:
    given = [event(str(number), number // 3) for number in range(7)]
    await _given(store, *given)
    seen: list[Event] = []
    after = None
    while page := await store.events.page(after=after, limit=2):
        seen += page
        after = page[-1].at, page[-1].id
    assert seen == given
