"""Whatever happens to topics: what was written is seen once, in the newest topic or its history."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from sandbox.client import SeenTopic
from tests.flow.world import DESK, STAFF, World

pytestmark = pytest.mark.usefixtures("idle")

STEPS = 8
LATE = 40.0


class _Chaos:
    """A courier, an operator and a head who meddles; `written` is what must be seen in the end."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self._world = world
        self._dice = dice
        self._there = True
        self.written: list[str] = []
        self.done: list[str] = []

    async def go_on(self) -> None:
        deeds = [self.write, self.write, self.delete, self.close, self.answer, self.kick]
        deed = self._dice.choice(deeds)
        self.done.append(deed.__name__)
        await deed()

    async def write(self) -> None:
        await self._world.ruslan.write(self._words("вопрос"), bot=STAFF)

    async def answer(self) -> None:
        """Only where the bot hears it."""
        topic = await self._topic()
        if self._there and topic and not topic.closed:
            text = self._words("ответ")
            await self._world.lena.write(text, group=topic.group, topic=topic.id)
            await self._world.ruslan.chat(STAFF).wait_for(text, within=LATE)

    async def delete(self) -> None:
        if topic := await self._topic():
            await self._world.andrey.delete_topic(topic, silent=self._dice.random() < 0.3)

    async def close(self) -> None:
        if topic := await self._topic():
            await self._world.andrey.close_topic(topic)

    async def kick(self) -> None:
        """Out, or in again."""
        self._there = not self._there
        await self._world.couriers.set_member(DESK, "administrator" if self._there else "kicked")

    async def settle(self) -> SeenTopic:
        """The newest topic when all is well again and everything has been shown."""
        if not self._there:
            await self.kick()
        await self.write()
        await self._world.couriers.all.wait_for(self.written[-1], within=LATE)
        topic = await self._topic()
        assert topic
        return topic

    def _words(self, what: str) -> str:
        self.written.append(f"{what}-{len(self.written)}.")
        return self.written[-1]

    async def _topic(self) -> SeenTopic | None:
        return next(reversed(await self._world.couriers.topics()), None)


@pytest.mark.parametrize("seed", range(3))
async def test_everything_written_is_seen_exactly_once(world: World, seed: int) -> None:
    """X04"""
    chaos = _Chaos(world, random.Random(seed))  # noqa: S311 - reproducible
    await world.courier_writes("начало")
    for _ in range(STEPS):
        await chaos.go_on()
    topic = await chaos.settle()
    seen = "\n".join(await topic.texts())
    counted = Counter({text: seen.count(text) for text in ["начало", *chaos.written]})
    assert set(counted.values()) == {1}, (chaos.done, counted, seen)
    assert len(await world.couriers.topics()) == 1
    assert await world.couriers.general.texts() == []
