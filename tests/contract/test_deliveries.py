"""The outbox: what waits, who has claimed it under which epoch, and how it ended."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from hub import reasons
from hub.model import (
    Delivery,
    DeliveryId,
    DeliveryState,
    EscalationId,
    Face,
    Lane,
    Urgency,
    Work,
)
from hub.ports import Queue
from storage.mongo import MongoStore
from tests.contract.samples import LANE, NOON, TELEGRAM, VK, at, card, delivery
from tests.contract.watch import Watch

_ENDS = [DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.UNCERTAIN]
_ELSEWHERE = Lane(voice=TELEGRAM, place="77")


async def _claimed(store: MongoStore, wanted: Delivery, epoch: int = 1) -> Delivery:
    await store.deliveries.insert([wanted])
    assert await store.deliveries.claim(wanted, epoch, NOON)
    return replace(wanted, state=DeliveryState.SENDING, epoch=epoch)


async def test_inserting_returns_the_new_ones_in_order(store: MongoStore) -> None:
    first, second, third = delivery("1"), delivery("2"), delivery("3")
    assert await store.deliveries.insert([second]) == [second]
    assert await store.deliveries.insert([third, second, first]) == [third, first]
    assert await store.deliveries.insert([]) == []


async def test_a_batch_is_one_command(store: MongoStore, watch: Watch) -> None:
    await store.deliveries.insert([delivery(str(number)) for number in range(100)])
    assert len(watch.commands) == 1


async def test_inserting_again_changes_nothing(store: MongoStore) -> None:
    sending = await _claimed(store, delivery("1"))
    await store.deliveries.insert([delivery("1", 9)])
    assert await store.deliveries.get(DeliveryId("1")) == sending


async def test_what_was_never_inserted_is_not_there(store: MongoStore) -> None:
    assert await store.deliveries.get(DeliveryId("1")) is None


async def test_those_that_wait_come_by_urgency_and_rank_due_or_not(store: MongoStore) -> None:
    cosmetic = delivery("a", 1, urgency=Urgency.COSMETIC)
    later, sooner = delivery("b", 3, due=at(60)), delivery("c", 2, state=DeliveryState.RETRY)
    urgent = delivery("d", 9, urgency=Urgency.URGENT, lane=_ELSEWHERE)
    over = delivery("e", state=DeliveryState.SENT)
    other = delivery("f", lane=Lane(voice=VK, place="77"))
    await store.deliveries.insert([cosmetic, later, sooner, urgent, over, other])
    waiting = store.deliveries.waiting
    assert await waiting(TELEGRAM, limit=10) == [urgent, sooner, later, cosmetic]
    assert await waiting(TELEGRAM, limit=10, lane=LANE) == [sooner, later, cosmetic]
    assert await waiting(TELEGRAM, limit=1, lane=LANE) == [sooner]


async def test_the_backlog_counts_what_waits_in_each_place(store: MongoStore) -> None:
    there = [delivery("1"), delivery("2", state=DeliveryState.RETRY, due=at(60))]
    sent = delivery("3", state=DeliveryState.SENT)
    await store.deliveries.insert([*there, sent, delivery("4", lane=_ELSEWHERE)])
    assert await store.deliveries.backlog(TELEGRAM) == {LANE.place: 2, _ELSEWHERE.place: 1}
    assert await store.deliveries.backlog(VK) == {}


async def test_every_lane_in_which_something_waits_is_a_queue(store: MongoStore) -> None:
    there = [delivery("1", due=at(8)), delivery("2", due=at(5))]
    sent = delivery("3", due=at(2), state=DeliveryState.SENT)
    elsewhere = Lane(voice=VK, place="77")
    await store.deliveries.insert([*there, sent, delivery("4", due=at(4), lane=elsewhere)])
    queues = await store.deliveries.queues()
    assert sorted(queues, key=lambda queue: queue.waiting) == [
        Queue(lane=elsewhere, waiting=1, since=at(4)),
        Queue(lane=LANE, waiting=2, since=at(5)),
    ]


async def test_a_mark_that_has_been_put_is_not_put_again(store: MongoStore) -> None:
    """Consequences are drawn twice after a kill; the mark stands there already."""
    mark = delivery("mark", work=Work.MARK, emoji="👌")
    assert await store.deliveries.redo(mark) == mark
    await store.deliveries.claim(mark, 1, NOON)
    await store.deliveries.settle(replace(mark, epoch=1, state=DeliveryState.SENT, native=("5",)))
    assert await store.deliveries.redo(replace(mark, rank=2, due=at(1))) is None
    assert await store.deliveries.redo(replace(mark, rank=3, emoji="🙈"))


async def test_it_waits_since_it_was_wanted_however_often_it_is_tried_and_whatever_its_rank(
    store: MongoStore,
) -> None:
    """A conversation that was hidden is shown with the ranks of its beginning, hours ago."""
    wanted = delivery("1", 1)
    await store.deliveries.insert([wanted])
    assert await store.deliveries.claim(wanted, 1, NOON)
    failed = replace(wanted, epoch=1, state=DeliveryState.RETRY, due=at(300), tries=1)
    assert await store.deliveries.settle(failed)
    assert [queue.since for queue in await store.deliveries.queues()] == [NOON]


async def test_a_view_that_is_to_be_redrawn_waits_since_it_was_first_asked_for(
    store: MongoStore,
) -> None:
    await store.deliveries.redo(card())
    await store.deliveries.redo(card(2, due=at(5), face=Face.TAGS))
    assert [queue.since for queue in await store.deliveries.queues()] == [NOON]
    await store.deliveries.claim(card(2), 1, at(6))
    await store.deliveries.settle(card(2, epoch=1, state=DeliveryState.SENT))
    await store.deliveries.redo(card(3, due=at(9)))
    assert [queue.since for queue in await store.deliveries.queues()] == [at(9)]


async def test_of_many_those_that_are_there_are_given(store: MongoStore) -> None:
    await store.deliveries.insert([delivery("1"), delivery("2")])
    found = await store.deliveries.many(map(DeliveryId, ("1", "3")))
    assert found == [delivery("1")]


async def test_the_first_in_line_has_the_lowest_rank_of_those_that_wait(
    store: MongoStore,
) -> None:
    sent = delivery("1", 1, state=DeliveryState.SENT)
    first, second = delivery("2", 2, due=at(60)), delivery("3", 3, urgency=Urgency.URGENT)
    other = delivery("4", 0, line="other")
    await store.deliveries.insert([sent, second, first, other])
    assert await store.deliveries.first_in_line(LANE, "c1") == first
    assert await store.deliveries.first_in_line(_ELSEWHERE, "c1") is None


async def test_of_two_claims_at_once_one_counts(store: MongoStore) -> None:
    wanted = delivery("1")
    await store.deliveries.insert([wanted])
    claims = await asyncio.gather(*(store.deliveries.claim(wanted, 1, NOON) for _ in range(20)))
    assert claims.count(True) == 1
    sending = replace(wanted, state=DeliveryState.SENDING, epoch=1)
    assert await store.deliveries.get(wanted.id) == sending
    assert await store.deliveries.waiting(TELEGRAM, limit=10) == []


@pytest.mark.parametrize(
    "stale",
    [
        delivery("1", 2, tries=1, native=("5",)),
        delivery("1", 1, tries=0, native=("5",)),
        delivery("1", 1, tries=1),
        delivery("1", 1, tries=1, native=("5", "6")),
    ],
)
async def test_what_has_changed_is_not_claimed_from_memory(
    store: MongoStore, stale: Delivery
) -> None:
    fresh = delivery("1", 1, tries=1, native=("5",))
    await store.deliveries.insert([fresh])
    assert not await store.deliveries.claim(stale, 1, NOON)
    assert await store.deliveries.claim(fresh, 1, NOON)


async def test_an_owner_before_the_last_one_claims_nothing(store: MongoStore) -> None:
    sending = await _claimed(store, delivery("1"), epoch=2)
    again = replace(sending, state=DeliveryState.RETRY)
    assert await store.deliveries.settle(again)
    assert not await store.deliveries.claim(again, 1, NOON)
    assert await store.deliveries.claim(again, 3, NOON)


async def test_a_settlement_writes_how_it_ended(store: MongoStore) -> None:
    sending = await _claimed(store, delivery("1"))
    ended = replace(
        sending,
        state=DeliveryState.RETRY,
        due=at(5),
        tries=3,
        native=("5", "6"),
        reason="flooded",
        perhaps_sent=True,
        open=False,
        settled_at=at(1),
    )
    assert await store.deliveries.settle(ended)
    assert await store.deliveries.get(ended.id) == ended


async def test_a_settlement_counts_once_and_under_its_own_epoch(store: MongoStore) -> None:
    sending = await _claimed(store, delivery("1"), epoch=2)
    sent = replace(sending, state=DeliveryState.SENT)
    assert not await store.deliveries.settle(replace(sent, epoch=1))
    assert await store.deliveries.settle(sent)
    assert not await store.deliveries.settle(replace(sent, state=DeliveryState.DEAD))
    assert await store.deliveries.get(sent.id) == sent


async def test_what_nobody_claimed_is_not_settled(store: MongoStore) -> None:
    await store.deliveries.insert([delivery("1")])
    assert not await store.deliveries.settle(delivery("1", state=DeliveryState.SENT))


async def test_what_ended_is_unfollowed_until_it_is_closed(store: MongoStore) -> None:
    ended = [delivery(end, rank, state=end) for rank, end in enumerate(_ENDS)]
    others = [delivery("w"), delivery("c", state=DeliveryState.SENT, open=False)]
    await store.deliveries.insert([*ended, *others])
    assert await store.deliveries.unfollowed(TELEGRAM, 10) == ended
    assert await store.deliveries.unfollowed(TELEGRAM, 1) == ended[:1]
    await store.deliveries.close(ended[0].id)
    assert await store.deliveries.unfollowed(TELEGRAM, 10) == ended[1:]
    assert await store.deliveries.unfollowed(VK, 10) == []


async def test_what_an_earlier_owner_was_sending_is_an_orphan(store: MongoStore) -> None:
    orphan = await _claimed(store, delivery("1"), epoch=1)
    await _claimed(store, delivery("2"), epoch=2)
    await store.deliveries.insert([delivery("3")])
    assert await store.deliveries.orphaned(TELEGRAM, 2) == [orphan]
    assert await store.deliveries.orphaned(VK, 2) == []


async def test_an_orphan_is_adopted_once(store: MongoStore) -> None:
    orphan = await _claimed(store, delivery("1"), epoch=1)
    adopted = replace(
        orphan,
        state=DeliveryState.UNCERTAIN,
        tries=1,
        reason="killed",
        perhaps_sent=True,
        settled_at=at(1),
    )
    assert not await store.deliveries.adopt(adopted, 1)
    assert await store.deliveries.adopt(adopted, 2)
    assert not await store.deliveries.adopt(adopted, 2)
    assert await store.deliveries.get(orphan.id) == adopted


async def test_an_owner_that_lost_its_orphan_does_not_settle_it(store: MongoStore) -> None:
    orphan = await _claimed(store, delivery("1"), epoch=1)
    waiting = replace(orphan, state=DeliveryState.RETRY)
    await store.deliveries.adopt(waiting, 2)
    await store.deliveries.claim(waiting, 2, NOON)
    assert not await store.deliveries.settle(replace(orphan, state=DeliveryState.SENT))


@pytest.mark.parametrize("end", [DeliveryState.DEAD, DeliveryState.UNCERTAIN])
async def test_what_failed_is_revived_once(store: MongoStore, end: DeliveryState) -> None:
    failed = delivery("1", state=end, tries=5, reason="blocked", open=False, settled_at=at(1))
    await store.deliveries.insert([failed])
    revived = await store.deliveries.revive(failed.id, at(9), None)
    assert revived == delivery("1", state=DeliveryState.RETRY, due=at(9))
    assert await store.deliveries.revive(failed.id, at(9), None) is None


async def test_what_was_sent_is_not_revived(store: MongoStore) -> None:
    await store.deliveries.insert([delivery("1", state=DeliveryState.SENT)])
    assert await store.deliveries.revive(DeliveryId("1"), NOON, None) is None


async def test_only_what_waits_is_called_off(store: MongoStore) -> None:
    sending = await _claimed(store, delivery("2"))
    await store.deliveries.insert([delivery("1")])
    assert await store.deliveries.call_off(DeliveryId("1"))
    assert not await store.deliveries.call_off(sending.id)
    assert await store.deliveries.get(DeliveryId("1")) == delivery(
        "1", state=DeliveryState.DEAD, reason=reasons.CALLED_OFF, open=False
    )


async def test_an_escalation_knows_whom_it_told(store: MongoStore) -> None:
    about: dict[str, Any] = {"escalation": EscalationId("e1")}
    told = delivery("1", work=Work.TELL, **about)
    await store.deliveries.insert([told, delivery("2", work=Work.RETELL, **about)])
    await store.deliveries.insert([delivery("3", work=Work.TELL)])
    assert await store.deliveries.about_escalation(EscalationId("e1")) == [told]


async def test_calls_of_a_lane_are_remembered_whatever_became_of_them(
    store: MongoStore,
) -> None:
    wanted, calls = delivery("1"), [at(minute) for minute in range(3)]
    await store.deliveries.insert([wanted])
    for call in calls:
        assert await store.deliveries.claim(wanted, 1, call)
        again = replace(wanted, state=DeliveryState.RETRY, epoch=1)
        assert await store.deliveries.settle(again)
    other = delivery("2", lane=_ELSEWHERE)
    await store.deliveries.insert([other])
    await store.deliveries.claim(other, 1, at(2))
    assert await store.deliveries.calls_since(LANE, at(1)) == calls[1:]


async def test_what_was_sent_and_followed_is_cleaned_away(store: MongoStore) -> None:
    closed: dict[str, Any] = {"state": DeliveryState.SENT, "open": False}
    old = delivery("old", settled_at=at(-9), **closed)
    kept = [
        delivery("young", settled_at=at(0), **closed),
        delivery("open", state=DeliveryState.SENT, settled_at=at(-9)),
        delivery("dead", state=DeliveryState.DEAD, open=False, settled_at=at(-9)),
        delivery("waiting"),
    ]
    await store.deliveries.insert([old, *kept])
    assert await store.deliveries.clean(at(0)) == 1
    assert [await store.deliveries.get(one.id) for one in kept] == kept


async def test_a_lane_speaks_from_the_claim_until_all_is_said(store: MongoStore) -> None:
    waiting = delivery("1")
    await store.deliveries.insert([waiting])
    assert not await store.deliveries.is_speaking(waiting.lane)
    claimed = await _claimed(store, waiting)
    assert await store.deliveries.is_speaking(waiting.lane)
    lost = replace(claimed, state=DeliveryState.RETRY, perhaps_sent=True)
    await store.deliveries.settle(lost)
    assert await store.deliveries.is_speaking(waiting.lane)
    said = await _claimed(store, lost)
    await store.deliveries.settle(replace(said, state=DeliveryState.SENT, native=("7",)))
    assert not await store.deliveries.is_speaking(waiting.lane)


async def test_what_waited_to_be_tried_again_for_a_reason_is_hastened(store: MongoStore) -> None:
    reason, late = reasons.NOT_ON_DESK, {"state": DeliveryState.RETRY, "due": at(9)}
    mended = delivery("mended", 1, **late, reason=reason)
    others = [
        delivery("other", 2, **late, reason="flooded"),
        delivery("elsewhere", 3, **late, reason=reason, lane=replace(LANE, place="desk:else")),
        delivery("due", 4, state=DeliveryState.RETRY, due=at(1), reason=reason),
    ]
    await store.deliveries.insert([mended, *others])
    await store.deliveries.hasten(LANE, [reason], at(5))
    ids = [one.id for one in (mended, *others)]
    found = sorted(await store.deliveries.many(ids), key=lambda one: one.rank)
    assert found == [replace(mended, due=at(5)), *others]
