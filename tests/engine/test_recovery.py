"""What a crash, a second owner or an outage of the store leaves behind is taken up again."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.model import DeliveryId, DeliveryState, Shown, Work
from hub.ports import Part, Window
from storage.mongo import MongoStore
from tests.engine.outage import Breakable
from tests.engine.support import (
    VOICE,
    Hub,
    Messenger,
    lane,
    make_delivery,
    make_hold,
    never,
    until,
)


async def _crash_in_mid_call(store: MongoStore, work: Work) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [never]}
    async with hub.killed(messenger):
        await hub.insert(make_delivery("d", work=work), make_delivery("behind", 2))
        await until(lambda: messenger.calls)
    left = await store.deliveries.get(DeliveryId("d"))
    assert left
    assert left.state is DeliveryState.SENDING


@pytest.mark.parametrize("work", [Work.ANSWER, Work.SHOW, Work.TELL, Work.ASK])
async def test_a_message_under_way_at_a_crash_is_repeated_with_the_mark(
    store: MongoStore, work: Work
) -> None:
    await _crash_in_mid_call(store, work)
    hub, messenger = Hub(store), Messenger()
    async with hub.sending(messenger, make_hold(epoch=2)):
        await hub.ended("d", "behind")
    assert messenger.ids == ["d", "behind"]
    assert [one.perhaps_sent for _, one in messenger.calls] == [True, False]


@pytest.mark.parametrize("work", [Work.CARD, Work.MARK, Work.RETELL])
async def test_a_view_under_way_at_a_crash_is_simply_repeated(
    store: MongoStore, work: Work
) -> None:
    await _crash_in_mid_call(store, work)
    hub, messenger = Hub(store), Messenger()
    async with hub.sending(messenger, make_hold(epoch=2)):
        await hub.ended("d")
    assert [one.perhaps_sent for one in messenger.of("d")] == [False]


async def test_what_is_remembered_to_be_shown_is_not_sent_again(store: MongoStore) -> None:
    await _crash_in_mid_call(store, Work.ANSWER)
    shown = Shown(lane=lane("7"), native="55", delivery=DeliveryId("d"))
    await store.views.remember([shown])
    hub, messenger = Hub(store, Work.ANSWER), Messenger()
    async with hub.sending(messenger, make_hold(epoch=2)):
        (sent, _) = await hub.ended("d", "behind")
        await until(lambda: len(hub.follow.followed) == 2)
    assert sent.native == ("55",)
    assert messenger.ids == ["behind"]


async def test_parts_sent_before_a_crash_are_not_sent_again(store: MongoStore) -> None:
    before, messenger = Hub(store), Messenger()
    messenger.script = {"d": [Part(native="1", more=True), never]}
    async with before.killed(messenger):
        await before.insert(make_delivery("d"))
        await until(lambda: len(messenger.calls) == 2)
    after, messenger = Hub(store), Messenger()
    messenger.script = {"d": [Part(native="2")]}
    async with after.sending(messenger, make_hold(epoch=2)):
        (sent,) = await after.ended("d")
    assert [(one.native, one.perhaps_sent) for one in messenger.of("d")] == [(("1",), True)]
    assert sent.native == ("1", "2")


async def test_what_kills_the_hub_each_time_is_given_up(store: MongoStore) -> None:
    await _crash_in_mid_call(store, Work.ANSWER)
    for epoch in range(2, 6):
        hub, messenger = Hub(store), Messenger()
        messenger.script = {"d": [never]}
        async with hub.killed(messenger, make_hold(epoch=epoch)):
            await until(lambda: messenger.calls)  # noqa: B023 - awaited at once
    hub, messenger = Hub(store), Messenger()
    async with hub.sending(messenger, make_hold(epoch=6)):
        await hub.ended("d", state=DeliveryState.UNCERTAIN)
        await hub.ended("behind")


async def test_consequences_interrupted_by_a_crash_are_drawn(store: MongoStore) -> None:
    before, messenger = Hub(store, Work.ANSWER), Messenger()
    before.follow.failing = RuntimeError("as good as killed")
    async with before.killed(messenger):
        await before.insert(make_delivery("d"))
        await before.ended("d")
    after = Hub(store, Work.ANSWER)
    async with after.sending(Messenger(), make_hold(epoch=2)):
        await until(lambda: after.follow.followed)


async def test_a_zombie_settles_nothing(store: MongoStore) -> None:
    zombie, late = Hub(store), Messenger()
    late.latency = 0.5
    late.script = {"d": [Part(native="zombie")]}
    async with zombie.sending(late):
        await zombie.insert(make_delivery("d"))
        await until(lambda: late.calls)
        heir, messenger = Hub(store), Messenger()
        messenger.script = {"d": [Part(native="heir")]}
        async with heir.sending(messenger, make_hold(epoch=2)):
            await heir.ended("d")
            await until(lambda: not late.under_way)
    stored = await store.deliveries.get(DeliveryId("d"))
    assert stored
    assert (stored.native, stored.epoch) == (("heir",), 2)
    assert not zombie.watch.ends


async def test_calls_before_a_restart_count_in_the_windows(store: MongoStore) -> None:
    window = Window(calls=3, seconds=0.6)
    before, messenger = Hub(store), Messenger(window)
    async with before.killed(messenger):
        await before.insert(*(make_delivery(f"a{n}", n, line=f"a{n}") for n in range(3)))
        await before.ended("a0", "a1", "a2")
    first = messenger.calls[0][0]
    after, messenger = Hub(store), Messenger(window)
    async with after.sending(messenger, make_hold(epoch=2)):
        await after.insert(make_delivery("b", 9, line="b"))
        await after.ended("b")
    assert messenger.calls[0][0] - first >= timedelta(seconds=0.6)


async def test_nothing_is_sent_with_less_lease_left_than_a_call_may_take(
    store: MongoStore,
) -> None:
    hub, messenger = Hub(store), Messenger()
    hold = make_hold(seconds=0.9)
    async with hub.sending(messenger, hold):
        await hub.insert(make_delivery("d"))
        await until(lambda: sum(one.deliveries for one in hub.engine.waiting()))
        assert not messenger.calls
        hold.lease = make_hold(seconds=60).lease
        await hub.ended("d")


async def test_a_stop_lets_calls_end_and_leaves_nothing_in_sending(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"hangs": [never]}
    messenger.latency = 0.2
    async with hub.sending(messenger):
        await hub.insert(make_delivery("hangs", 1, line="a"), make_delivery("ends", 2, line="b"))
        await hub.insert(make_delivery("behind", 3, line="b"))
        await until(lambda: len(messenger.calls) == 2)
    (hangs,) = await hub.ended("hangs", state=DeliveryState.RETRY)
    await hub.ended("ends")
    await hub.ended("behind", state=DeliveryState.PENDING)
    assert hangs.perhaps_sent
    assert sorted(messenger.ids) == ["ends", "hangs"]


async def test_a_lost_lease_stops_everything_at_once(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [never]}
    async with hub.killed(messenger):
        await hub.insert(make_delivery("d"))
        await until(lambda: messenger.calls)
        began = datetime.now(UTC)
    assert datetime.now(UTC) - began < timedelta(seconds=0.3)


async def test_an_outage_between_call_and_settlement_loses_and_doubles_nothing(
    store: MongoStore,
) -> None:
    broken = Breakable(store)
    hub, messenger = Hub(broken.store), Messenger()
    messenger.latency = 0.05
    async with hub.sending(messenger):
        await hub.insert(*(make_delivery(f"d{n}", n) for n in range(4)))
        await until(lambda: messenger.calls)
        broken.down = True
        await until(lambda: broken.refused > 3)
        broken.down = False
        await hub.ended(*(f"d{n}" for n in range(4)))
    assert messenger.ids == ["d0", "d1", "d2", "d3"]
    assert not any(one.perhaps_sent for _, one in messenger.calls)


@pytest.mark.parametrize("method", ["claim", "settle"])
async def test_what_the_store_did_without_answering_is_made_out(
    store: MongoStore, method: str
) -> None:
    broken = Breakable(store)
    hub, messenger = Hub(broken.store), Messenger()
    broken.silent = {method}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"), make_delivery("behind", 2))
        await hub.ended("d", "behind")
    assert messenger.ids == ["d", "behind"]
    assert not any(one.perhaps_sent for _, one in messenger.calls)
    assert not await store.deliveries.orphaned(VOICE, 9)
