"""Urgent means until accepted: everybody who was called is reminded each time the step runs out."""

from __future__ import annotations

from dataclasses import replace

from hub.model import Source
from tests.hub.office import ANDREY, BORIS, LENA, STAFF, TIMUR, Office

CALLED = "urgent_ping"
AGAIN = "urgent_again"


async def _calls(office: Office) -> None:
    conversation = await office.writes(STAFF, "5101", "Магазин закрыт")
    await office.hub.escalating.start(Source("call"), LENA, conversation, "Магазин закрыт")


async def _minutes(office: Office, *minutes: float) -> None:
    for minute in minutes:
        office.clock.at(minute)
        await office.hub.escalating.tick()


async def test_everybody_who_was_called_is_reminded_from_the_first_step_on(office: Office) -> None:
    await _calls(office)
    rounds = {
        0: [1, 0, 0],
        3: [2, 1, 0],
        6: [3, 2, 1],
        9: [4, 3, 2],
        12: [5, 4, 3],
    }
    for minute, told in rounds.items():
        await _minutes(office, minute)
        found = [await office.told(who) for who in (TIMUR, BORIS, ANDREY)]
        assert [len(one) for one in found] == told, f"at minute {minute}"
    for who in (TIMUR, BORIS, ANDREY):
        first, *others = await office.told(who)
        assert first == CALLED
        assert set(others) == {AGAIN}


async def test_rounds_that_passed_while_the_hub_was_dead_are_one_reminder(office: Office) -> None:
    await _calls(office)
    await _minutes(office, 7)
    assert await office.told(TIMUR) == [CALLED, AGAIN]
    assert await office.told(ANDREY) == [CALLED]


async def test_a_round_cut_short_after_its_step_is_made_up_for_at_the_start(office: Office) -> None:
    """The step is counted first: whoever dies there has called and reminded nobody yet."""
    await _calls(office)
    (running,) = await office.store.escalations.all_running()
    pinged = (*running.pinged, BORIS.id)
    office.clock.at(3)
    advanced = replace(running, pinged=pinged, called=1, round=running.round + 1)
    assert await office.store.escalations.advance(advanced, from_round=running.round)
    office.restart()
    for _ in range(2):
        await office.hub.escalating.resume()
    assert await office.told(TIMUR) == [CALLED, AGAIN]
    assert await office.told(BORIS) == [CALLED]
