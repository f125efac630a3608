"""One conversation given to a guest: it begins and ends in the conversation, one step at a time."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from hub.model import Conversation, ConversationId, Grant, MessageId, PersonId, Status, TagId
from storage.mongo import MongoStore
from tests.contract.samples import ANNA, BORIS, HOME, NOON, address, at, conversation

KSENIA = PersonId("ksenia")


def grant(person: PersonId = KSENIA, id: str = "g1", seq: int = 0) -> Grant:
    return Grant(id=id, person=person, by=ANNA, at=NOON, seq=seq)


def guests(conversation: Conversation | None) -> set[PersonId]:
    assert conversation
    return {one.person for one in conversation.guests}


async def test_a_grant_keeps_where_it_began(store: MongoStore, given: Any) -> None:
    first = await given(seq=7)
    shared = await store.conversations.share(HOME, grant())
    assert shared == replace(first, guests=(grant(seq=7),))
    assert await store.conversations.get(HOME) == shared


async def test_nobody_is_a_guest_twice(store: MongoStore, given: Any) -> None:
    await given()
    shared = await asyncio.gather(
        *(store.conversations.share(HOME, grant(id=str(one))) for one in range(10))
    )
    assert len([one for one in shared if one]) == 1


async def test_of_messages_and_a_grant_at_once_each_is_before_or_after_it(
    store: MongoStore, given: Any
) -> None:
    await given()
    wrote = [store.conversations.contact_wrote(HOME, at(0)) for _ in range(20)]
    *written, shared = await asyncio.gather(*wrote, store.conversations.share(HOME, grant()))
    assert shared
    begun = shared.guests[0].seq
    for one in written:
        assert one
        assert (KSENIA in guests(one)) is (one.seq > begun)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
async def test_what_is_over_is_given_to_nobody(
    store: MongoStore, given: Any, status: Status
) -> None:
    await given(status=status)
    assert await store.conversations.share(HOME, grant()) is None
    assert await store.conversations.assign(HOME, KSENIA, grant()) is None


async def test_assigning_to_a_guest_gives_it_to_him_once(store: MongoStore, given: Any) -> None:
    await given(assignee=ANNA)
    assigned = await store.conversations.assign(HOME, KSENIA, grant())
    assert assigned
    assert (assigned.assignee, assigned.guests) == (KSENIA, (grant(),))
    again = await store.conversations.assign(HOME, KSENIA, grant(id="g2"))
    assert again == assigned


async def test_assigning_away_from_a_guest_ends_his_grant_and_no_other(
    store: MongoStore, given: Any
) -> None:
    await given(assignee=KSENIA, guests=(grant(), grant(BORIS, "g2")))
    assigned = await store.conversations.assign(HOME, ANNA)
    assert guests(assigned) == {BORIS}


async def test_the_assignee_s_end_leaves_it_to_nobody(store: MongoStore, given: Any) -> None:
    await given(assignee=KSENIA, status=Status.OPEN, guests=(grant(), grant(BORIS, "g2")))
    ended = await store.conversations.unshare(HOME, KSENIA)
    assert ended
    assert (ended.assignee, ended.status, guests(ended)) == (None, Status.NEW, {BORIS})
    assert await store.conversations.unshare(HOME, KSENIA) is None


async def test_the_end_of_whoever_was_shown_it_leaves_it_with_whoever_has_it(
    store: MongoStore, given: Any
) -> None:
    first = await given(assignee=ANNA, status=Status.OPEN, guests=(grant(),))
    ended = await store.conversations.unshare(HOME, KSENIA, ANNA)
    over = replace(grant(), ended_by=ANNA)
    assert ended == replace(first, guests=(), parted=(over,))


async def test_however_a_grant_ends_it_is_kept_until_something_has_followed(
    store: MongoStore, given: Any
) -> None:
    await given(assignee=KSENIA, guests=(grant(), grant(BORIS, "g2"), grant(ANNA, "g3")))
    await store.conversations.assign(HOME, BORIS, by=ANNA)
    await store.conversations.unshare(HOME, ANNA)
    await store.conversations.resolve(HOME, by="person:boris", tag=None, at=at(1))
    [kept] = await store.conversations.parting(10)
    assert [(one.person, one.ended_by) for one in kept.parted] == [
        (KSENIA, ANNA),
        (ANNA, None),
        (BORIS, PersonId("boris")),
    ]
    for one in kept.parted:
        await store.conversations.parted(HOME, one.id)
    assert await store.conversations.parting(10) == []


async def test_to_resolve_it_ends_all_grants_and_to_reopen_it_brings_none_back(
    store: MongoStore, given: Any
) -> None:
    await given(assignee=KSENIA, guests=(grant(), grant(BORIS, "g2")), tags=(TagId("a"),))
    resolved = await store.conversations.resolve(HOME, by="person:anna", tag=None, at=at(1))
    assert resolved
    assert (resolved.guests, resolved.assignee, resolved.tags) == ((), None, (TagId("a"),))
    reopened = await store.conversations.contact_wrote(HOME, at(2))
    assert reopened
    assert (reopened.guests, reopened.status) == ((), Status.NEW)


async def test_whoever_is_no_guest_any_more_writes_nothing(store: MongoStore, given: Any) -> None:
    first = await given(guests=(grant(),))
    assert await store.conversations.answered(HOME, BORIS, at(1), as_guest=True) is None
    assert await store.conversations.commented(HOME, MessageId("1"), BORIS, as_guest=True) is None
    assert await store.conversations.get(HOME) == first
    assert await store.conversations.commented(HOME, MessageId("1"), KSENIA, as_guest=True)
    assert await store.conversations.answered(HOME, KSENIA, at(1), as_guest=True)


async def test_what_was_given_to_somebody_is_found(store: MongoStore, given: Any) -> None:
    await given(guests=(grant(),))
    other = conversation("c2", address=address("2"), active_at=at(5), guests=(grant(BORIS),))
    both = conversation("c3", address=address("3"), active_at=at(9), guests=(grant(), grant(BORIS)))
    for one in (other, both):
        await store.conversations.insert(one)
    found = await store.conversations.shared_with(KSENIA)
    assert [one.id for one in found] == ["c3", HOME]
    assert await store.conversations.shared_with(ANNA) == []


async def test_a_document_of_before_there_were_guests_takes_one(
    store: MongoStore, given: Any
) -> None:
    await given()
    raw = store.conversations._all._raw  # type: ignore[attr-defined]
    document = await raw.find_one({"_id": HOME})
    del document["guests"]
    await raw.replace_one({"_id": HOME}, document)
    assert await store.conversations.assign(HOME, ANNA)
    assert await store.conversations.resolve(HOME, by="person:anna", tag=TagId("t"), at=at(1))
    await store.conversations.contact_wrote(HOME, at(2))
    assert guests(await store.conversations.share(ConversationId(HOME), grant())) == {KSENIA}
