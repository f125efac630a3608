"""A hub that cannot run says why in a line, ends with 2, and leaves no traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.faults.hub_process import HubProcess
from tests.faults.yard import Yard

BAD = 2


@pytest.mark.faults
async def test_a_second_hub_on_one_data_dir_is_refused_with_a_sentence(
    yard: Yard, data_dir: Path
) -> None:
    first, second = yard.embedded_hub(data_dir), yard.embedded_hub(data_dir)
    await first.start()
    said = await _refused(second)
    assert len(said) == 1, said
    assert f"is in use by another hub (process {first.pid})" in said[0]
    assert await first.health() == 200


@pytest.mark.faults
async def test_every_fault_of_the_configuration_is_a_line(yard: Yard) -> None:
    hub = yard.hub(
        changes={"langage": "ru", "timers": {"ack_step": "soon"}, "desks": []},
        environ={"HTTP_PORT": "99999", "STAFF_BOT_TOKEN": None},
    )
    said = await _refused(hub)
    for part in ("HTTP_PORT", "STAFF_BOT_TOKEN", "langage", "timers.ack_step", "desks"):
        assert [line for line in said if part in line], (part, said)


@pytest.mark.faults
async def test_a_missing_file_is_one_line(yard: Yard, tmp_path: Path) -> None:
    hub = yard.hub(environ={"HUB_CONFIG": str(tmp_path / "nowhere.yaml")})
    (said,) = await _refused(hub)
    assert "nowhere.yaml" in said


@pytest.mark.faults
async def test_a_port_that_is_taken_is_one_line(yard: Yard) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        hub = yard.hub(environ={"HTTP_PORT": str(other.getsockname()[1])})
        await hub.spawn()
        assert await hub.ended() in (1, BAD)
    said = [line for line in hub.output().splitlines() if "address already in use" in line]
    assert said, hub.output()


async def _refused(hub: HubProcess) -> list[str]:
    await hub.spawn()
    assert await hub.ended() == BAD, hub.output()
    return hub.output().splitlines()
