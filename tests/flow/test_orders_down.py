"""Whatever the order service does, messages flow; the card says what is missing and fills in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bots.app import running
from sandbox.client import People, SeenTopic
from sandbox.server import Sandbox
from tests.flow.conftest import Hub, load
from tests.flow.test_card import IRINA, QUICK, card_in, customer_writes, topic_of
from tests.flow.world import SPB, World, world_of

SILENT = "Служба заказов не отвечает с "
BAD: dict[str, dict[str, Any]] = {
    "slow": {"effect": "delay", "seconds": 5},
    "failing": {"effect": "error", "code": 500},
    "a front-end": {"effect": "http", "status": 200},
    "down behind a front-end": {"effect": "http", "status": 502},
    "cut short": {"effect": "http", "status": 200, "body": '[{"id": "c0001", "name": "Ир'},
    "of other types": {"effect": "http", "status": 200, "body": '[{"id": [], "active": 7}]'},
    "no list": {"effect": "http", "status": 200, "body": '{"id": "c0001"}'},
    "elsewhere": {"effect": "http", "status": 302},
    "token refused": {"effect": "error", "code": 401},
    "torn": {"effect": "reset"},
}


async def filled_in(topic: SeenTopic) -> None:
    [card, *_] = [one for one in await topic.messages() if not one.raw["service"]]
    assert SILENT not in (await card.becomes(contains="48213", within=30)).text


@pytest.mark.parametrize("name", BAD)
async def test_a_message_is_shown_at_once_and_the_card_fills_in_later(
    world: World, name: str
) -> None:
    await world.people.faults.add(service="orders", **BAD[name])
    topic = await customer_writes(world, IRINA, "Когда приедет?")
    card = await card_in(topic, SILENT)
    assert "48213" not in card.text
    assert (await topic.texts())[1:] == ["Когда приедет?"]
    await world.healthz_that(lambda parties: parties["orders"].startswith("down since"))
    await world.people.faults.clear()
    await filled_in(topic)
    await world.healthz_that(lambda parties: parties["orders"] == "ok")
    assert (await topic.texts())[1:] == ["Когда приедет?"]


Elsewhere = Callable[[str | None], AbstractAsyncContextManager[World]]


@pytest.fixture
def elsewhere(
    sandbox: Sandbox, people: People, mongo_url: str, redis_url: str, tmp_path: Path
) -> Elsewhere:
    """A hub whose ORDERS_URL is another, or none."""

    @asynccontextmanager
    async def start(url: str | None) -> AsyncIterator[World]:
        configured = load(tmp_path, sandbox.url, mongo_url, redis_url, {})
        environment = configured.environment.model_copy(update={"orders_url": url})
        configured = configured.model_copy(update={"environment": environment})
        async with running(configured) as app, world_of(people, app) as world:
            yield world

    return start


async def test_a_refused_connection(elsewhere: Elsewhere) -> None:
    async with elsewhere("http://127.0.0.1:1") as world:
        topic = await customer_writes(world, IRINA, "Когда приедет?")
        await card_in(topic, SILENT)
        told = await world.healthz_that(lambda parties: parties["orders"].startswith("down since"))
        assert "sandbox-orders" not in str(told)


async def test_without_an_order_service_the_card_says_so(elsewhere: Elsewhere) -> None:
    async with elsewhere(None) as world:
        topic = await customer_writes(world, IRINA, "Когда приедет?")
        await card_in(topic, "Заказы не видны: служба заказов не подключена")
        assert "orders" not in (await world.get("/healthz"))["parties"]


async def test_one_order_that_is_nonsense_does_not_hide_the_others(world: World) -> None:
    order = await world.people.orders.get("48213")
    odd = {"id": 7, "status": "new", "slot": 5, "fields": {"floor": "4", "x": []}}
    account = {**order["customer"], "active": [odd, order, None, {"status": "new"}]}
    body = json.dumps([account])
    await world.people.faults.add(service="orders", effect="http", status=200, body=body)
    topic = await customer_writes(world, IRINA, "Когда приедет?")
    card = await card_in(topic, "Заказ 48213")
    assert "Заказ 7" in card.text
    assert "Служба заказов передала не всё, не прочитать: время доставки, особые поля" in card.text
    assert "Заказов, которые не удалось прочитать: 2" in card.text
    assert "Сколько было прошлых заказов, служба заказов не сказала" in card.text


async def test_what_was_known_stays_while_the_service_is_away(people: People, hub: Hub) -> None:
    async with hub(orders=QUICK) as app, world_of(people, app) as world:
        topic = await customer_writes(world, IRINA, "Когда приедет?")
        await card_in(topic, "48213")
        await world.people.faults.add(service="orders", effect="error", code=503)
        card = await card_in(topic, "Здесь то, что было известно раньше.")
        assert "Заказ 48213" in card.text
        await world.person(IRINA).write("Ау", bot=SPB)
        assert (await topic_of(world, "Ау")).id == topic.id


@pytest.mark.faults
async def test_a_dead_service_is_not_hammered(people: People, hub: Hub) -> None:
    await people.faults.add(service="orders", effect="error", code=500)
    async with hub(orders=QUICK) as app, world_of(people, app) as world:
        for number in range(20):
            await people.telegram.add_user(f"Клиент {number}", id=970_000 + number)
            await customer_writes(world, 970_000 + number, f"Вопрос {number}.")
        asked = await people.calls.all(service="orders")
        assert len(asked) < 20
