"""A conversation has a number and an address to itself, however many ask for it at once."""

import asyncio
from typing import Any

import pytest

from hub.model import ConversationId, Status
from storage.driver import KeyTakenError
from storage.mongo import MongoStore
from tests.contract.samples import HOME, address, at, conversation


async def test_numbers_begin_at_1001_and_go_on(store: MongoStore) -> None:
    numbers = [
        (await store.conversations.insert(conversation(id, address=address(id)))).number
        for id in ("a", "b", "c")
    ]
    assert numbers == [1001, 1002, 1003]


async def test_numbers_given_at_once_are_all_different(store: MongoStore) -> None:
    some = [conversation(str(one), address=address(str(one))) for one in range(30)]
    inserted = await asyncio.gather(*(store.conversations.insert(one) for one in some))
    assert {one.number for one in inserted} == set(range(1001, 1031))


async def test_a_number_that_is_given_stays(store: MongoStore, given: Any) -> None:
    inserted = await given(number=7)
    assert inserted.number == 7
    assert await store.conversations.by_number(7) == inserted


async def test_inserting_again_returns_what_is_there(store: MongoStore, given: Any) -> None:
    first = await given(name="Пётр")
    again = await given(name="Иван")
    assert again == first == await store.conversations.get(HOME)


async def test_an_address_has_one_conversation_that_is_not_closed(store: MongoStore) -> None:
    some = [conversation(str(one)) for one in range(20)]
    inserted = await asyncio.gather(*(store.conversations.insert(one) for one in some))
    assert len({one.id for one in inserted}) == 1
    assert await store.conversations.latest(address()) == inserted[0]


async def test_after_it_is_closed_the_address_has_a_new_one(store: MongoStore, given: Any) -> None:
    await given(status=Status.RESOLVED, resolved_at=at(-60))
    await store.conversations.close_resolved_before(at(0))
    second = await given(id="c2")
    assert second.id == "c2"
    assert await store.conversations.latest(address()) == second


async def test_the_same_peer_in_two_inboxes_has_two(store: MongoStore, given: Any) -> None:
    assert (await given(id="a", address=address(inbox="shop"))).id == "a"
    assert (await given(id="b", address=address(inbox="staff"))).id == "b"


async def test_the_latest_is_the_current_one_whatever_its_number(
    store: MongoStore, given: Any
) -> None:
    current = await given(id="a", number=1)
    await given(id="b", number=2, status=Status.CLOSED)
    assert await store.conversations.latest(address()) == current


async def test_the_latest_of_closed_ones_has_the_highest_number(
    store: MongoStore, given: Any
) -> None:
    for number in (1, 3, 2):
        await given(id=str(number), number=number, status=Status.CLOSED)
    latest = await store.conversations.latest(address())
    assert latest
    assert latest.number == 3


async def test_of_many_those_that_are_there_are_given(store: MongoStore, given: Any) -> None:
    first = await given()
    assert await store.conversations.many([HOME, ConversationId("nowhere")]) == [first]
    assert await store.conversations.many([]) == []


async def test_nobody_has_written_from_an_unknown_address(store: MongoStore) -> None:
    assert await store.conversations.latest(address()) is None
    assert await store.conversations.get(HOME) is None
    assert await store.conversations.by_number(1) is None


async def test_a_number_is_never_had_twice(store: MongoStore, given: Any) -> None:
    first = await given(id="a", address=address("a"), number=1001)
    with pytest.raises(KeyTakenError):
        await given(id="b", address=address("b"), number=first.number)
    drawn = await given(id="c", address=address("c"))
    assert drawn.number == 1002
