"""What goes on inside the hub, read off its own HTTP side and told to the event stream."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import aiohttp
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from sandbox.ground import Ground
from sandbox.hub_process import HubProcess

Json = dict[str, Any]

LOOK_EVERY: Final = 0.5
TIMEOUT: Final = aiohttp.ClientTimeout(total=3)
OUTCOMES: Final = ("sent", "retried", "flooded", "uncertain", "dead")


class Engine:
    """Looks at the hub twice a second; `state` is what was seen last.

    Counters are summed over restarts: the hub's own begin anew with its process.
    """

    def __init__(self, ground: Ground, hub: HubProcess, url: str) -> None:
        self._ground = ground
        self._hub = hub
        self._url = url
        self._pid: int | None = None
        self._before: Counter[str] = Counter()
        self._now: Counter[str] = Counter()
        self.state: Json = self._state("starting", {}, ())

    async def watch(self) -> None:
        """For ever."""
        async with aiohttp.ClientSession(self._url, timeout=TIMEOUT) as http:
            while True:
                self._tell(await self._look(http))
                await asyncio.sleep(LOOK_EVERY)

    def _tell(self, state: Json) -> None:
        if state != self.state:
            self.state = state
            self._ground.events.emit("hub", "engine", at=self._ground.clock.now(), **state)

    async def _look(self, http: aiohttp.ClientSession) -> Json:
        if not self._hub.running:
            return self._down()
        if self._pid != self._hub.pid:
            self._pid, self._before, self._now = self._hub.pid, self._before + self._now, Counter()
        try:
            health = await self._health(http)
            async with http.get("/metrics") as answer:
                samples = _samples(await answer.text())
        except (aiohttp.ClientError, TimeoutError):
            return self._state("starting", {}, ())
        return self._state(health["status"], health.get("parties", {}), samples)

    async def _health(self, http: aiohttp.ClientSession) -> Json:
        async with http.get("/healthz") as answer:
            return dict(await answer.json())

    def _down(self) -> Json:
        return self._state("down", {}, ())

    def _state(self, status: str, parties: Json, samples: Iterable[Sample]) -> Json:
        """`status` is down, starting, failing or ok."""
        samples = list(samples)
        self._now = _totals(samples) or self._now
        totals = self._before + self._now
        return {
            "status": status,
            "pid": self._hub.pid,
            "parties": parties,
            "lanes": _lanes(samples),
            "totals": {name: totals[name] for name in OUTCOMES},
            "updates": {name: totals[f"updates:{name}"] for name in ("stored", "handled", "dead")},
        }


def _samples(text: str) -> list[Sample]:
    return [one for family in text_string_to_metric_families(text) for one in family.samples]


def _totals(samples: Iterable[Sample]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for sample in samples:
        if sample.name == "hub_deliveries_total":
            totals[sample.labels["outcome"]] += int(sample.value)
        if sample.name == "hub_updates_total":
            totals[f"updates:{sample.labels['state']}"] += int(sample.value)
    return totals


def _lanes(samples: Iterable[Sample]) -> list[Json]:
    ages = {
        (one.labels["voice"], one.labels["place"]): round(one.value)
        for one in samples
        if one.name == "hub_deliveries_oldest_seconds"
    }
    return [
        {**one.labels, "waiting": int(one.value), "oldest": ages.get(_lane(one), 0)}
        for one in samples
        if one.name == "hub_deliveries_waiting" and one.value
    ]


def _lane(sample: Sample) -> tuple[str, str]:
    return sample.labels["voice"], sample.labels["place"]
