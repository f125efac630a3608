"""A contact whose chat with the bot has topics is answered in the topic he wrote in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bots.checks import findings
from sandbox.client import People, SeenTopic
from sandbox.server import Sandbox
from tests.flow.conftest import load
from tests.flow.world import STAFF, World

pytestmark = pytest.mark.usefixtures("idle")


@pytest.fixture
async def topics(world: World) -> tuple[SeenTopic, SeenTopic]:
    await world.people.telegram.bot(STAFF).change(has_topics=True)
    first, second = [await world.ruslan.create_topic(STAFF, name) for name in ("Смена", "Заказ")]
    return first, second


async def test_the_answer_goes_to_the_topic_he_wrote_in(
    world: World, topics: tuple[SeenTopic, SeenTopic]
) -> None:
    """As it came to us: reports/07."""
    mine, other = topics
    await world.ruslan.write("Пишу из темы", bot=STAFF, topic=mine.id)
    desk = await world.couriers.topic("Руслан")
    copy = await desk.wait_for("Пишу из темы")
    where: dict[str, Any] = {"group": desk.group, "topic": desk.id}
    sent = await world.lena.write("Вижу", reply_to=copy.id, **where)
    got = await world.ruslan.chat(STAFF).wait_for("Вижу", by="bots")
    assert got.topic == mine.id
    await world.lena.edit(sent, "Вижу вас")
    assert (await got.becomes(contains="Вижу вас")).topic == mine.id
    await world.ruslan.write("А тут другое", bot=STAFF, topic=other.id)
    await desk.wait_for("А тут другое")
    await world.lena.photo(caption="К первому", reply_to=copy.id, **where)
    assert (await world.ruslan.chat(STAFF).wait_for("К первому")).topic == mine.id
    album = [{"kind": "photo", "caption": "Ко второму"}, {"kind": "photo"}]
    second = await desk.wait_for("А тут другое")
    await world.lena.album(album, reply_to=second.id, **where)
    assert (await world.ruslan.chat(STAFF).wait_for("Ко второму")).topic == other.id


async def test_what_is_beside_all_topics_is_answered_there(
    world: World, topics: tuple[SeenTopic, SeenTopic]
) -> None:
    await world.ruslan.write("Из темы", bot=STAFF, topic=topics[0].id)
    desk = await world.couriers.topic("Руслан")
    await desk.wait_for("Из темы")
    await world.ruslan.write("Мимо тем", bot=STAFF)
    copy = await desk.wait_for("Мимо тем")
    await world.lena.write("Да", group=desk.group, topic=desk.id, reply_to=copy.id)
    assert (await world.ruslan.chat(STAFF).wait_for("Да", by="bots")).topic is None


async def test_where_the_topic_is_gone_the_answer_comes_all_the_same(
    world: World, topics: tuple[SeenTopic, SeenTopic]
) -> None:
    mine, _ = topics
    await world.ruslan.write("Пишу из темы", bot=STAFF, topic=mine.id)
    desk = await world.couriers.topic("Руслан")
    copy = await desk.wait_for("Пишу из темы")
    await world.ruslan.do("delete_topic", chat=STAFF, topic=mine.id)
    sent = await world.lena.write("Вижу", group=desk.group, topic=desk.id, reply_to=copy.id)
    assert (await world.ruslan.chat(STAFF).wait_for("Вижу", by="bots")).topic is None
    await sent.becomes(reaction="👌")


async def test_check_says_what_the_switch_does(
    sandbox: Sandbox, people: People, mongo_url: str, redis_url: str, tmp_path: Path
) -> None:
    await people.telegram.bot(STAFF).change(has_topics=True)
    configured = load(tmp_path, sandbox.url, mongo_url, redis_url, {})
    found = {one.party: one async for one in findings(configured)}
    assert found["telegram:staff"].level == "ok"
    assert "Threaded Mode" in found["telegram:staff"].says
    assert "Threaded Mode" not in found["telegram:customers-tg"].says
