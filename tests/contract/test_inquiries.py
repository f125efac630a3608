"""What is to be found out about conversations' orders: heard once, claimed once, never lost."""

import asyncio
from dataclasses import replace
from datetime import datetime

from hub.model import ConversationId, DeliveryId, Inquiry
from storage.mongo import MongoStore
from tests.contract.samples import HOME, at

OTHER = ConversationId("c2")


async def _heard(store: MongoStore, seq: int, now: datetime, id: ConversationId = HOME) -> Inquiry:
    await store.inquiries.heard(id, seq, now)
    found = await store.inquiries.get(id)
    assert found
    return found


async def test_what_is_heard_is_due_at_once(store: MongoStore) -> None:
    first = await _heard(store, 3, at(1))
    assert first == Inquiry(id=HOME, heard=3, since=3, due=at(1))
    assert await store.inquiries.due(at(0), 10) == []
    assert await store.inquiries.due(at(1), 10) == [first]


async def test_more_is_heard_while_the_first_has_not_been_asked_about(store: MongoStore) -> None:
    await _heard(store, 3, at(1))
    assert await _heard(store, 5, at(2)) == Inquiry(id=HOME, heard=5, since=3, due=at(1))


async def test_hearing_a_message_again_changes_nothing(store: MongoStore) -> None:
    first = await _heard(store, 3, at(1))
    assert await _heard(store, 3, at(5)) == first
    assert await store.inquiries.pursued(first, before=first, now=at(6))
    done = await _heard(store, 3, at(7))
    assert (done.since, done.due) == (None, None)


async def test_what_is_edited_while_it_is_asked_about_is_asked_about_again(
    store: MongoStore,
) -> None:
    first = await _heard(store, 3, at(1))
    await store.inquiries.edited(HOME, 2, at(2))
    await store.inquiries.edited(OTHER, 2, at(2))
    asked = await store.inquiries.get(HOME)
    assert asked == replace(first, edited=(2,))
    await store.inquiries.edited(HOME, 2, at(3))
    await store.inquiries.edited(HOME, 1, at(3))
    assert await store.inquiries.pursued(asked, before=asked, now=at(4))
    again = await store.inquiries.get(HOME)
    assert again == Inquiry(id=HOME, heard=3, due=at(4), edited=(1,))
    assert await store.inquiries.pursued(again, before=again, now=at(5))
    assert await store.inquiries.get(HOME) == Inquiry(id=HOME, heard=3)
    assert await store.inquiries.get(OTHER) is None


async def test_the_longest_overdue_come_first_and_no_more_than_asked(store: MongoStore) -> None:
    for number in range(5):
        await store.inquiries.heard(ConversationId(f"c{number}"), 1, at(5 - number))
    due = await store.inquiries.due(at(9), 2)
    assert [one.id for one in due] == ["c4", "c3"]


async def test_one_of_many_claims_it(store: MongoStore) -> None:
    first = await _heard(store, 1, at(0))
    claims = await asyncio.gather(
        *(store.inquiries.claim(first, at(1 + number)) for number in range(10))
    )
    [claimed] = [one for one in claims if one]
    assert claimed.due
    assert claimed.due > at(0)
    assert await store.inquiries.due(at(0), 10) == []


async def test_what_is_put_off_is_due_later_and_what_is_done_stays_done(store: MongoStore) -> None:
    first = await _heard(store, 1, at(0))
    await store.inquiries.put_off(HOME, at(3))
    assert await store.inquiries.due(at(2), 10) == []
    [late] = await store.inquiries.due(at(3), 10)
    assert await store.inquiries.pursued(replace(first, due=late.due), before=first, now=at(3))
    await store.inquiries.put_off(HOME, at(0))
    assert await store.inquiries.due(at(9), 10) == []


async def test_what_was_heard_meanwhile_is_due_when_the_rest_has_been_asked(
    store: MongoStore,
) -> None:
    first = await _heard(store, 1, at(0))
    await store.inquiries.heard(HOME, 4, at(1))
    asked = replace(first, waiting=1, between=("1", "2"), notice=DeliveryId("d"))
    assert await store.inquiries.pursued(asked, before=first, now=at(2))
    left = Inquiry(
        id=HOME, heard=4, since=2, due=at(2), waiting=1, between=("1", "2"), notice=DeliveryId("d")
    )
    assert await store.inquiries.get(HOME) == left


async def test_an_answer_wins_over_what_was_known_before_it(store: MongoStore) -> None:
    first = await _heard(store, 1, at(0))
    asked = replace(first, waiting=1, between=("$heard", "2"), notice=DeliveryId("d"))
    assert await store.inquiries.pursued(asked, before=first, now=at(1))
    answers = await asyncio.gather(*(store.inquiries.answered(asked) for _ in range(5)))
    assert answers.count(True) == 1
    assert not await store.inquiries.pursued(asked, before=asked, now=at(2))
    assert await store.inquiries.get(HOME) == replace(first, since=None, due=None)


async def test_conversations_are_asked_about_apart(store: MongoStore) -> None:
    first = await _heard(store, 1, at(0))
    other = await _heard(store, 1, at(0), OTHER)
    assert await store.inquiries.pursued(first, before=first, now=at(1))
    assert await store.inquiries.due(at(1), 10) == [other]
