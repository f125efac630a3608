"""Which delivery of a voice goes next, at times that the test gives."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bots.delivery.budget import Budget
from bots.delivery.pace import Pace
from bots.delivery.schedule import Schedule
from hub.model import Delivery, DeliveryId, Lane, Urgency, Voice, Work
from hub.ports import Window

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
VOICE = Voice("v")
GROUP = (Window(calls=20, seconds=60),)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def delivery(id: str, rank: int = 1, place: str = "p", **more: Any) -> Delivery:
    given: dict[str, Any] = {
        "work": Work.SHOW,
        "line": id,
        "urgency": Urgency.NORMAL,
        "due": NOON,
    }
    lane = Lane(voice=VOICE, place=place)
    return Delivery(id=DeliveryId(id), lane=lane, rank=rank, **(given | more))


def schedule(
    *deliveries: Delivery, voice: Sequence[Window] = (), windows: Sequence[Window] = ()
) -> Schedule:
    made = Schedule(Budget(voice), Pace())
    made.end_reading(deliveries, NOON, whole=True)
    open_lanes(made, windows)
    return made


def open_lanes(schedule: Schedule, windows: Sequence[Window] = ()) -> None:
    while schedule.new_lanes:
        schedule.open(schedule.new_lanes.pop().place, Budget(windows), NOON)


def sent(schedule: Schedule, now: datetime) -> list[str]:
    """All that goes at this moment, each call done at once."""
    ids: list[str] = []
    while one := schedule.next(now):
        schedule.done(one, None, now, called=True)
        ids.append(one.id)
    return ids


def test_the_windows_of_a_group_leave_two_calls_for_what_is_urgent() -> None:
    normal = [delivery(f"n{n}", n) for n in range(30)]
    urgent = [delivery(f"u{n}", 90 + n, urgency=Urgency.URGENT) for n in range(3)]
    plan = schedule(*normal, windows=GROUP)
    assert sent(plan, NOON) == [f"n{n}" for n in range(18)]
    for one in urgent:
        plan.put(one, at(1))
    assert sent(plan, at(1)) == ["u0", "u1"]
    assert plan.next(at(59)) is None
    assert plan.wake_at(at(2)) == at(60)
    assert sent(plan, at(60))[:2] == ["u2", "n18"]


def test_the_most_urgent_of_all_lanes_gets_what_the_voice_may_still_say() -> None:
    deliveries = [
        delivery("cosmetic", 1, "a", urgency=Urgency.COSMETIC),
        delivery("normal", 2, "b"),
        delivery("staff", 3, "c", urgency=Urgency.STAFF),
    ]
    plan = schedule(*deliveries, voice=(Window(calls=1, seconds=1),))
    assert [sent(plan, at(n)) for n in range(3)] == [["staff"], ["normal"], ["cosmetic"]]


def test_a_blocked_place_is_left_alone_until_then() -> None:
    plan = schedule(delivery("a", 1, "a"), delivery("b", 2, "b"))
    plan.block(Lane(voice=VOICE, place="a"), at(100), NOON)
    plan.block(Lane(voice=VOICE, place="a"), at(50), NOON)
    assert sent(plan, at(99.9)) == ["b"]
    assert plan.wake_at(at(99.9)) == at(100)
    assert sent(plan, at(100)) == ["a"]


def test_a_doubtful_voice_speaks_one_at_a_time() -> None:
    plan = schedule(delivery("a", 1, "a"), delivery("b", 2, "b"))
    plan.pause(at(5))
    assert plan.next(at(4)) is None
    assert plan.wake_at(at(4)) == at(5)
    first = plan.next(at(5))
    assert first
    assert plan.next(at(5)) is None
    plan.pause(None)
    assert sent(plan, at(5)) == ["b"]


def test_a_new_lane_waits_for_its_budget() -> None:
    plan = schedule()
    plan.put(delivery("a"), NOON)
    assert plan.next(NOON) is None
    open_lanes(plan)
    assert sent(plan, NOON) == ["a"]


def test_what_happened_during_a_reading_is_newer_than_what_was_read() -> None:
    before = delivery("a")
    plan = schedule(before)
    plan.begin_reading()
    assert sent(plan, NOON) == ["a"]
    plan.end_reading([before], NOON, whole=True)
    assert plan.next(NOON) is None


def test_reading_the_same_again_and_again_costs_no_memory() -> None:
    waiting = [delivery(f"{n}", n, place=f"{n % 3}") for n in range(12)]
    plan = schedule(*waiting)
    plan.pause(at(3600))
    plan.block(Lane(voice=VOICE, place="1"), at(3600), NOON)
    for n in range(100):
        plan.begin_reading()
        plan.end_reading(waiting, at(n), whole=True)
        assert plan.next(at(n)) is None
    lanes = plan._lanes.values()
    assert len(plan._asleep) + len(plan._ready) < 10
    assert sum(len(lane.queue._ready) + len(lane.queue._later) for lane in lanes) == 12


def test_a_lane_is_forgotten_when_its_past_does_not_matter_any_more() -> None:
    plan = schedule(delivery("a"), windows=GROUP)
    assert sent(plan, NOON) == ["a"]
    assert list(plan.waiting())
    assert plan.wake_at(NOON) == at(60)
    assert plan.next(at(60)) is None
    assert not list(plan.waiting())
    assert plan.wake_at(at(60)) is None
