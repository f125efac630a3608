"""VK at its worst: Long Poll that forgets, errors, lost answers."""

from __future__ import annotations

from typing import Any, Final

import pytest

from sandbox.client import People
from tests.faults.hub_process import HubProcess
from tests.faults.ledger import VK_SPB, Ledger, Talk
from tests.faults.waiting import eventually
from tests.faults.weather import spent

pytestmark = pytest.mark.faults


@pytest.fixture
async def nina(hub: HubProcess, ledger: Ledger, people: People) -> Talk:
    """A customer of the running hub who has written before."""
    await hub.start()
    await people.calls.wait_for("groups.getLongPollServer", count=2, within=60)
    nina = await ledger.vk_customer("Нина", "Волкова")
    await nina.asks()
    await nina.copy()
    return nina


@pytest.mark.parametrize("failure", ["expire_key", "forget_history", "lose"])
async def test_what_long_poll_forgets_is_found_in_the_history(
    nina: Talk, ledger: Ledger, people: People, failure: str
) -> None:
    """Failed 2, 1 and 3, also of what was written while nobody could poll."""
    community = people.vk.community(VK_SPB)
    await people.faults.add(service="vk", effect="reset", method="a_check*")
    await nina.asks()
    await nina.asks()
    await getattr(community, failure)()
    await people.faults.clear()
    await nina.asks()
    await nina.shown(nina.asked[-1])
    await nina.answers()
    await ledger.check()


async def test_a_gap_that_opened_while_the_hub_was_dead_is_filled(
    nina: Talk, ledger: Ledger, people: People, hub: HubProcess
) -> None:
    await hub.kill()
    await nina.asks()
    await nina.asks()
    await people.vk.community(VK_SPB).lose()
    await nina.asks()
    await hub.start()
    await nina.shown(nina.asked[-1])
    await nina.answers()
    await ledger.check()


WEATHER: Final[dict[str, dict[str, Any]]] = {
    "too many per second": {"effect": "error", "code": 6},
    "internal error before": {"effect": "error", "code": 10},
    "internal error after": {"effect": "error", "code": 10, "when": "after"},
    "502 before": {"effect": "http", "status": 502},
    "502 after": {"effect": "http", "status": 502, "when": "after"},
    "nonsense after": {"effect": "http", "status": 200, "when": "after"},
    "reset before": {"effect": "reset"},
    "reset after": {"effect": "reset", "when": "after"},
    "silent before": {"effect": "hang"},
    "silent after": {"effect": "hang", "when": "after"},
}


@pytest.mark.parametrize("weather", WEATHER)
async def test_whatever_vk_answers_every_answer_arrives_once(
    nina: Talk, ledger: Ledger, people: People, weather: str
) -> None:
    await people.faults.add(service="vk", method="messages.send", times=2, **WEATHER[weather])
    await nina.answers()
    await nina.answers()
    await ledger.check()


async def test_flood_control_of_vk_holds_one_dialog_and_survives_a_restart(
    nina: Talk, ledger: Ledger, people: People, hub: HubProcess
) -> None:
    """Error 9 says no time: the hub waits for minutes, and others are answered meanwhile."""
    await people.faults.add(service="vk", method="messages.send", effect="error", code=9, times=1)
    await nina.answers()
    await spent(people)
    oleg = await ledger.vk_customer("Олег", "Сизов")
    await oleg.asks()
    await oleg.copy()
    await oleg.answers()
    await oleg.arrived()
    await eventually(lambda: _deadline_is_stored(ledger), "the deadline is stored")
    await hub.restart()
    await oleg.answers()
    await oleg.arrived()
    assert await nina.heard() == []
    await oleg.check()


async def test_a_refused_token_of_vk_is_told_of_and_others_go_on(
    nina: Talk, ledger: Ledger, people: People, hub: HubProcess
) -> None:
    await people.faults.add(service="vk", bot=VK_SPB, effect="error", code=5)
    await nina.answers()

    async def told() -> bool:
        return (await hub.parties())["vk:customers-vk"].startswith("down since")

    await eventually(told, "/healthz tells of it")
    assert await hub.health() == 200
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    await people.faults.clear()
    await ledger.check(120)


async def _deadline_is_stored(ledger: Ledger) -> bool:
    return bool(await ledger.database.lanes.count_documents({}))
