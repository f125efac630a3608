"""People who write to a customer bot, and when their words appear on the desk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sandbox.client import People
from sandbox.telegram.client import Person

BOT: Final = "sandbox_spb_bot"
DESK: Final = -1001000000002


class Crowd:
    """`seen` holds how long each message took from its sending to its topic, in seconds."""

    def __init__(self, people: People, first_id: int) -> None:
        self._people = people
        self._first_id = first_id
        self._sent: dict[str, float] = {}
        self.persons: list[Person] = []
        self._count = 0
        self.seen: list[float] = []

    async def gather(self, number: int) -> None:
        """So many people press Start."""
        for index in range(number):
            id = self._first_id + index
            person = await self._people.telegram.add_user(f"Клиент {id}", id=id)
            await person.start(BOT)
            self.persons.append(person)

    @property
    def written(self) -> int:
        return self._count

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Looks at what appears on the desk, and at what is there already."""
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()

    async def _watch(self) -> None:
        async for event in self._people.events(since=0):
            if event["kind"] == "message" and event.get("chat") == DESK:
                began = self._sent.pop(event["message"]["text"], None)
                if began is not None:
                    self.seen.append(time.monotonic() - began)

    async def write_each(self) -> None:
        """Everybody one message."""
        await asyncio.gather(*(self._write(person) for person in self.persons))

    async def write_for(self, seconds: float, every: float) -> None:
        """Everybody a message `every` so many seconds, not all at the same moment."""
        end = time.monotonic() + seconds
        step = every / len(self.persons)
        await asyncio.gather(
            *(
                self._keep_writing(person, index * step, every, end)
                for index, person in enumerate(self.persons)
            )
        )

    async def all_seen(self) -> None:
        while self._sent:
            await asyncio.sleep(0.02)

    async def _keep_writing(self, person: Person, delay: float, every: float, end: float) -> None:
        await asyncio.sleep(delay)
        while time.monotonic() < end:
            began = time.monotonic()
            await self._write(person)
            await asyncio.sleep(max(0.0, began + every - time.monotonic()))

    async def _write(self, person: Person) -> None:
        self._count += 1
        text = f"вопрос {self._first_id} {self._count}"
        self._sent[text] = time.monotonic()
        await person.write(text, bot=BOT)
