"""Telegram at its worst: floods, errors, lost answers, nonsense, a rival, a revoked token."""

from __future__ import annotations

from typing import Any, Final

import pytest

from sandbox.client import People
from tests.faults.hub_process import HubProcess
from tests.faults.ledger import COURIERS, DESK, MARK, SPB, STAFF, Ledger
from tests.faults.waiting import PATIENCE, eventually
from tests.faults.weather import spent

pytestmark = pytest.mark.faults

FLOOD: Final = {"service": "telegram", "effect": "error", "code": 429}
HTML: Final = "<html><h1>502 Bad Gateway</h1></html>"


async def test_a_flood_is_waited_for_over_a_restart(
    hub: HubProcess, ledger: Ledger, people: People
) -> None:
    await hub.start()
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    cursor = await people.calls.last()
    await people.faults.add(
        **FLOOD, parameters={"retry_after": 45}, chat=COURIERS, bot=DESK, times=1
    )
    await ledger.ruslan.asks()
    await spent(people)
    (flood,) = [call for call in await people.calls.all(cursor) if call["status"] == 429]
    await ledger.ruslan.asks()
    await eventually(lambda: _deadline_is_stored(ledger), "the deadline is stored")
    await hub.restart()
    await hub.owns_all()
    assert await people.clock.now() < flood["at"] + 45, "the restart took longer than the flood"
    await ledger.ruslan.arrived()
    calls = await people.calls.all(flood["id"], bot=DESK)
    there = [call for call in calls if str(call["params"].get("chat_id")) == str(COURIERS)]
    assert there[0]["at"] >= flood["at"] + 45
    await ledger.check()


async def test_a_huge_flood_in_one_chat_leaves_the_others_alone(
    hub: HubProcess, ledger: Ledger, people: People
) -> None:
    await hub.start()
    await people.faults.add(
        **FLOOD, parameters={"retry_after": 7728}, chat=COURIERS, bot=DESK, times=1
    )
    await ledger.ruslan.asks()
    await spent(people)
    vera = await ledger.customer("Вера")
    await vera.asks()
    await vera.copy()
    await vera.answers()
    await vera.arrived()
    assert await people.telegram.group(COURIERS).all.find("q0-0") == []
    await hub.restart()
    await vera.asks()
    await vera.arrived()
    assert await people.telegram.group(COURIERS).all.find("q0-0") == []
    assert await people.telegram.violations() == []
    await vera.check()


WEATHER: Final[dict[str, dict[str, Any]]] = {
    "refused before": {"effect": "error", "code": 500, "when": "before"},
    "refused after": {"effect": "error", "code": 502, "when": "after"},
    "reset before": {"effect": "reset", "when": "before"},
    "reset after": {"effect": "reset", "when": "after"},
    "silent before": {"effect": "hang", "when": "before", "seconds": 3},
    "silent after": {"effect": "hang", "when": "after", "seconds": 3},
    "HTML with 502": {"effect": "http", "status": 502, "body": HTML},
    "HTML with 200": {"effect": "http", "status": 200, "body": HTML},
    "HTML with 200 after": {"effect": "http", "status": 200, "body": HTML, "when": "after"},
    "truncated JSON": {"effect": "http", "status": 200, "body": '{"ok":true,"result":{"mess'},
    "truncated after": {"effect": "http", "status": 200, "body": '{"ok":tr', "when": "after"},
    "empty": {"effect": "http", "status": 200, "body": ""},
    "JSON of another kind": {"effect": "http", "status": 200, "body": "[]"},
    "slow": {"effect": "delay", "seconds": 1},
}


@pytest.mark.parametrize("weather", WEATHER)
async def test_whatever_telegram_answers_nothing_is_lost_and_repeats_are_marked(
    hub: HubProcess, ledger: Ledger, people: People, weather: str
) -> None:
    """In turn: the topic, its card, the copy, the answer, the reaction, and the polling."""
    await hub.start()
    for method in ("createForumTopic", "sendMessage", "setMessageReaction", "getUpdates"):
        await people.faults.add(service="telegram", method=method, times=2, **WEATHER[weather])
    await ledger.ruslan.asks()
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    await ledger.ruslan.answers()
    await ledger.settles()
    await people.faults.clear()
    await ledger.ruslan.answers()
    await ledger.check()


@pytest.mark.usefixtures("idle")
async def test_only_what_may_have_arrived_is_marked(
    hub: HubProcess, ledger: Ledger, people: People
) -> None:
    await hub.start()
    await ledger.ruslan.asks()
    await ledger.ruslan.answers()
    await people.telegram.user(5101).chat(STAFF).wait_for("С вами Лена", within=PATIENCE)
    await ledger.settles()
    await people.faults.add(
        service="telegram", method="sendMessage", effect="reset", when="after", times=1, bot=STAFF
    )
    await ledger.ruslan.answers()
    await ledger.settles()
    heard = [text for text in await ledger.ruslan.heard() if "a0-" in text]
    assert heard == ["a0-0", "a0-1", f"{MARK}\na0-1"]
    await ledger.check()


async def test_a_rival_poller_is_told_of_and_outlived(
    hub: HubProcess, ledger: Ledger, people: People
) -> None:
    await hub.start()
    rival = {"code": 409, "description": "Conflict: terminated by other getUpdates request"}
    fault = await people.faults.add(
        service="telegram", effect="error", method="getUpdates", bot=STAFF, **rival
    )
    await eventually(lambda: _says(hub, "telegram:staff", "Conflict"), "/healthz tells of it")
    assert await hub.health() == 200
    vera = await ledger.customer("Вера")
    await vera.asks()
    await vera.copy()
    await people.faults.remove(fault)
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    await eventually(lambda: _is_ok(hub, "telegram:staff"), "/healthz is content again")
    await ledger.check()


async def test_a_revoked_token_is_told_of_and_others_go_on(
    hub: HubProcess, ledger: Ledger, people: People
) -> None:
    await hub.start()
    vera = await ledger.customer("Вера")
    await vera.asks()
    await vera.copy()
    await people.faults.add(
        service="telegram", effect="error", code=401, description="Unauthorized", bot=SPB
    )
    await vera.answers()
    await eventually(lambda: _says(hub, "telegram:customers-tg", "down since"), "it is told of")
    assert await hub.health() == 200
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    await ledger.ruslan.answers()
    await ledger.ruslan.arrived()
    assert "a0-0" not in await vera.heard()
    await people.faults.clear()
    await eventually(lambda: _is_ok(hub, "telegram:customers-tg"), "it is well again", within=120)
    await ledger.check(120)


async def test_updates_doubled_late_or_lost_on_the_way_do_no_harm(
    hub: HubProcess, ledger: Ledger, people: People
) -> None:
    await hub.start()
    await people.faults.add(service="telegram", effect="duplicate", method="message", times=4)
    for _ in range(4):
        await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    await ledger.ruslan.answers()
    await ledger.check()


async def _deadline_is_stored(ledger: Ledger) -> bool:
    return bool(await ledger.database.lanes.count_documents({}))


async def _says(hub: HubProcess, party: str, words: str) -> bool:
    return words in (await hub.parties()).get(party, "")


async def _is_ok(hub: HubProcess, party: str) -> bool:
    return (await hub.parties()).get(party) == "ok"
