"""Bad weather in the sandbox, and waiting until it has struck."""

from __future__ import annotations

from sandbox.client import People
from tests.faults.waiting import eventually


async def spent(people: People, times: int = 1) -> None:
    """Each of the faults set has struck so often."""

    async def struck() -> bool:
        return all(fault["used"] >= times for fault in await people.faults.all())

    await eventually(struck, f"the faults have struck {times} times")
