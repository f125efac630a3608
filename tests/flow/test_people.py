"""The roster, and who may be given what after the file has changed."""

from __future__ import annotations

from typing import Any

import yaml

from sandbox.client import People
from tests.flow.conftest import HUB_YAML, Hub
from tests.flow.world import DESK, SPB, STAFF, World, world_of

CUSTOMER = 910_001


def _people(**changed: dict[str, Any]) -> list[dict[str, Any]]:
    declared: list[dict[str, Any]] = yaml.safe_load(HUB_YAML.read_text())["people"]
    return [one | changed.get(one["id"], {}) for one in declared]


async def test_the_roster_tells_who_can_be_reached(world: World) -> None:
    await world.courier_writes("Вопрос")
    await world.person(5102).block(STAFF)
    await world.timur.block(DESK)
    await _settled(world)
    await world.andrey.write("/people", group=world.couriers.id)
    told = await world.andrey.chat(DESK).wait_for("Люди: 20")
    whole = told
    for line in (
        "Руслан Ахметов (ruslan): на связи только что",
        "Денис Кравцов (denis): не достучаться, человек заблокировал бота",
        "Тимур (timur): не достучаться, человек заблокировал бота",
        "Виктор Семёнов (viktor): ещё не нажат Start",
        "Глеб (gleb): ещё не нажат Start",
        "Лена (lena): бот открыт",
    ):
        whole = await told.becomes(contains=line)
    assert whole.text.splitlines()[1] == "— Курьер —"
    whole = await told.becomes(contains="Ксения (ksenia): бот открыт")
    assert "проверяю" not in whole.text
    assert not await world.couriers.general.find("Люди:")


async def test_asking_who_can_be_reached_is_no_failure(world: World) -> None:
    await world.andrey.write("/people", bot=DESK)
    told = await world.andrey.chat(DESK).wait_for("Люди: 20")
    for name in ("Виктор Семёнов (viktor)", "Глеб (gleb)"):
        await told.becomes(contains=f"{name}: ещё не нажат Start")
    async with world.http.get("/metrics") as answer:
        told_of = await answer.text()
    assert 'outcome="dead"' not in told_of
    assert 'work="probe"' not in told_of


async def test_a_long_roster_is_turned_in_place(people: People, hub: Hub) -> None:
    many = [
        {"id": f"c{number}", "name": f"Курьер {number}", "telegram_id": 970_000 + number}
        | {"role": "courier"}
        for number in range(70)
    ]
    async with hub(people=_people() + many) as app, world_of(people, app) as world:
        await world.andrey.write("/people", bot=DESK)
        told = await world.andrey.chat(DESK).wait_for("страница 1 из 3", button="Дальше")
        await world.andrey.press("Дальше", message=told)
        second = await told.becomes(contains="страница 2 из 3")
        assert second.labels == ["Раньше", "Дальше"]
        for forged in ("people:-1", "people:99999999999999999999", "people:x", "people:"):
            assert (await world.andrey.forge(told, forged))["answered"]


async def test_an_operator_sees_no_roster(world: World) -> None:
    await world.lena.write("/people", bot=DESK)
    await world.lena.chat(DESK).wait_for("видят только руководители и менеджеры")
    assert [one["detail"]["tried"] for one in await world.audit("refused", count=1)] == ["/people"]


async def test_inboxes_taken_from_somebody_concern_what_is_new(people: People, hub: Hub) -> None:
    """D21"""
    customer = await people.telegram.add_user("Пётр", id=CUSTOMER)
    async with hub() as app, world_of(people, app) as world:
        await customer.start(SPB)
        await customer.write("Где заказ?", bot=SPB)
        topic = await world.clients.topic("Пётр")
        await topic.wait_for("Где заказ")
        await world.marat.press("Взять", group=topic.group, topic=topic.id)
        await world.conversation_that(assignee="marat")
    rule = {"inboxes": {"except": ["customers-tg"]}}
    async with hub(people=_people(marat=rule)) as app, world_of(people, app) as world:
        assert (await world.conversation())["assignee"] == "marat"
        another = await people.telegram.add_user("Ольга", id=CUSTOMER + 1)
        await another.start(SPB)
        await another.write("А мой?", bot=SPB)
        topic = await world.clients.topic("Ольга")
        await topic.wait_for("А мой")
        await world.lena.press("Передать", group=topic.group, topic=topic.id)
        card = await (await topic.find("№ "))[0].becomes(contains="Кому передать")
        assert "Марат" not in card.labels
        assert not await world.marat.chat(DESK).find("Ольга")


async def _settled(world: World) -> None:
    topic, copy = await world.courier_writes("Проверка")
    sent = await world.lena.write("Есть", group=topic.group, topic=topic.id, reply_to=copy.id)
    await sent.becomes(reaction="👌")
