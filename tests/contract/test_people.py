"""Whom the company knows: declared, come by invitation, dropped, left."""

import asyncio
from dataclasses import replace
from typing import Any

from hub.model import (
    DeskId,
    Enrolment,
    InboxId,
    InboxRule,
    Peer,
    Person,
    PersonId,
    Reach,
    Role,
    Source,
    Standing,
)
from storage.mongo import MongoStore
from tests.contract.samples import ANNA, BORIS, at

LEFT = Source("d-1:7")


def person(id: PersonId = ANNA, **more: Any) -> Person:
    given: dict[str, Any] = {"name": "Анна", "role": Role.OPERATOR}
    return Person(id=id, **(given | more))


def joined(id: PersonId = ANNA, minutes: float = 0, **more: Any) -> Enrolment:
    when = at(minutes)
    given: dict[str, Any] = {"since": when, "changed_at": when, "invitation": "i1"}
    return Enrolment(id=id, person=person(id), **(given | more))


async def test_whoever_is_declared_is_active_as_the_file_has_him(store: MongoStore) -> None:
    rule = InboxRule(listed=frozenset({InboxId("shop")}), excepted=True)
    declared = person(desks=frozenset({DeskId("b"), DeskId("a")}), inboxes=rule, shop="B13")
    enrolled = await store.people.declare(declared, at(0))
    assert (enrolled.person, enrolled.standing) == (declared, Standing.ACTIVE)
    assert enrolled.declared
    assert await store.people.all() == [enrolled]


async def test_the_file_wins_but_for_what_it_leaves_open(store: MongoStore) -> None:
    await store.people.declare(person(peer=Peer("7"), phone="+79110000001", shop="B13"), at(0))
    changed = await store.people.declare(person(name="Анна П.", username="anna"), at(1))
    known = person(name="Анна П.", username="anna", peer=Peer("7"), phone="+79110000001")
    assert (changed.person, changed.since) == (known, at(0))


async def test_who_was_offboarded_is_not_brought_back_by_the_file(store: MongoStore) -> None:
    await store.people.declare(person(), at(0))
    left = await store.people.leave(ANNA, LEFT, BORIS, at(1))
    assert left is not None
    assert (left.standing, left.leaving, left.left_by) == (Standing.LEFT, True, BORIS)
    assert await store.people.declare(person(name="Другая"), at(2)) == left


async def test_somebody_leaves_once_and_what_follows_is_done_once(store: MongoStore) -> None:
    await store.people.declare(person(), at(0))
    sources = [Source(f"d-1:{number}") for number in range(8)]
    tries = [store.people.leave(ANNA, source, BORIS, at(1)) for source in sources]
    (won,) = [one for one in await asyncio.gather(*tries) if one]
    assert won.left is not None
    await store.people.gone(ANNA, Source("another"))
    assert (await store.people.all())[0].leaving
    await store.people.gone(ANNA, won.left)
    assert await store.people.get(ANNA) == replace(won, leaving=False)


async def test_what_was_done_too_much_is_undone(store: MongoStore) -> None:
    before = await store.people.declare(person(), at(0))
    await store.people.leave(ANNA, LEFT, BORIS, at(1))
    await store.people.stay(ANNA, Source("another"), at(2))
    assert (await store.people.all())[0].standing is Standing.LEFT
    await store.people.stay(ANNA, LEFT, at(2))
    assert await store.people.get(ANNA) == replace(before, changed_at=at(2), turned_at=at(1))


async def test_who_is_taken_out_of_the_file_is_dropped_and_may_come_back(
    store: MongoStore,
) -> None:
    await store.people.declare(person(), at(0))
    dropped = await store.people.drop(ANNA, at(1))
    assert dropped is not None
    assert (dropped.standing, dropped.declared) == (Standing.DROPPED, False)
    assert await store.people.drop(ANNA, at(2)) is None
    assert await store.people.leave(ANNA, LEFT, BORIS, at(2)) is None
    again = await store.people.declare(person(), at(3))
    assert (again.standing, again.declared) == (Standing.ACTIVE, True)


async def test_who_joins_again_is_who_he_was(store: MongoStore) -> None:
    first = await store.people.join(joined())
    assert await store.people.join(joined(minutes=5, invitation="i2")) == first


async def test_an_invitation_admits_once(store: MongoStore) -> None:
    await store.people.declare(person(), at(0))
    left = await store.people.leave(ANNA, LEFT, BORIS, at(1))
    assert left is not None
    back = person(name="$Анна", peer=Peer("7"))
    admitted = await store.people.admit(left, back, "i1", at(2))
    assert admitted == Enrolment(
        id=ANNA,
        person=back,
        since=at(0),
        changed_at=at(2),
        turned_at=at(2),
        invitation="i1",
        declared=True,
    )
    gone = await store.people.leave(ANNA, LEFT, BORIS, at(3))
    assert gone is not None
    assert await store.people.admit(gone, back, "i1", at(4)) is None
    assert await store.people.admit(joined(BORIS), back, "i1", at(4)) is None


async def test_who_has_come_or_gone_meanwhile_is_not_admitted(store: MongoStore) -> None:
    known = await store.people.join(joined())
    tries = [store.people.admit(known, person(), f"i{number}", at(1)) for number in range(2, 10)]
    assert len([one for one in await asyncio.gather(*tries) if one]) == 1
    await store.people.leave(ANNA, LEFT, BORIS, at(2))
    assert await store.people.admit(known, person(), "i10", at(3)) is None


async def test_those_who_have_been_there_longest_come_first(store: MongoStore) -> None:
    for minutes, id in ((3, "c"), (1, "b"), (1, "a")):
        await store.people.join(joined(PersonId(id), minutes))
    assert [one.id for one in await store.people.all()] == ["a", "b", "c"]


async def test_whom_a_bot_reaches_is_known_by_the_latest_word(store: MongoStore) -> None:
    await store.reaches.put(Reach(id="staff|7", at=at(2)))
    await store.reaches.put(Reach(id="staff|7", at=at(1), reason="blocked"))
    await store.reaches.put(Reach(id="staff|8", at=at(1), reason="blocked"))
    await store.reaches.put(Reach(id="staff|8", at=at(3)))
    reached = await store.reaches.many(["staff|7", "staff|8", "staff|9"])
    assert {one.id: (one.at, one.reason) for one in reached} == {
        "staff|7": (at(2), None),
        "staff|8": (at(3), None),
    }


async def test_that_somebody_was_reached_does_not_forget_when_they_wrote(store: MongoStore) -> None:
    await store.reaches.put(Reach(id="staff|7", at=at(1), wrote_at=at(1)))
    await store.reaches.put(Reach(id="staff|7", at=at(2)))
    [reached] = await store.reaches.many(["staff|7"])
    assert (reached.at, reached.wrote_at) == (at(2), at(1))
