"""Urgent means until accepted."""

from __future__ import annotations

from sandbox.client import People, SeenTopic
from tests.flow.conftest import Hub
from tests.flow.world import DESK, STAFF, World, world_of

TIMUR, ANDREY = 5202, 4100


async def test_the_first_of_the_chain_is_pinged_and_accepts(world: World) -> None:
    """B06 K04 X01"""
    topic = await _urgent(world, "/urgent склад горит")
    ping = await world.timur.chat(DESK).wait_for("склад горит", button="Принял")
    assert "Лена" in ping.text
    assert not ping.raw["silent"]
    await topic.wait_for("Срочно: вызов отправлен, Тимур")
    answer = await world.timur.press("Принял", message=ping)
    assert answer["text"] == "Принято. Спасибо."
    await ping.becomes(contains="занимается Тимур", no_button="Принял")
    await topic.wait_for("занимается Тимур", by="bots")
    await world.lena.chat(DESK).wait_for("занимается Тимур")
    assert not await world.andrey.chat(DESK).find("склад горит")


async def test_steps_follow_one_another_and_everybody_is_reminded(people: People, hub: Hub) -> None:
    async with hub(timers={"ack_step": "1s"}) as app, world_of(people, app) as world:
        await _urgent(world, "/urgent склад горит")
        second = await world.andrey.chat(DESK).wait_for("склад горит", button="Принял")
        reminder = await world.timur.chat(DESK).wait_for("ещё никто не принял")
        await world.andrey.press("Принял", message=second)
        await reminder.becomes(contains="занимается Андрей", no_button="Принял")
        for copy in await world.timur.chat(DESK).messages():
            await copy.becomes(no_button="Принял")


async def test_the_second_to_accept_is_told_who_was_first(people: People, hub: Hub) -> None:
    async with hub(timers={"ack_step": "1s"}) as app, world_of(people, app) as world:
        await _urgent(world, "/urgent склад горит")
        late = await world.andrey.chat(DESK).wait_for("склад горит", button="Принял")
        data = late.raw["buttons"][0][0]["data"]
        await world.timur.press("Принял", bot=DESK)
        answer = await world.andrey.forge(late, data)
        assert answer["text"] == "Вызов уже принят, занимается Тимур."


async def test_the_unreachable_are_skipped_at_once_and_named(world: World) -> None:
    """Глеб has never pressed Start."""
    topic = await _urgent(world, "/urgent gleb склад горит")
    await topic.wait_for("Глеб вне доступа")
    await world.timur.chat(DESK).wait_for("склад горит", button="Принял")


async def test_whoever_blocked_the_bot_is_skipped_as_well(world: World) -> None:
    await world.timur.block(DESK)
    topic = await _urgent(world, "/urgent склад горит")
    await world.andrey.chat(DESK).wait_for("склад горит", button="Принял")
    await topic.wait_for("Тимур вне доступа")


async def test_a_forged_acceptance_is_refused_and_audited(world: World) -> None:
    topic = await _urgent(world, "/urgent склад горит")
    ping = await world.timur.chat(DESK).wait_for("склад горит", button="Принял")
    data = ping.raw["buttons"][0][0]["data"]
    card = (await topic.find("№ "))[0]
    refused = await world.lena.forge(card, data)
    assert refused["text"] == "Такого обращения у вас нет."
    assert [event["detail"]["tried"] for event in await world.audit("refused", count=1)] == [
        "accept"
    ]
    await ping.becomes(button="Принял")


async def test_closing_calls_everybody_off(world: World) -> None:
    topic = await _urgent(world, "/urgent склад горит")
    ping = await world.timur.chat(DESK).wait_for("склад горит", button="Принял")
    await world.lena.write("/close impossible", group=topic.group, topic=topic.id)
    await ping.becomes(contains="приходить не нужно", no_button="Принял")


async def test_one_tap_on_the_card_calls_about_the_contacts_last_words(world: World) -> None:
    topic, _ = await world.courier_writes("Меня не пускают")
    await world.lena.press("Срочно", group=topic.group, topic=topic.id)
    await world.timur.chat(DESK).wait_for("Меня не пускают", button="Принял")


async def test_a_manager_may_be_reached_by_the_staff_bot(people: People, hub: Hub) -> None:
    await people.telegram.user(TIMUR).block(DESK)
    await people.telegram.user(TIMUR).start(STAFF)
    async with hub() as app, world_of(people, app) as world:
        await _urgent(world, "/urgent склад горит")
        ping = await world.timur.chat(STAFF).wait_for("склад горит", button="Принял")
        await world.timur.press("Принял", message=ping)
        await ping.becomes(contains="занимается Тимур")


async def _urgent(world: World, command: str) -> SeenTopic:
    topic, _ = await world.courier_writes("Помогите")
    await world.lena.write(command, group=topic.group, topic=topic.id)
    return topic
