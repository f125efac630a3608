"""Who does not answer is asked later and later, by one at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bots.circuit import Circuit

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PATIENCE = timedelta(seconds=2)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def failing(times: int) -> Circuit:
    circuit = Circuit(PATIENCE, first=1, longest=30)
    for number in range(times):
        circuit.failed(at(number), at(number + 0.5))
    return circuit


def test_one_failure_may_be_chance() -> None:
    circuit = failing(1)
    assert circuit.admits(at(1))
    assert circuit.since == at(0.5)


def test_after_two_in_a_row_there_is_a_pause() -> None:
    circuit = failing(2)
    assert not circuit.admits(at(1.6))
    assert circuit.admits(at(3))


def test_after_a_pause_one_is_let_through() -> None:
    circuit = failing(2)
    assert [circuit.admits(at(3)) for _ in range(3)] == [True, False, False]
    circuit.succeeded()
    assert [circuit.admits(at(3)) for _ in range(3)] == [True, True, True]
    assert circuit.since is None


def test_one_who_was_let_through_and_never_came_back_blocks_nobody() -> None:
    circuit = failing(2)
    assert circuit.admits(at(3))
    assert circuit.admits(at(3) + PATIENCE)


def test_pauses_grow_no_longer_than_the_longest() -> None:
    circuit = failing(50)
    assert not circuit.admits(at(60))
    assert circuit.admits(at(49.5 + 31))


def test_calls_that_fail_together_count_once() -> None:
    circuit = Circuit(PATIENCE, first=1, longest=30)
    for _ in range(20):
        circuit.failed(at(0), at(0.5))
    assert circuit.admits(at(0.6))
