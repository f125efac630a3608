"""The order service as the contract describes it, and the people who change orders."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from aiohttp import web

from sandbox.ground import Ground
from sandbox.orders import OrderService, add_routes
from sandbox.world import believable_world


class Shop(NamedTuple):
    """The service on a free port."""

    url: str
    http: aiohttp.ClientSession
    ground: Ground

    async def get(self, path: str) -> Any:
        async with self.http.get(f"{self.url}/orders-api{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def status(self, path: str, **headers: str) -> int:
        async with self.http.get(f"{self.url}/orders-api{path}", headers=headers) as answer:
            return answer.status


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    ground, app = Ground(), web.Application()
    world = believable_world(datetime.now(ZoneInfo("Europe/Moscow")).date())
    add_routes(app, OrderService(ground, world))
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    headers = {"Authorization": "Bearer sandbox-orders"}
    async with aiohttp.ClientSession(headers=headers) as http:
        yield Shop(f"http://127.0.0.1:{runner.addresses[0][1]}", http, ground)
    await runner.cleanup()


async def test_an_order_has_all_that_the_contract_names(shop: Shop) -> None:
    order = await shop.get("/orders/48213")
    assert set(order) == {
        "id", "status", "slot", "address", "customer", "shop", "picker", "courier",
        "substitution", "fields", "total",
    }  # fmt: skip
    assert order["id"] == "48213"
    assert datetime.fromisoformat(order["slot"]["from"]).utcoffset() is not None
    assert set(order["address"]) == {"text", "lat", "lon"}
    assert order["customer"]["vk_id"] == 810001
    assert order["shop"] == {"id": "OKEY-B13", "name": "О'КЕЙ, Богатырский, 13"}
    assert order["courier"] == {"id": "ruslan", "name": "Руслан Ахметов", "telegram_id": 5101}


async def test_an_order_without_a_courier_says_so(shop: Shop) -> None:
    order = await shop.get("/orders/48224")
    assert order["courier"] is None
    assert order["picker"] is None
    assert order["fields"]["engraving"] == "А. С. Пушкинъ, 26 мая 1799"


async def test_an_unknown_order_is_404_and_a_bad_token_401(shop: Shop) -> None:
    assert await shop.status("/orders/11111") == 404
    assert await shop.status("/staff/nobody/orders") == 404
    assert await shop.status("/orders/48213", Authorization="Bearer other") == 401


@pytest.mark.parametrize(
    "query",
    [
        "phone=%2B79112224501",
        "phone=8(911)222-45-01",
        "email=Irina.Volkova@example.ru",
        "telegram_id=6001",
        "vk_id=810001",
    ],
)
async def test_a_customer_is_found_by_any_of_his_marks(shop: Shop, query: str) -> None:
    (customer,) = await shop.get(f"/customers?{query}")
    assert customer["name"] == "Ирина Волкова"
    assert [order["id"] for order in customer["active"]] == ["48213"]
    assert customer["past_count"] == 3
    assert datetime.fromisoformat(customer["last_order_at"]).utcoffset() is not None


async def test_one_phone_of_two_people_finds_both(shop: Shop) -> None:
    found = await shop.get("/customers?phone=%2B79112224512")
    assert [one["name"] for one in found] == ["Мария Лебедева", "Олег Лебедев"]
    assert await shop.get("/customers?phone=%2B70000000000") == []


async def test_customers_are_asked_for_by_one_known_mark(shop: Shop) -> None:
    assert await shop.status("/customers") == 422
    assert await shop.status("/customers?name=x") == 422


async def test_staff_have_their_active_orders(shop: Shop) -> None:
    assert [order["id"] for order in await shop.get("/staff/5101/orders")] == ["48213"]
    assert len(await shop.get("/staff/5102/orders")) == 3
    assert await shop.get("/staff/5107/orders") == []


async def test_a_field_is_put_to_the_letter(shop: Shop) -> None:
    text = "  «Любимому деду»  Ёж \u200d🦔"
    url = f"{shop.url}/orders-api/orders/48213/fields/engraving"
    async with shop.http.put(url, json={"value": text}) as answer:
        assert answer.status == 204
    assert (await shop.get("/orders/48213"))["fields"]["engraving"] == text
    async with shop.http.put(url, json={"text": text}) as answer:
        assert answer.status == 422
    async with shop.http.put(f"{url}x", json={"value": text}) as answer:
        assert answer.status == 404


async def test_people_change_an_order_and_the_stream_tells(shop: Shop) -> None:
    url = f"{shop.url}/people/orders/48213"
    changes = {"status": "delivered", "fields": {"door_code": None, "comment": "отдал"}}
    async with shop.http.patch(url, json=changes) as answer:
        changed = await answer.json()
    assert changed["status"] == "delivered"
    assert "door_code" not in changed["fields"]
    assert await shop.get("/staff/5101/orders") == []
    (event,) = shop.ground.events.since(0)
    assert (event.service, event.data["order"]["id"]) == ("orders", "48213")


async def test_people_see_all_orders_and_cannot_invent_a_status(shop: Shop) -> None:
    async with shop.http.get(f"{shop.url}/people/orders?status=delivering") as answer:
        orders = (await answer.json())["orders"]
    assert {order["status"] for order in orders} == {"delivering"}
    for bad in ({"status": "lost"}, {"courier": 1}, {"fields": {"x": 1}}, {"shape": 1}):
        async with shop.http.patch(f"{shop.url}/people/orders/48213", json=bad) as answer:
            assert answer.status == 400


async def test_the_service_can_be_down_malformed_or_slow(shop: Shop) -> None:
    rule = {"service": "orders", "times": 1}
    shop.ground.faults.add({**rule, "effect": "error", "code": 503})
    assert await shop.status("/orders/48213") == 503
    shop.ground.faults.add({**rule, "effect": "http", "status": 200, "body": '{"id": '})
    async with shop.http.get(f"{shop.url}/orders-api/orders/48213") as answer:
        assert await answer.text() == '{"id": '
    # Without an end, for aiohttp's client silently repeats a GET whose connection broke.
    shop.ground.faults.add({"service": "orders", "effect": "hang", "seconds": 0.01})
    with pytest.raises(aiohttp.ClientError):
        await shop.status("/orders/48213")
    shop.ground.faults.clear()
    shop.ground.faults.add({**rule, "effect": "delay", "seconds": 0.3, "method": "order"})
    quickly = aiohttp.ClientTimeout(total=0.05)
    with pytest.raises(TimeoutError):
        await shop.http.get(f"{shop.url}/orders-api/orders/48213", timeout=quickly)
    assert await shop.get("/orders/48213")


async def test_calls_are_logged(shop: Shop) -> None:
    await shop.get("/orders/48213")
    await shop.status("/orders/11111")
    found, absent = shop.ground.calls.since(service="orders")
    assert (found.method, found.status, found.params["id"]) == ("order", 200, "48213")
    assert (absent.status, absent.error) == (404, "Not Found")
    assert "sandbox-orders" not in repr([found, absent])
