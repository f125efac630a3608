"""Updates that nobody can read stop nobody, and lie on a desk as dead letters."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from sandbox.client import People
from tests.faults.hub_process import HubProcess
from tests.faults.ledger import DESK, SPB, STAFF, Ledger
from tests.faults.waiting import eventually

pytestmark = [
    pytest.mark.faults,
    # aiohttp wonders at an update of such a size.
    pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning"),
]

HUGE: Final = "x" * 600_000
POISON: Final[dict[str, dict[str, Any]]] = {
    "of a kind to come": {"teleported_message": {"chat": {"id": 1}}},
    "empty": {},
    "a message that is a list": {"message": [1, 2]},
    "a chat that is a word": {"message": {"message_id": 1, "chat": "home", "date": 0}},
    "a date beyond time": {
        "message": {
            "message_id": 999_000,
            "date": 10**18,
            "chat": {"id": 5101, "type": "private"},
            "from": {"id": 5101, "is_bot": False, "first_name": "Р"},
            "text": "x",
        }
    },
    "entities beyond the text": {
        "message": {
            "message_id": 999_001,
            "date": 0,
            "chat": {"id": 5101, "type": "private"},
            "from": {"id": 5101, "is_bot": False, "first_name": "Р"},
            "text": "🤯",
            "entities": [{"type": "bold", "offset": 1, "length": 99}],
        }
    },
    "keys of a database": {"$set": {"a.b": 1}, "message": {"$where": "1", "a.b": {"": 0}}},
    "a press of nothing": {"callback_query": {"id": "1", "data": None}},
}


@pytest.mark.parametrize("bot", [STAFF, DESK])
async def test_nonsense_stops_nobody(
    hub: HubProcess, ledger: Ledger, people: People, bot: str
) -> None:
    await hub.start()
    for update in POISON.values():
        await people.telegram.bot(bot).put_update(update)
    await people.telegram.bot(bot).put_raw('"message":{"text":"\\ud83e"}}')
    await people.telegram.bot(bot).put_raw('"message":{')
    await people.telegram.bot(bot).put_update({"message": {"text": HUGE}})
    await ledger.ruslan.asks()
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    await ledger.ruslan.answers()
    await ledger.settles()
    await ledger.ruslan.check()
    assert await people.telegram.bot(bot).pending() == []
    huge = await _dead(ledger, "too_large")
    assert huge
    await people.telegram.group(-1001000000001).general.wait_for(huge[0], within=60)


async def test_huge_and_broken_updates_survive_a_kill_as_dead_letters(
    hub: HubProcess, ledger: Ledger, people: People
) -> None:
    await hub.start()
    await people.telegram.bot(SPB).put_update({"message": {"text": HUGE}})
    await hub.restart()
    vera = await ledger.customer("Вера")
    await vera.asks()
    await vera.copy()

    async def buried() -> bool:
        return len(await _dead(ledger, "too_large")) == 1

    await eventually(buried, "it is a dead letter")
    await ledger.settles()
    await vera.check()
    assert len(json.dumps(await _raw(ledger))) < 100_000


async def _dead(ledger: Ledger, reason: str) -> list[str]:
    found = ledger.database.updates.find({"state": "dead", "reason": reason})
    return [str(one["_id"]) for one in await found.to_list(None)]


async def _raw(ledger: Ledger) -> Any:
    found = await ledger.database.updates.find_one({"state": "dead"})
    return (found or {}).get("raw")
