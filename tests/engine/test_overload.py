"""More waits than memory holds: order and urgency are kept all the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hub.errors import Unsent
from hub.model import DeliveryState, Urgency
from hub.ports import Window
from storage.mongo import MongoStore
from tests.engine.support import QUICK, Hub, Messenger, lane, make_delivery, until

SMALL = replace(QUICK, lane_memory=10)


async def test_all_of_a_backlog_is_sent_in_order(store: MongoStore) -> None:
    hub, messenger = Hub(store, pace=SMALL), Messenger()
    backlog = [make_delivery(f"d{n}", n, line=f"l{n % 4}") for n in range(60)]
    await store.deliveries.insert(backlog[:40])
    async with hub.sending(messenger):
        await hub.insert(*backlog[40:])
        await hub.ended(*(one.id for one in backlog))
    for line in range(4):
        mine = [one.rank for _, one in messenger.calls if one.line == f"l{line}"]
        assert mine == sorted(mine)
    assert len(messenger.calls) == 60


async def test_an_urgent_one_does_not_overtake_its_line_out_of_memory(store: MongoStore) -> None:
    hub, messenger = Hub(store, pace=replace(SMALL, lane_width=1)), Messenger()
    others = [make_delivery(f"d{n}", n, line=f"l{n}") for n in range(30)]
    before = make_delivery("before", 40, line="line", urgency=Urgency.COSMETIC)
    urgent = make_delivery("urgent", 41, line="line", urgency=Urgency.URGENT)
    await store.deliveries.insert([*others, before, urgent])
    async with hub.sending(messenger):
        await hub.ended("before", "urgent", *(one.id for one in others))
    assert messenger.ids[:2] == ["before", "urgent"]


async def test_a_lane_that_stands_still_hides_no_other(store: MongoStore) -> None:
    hub, messenger = Hub(store, pace=SMALL), Messenger()
    still = datetime.now(UTC) + timedelta(hours=1)
    await store.lanes.block(lane("still"), still)
    stuck = [
        make_delivery(f"s{n}", n, line=f"l{n}", lane=lane("still"), urgency=Urgency.STAFF)
        for n in range(50)
    ]
    await store.deliveries.insert(stuck)
    async with hub.sending(messenger):
        await store.deliveries.insert([make_delivery("other", 99, lane=lane("free"))])
        await hub.ended("other")
        await store.deliveries.insert([make_delivery("later", 100, lane=lane("free"))])
        await hub.ended("later")
    assert messenger.ids == ["other", "later"]


async def test_memory_stays_small(store: MongoStore) -> None:
    hub, messenger = Hub(store, pace=SMALL), Messenger(Window(calls=1, seconds=60))
    async with hub.sending(messenger):
        await hub.insert(*(make_delivery(f"d{n}", n, line=f"l{n}") for n in range(100)))
        await hub.ended("d0")
        (seen,) = hub.engine.waiting()
    assert seen.deliveries <= 10
    assert seen.since


async def test_lanes_at_rest_are_forgotten(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger(Window(calls=9, seconds=0.2))
    async with hub.sending(messenger):
        await hub.insert(*(make_delivery(f"d{n}", n, lane=lane(str(n))) for n in range(20)))
        await hub.ended(*(f"d{n}" for n in range(20)))
        await until(lambda: not list(hub.engine.waiting()))


async def test_a_retry_keeps_its_place_in_a_backlog(store: MongoStore) -> None:
    hub, messenger = Hub(store, pace=SMALL), Messenger()
    messenger.script = {"d0": [Unsent("no"), Unsent("no")]}
    backlog = [make_delivery(f"d{n}", n) for n in range(40)]
    await store.deliveries.insert(backlog)
    async with hub.sending(messenger):
        await hub.ended(*(one.id for one in backlog), state=DeliveryState.SENT)
    assert messenger.ids == ["d0", "d0", *(one.id for one in backlog)]
