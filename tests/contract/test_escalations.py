"""Runs of a chain: whoever accepts first ends it."""

import asyncio
from dataclasses import replace

from hub.model import ConversationId, Escalation, EscalationState, PersonId
from storage import driver
from storage.documents import Codec
from storage.mongo import MongoStore
from tests.contract.samples import ANNA, BORIS, HOME, at, escalation


async def test_an_escalation_inserted_again_is_the_first_one(store: MongoStore) -> None:
    first = escalation()
    assert await store.escalations.insert(first) == first
    assert await store.escalations.insert(escalation(text="другое")) == first
    assert await store.escalations.get(first.id) == first


async def test_the_running_one_of_a_conversation_is_found(store: MongoStore) -> None:
    assert await store.escalations.running(HOME) is None
    await store.escalations.insert(escalation("e0", state=EscalationState.ACCEPTED))
    running = await store.escalations.insert(escalation("e1"))
    assert await store.escalations.running(HOME) == running
    assert await store.escalations.running(ConversationId("c2")) is None


async def test_of_many_begun_at_once_for_a_conversation_one_runs_and_all_are_told_which(
    store: MongoStore,
) -> None:
    begun = await asyncio.gather(
        *(store.escalations.insert(escalation(f"e{number}")) for number in range(10))
    )
    assert await store.escalations.all_running() == [begun[0]]
    assert set(begun) == {begun[0]}
    await store.escalations.call_off(begun[0].id)
    assert (await store.escalations.insert(escalation("later"))).id == "later"


async def test_of_those_that_an_earlier_version_let_run_side_by_side_the_first_goes_on(
    fresh_mongo_url: str,
) -> None:
    client = driver.connect(fresh_mongo_url)
    codec, escalations = Codec(Escalation), driver.database(client).escalations
    for minutes, id in enumerate(("e1", "e2", "e3")):
        await escalations.insert_one(codec.dump(escalation(id, started_at=at(minutes))))
    store = await MongoStore.open(fresh_mongo_url)
    assert [one.id for one in await store.escalations.all_running()] == ["e1"]
    await store.close()
    client.close()


async def test_those_that_run_are_found_and_those_that_are_due(store: MongoStore) -> None:
    soon = await store.escalations.insert(escalation("e1", due=at(1)))
    late = await store.escalations.insert(escalation("e2", conversation="c2", due=at(9)))
    now = await store.escalations.insert(escalation("e3", conversation="c3", due=at(0)))
    await store.escalations.insert(escalation("e4", state=EscalationState.CALLED_OFF))
    assert await store.escalations.all_running() == [now, soon, late]
    assert await store.escalations.due(at(1)) == [now, soon]


async def test_a_round_is_advanced_once(store: MongoStore) -> None:
    first = await store.escalations.insert(escalation())
    second = replace(first, pinged=(ANNA, BORIS), called=1, round=1, due=at(5))
    advanced = await asyncio.gather(
        *(store.escalations.advance(second, from_round=0) for _ in range(10))
    )
    assert advanced.count(True) == 1
    assert await store.escalations.get(first.id) == second


async def test_advancing_forgets_nobody_who_could_not_be_reached(store: MongoStore) -> None:
    first = await store.escalations.insert(escalation())
    await store.escalations.unreachable(first.id, ANNA)
    await store.escalations.advance(replace(first, round=1), from_round=0)
    again = await store.escalations.unreachable(first.id, ANNA)
    assert again == replace(first, round=1, unreachable=(ANNA,))


async def test_the_first_to_accept_has_it(store: MongoStore) -> None:
    first = await store.escalations.insert(escalation())
    accepted = await asyncio.gather(
        *(store.escalations.accept(first.id, PersonId(str(who)), at(1)) for who in range(10))
    )
    [winner] = [one for one in accepted if one]
    assert winner.state is EscalationState.ACCEPTED
    assert winner.accepted_at == at(1)
    assert await store.escalations.get(first.id) == winner


async def test_what_is_over_is_neither_advanced_nor_accepted_nor_called_off(
    store: MongoStore,
) -> None:
    first = await store.escalations.insert(escalation())
    over = await store.escalations.call_off(first.id)
    assert over == replace(first, state=EscalationState.CALLED_OFF)
    assert await store.escalations.accept(first.id, ANNA, at(1)) is None
    assert await store.escalations.call_off(first.id) is None
    assert not await store.escalations.advance(replace(first, round=1), from_round=0)
