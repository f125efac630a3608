"""What becomes of a delivery after a turn, where a run of the engine would be a long way to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bots.delivery.pace import Patience
from bots.delivery.verdict import Outcome, Slipped, judge
from hub import reasons
from hub.errors import Flooded, PerhapsSent, Refused, Undeliverable, Unsent
from hub.model import Delivery, DeliveryId, DeliveryState, Lane, Urgency, Voice, Work
from hub.ports import Part

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PATIENCE = Patience()
DELIVERY = Delivery(
    id=DeliveryId("d"),
    lane=Lane(voice=Voice("v"), place="p"),
    work=Work.ANSWER,
    line="l",
    rank=1,
    urgency=Urgency.NORMAL,
    due=NOON,
    state=DeliveryState.SENDING,
)


def after(*outcomes: Outcome, delivery: Delivery = DELIVERY) -> Delivery:
    for outcome in outcomes:
        delivery = judge(delivery, outcome, NOON, PATIENCE)
    return delivery


def test_pauses_grow_to_a_minute_and_no_further() -> None:
    delivery, pauses = DELIVERY, []
    for _ in range(40):
        delivery = after(Unsent(reasons.NO_CONNECTION), delivery=delivery)
        pauses.append((delivery.due - NOON).total_seconds())
    assert 0.5 <= pauses[0] <= 1
    assert 8 <= pauses[4] <= 16
    assert all(30 <= pause <= 60 for pause in pauses[7:])


def test_a_flood_is_waited_out_to_the_full_and_a_little_more() -> None:
    flooded = after(Flooded(timedelta(seconds=7728)))
    assert timedelta(seconds=7728) < flooded.due - NOON < timedelta(seconds=7730)
    assert (flooded.state, flooded.tries) == (DeliveryState.RETRY, 0)


def test_what_may_have_arrived_once_is_never_called_dead_for_want_of_a_connection() -> None:
    ended = after(PerhapsSent("reset"), *[Unsent("HTTP 502")] * 9)
    assert ended.state is DeliveryState.UNCERTAIN


def test_lost_answers_are_counted_from_the_first_of_them() -> None:
    tried = after(*[Unsent("HTTP 502")] * 8, PerhapsSent("reset"))
    assert (tried.state, tried.tries, tried.perhaps_sent) == (DeliveryState.RETRY, 1, True)


def test_each_part_has_tries_of_its_own() -> None:
    part = after(PerhapsSent("reset"), Part(native="1", more=True))
    assert (part.state, part.tries, part.perhaps_sent) == (DeliveryState.PENDING, 0, False)
    assert part.reason is None


def test_a_refusal_after_a_lost_answer_is_still_a_refusal() -> None:
    dead = after(PerhapsSent("reset"), Undeliverable(reasons.BLOCKED))
    assert (dead.state, dead.reason) == (DeliveryState.DEAD, reasons.BLOCKED)


@pytest.mark.parametrize(("work", "marked"), [(Work.SHOW, True), (Work.CARD, False)])
def test_after_a_slip_of_ours_a_message_may_have_gone_out(work: Work, *, marked: bool) -> None:
    tried = after(ZeroDivisionError(), delivery=replace(DELIVERY, work=work))
    assert (tried.reason, tried.perhaps_sent) == ("ZeroDivisionError", marked)


def test_an_end_without_a_name_of_its_own_adds_none() -> None:
    assert after(Part(native="")).native == ()


def test_after_a_slip_of_ours_the_words_go_at_once() -> None:
    tried = after(ValueError())
    assert (tried.state, tried.due, tried.lacks) == (DeliveryState.RETRY, NOON, ("files@0",))


def test_what_slips_without_its_files_too_blocks_its_line_for_seconds_not_minutes() -> None:
    delivery, waited = DELIVERY, timedelta()
    while delivery.state is not DeliveryState.DEAD:
        delivery = after(ValueError(), delivery=delivery)
        waited += delivery.due - NOON
    assert waited < timedelta(seconds=15)
    assert not delivery.final


def test_before_its_call_a_slip_leaves_no_doubt() -> None:
    assert not after(Slipped("ValueError")).perhaps_sent


def test_what_is_refused_goes_at_once_without_that_and_is_not_counted() -> None:
    tried = after(
        Refused("911 Keyboard format is invalid", "buttons"),
        Part(native="7", more=True),
        Refused("PHOTO_INVALID_DIMENSIONS", "document:2"),
    )
    assert (tried.state, tried.due, tried.tries) == (DeliveryState.RETRY, NOON, 0)
    assert tried.lacks == ("buttons@0", "document:2@1")


def test_what_is_refused_without_that_as_well_is_over_for_good() -> None:
    dead = after(*[Refused("BUTTON_INVALID", "buttons")] * 2)
    assert (dead.state, dead.reason, dead.final) == (DeliveryState.DEAD, "BUTTON_INVALID", True)


def test_what_was_known_to_be_missing_before_is_kept_with_the_end() -> None:
    assert after(Part(native="7", lacks=("file:1",))).lacks == ("file:1@0",)
