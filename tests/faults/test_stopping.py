"""SIGTERM and Ctrl-C: what is in flight is finished, leases are released, nothing stays behind."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
import yaml

from sandbox.client import People
from storage.driver import connect, database
from tests.faults.hub_process import HubProcess
from tests.faults.ledger import STAFF, Ledger
from tests.faults.waiting import eventually
from tests.faults.weather import spent
from tests.faults.yard import Yard
from tests.storage.support import gone, runs, server_pid

PROMISED = 10.0


@pytest.mark.faults
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_hub_asked_to_stop_finishes_what_is_in_flight_and_releases_its_leases(
    hub: HubProcess, ledger: Ledger, people: People, number: signal.Signals
) -> None:
    await hub.start()
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    # With the first answer he is also told who has it: the second is one call.
    await ledger.ruslan.answers()
    await ledger.ruslan.arrived()
    await people.faults.add(
        service="telegram", method="sendMessage", bot=STAFF, effect="delay", seconds=1, times=1
    )
    await ledger.ruslan.answers()
    await spent(people)
    assert await hub.stop(number) < PROMISED
    await ledger.ruslan.arrived(within=1)
    leases = await ledger.database.leases.find().to_list(None)
    assert {lease["owner"] for lease in leases} == {""}
    await hub.start()
    await ledger.check()


@pytest.mark.faults
async def test_a_hub_stops_in_time_while_a_messenger_hangs(
    hub: HubProcess, ledger: Ledger, people: People
) -> None:
    await hub.start()
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    await people.faults.add(service="telegram", method="sendMessage", effect="hang", times=1)
    await people.faults.add(service="vk", effect="hang", seconds=60)
    await ledger.ruslan.answers()
    await eventually(lambda: _used(people), "the hang has struck")
    assert await hub.stop() < PROMISED
    await people.faults.clear()
    await hub.start()
    await ledger.check()


@pytest.mark.faults
async def test_a_hub_stops_in_time_while_the_database_does_not_answer(
    yard: Yard, data_dir: Path
) -> None:
    hub = yard.embedded_hub(data_dir)
    await hub.start()
    mongod = server_pid(data_dir / "mongo")
    os.kill(mongod, signal.SIGSTOP)
    assert await hub.stop() < PROMISED
    await gone(mongod)


@pytest.mark.faults
async def test_a_hub_still_waiting_for_its_database_can_be_stopped(yard: Yard) -> None:
    hub = yard.hub(environ={"MONGO_URL": "mongodb://127.0.0.1:1/dezhurka?replicaSet=rs0"})
    await hub.spawn()
    await eventually(lambda: _says(hub, "MongoDB does not answer"), "it waits")
    assert await hub.stop() < PROMISED


@pytest.mark.faults
@pytest.mark.parametrize("patience", [0.5, 2.0, 4.0])
async def test_a_hub_asked_to_stop_while_it_starts_obeys(
    yard: Yard, data_dir: Path, patience: float
) -> None:
    """At whatever moment: the interpreter's own death by SIGTERM is obedience, too."""
    hub = yard.embedded_hub(data_dir)
    await hub.spawn()
    await asyncio.sleep(patience)
    hub.send(signal.SIGTERM)
    assert await hub.ended(within=PROMISED) in (0, -signal.SIGTERM)
    assert not _left(data_dir)


@pytest.mark.faults
async def test_an_embedded_hub_killed_at_work_goes_on_at_once_and_stops_without_orphans(
    yard: Yard, data_dir: Path, people: People
) -> None:
    """No server is left behind; the next hub waits for no lease; SIGTERM ends all of it."""
    hub = yard.embedded_hub(data_dir)
    await hub.start()
    client = connect(yaml.safe_load((data_dir / "mongo" / "mongodump.yaml").read_text())["uri"])
    ledger = Ledger(people, database(client))
    await ledger.ruslan.asks()
    await ledger.ruslan.copy()
    servers = [server_pid(data_dir / store) for store in ("mongo", "valkey")]
    await ledger.ruslan.asks()
    await hub.kill()
    for pid in servers:
        await gone(pid)
    await ledger.ruslan.asks()
    await hub.start()
    await hub.owns_all(within=2)
    await ledger.ruslan.answers()
    await ledger.check()
    servers = [server_pid(data_dir / store) for store in ("mongo", "valkey")]
    assert await hub.stop() < PROMISED
    for pid in servers:
        await gone(pid)
    client.close()


async def _used(people: People) -> bool:
    return bool((await people.faults.all())[0]["used"])


async def _says(hub: HubProcess, words: str) -> bool:
    return words in hub.output()


def _left(data_dir: Path) -> list[int]:
    """Servers that outlived their hub."""
    homes = [data_dir / store for store in ("mongo", "valkey")]
    pids = [server_pid(home) for home in homes if (home / "server.lock").exists()]
    return [pid for pid in pids if runs(pid)]
