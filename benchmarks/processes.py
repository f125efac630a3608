"""The sandbox and the hub, each in a process of its own."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp
import yaml
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from sandbox.world import environment

HUB_YAML: Final = Path("sandbox/hub.yaml")
UNLIMITED: Final = {
    "group_calls": 1_000_000,
    "chat_per_second": 100_000,
    "bot_per_second": 100_000,
}


class BenchedHub:
    def __init__(self, pid: int, http: aiohttp.ClientSession) -> None:
        self._pid = pid
        self.http = http

    async def stored(self) -> int:
        """Updates in the log since the hub's start."""
        samples = await self._samples("hub_updates_total")
        return int(sum(one.value for one in samples if one.labels["state"] == "stored"))

    async def latest(self) -> float:
        """Seconds, as far as the buckets of the metric tell, by which its event loop was late."""
        buckets = await self._samples("hub_loop_lateness_seconds_bucket")
        all = max(one.value for one in buckets)
        return min(float(one.labels["le"]) for one in buckets if one.value == all)

    async def _samples(self, name: str) -> list[Sample]:
        async with self.http.get("/metrics") as response:
            families = list(text_string_to_metric_families(await response.text()))
        samples = [sample for family in families for sample in family.samples]
        return [sample for sample in samples if sample.name == name]

    def memory(self) -> float:
        """Resident, in MB."""
        status = Path(f"/proc/{self._pid}/status").read_text(encoding="utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@asynccontextmanager
async def sandbox() -> AsyncIterator[str]:
    """The URL of one with the believable world."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with _process("sandbox", "--port", str(port)), aiohttp.ClientSession(url) as http:
        await _answers(http, "/people/clock")
        yield url


@asynccontextmanager
async def hub(sandbox_url: str, folder: Path) -> AsyncIterator[BenchedHub]:
    """On embedded stores in `folder`, its limits off."""
    declared: dict[str, Any] = yaml.safe_load(HUB_YAML.read_text(encoding="utf-8"))
    file = folder / "hub.yaml"
    file.write_text(yaml.safe_dump(declared | {"limits": UNLIMITED}, allow_unicode=True))
    port = free_port()
    own = {"HUB_CONFIG": str(file), "DATA_DIR": str(folder / "data"), "HTTP_PORT": str(port)}
    given = environment(sandbox_url) | own | {"LOG_LEVEL": "warning"}
    async with (
        _process("bots", "run", **given) as pid,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http,
    ):
        await _answers(http, "/healthz")
        yield BenchedHub(pid, http)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def _process(module: str, *arguments: str, **given: str) -> AsyncIterator[int]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, env=os.environ | given
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


async def _answers(http: aiohttp.ClientSession, path: str) -> None:
    while True:
        try:
            async with http.get(path) as response:
                if response.ok:
                    return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.05)
