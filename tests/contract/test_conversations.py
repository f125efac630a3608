"""What happens to a conversation, one atomic step at a time."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from hub.model import ConversationId, MessageId, PersonId, Priority, Status, TagId, Visibility
from storage.mongo import MongoStore
from tests.contract.samples import ANNA, BORIS, HOME, address, at, conversation

LATE = TagId("late")
_NOT_OVER = [Status.NEW, Status.OPEN, Status.PENDING, Status.SNOOZED]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Status.NEW, Status.NEW),
        (Status.OPEN, Status.OPEN),
        (Status.PENDING, Status.OPEN),
        (Status.SNOOZED, Status.OPEN),
        (Status.RESOLVED, Status.OPEN),
    ],
)
async def test_what_a_contact_writes_brings_it_back_to_whoever_has_it(
    store: MongoStore, given: Any, before: Status, after: Status
) -> None:
    first = await given(status=before, assignee=ANNA, seq=4)
    written = await store.conversations.contact_wrote(HOME, at(5))
    assert written == replace(first, status=after, seq=5, active_at=at(5))


async def test_what_a_contact_writes_after_the_end_makes_it_new_if_nobody_has_it(
    store: MongoStore, given: Any
) -> None:
    await given(status=Status.RESOLVED, resolved_at=at(1), closed_by="contact")
    written = await store.conversations.contact_wrote(HOME, at(5))
    assert written
    assert (written.status, written.resolved_at, written.closed_by) == (Status.NEW, None, None)


async def test_an_older_message_does_not_turn_back_the_activity(
    store: MongoStore, given: Any
) -> None:
    await given(active_at=at(5))
    written = await store.conversations.contact_wrote(HOME, at(1))
    assert written
    assert written.active_at == at(5)


async def test_fifty_messages_at_once_have_fifty_places(store: MongoStore, given: Any) -> None:
    await given()
    written = await asyncio.gather(
        *(store.conversations.contact_wrote(HOME, at(0)) for _ in range(50))
    )
    assert {one.seq for one in written if one} == set(range(1, 51))


async def test_nothing_is_written_into_a_closed_one(store: MongoStore, given: Any) -> None:
    closed = await given(status=Status.CLOSED)
    assert await store.conversations.contact_wrote(HOME, at(5)) is None
    assert await store.conversations.answered(HOME, ANNA, at(5)) is None
    assert await store.conversations.get(HOME) == closed


@pytest.mark.parametrize("before", [*_NOT_OVER, Status.RESOLVED])
async def test_an_answer_leaves_it_pending_with_whoever_answered(
    store: MongoStore, given: Any, before: Status
) -> None:
    resolved = {"resolved_at": at(1), "closed_by": ANNA} if before is Status.RESOLVED else {}
    first = await given(status=before, unread_comments=2, **resolved)
    answered = await store.conversations.answered(HOME, ANNA, at(5))
    assert answered == replace(
        first,
        status=Status.PENDING,
        seq=1,
        assignee=ANNA,
        first_reply_at=at(5),
        unread_comments=0,
        resolved_at=None,
        closed_by=None,
    )


async def test_a_stranger_s_answer_changes_neither_assignee_nor_first_reply(
    store: MongoStore, given: Any
) -> None:
    await given(assignee=ANNA, first_reply_at=at(1), unread_comments=2)
    answered = await store.conversations.answered(HOME, BORIS, at(5))
    assert answered
    assert (answered.assignee, answered.first_reply_at) == (ANNA, at(1))
    assert answered.unread_comments == 2


async def test_comments_of_others_are_unread_by_the_assignee(store: MongoStore, given: Any) -> None:
    await given(assignee=ANNA)
    await store.conversations.commented(HOME, MessageId("1"), BORIS)
    commented = await store.conversations.commented(HOME, MessageId("2"), ANNA)
    assert commented
    assert (commented.seq, commented.unread_comments) == (2, 1)


async def test_a_comment_that_is_handled_once_more_is_unread_once(
    store: MongoStore, given: Any
) -> None:
    """It is counted before it is stored: a kill in between has it counted again."""
    await given(assignee=ANNA)
    once, again = [
        await store.conversations.commented(HOME, MessageId("$1"), BORIS) for _ in range(2)
    ]
    assert once
    assert again
    assert [(one.seq, one.unread_comments) for one in (once, again)] == [(1, 1), (2, 1)]
    other = await store.conversations.commented(HOME, MessageId("2"), BORIS)
    assert other
    assert other.unread_comments == 2


async def test_only_the_assignee_reads_the_comments(store: MongoStore, given: Any) -> None:
    await given(assignee=ANNA, unread_comments=3)
    assert await store.conversations.read_comments(HOME, BORIS) is None
    read = await store.conversations.read_comments(HOME, ANNA)
    assert read
    assert read.unread_comments == 0


async def test_a_line_of_the_hub_takes_a_place(store: MongoStore, given: Any) -> None:
    first = await given()
    assert await store.conversations.noted(HOME) == replace(first, seq=1)


async def test_of_two_who_take_it_at_once_one_has_it(store: MongoStore, given: Any) -> None:
    await given()
    taken = await asyncio.gather(
        *(store.conversations.take(HOME, PersonId(str(who))) for who in range(20))
    )
    [winner] = [one for one in taken if one]
    assert winner.status is Status.OPEN
    assert await store.conversations.get(HOME) == winner


@pytest.mark.parametrize("before", [Status.PENDING, Status.SNOOZED, Status.OPEN])
async def test_taking_leaves_every_status_but_new(
    store: MongoStore, given: Any, before: Status
) -> None:
    first = await given(status=before)
    assert await store.conversations.take(HOME, ANNA) == replace(first, assignee=ANNA)


async def test_what_somebody_has_is_assigned_and_not_taken(store: MongoStore, given: Any) -> None:
    await given(assignee=ANNA)
    assert await store.conversations.take(HOME, ANNA) is None
    assert await store.conversations.take(HOME, BORIS) is None
    assigned = await store.conversations.assign(HOME, BORIS)
    assert assigned
    assert (assigned.assignee, assigned.status) == (BORIS, Status.OPEN)


@pytest.mark.parametrize("over", [Status.RESOLVED, Status.CLOSED])
async def test_what_is_over_is_neither_taken_nor_assigned_nor_resolved(
    store: MongoStore, given: Any, over: Status
) -> None:
    await given(status=over)
    assert await store.conversations.take(HOME, ANNA) is None
    assert await store.conversations.assign(HOME, ANNA) is None
    assert await store.conversations.resolve(HOME, by=ANNA, tag=LATE, at=at(5)) is None


@pytest.mark.parametrize("before", _NOT_OVER)
async def test_resolving_says_who_when_and_why(
    store: MongoStore, given: Any, before: Status
) -> None:
    first = await given(status=before, tags=(TagId("lost"),))
    resolved = await store.conversations.resolve(HOME, by=ANNA, tag=LATE, at=at(5))
    assert resolved == replace(
        first,
        status=Status.RESOLVED,
        closed_by=ANNA,
        resolved_at=at(5),
        tags=(TagId("lost"), LATE),
    )


async def test_a_tag_is_had_once_and_may_be_left_out(store: MongoStore, given: Any) -> None:
    await given(tags=(LATE,))
    await store.conversations.resolve(HOME, by=ANNA, tag=LATE, at=at(5))
    await store.conversations.contact_wrote(HOME, at(6))
    resolved = await store.conversations.resolve(HOME, by=ANNA, tag=None, at=at(7))
    assert resolved
    assert resolved.tags == (LATE,)


async def test_what_was_resolved_long_ago_is_closed(store: MongoStore, given: Any) -> None:
    old = await given(id="a", address=address("a"), status=Status.RESOLVED, resolved_at=at(-9))
    await given(id="b", address=address("b"), status=Status.RESOLVED, resolved_at=at(0))
    await given(id="c", address=address("c"), status=Status.OPEN)
    closed = await store.conversations.close_resolved_before(at(0))
    assert closed == [replace(old, status=Status.CLOSED)]
    assert await store.conversations.close_resolved_before(at(0)) == []


async def test_each_is_closed_by_one_of_two_sweeps_at_once(store: MongoStore, given: Any) -> None:
    ids = {str(one) for one in range(10)}
    for id in ids:
        await given(id=id, address=address(id), status=Status.RESOLVED, resolved_at=at(-9))
    swept = await asyncio.gather(
        *(store.conversations.close_resolved_before(at(0)) for _ in range(2))
    )
    assert sorted(one.id for sweep in swept for one in sweep) == sorted(ids)


async def test_a_priority_is_set(store: MongoStore, given: Any) -> None:
    first = await given()
    urgent = await store.conversations.prioritise(HOME, Priority.URGENT)
    assert urgent == replace(first, priority=Priority.URGENT)


async def test_nothing_happens_to_what_does_not_exist(store: MongoStore) -> None:
    nowhere, all_of = ConversationId("nowhere"), store.conversations
    assert [
        await all_of.contact_wrote(nowhere, at(0)),
        await all_of.answered(nowhere, ANNA, at(0)),
        await all_of.commented(nowhere, MessageId("1"), ANNA),
        await all_of.noted(nowhere),
        await all_of.take(nowhere, ANNA),
        await all_of.prioritise(nowhere, Priority.HIGH),
    ] == [None] * 6


async def test_ids_that_look_like_expressions_are_ids(store: MongoStore, given: Any) -> None:
    await given()
    taken = await store.conversations.take(HOME, PersonId("$contact"))
    assert taken
    assert taken.assignee == "$contact"
    commented = await store.conversations.commented(HOME, MessageId("1"), PersonId("$assignee"))
    assert commented
    assert commented.unread_comments == 1


async def test_an_answer_elsewhere_counts_and_gives_it_to_nobody(store: MongoStore) -> None:
    begun = await store.conversations.insert(conversation(status=Status.OPEN))
    answered = await store.conversations.answered_elsewhere(begun.id, at(1))
    assert answered is not None
    assert (answered.status, answered.assignee, answered.seq) == (Status.PENDING, None, 1)
    assert answered.first_reply_at == at(1)
    again = await store.conversations.answered_elsewhere(begun.id, at(2))
    assert again is not None
    assert again.first_reply_at == at(1)


async def test_what_is_closed_is_not_answered_elsewhere(store: MongoStore) -> None:
    closed = await store.conversations.insert(conversation(status=Status.CLOSED))
    assert await store.conversations.answered_elsewhere(closed.id, at(1)) is None


async def test_of_one_address_the_latest_come_first(store: MongoStore) -> None:
    over = {"status": Status.CLOSED}
    first = await store.conversations.insert(conversation("a", **over))
    second = await store.conversations.insert(conversation("b", **over))
    third = await store.conversations.insert(conversation("c"))
    await store.conversations.insert(conversation("d", address=address("other")))
    assert await store.conversations.recent(address(), 2) == [third, second]
    assert await store.conversations.recent(address(), 9) == [third, second, first]


async def test_what_is_hidden_appears_and_is_shown_for_good(store: MongoStore, given: Any) -> None:
    first = await given(visibility=Visibility.HIDDEN)
    conversations = store.conversations
    assert await conversations.appeared(HOME) is None
    appearing = replace(first, visibility=Visibility.APPEARING)
    assert await conversations.appear(HOME) == appearing
    assert await conversations.appear(HOME) == appearing
    shown = replace(first, visibility=Visibility.SHOWN)
    assert await conversations.appeared(HOME) == shown
    assert await conversations.appear(HOME) is None
    assert await conversations.appeared(HOME) is None
    assert await conversations.get(HOME) == shown


async def test_one_of_many_gives_it_another_order(store: MongoStore) -> None:
    first = await store.conversations.insert(conversation())
    given = await asyncio.gather(
        *(store.conversations.set_order(first.id, str(n), instead_of=None) for n in range(10))
    )
    [won] = [one for one in given if one]
    assert won == replace(first, order=won.order)
    assert await store.conversations.set_order(first.id, None, instead_of=won.order) == first


async def test_what_somebody_held_goes_back_to_its_queue(store: MongoStore, given: Any) -> None:
    kept = {
        one: await given(id=f"c-{one}", address=address(one), status=one, assignee=ANNA)
        for one in Status
    }
    await given(id="another", address=address("another"), assignee=BORIS)
    held = await store.conversations.held_by(ANNA)
    assert [one.status for one in held] == [one for one in Status if one is not Status.CLOSED]
    freed = {one.status: await store.conversations.unassign(one.id, ANNA) for one in kept.values()}
    became = {before: after.status for before, after in freed.items() if after}
    assert became == {
        Status.NEW: Status.NEW,
        Status.OPEN: Status.NEW,
        Status.PENDING: Status.PENDING,
        Status.SNOOZED: Status.SNOOZED,
        Status.RESOLVED: Status.RESOLVED,
    }
    assert not [one for one in freed.values() if one and one.assignee]
    assert await store.conversations.held_by(ANNA) == []
    assert await store.conversations.unassign(kept[Status.OPEN].id, ANNA) is None
