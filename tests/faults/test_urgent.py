"""An urgent call outlives the hub that made it, at its original times."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.client import People
from tests.faults.ledger import DESK, Ledger
from tests.faults.waiting import eventually
from tests.faults.yard import Yard

ANDREY, TIMUR = 4100, 5202
STEP = 12.0
CHANGES = {"timers": {"lease": "3s", "ack_step": f"{STEP:.0f}s"}}


@pytest.mark.faults
async def test_a_call_goes_on_at_its_original_times_and_all_copies_change(
    yard: Yard, ledger: Ledger, people: People
) -> None:
    hub = yard.hub(changes=CHANGES)
    await hub.start()
    timur, andrey = people.telegram.user(TIMUR), people.telegram.user(ANDREY)
    await ledger.ruslan.asks()
    copy = await ledger.ruslan.copy()
    await ledger.lena.write("/urgent склад горит", group=copy.chat, topic=copy.topic)
    await timur.chat(DESK).wait_for("склад горит", button="Принял", within=60)
    # A copy whose sending was cut short cannot be changed: its number is not known.
    await ledger.settles()
    await hub.kill()
    before = await _escalation(ledger)
    await hub.start()
    second = await andrey.chat(DESK).wait_for("склад горит", button="Принял", within=60)
    after = await _escalation(ledger)
    assert before["pinged"] == ["timur"]
    assert after["pinged"] == ["timur", "andrey"]
    assert after["due"] == before["due"] + timedelta(seconds=STEP)
    pinged_at = await _sent_at(ledger, "urgent_ping", "andrey")
    assert timedelta() <= pinged_at - before["due"] < timedelta(seconds=STEP / 2)
    await timur.chat(DESK).wait_for("ещё никто не принял", button="Принял", within=60)
    await ledger.settles()
    await hub.restart()
    await andrey.press("Принял", message=second, wait=60)
    await second.becomes(contains="занимается Андрей", no_button="Принял", within=60)
    await eventually(lambda: _all_changed(people), "no copy can be pressed any more")
    assert len(await timur.chat(DESK).messages()) == 2
    await ledger.check()


@pytest.mark.faults
async def test_steps_that_passed_while_the_hub_was_down_are_made_up_for_at_once(
    yard: Yard, ledger: Ledger, people: People
) -> None:
    hub = yard.hub(changes={"timers": {"lease": "3s", "ack_step": "3s"}})
    await hub.start()
    await ledger.ruslan.asks()
    copy = await ledger.ruslan.copy()
    await ledger.lena.write("/urgent склад горит", group=copy.chat, topic=copy.topic)
    await people.telegram.user(TIMUR).chat(DESK).wait_for("склад горит", within=60)
    await ledger.settles()
    await hub.restart()
    ping = await people.telegram.user(ANDREY).chat(DESK).wait_for("склад горит", within=60)
    answer = await people.telegram.user(ANDREY).press("Принял", message=ping, wait=60)
    assert answer["text"] == "Принято. Спасибо."
    await eventually(lambda: _all_changed(people), "no copy can be pressed any more")
    await ledger.check()


async def _escalation(ledger: Ledger) -> dict[str, Any]:
    found = await ledger.database.escalations.find_one({})
    assert found
    return found


async def _sent_at(ledger: Ledger, code: str, person: str) -> Any:
    found = await ledger.database.deliveries.find_one({"note.code": code, "person": person})
    assert found
    return found["calls"][0]


async def _all_changed(people: People) -> bool:
    chats = [people.telegram.user(id).chat(DESK) for id in (TIMUR, ANDREY)]
    copies = [one for chat in chats for one in await chat.messages()]
    return not [one for one in copies if "Принял" in one.labels]
