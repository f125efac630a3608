"""What becomes of a delivery that is refused, lost, flooded, or whose sender is broken."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bots.delivery.pace import Patience
from hub import reasons
from hub.errors import (
    Flooded,
    PerhapsSent,
    Repeatable,
    StoreDown,
    Unauthorized,
    Undeliverable,
    Unsent,
)
from hub.model import Delivery, DeliveryId, DeliveryState, MessageId, Work
from hub.ports import Part
from storage.mongo import MongoStore
from tests.engine.support import (
    VOICE,
    Hub,
    Messenger,
    lane,
    make_delivery,
    make_hold,
    never,
    nothing,
    until,
)


async def test_what_was_sent_is_remembered_under_its_native_ids(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [Part(native="11", more=True), Part(native="12")]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d", message=MessageId("m")))
        (sent,) = await hub.ended("d")
    assert sent.native == ("11", "12")
    assert not sent.open
    assert [one.native for one in messenger.of("d")] == [(), ("11",)]
    assert {one.native for one in await store.views.copies(MessageId("m"))} == {"11", "12"}
    shown = await store.views.recall(lane("7"), "11")
    assert shown
    assert shown.delivery == "d"


async def test_a_preparatory_call_asks_for_another_turn_at_once(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [nothing, nothing, Part(native="1")]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"), make_delivery("behind", 2))
        (sent, _) = await hub.ended("d", "behind")
    assert messenger.ids == ["d", "d", "d", "behind"]
    assert (sent.tries, sent.native) == (0, ("1",))


async def test_a_flood_silences_that_place_alone_and_to_the_full(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"flooded": [Flooded(timedelta(seconds=0.5))]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("flooded", 1, line="a"))
        await until(lambda: hub.watch.floods)
        await hub.insert(
            make_delivery("same", 2, line="b"), make_delivery("other", 3, lane=lane("8"))
        )
        await hub.ended("other")
        assert messenger.ids == ["flooded", "other"]
        (flooded, _) = await hub.ended("flooded", "same")
    first, again = (at for at, one in messenger.calls if one.id == "flooded")
    assert again - first >= timedelta(seconds=0.5)
    assert flooded.tries == 0


async def test_a_flood_is_obeyed_over_a_restart(store: MongoStore) -> None:
    messenger = Messenger()
    messenger.script = {"d": [Flooded(timedelta(seconds=0.8))]}
    before = Hub(store)
    async with before.killed(messenger):
        await before.insert(make_delivery("d", line="a"))
        await before.ended("d", state=DeliveryState.RETRY)
    after = Hub(store)
    async with after.sending(messenger, make_hold(epoch=2)):
        await after.insert(make_delivery("new", 2, line="b"))
        await after.ended("d", "new")
    first, *later = (at for at, _ in messenger.calls)
    assert min(later) - first >= timedelta(seconds=0.8)


async def test_a_lost_answer_is_repeated_with_the_mark(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [PerhapsSent("reset"), Part(native="1", more=True)]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"))
        await hub.ended("d")
    marks = [one.perhaps_sent for one in messenger.of("d")]
    assert marks == [False, True, False]


async def test_an_answer_lost_twice_is_a_matter_for_people(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [PerhapsSent("reset") for _ in range(9)]}
    messenger.pings = []
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"), make_delivery("behind", 2))
        await hub.ended("behind")
        (uncertain,) = await hub.ended("d", state=DeliveryState.UNCERTAIN)
    assert messenger.ids == ["d", "d", "behind"]
    assert uncertain.reason == "reset"
    assert uncertain.silent_since


async def test_an_answer_is_repeated_when_the_messenger_is_known_to_answer(
    store: MongoStore,
) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [PerhapsSent("reset")]}
    messenger.pings = [PerhapsSent("reset") for _ in range(20)]
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"), make_delivery("behind", 2))
        await hub.ended("d", "behind")
    assert [one.perhaps_sent for one in messenger.of("d") if one.native == ()][-1]
    assert messenger.pinged == 21


@pytest.mark.parametrize("error", [PerhapsSent("reset"), Repeatable("HTTP 502")])
@pytest.mark.parametrize("work", [Work.SHOW, Work.TELL, Work.ASK, Work.MIRROR])
async def test_what_is_shown_waits_for_a_messenger_that_answers_nobody(
    store: MongoStore, work: Work, error: Exception
) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [error for _ in range(30)]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d", work=work), make_delivery("behind", 2))
        (sent, _) = await hub.ended("d", "behind")
    assert messenger.ids == ["d"] * 31 + ["behind"]
    assert sent.silent_since


async def test_what_fails_while_others_are_answered_is_counted(store: MongoStore) -> None:
    """One poisoned delivery is no outage, and holds up nobody else."""
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [PerhapsSent("reset") for _ in range(99)]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d", work=Work.SHOW, line="d"))
        for number in range(2, 1_000):
            await hub.insert(make_delivery(f"ok{number}", number, line=f"ok{number}"))
            await hub.ended(f"ok{number}")
            poisoned = await store.deliveries.get(DeliveryId("d"))
            if poisoned and poisoned.state is DeliveryState.DEAD:
                assert poisoned.tries == 10
                return
        pytest.fail("it was tried again and again, and never counted")


async def test_one_at_a_time_finds_out_whether_a_messenger_answers_again(
    store: MongoStore,
) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.always = PerhapsSent("reset")
    ids = [f"d{n}" for n in range(20)]
    async with hub.sending(messenger):
        await hub.insert(make_delivery("first", work=Work.SHOW))
        await until(lambda: len(messenger.calls) > 2)
        assert hub.watch.downs == {(VOICE, "send"): reasons.NO_ANSWER}
        messenger.latency, messenger.most_under_way = 0.02, 0
        await hub.insert(
            *(make_delivery(id, n, line=id, work=Work.SHOW) for n, id in enumerate(ids, 2))
        )
        await until(lambda: len(messenger.calls) > 8)
        assert messenger.most_under_way == 1
        messenger.always = None
        sent = await hub.ended("first", *ids)
    assert all(one.tries < 3 for one in sent)
    assert hub.watch.ups == [(VOICE, "send")]


async def test_a_store_that_fails_after_the_call_makes_a_repeat_doubtful(
    store: MongoStore,
) -> None:
    async def fails(_: Delivery) -> Part:
        raise StoreDown

    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [fails]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"))
        (sent,) = await hub.ended("d")
    assert [one.perhaps_sent for one in messenger.of("d")] == [False, True]
    assert sent.tries == 0


async def test_a_view_is_repeated_without_a_mark(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"card": [PerhapsSent("reset")]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("card", work=Work.CARD))
        await hub.ended("card")
    assert not any(one.perhaps_sent for one in messenger.of("card"))


async def test_what_does_not_get_out_is_dead_after_ten_tries(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [Unsent("Bad Gateway") for _ in range(20)]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"), make_delivery("behind", 2))
        (dead,) = await hub.ended("d", state=DeliveryState.DEAD)
        await hub.ended("behind")
    assert (dead.tries, dead.reason) == (10, "Bad Gateway")
    assert len(messenger.of("d")) == 10


async def test_what_somebody_can_mend_waits_for_ever(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    mendable = [reasons.NOT_ON_DESK, reasons.NO_RIGHT_ON_DESK, reasons.NO_CONNECTION]
    messenger.script = {"d": [Unsent(mendable[n % 3]) for n in range(30)]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"))
        await hub.ended("d")
    assert len(messenger.of("d")) == 31


async def test_what_cannot_be_delivered_is_dead_at_once(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [Undeliverable(reasons.BLOCKED)]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"), make_delivery("behind", 2))
        (dead,) = await hub.ended("d", state=DeliveryState.DEAD)
        await hub.ended("behind")
    assert dead.reason == reasons.BLOCKED
    assert messenger.ids == ["d", "behind"]


async def test_a_poisoned_delivery_dies_and_its_line_goes_on(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [ZeroDivisionError() for _ in range(20)]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"), make_delivery("behind", 2))
        (dead,) = await hub.ended("d", state=DeliveryState.DEAD)
        await hub.ended("behind")
    assert dead.reason == "ZeroDivisionError"
    assert len(messenger.of("d")) == Patience().slips


async def test_a_sender_that_does_not_return_counts_as_an_answer_lost(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [never]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"))
        (sent,) = await hub.ended("d")
    assert [one.perhaps_sent for one in messenger.of("d")] == [False, True]
    assert sent.state is DeliveryState.SENT


async def test_a_store_that_fails_the_sender_costs_no_try(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.script = {"d": [StoreDown() for _ in range(12)]}
    async with hub.sending(messenger):
        await hub.insert(make_delivery("d"))
        (sent,) = await hub.ended("d")
    assert sent.tries == 0
    assert not any(one.perhaps_sent for one in messenger.of("d"))


async def test_a_refused_token_pauses_the_voice_until_it_is_mended(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.always = Unauthorized(reasons.TOKEN_REFUSED)
    ids = [f"d{n}" for n in range(5)]
    async with hub.sending(messenger):
        await hub.insert(*(make_delivery(id, n, line=id) for n, id in enumerate(ids)))
        await until(lambda: len(messenger.calls) > 8)
        assert hub.watch.downs == {(VOICE, "send"): reasons.TOKEN_REFUSED}
        assert not hub.watch.ups
        first = len(ids)
        pauses = [at for at, _ in messenger.calls[first:]]
        assert all(b - a > timedelta(milliseconds=5) for a, b in pairwise(pauses))
        messenger.always = None
        sent = await hub.ended(*ids)
    assert hub.watch.ups == [(VOICE, "send")]
    assert {one.tries for one in sent} == {0}


async def test_consequences_are_drawn_before_it_is_closed(store: MongoStore) -> None:
    hub, messenger = Hub(store, Work.ANSWER), Messenger()
    async with hub.sending(messenger):
        await hub.insert(make_delivery("answer"), make_delivery("show", 2, work=Work.SHOW))
        await hub.ended("answer", "show")
        await until(lambda: hub.follow.followed)
        assert [one.id for one in hub.follow.followed] == ["answer"]
    assert not await store.deliveries.unfollowed(VOICE, 9)


async def test_consequences_that_fail_are_drawn_again(store: MongoStore) -> None:
    hub, messenger = Hub(store, Work.ANSWER), Messenger()
    hub.follow.failing = RuntimeError("slip")
    async with hub.sending(messenger):
        await hub.insert(make_delivery("answer"))
        await hub.ended("answer")
        hub.follow.failing = None
        await until(lambda: hub.follow.followed)


async def test_a_mark_that_changes_while_it_waits_goes_out_as_it_is_now(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    later = datetime.now(UTC) + timedelta(hours=1)
    seen = make_delivery("mark", 1, work=Work.MARK, emoji="👀", due=later)
    done = make_delivery("mark", 2, work=Work.MARK, emoji="👌")
    async with hub.sending(messenger):
        for mark in (seen, done):
            again = await store.deliveries.redo(mark)
            hub.engine.wake([again] if again else [])
        await hub.ended("mark")
    assert [one.emoji for one in messenger.of("mark")] == ["👌"]


async def test_a_card_that_changes_while_it_is_sent_is_sent_again(store: MongoStore) -> None:
    hub, messenger = Hub(store), Messenger()
    messenger.latency = 0.05
    async with hub.sending(messenger):
        await hub.insert(make_delivery("card", 1, work=Work.CARD, emoji="1"))
        await until(lambda: messenger.calls)
        again = await store.deliveries.redo(make_delivery("card", 2, work=Work.CARD, emoji="2"))
        hub.engine.wake([again] if again else [])
        await until(lambda: len(messenger.calls) == 2)
        await hub.ended("card")
    assert [one.emoji for one in messenger.of("card")] == ["1", "2"]
