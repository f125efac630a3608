"""A slow line to the files is waited for: it is no call, and makes nothing doubtful."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from sandbox.client import People, SeenMessage, SeenTopic
from tests.flow.conftest import Hub
from tests.flow.world import STAFF, World, world_of

LONGER_THAN_A_CALL = 3


@pytest.fixture
async def world(people: People, hub: Hub) -> AsyncIterator[World]:
    """A call may take two thirds of a lease."""
    async with hub(timers={"lease": "3s"}) as app, world_of(people, app) as world:
        yield world


async def slow_files(world: World, times: int) -> None:
    await world.people.faults.add(
        service="telegram",
        method="download",
        effect="delay",
        seconds=LONGER_THAN_A_CALL,
        times=times,
    )


async def said(topic: SeenTopic) -> list[SeenMessage]:
    """The card, and what stands below it."""
    return [one for one in await topic.messages() if one.kind in ("text", "photo")]


async def test_a_photo_that_comes_slowly_is_shown_once_and_without_a_mark(world: World) -> None:
    await slow_files(world, 1)
    await world.ruslan.photo(bot=STAFF, caption="Вот дверь")
    await world.ruslan.write("И ещё", bot=STAFF)
    topic = await world.couriers.topic("Руслан", within=30)
    await topic.wait_for("И ещё", within=30)
    _, photo, text = await said(topic)
    assert (photo.kind, photo.text.splitlines()[-1]) == ("photo", "Вот дверь")
    assert text.text.splitlines()[-1] == "И ещё"
    assert "повтор" not in photo.text + text.text


async def test_an_album_that_comes_slowly_is_whole(world: World) -> None:
    await slow_files(world, 2)
    items = [{"kind": "photo", "caption": "Три"}, {"kind": "photo"}, {"kind": "photo"}]
    await world.ruslan.album(items, bot=STAFF)
    topic = await world.couriers.topic("Руслан", within=30)
    await topic.wait_for("Три", within=30)
    _, *parts = await said(topic)
    assert [part.kind for part in parts] == ["photo"] * 3
    assert not [part for part in parts if "повтор" in part.text]


async def test_an_answer_with_a_slow_file_arrives_once(world: World) -> None:
    topic, copy = await world.courier_writes("Куда?")
    await slow_files(world, 1)
    sent = await world.lena.photo(
        group=topic.group, topic=topic.id, reply_to=copy.id, caption="Сюда"
    )
    given = await world.ruslan.chat(STAFF).wait_for("Сюда", within=30)
    await sent.becomes(reaction="👌")
    assert (given.kind, given.text) == ("photo", "Сюда")
    assert len(await world.ruslan.chat(STAFF).find("Сюда")) == 1
