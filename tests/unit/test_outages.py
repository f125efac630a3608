"""Outages of any length, by a clock that is moved by hand: afterwards all of it is in its place."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from hub.model import DeliveryState, Work
from tests.unit.hand import NOON, QUICK, Hand, Messenger, Voices, Weather, delivery, in_order

LENGTHS = [10, 25, 60, 120, 1800]
HEALS_WITHIN = timedelta(seconds=30)
HANGS = timedelta(seconds=9)
BEGINS = timedelta(seconds=5)


def _seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def _weather(length: int, only: str | None, patience: timedelta, *, lands: bool = False) -> Weather:
    since = NOON + BEGINS
    until = since + _seconds(length)
    return Weather(since=since, until=until, only=only, patience=patience, lands=lands)


def _fill(voices: Voices, work: Work, lines: int, length: int, place: str) -> dict[str, list[str]]:
    """Messages before, at the beginning of, during and at the end of the outage, in each line."""
    times = [0.0, 5.1, 5.2, 5 + length / 2, 4.9 + length]
    said: dict[str, list[str]] = {}
    for rank, (at, n) in enumerate(product(times, range(lines)), 1):
        line = f"{place}{n}"
        one = delivery(f"{line}-{rank}", rank, work, line, place if work is Work.SHOW else line)
        said.setdefault(line, []).append(one.id)
        voices.later(_seconds(at), one)
    return said


async def _healed(voices: Voices, weather: Weather) -> float:
    """Seconds from the end of the outage until nothing waits any more."""
    await voices.go_on(weather.until)

    def done() -> bool:
        return all(one.state is DeliveryState.SENT for one in voices.store.all.values())

    await voices.go_on(weather.until + _seconds(120), done)
    assert done(), [one for one in voices.store.all.values() if one.state is not DeliveryState.SENT]
    return (voices.clock.now() - weather.until).total_seconds()


@pytest.mark.parametrize("patience", [QUICK, HANGS], ids=["502", "hangs"])
@pytest.mark.parametrize("topic", ["old", "new"])
@pytest.mark.parametrize("only", [None, "sendMessage"], ids=["all", "sendMessage"])
@pytest.mark.parametrize("length", LENGTHS)
async def test_what_is_shown_and_what_is_answered_stands_within_half_a_minute(
    length: int, only: str | None, topic: str, patience: timedelta
) -> None:
    clock, weather = Hand(), _weather(length, only, patience)
    messenger = Messenger(clock, weather)
    voices = Voices(clock, messenger)
    shown = _fill(voices, Work.SHOW, 2, length, "desk")
    answered = _fill(voices, Work.ANSWER, 2, length, "peer")
    if topic == "old":
        messenger.ready = dict.fromkeys(shown, "card")
    took = await _healed(voices, weather)
    assert took < HEALS_WITHIN.total_seconds()
    for line, ids in (shown | answered).items():
        assert in_order(messenger.said, line, ids)


@pytest.mark.parametrize("patience", [QUICK, HANGS], ids=["502", "hangs"])
@pytest.mark.parametrize("length", LENGTHS)
async def test_a_messenger_that_knows_repeats_gets_all_of_it_once(
    length: int, patience: timedelta
) -> None:
    """VK, whether all of it is silent or `messages.send` alone: nothing else is called there."""
    clock, weather = Hand(), _weather(length, None, patience)
    messenger = Messenger(clock, weather, keyed=True)
    voices = Voices(clock, messenger)
    answered = _fill(voices, Work.ANSWER, 2, length, "peer")
    assert await _healed(voices, weather) < HEALS_WITHIN.total_seconds()
    for line, ids in answered.items():
        assert [id for _, where, id in messenger.said if where == line] == ids


@pytest.mark.parametrize("length", LENGTHS)
async def test_a_contact_reads_no_answer_more_than_twice_whatever_became_of_the_calls(
    length: int,
) -> None:
    """All of it is done, and nothing answered: nobody can tell that from an outage."""
    clock, weather = Hand(), _weather(length, None, QUICK, lands=True)
    messenger = Messenger(clock, weather)
    voices = Voices(clock, messenger)
    answered = _fill(voices, Work.ANSWER, 2, length, "peer")
    await _healed(voices, weather)
    for ids in answered.values():
        for id in ids:
            assert 1 <= [one for _, _, one in messenger.said].count(id) <= 2


async def test_a_hub_that_is_killed_again_and_again_in_an_outage_loses_nothing() -> None:
    clock, weather = Hand(), _weather(600, None, QUICK)
    messenger = Messenger(clock, weather)
    voices = Voices(clock, messenger)
    shown = _fill(voices, Work.SHOW, 2, 600, "desk")
    for number in range(1, 12):
        await voices.go_on(NOON + _seconds(number * 50))
        voices.killed()
    assert await _healed(voices, weather) < HEALS_WITHIN.total_seconds()
    for line, ids in shown.items():
        assert in_order(messenger.said, line, ids)


async def test_while_nobody_is_answered_hardly_anything_is_asked() -> None:
    clock, weather = Hand(), _weather(300, None, QUICK)
    messenger = Messenger(clock, weather)
    voices = Voices(clock, messenger)
    messenger.ready = dict.fromkeys(_fill(voices, Work.SHOW, 20, 300, "desk"), "card")
    before = len(messenger.calls)
    await voices.go_on(weather.until)
    assert len(messenger.calls) - before < 20 + 10
