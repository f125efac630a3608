"""Sliding windows: never more than so many calls in any stretch, and no needless waits."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bots.delivery.budget import RESERVE, Budget
from hub.ports import Window

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
windows = st.lists(
    st.builds(Window, calls=st.integers(1, 25), seconds=st.integers(1, 60).map(float)),
    max_size=3,
)
wishes = st.lists(
    st.tuples(st.floats(0, 5), st.floats(0, 3), st.booleans()), min_size=1, max_size=80
)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@settings(deadline=None)
@given(windows, wishes)
def test_no_stretch_ever_sees_more_calls_than_its_window_has(
    windows: list[Window], wishes: list[tuple[float, float, bool]]
) -> None:
    """One call after another; the other side may count each anywhere between begin and end."""
    budget, now = Budget(windows), NOON
    calls: list[tuple[datetime, datetime]] = []
    for pause, took, urgent in wishes:
        now = budget.ready_at(now + timedelta(seconds=pause), urgent=urgent)
        budget.begin()
        calls.append((now, now + timedelta(seconds=took)))
        now = calls[-1][1]
        budget.end(now)
    for window in windows:
        for n, (began, _) in enumerate(calls):
            stretch = timedelta(seconds=window.seconds)
            overlapping = [end for _, end in calls[:n] if began - end < stretch]
            assert len(overlapping) < window.calls


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(0, 40))
def test_calls_under_way_count_until_they_have_left_the_window(calls: int, wanted: int) -> None:
    budget = Budget([Window(calls=calls, seconds=10)])
    begun = 0
    while begun < wanted and budget.ready_at(NOON, urgent=True) == NOON:
        budget.begin()
        begun += 1
    assert begun == min(calls, wanted)
    for _ in range(begun):
        budget.end(at(5))
    expected = at(15) if begun == calls else at(5)
    assert budget.ready_at(at(5), urgent=True) == expected


def test_a_large_window_keeps_a_reserve_for_what_is_urgent() -> None:
    budget = Budget([Window(calls=20, seconds=60)])
    for _ in range(20 - RESERVE):
        assert budget.ready_at(NOON) == NOON
        budget.begin()
        budget.end(NOON)
    assert budget.ready_at(NOON) == at(60)
    assert budget.ready_at(NOON, urgent=True) == NOON


def test_a_small_window_is_for_everything() -> None:
    budget = Budget([Window(calls=9, seconds=60)], [NOON] * 8)
    assert budget.ready_at(NOON) == NOON


def test_calls_before_a_restart_count() -> None:
    budget = Budget([Window(calls=2, seconds=60)], [at(-50), at(-20)])
    assert budget.ready_at(NOON) == at(10)
    assert budget.clear_at(NOON) == at(40)


def test_what_did_not_become_a_call_is_given_back() -> None:
    budget = Budget([Window(calls=1, seconds=60)])
    budget.begin()
    assert budget.ready_at(NOON) == at(60)
    budget.take_back()
    assert budget.ready_at(NOON) == NOON


def test_without_windows_nothing_waits() -> None:
    budget = Budget(())
    for _ in range(100):
        budget.begin()
    assert budget.ready_at(NOON) == NOON
    assert budget.clear_at(NOON) == NOON
