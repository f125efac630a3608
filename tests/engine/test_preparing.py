"""What a delivery needs is fetched before it is claimed: that is no call, and leaves no doubt."""

from datetime import timedelta
from typing import Any

import pytest

from hub import reasons
from hub.errors import DeliveryError, Flooded, PerhapsSent, StoreDown, Undeliverable, Unsent
from hub.model import Delivery, DeliveryId, DeliveryState, Work
from hub.ports import Window
from storage.mongo import MongoStore
from tests.engine.support import Hub, Messenger, make_delivery, make_hold, never, until


def heavy(id: str, rank: int = 1, **more: Any) -> Delivery:
    return make_delivery(id, rank, fetches=True, work=Work.SHOW, **more)


async def test_only_what_has_files_is_prepared_and_in_each_of_its_turns(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"heavy": [None]}
    async with hub.sending(messenger):
        await hub.insert(heavy("heavy"), make_delivery("light", 2))
        await hub.ended("heavy", "light")
    assert messenger.prepared == ["heavy", "heavy"]
    assert messenger.ids == ["heavy", "heavy", "light"]


async def test_killed_while_it_is_prepared_it_is_sent_without_the_mark(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.preparing = {"d": [never]}
    async with hub.killed(messenger):
        await hub.insert(heavy("d"), make_delivery("behind", 2))
        await until(lambda: messenger.prepared)
        left = await store.deliveries.get(DeliveryId("d"))
        assert left
        assert left.state is DeliveryState.PENDING
    assert messenger.calls == []
    again, messenger = Hub(store), Messenger()
    async with again.sending(messenger, make_hold(epoch=2)):
        await again.ended("d", "behind")
    assert messenger.ids == ["d", "behind"]
    assert not any(one.perhaps_sent for _, one in messenger.calls)


async def test_stopped_while_it_is_prepared_it_waits_as_before(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.preparing = {"d": [never]}
    async with hub.sending(messenger):
        await hub.insert(heavy("d"))
        await until(lambda: messenger.prepared)
    left = await store.deliveries.get(DeliveryId("d"))
    assert left
    assert (left.state, left.tries, left.perhaps_sent) == (DeliveryState.PENDING, 0, False)
    assert messenger.calls == []


@pytest.mark.parametrize(
    "error",
    [
        Unsent("no_file_yet"),
        PerhapsSent("lost"),
        Flooded(timedelta(hours=1)),
        StoreDown(),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_could_not_be_fetched_now_is_tried_again_without_a_call(
    store: MongoStore, error: Exception
) -> None:
    hub, messenger = Hub(store), Messenger(Window(calls=1, seconds=3600))
    messenger.preparing = {"d": [error, error]}
    async with hub.sending(messenger):
        await hub.insert(heavy("d"))
        (sent,) = await hub.ended("d")
    assert messenger.prepared == ["d", "d", "d"]
    assert [one.perhaps_sent for _, one in messenger.calls] == [False]
    assert not sent.perhaps_sent


async def test_after_a_slip_of_ours_it_goes_at_once_without_its_files(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.preparing = {"d": [ValueError("a slip")]}
    async with hub.sending(messenger):
        await hub.insert(heavy("d"))
        await hub.ended("d")
    assert messenger.prepared == ["d"]
    assert [(one.lacks, one.perhaps_sent) for _, one in messenger.calls] == [(("files@0",), False)]


async def test_what_will_never_be_fetched_ends_and_is_followed(store: MongoStore) -> None:
    hub, messenger = Hub(store, Work.SHOW), Messenger()
    error: DeliveryError = Undeliverable(reasons.FILE_LOST)
    messenger.preparing = {"d": [error]}
    async with hub.sending(messenger):
        await hub.insert(heavy("d"))
        (dead,) = await hub.ended("d", state=DeliveryState.DEAD)
        await until(lambda: hub.follow.followed)
    assert dead.reason == reasons.FILE_LOST
    assert messenger.calls == []
