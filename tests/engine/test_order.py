"""What goes next: in a line by rank, one at a time; in a lane the most urgent first."""

import asyncio
from datetime import UTC, datetime, timedelta

from hub.errors import Unsent
from hub.model import Delivery, Urgency
from hub.ports import Part, Window
from storage.mongo import MongoStore
from tests.engine.support import VOICE, Hub, Messenger, lane, make_delivery, until


async def test_a_line_is_sent_by_rank_whatever_order_it_came_in(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.latency = 0.001
    await store.deliveries.insert([make_delivery(f"d{n}", n) for n in (5, 3, 9, 1, 7)])
    async with hub.sending(messenger):
        await hub.ended("d1", "d3", "d5", "d7", "d9")
        await hub.insert(*(make_delivery(f"d{n}", n) for n in (12, 11, 10)))
        await hub.ended("d10", "d11", "d12")
    assert messenger.ids == ["d1", "d3", "d5", "d7", "d9", "d10", "d11", "d12"]
    assert messenger.most_under_way == 1


async def test_lines_of_one_lane_go_side_by_side_but_not_too_many(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    open_again = asyncio.Event()

    async def closed(_: Delivery) -> Part:
        await open_again.wait()
        return Part(native="1")

    messenger.always = closed
    await store.deliveries.insert([make_delivery(f"d{n}", n, line=f"l{n}") for n in range(20)])
    async with hub.sending(messenger):
        await until(lambda: messenger.under_way == 8)
        open_again.set()
        await hub.ended(*(f"d{n}" for n in range(20)))
    assert messenger.most_under_way == 8


async def test_a_retry_holds_its_line_and_no_other(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"held": [Unsent("no") for _ in range(5)]}
    held = [make_delivery("held", 1, line="a"), make_delivery("behind", 2, line="a")]
    async with hub.sending(messenger):
        await hub.insert(*held, make_delivery("other", 3, line="b"))
        await hub.ended("held", "behind", "other")
    assert messenger.ids.index("other") < messenger.ids.index("behind")
    assert messenger.ids[-1] == "behind"
    assert messenger.ids.count("held") == 6


async def test_what_is_urgent_when_the_budget_is_there_goes_first(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger(Window(calls=1, seconds=0.1))
    async with hub.sending(messenger):
        await hub.insert(*(make_delivery(f"n{n}", n, line=f"l{n}") for n in range(3)))
        await until(lambda: messenger.calls)
        urgent = make_delivery("urgent", 99, line="u", urgency=Urgency.URGENT)
        cosmetic = make_delivery("cosmetic", 0, line="c", urgency=Urgency.COSMETIC)
        await hub.insert(cosmetic, urgent)
        await hub.ended("n0", "n1", "n2", "urgent", "cosmetic")
    assert messenger.ids == ["n0", "urgent", "n1", "n2", "cosmetic"]


async def test_an_urgent_one_lends_its_urgency_to_those_before_it(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger(Window(calls=1, seconds=0.05))
    await store.deliveries.insert(
        [
            make_delivery("first", 1, line="other"),
            make_delivery("before", 2, line="line", urgency=Urgency.COSMETIC),
            make_delivery("urgent", 3, line="line", urgency=Urgency.URGENT),
        ]
    )
    async with hub.sending(messenger):
        await hub.ended("first", "before", "urgent")
    assert messenger.ids == ["before", "urgent", "first"]


async def test_the_windows_of_a_place_and_of_the_voice_are_never_exceeded(
    store: MongoStore,
) -> None:
    hub = Hub(store)
    messenger = Messenger(
        Window(calls=2, seconds=0.3), voice_windows=(Window(calls=5, seconds=0.3),)
    )
    messenger.latency = 0.003
    ids = [f"d{n}" for n in range(24)]
    deliveries = [make_delivery(id, n, line=id, lane=lane(str(n % 3))) for n, id in enumerate(ids)]
    async with hub.sending(messenger):
        await hub.insert(*deliveries)
        await hub.ended(*ids)
    for place in "012":
        mine = [at for at, one in messenger.calls if one.lane.place == place]
        assert _most_within(mine, 0.3) == 2
    assert _most_within([at for at, _ in messenger.calls], 0.3) == 5


async def test_a_due_time_is_kept_to_the_moment(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    due = datetime.now(UTC) + timedelta(milliseconds=333)
    async with hub.sending(messenger):
        await hub.insert(make_delivery("later", 1, due=due, line="a"))
        await hub.insert(make_delivery("now", 2, line="b"))
        await hub.ended("later", "now")
    sent = {str(one.id): at for at, one in messenger.calls}
    assert sent["now"] < due
    assert timedelta() <= sent["later"] - due < timedelta(milliseconds=50)


async def test_what_others_insert_is_found_and_a_ring_finds_it_at_once(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    async with hub.sending(messenger):
        await store.deliveries.insert([make_delivery("swept")])
        await hub.ended("swept")
        await store.deliveries.insert([make_delivery("rung", 2)])
        hub.engine.ring(VOICE)
        await hub.ended("rung")
    assert messenger.ids == ["swept", "rung"]


async def test_in_doubt_nothing_overtakes_what_is_only_in_the_store(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    async with hub.sending(messenger):
        await hub.insert(make_delivery("first", 0))
        await hub.ended("first")
        await store.deliveries.insert([make_delivery("unheard", 1)])
        hub.engine.doubt(VOICE)
        await hub.insert(make_delivery("heard", 2))
        await hub.ended("unheard", "heard")
    assert messenger.ids == ["first", "unheard", "heard"]


async def test_a_delivery_called_off_is_not_sent(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    soon = datetime.now(UTC) + timedelta(seconds=0.3)
    async with hub.sending(messenger):
        await hub.insert(make_delivery("off", due=soon), make_delivery("on", 2))
        await store.deliveries.call_off(make_delivery("off").id)
        await hub.ended("on")
    assert messenger.ids == ["on"]


def _most_within(times: list[datetime], seconds: float) -> int:
    """The most calls in any stretch of so many seconds."""
    stretch = timedelta(seconds=seconds)
    return max(sum(one <= other < one + stretch for other in times) for one in times)


async def test_between_the_parts_of_a_long_message_the_next_line_goes(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger(Window(calls=1, seconds=0.05))
    messenger.script = {"long": [Part(native=str(n), more=n < 4) for n in range(1, 5)]}
    await store.deliveries.insert(
        [
            make_delivery("long", 1, line="a"),
            make_delivery("behind", 2, line="a"),
            make_delivery("other", 3, line="b"),
        ]
    )
    async with hub.sending(messenger):
        await hub.ended("long", "behind", "other")
    assert messenger.ids == ["long", "other", "long", "long", "long", "behind"]
