"""The order service over real HTTP: what it says is checked, what it does wrong hurts nobody."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from aiohttp import web

from bots.clock import SystemClock
from bots.health import Health
from bots.orders import OrderService
from bots.orders_shapes import accounts_of, order_of
from hub.errors import OrdersDown, Undeliverable
from hub.model import Peer

ORDER: dict[str, Any] = {
    "id": "48213",
    "status": "delivering",
    "slot": {"from": "2026-11-21T15:00:00+03:00", "to": "2026-11-21T17:00:00+03:00"},
    "address": {"text": "Невский пр., 1", "lat": 59.9, "lon": 30.3},
    "customer": {
        "id": "c1",
        "name": "Ирина",
        "phone": "8 (911) 222-45-01",
        "email": "i@example.ru",
        "telegram_id": 6001,
        "vk_id": None,
    },
    "shop": {"id": "B13", "name": "Лето"},
    "picker": None,
    "courier": {"id": "ruslan", "name": "Руслан", "telegram_id": 5101},
    "substitution": "call",
    "fields": {"engraving": "Ё «два  пробела»", "door_code": None, "floor": 4},
    "total": 3480,
}
ACCOUNT = {**ORDER["customer"], "active": [ORDER], "past_count": 3, "last_order_at": None}


class Shop:
    """Answers what it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answer: Callable[[web.Request], web.StreamResponse] = lambda _: web.json_response([])
        self.asked: list[tuple[str, str, str]] = []
        self.delay = 0.0
        self.url = ""
        self.health = Health(SystemClock())

    def says(self, body: Any, status: int = 200) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.answer = lambda _: web.Response(text=text, status=status)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        self.asked.append((request.method, str(request.rel_url), body))
        assert request.headers["Authorization"] == "Bearer secret-token"
        await asyncio.sleep(self.delay)
        return self.answer(request)


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop, app = Shop(), web.Application()
    app.router.add_route("*", "/{path:.*}", shop.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    shop.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield shop
    await runner.cleanup()


@pytest.fixture
async def service(shop: Shop) -> AsyncIterator[OrderService]:
    service = OrderService(shop.url, "secret-token", SystemClock(), shop.health)
    yield service
    await service.close()


async def test_an_order_is_understood(shop: Shop, service: OrderService) -> None:
    shop.says(ORDER)
    order = await service.order("48213")
    assert order
    assert (order.id, order.status, order.total) == ("48213", "delivering", "3480")
    assert order.customer.phone == "+79112224501"
    assert order.customer.telegram == Peer("6001")
    assert order.courier
    assert order.courier.peer == Peer("5101")
    assert order.picker is None
    assert order.fields == {"engraving": "Ё «два  пробела»", "floor": "4"}
    assert order.slot_from
    assert order.slot_from.isoformat() == "2026-11-21T15:00:00+03:00"
    assert shop.health.parties()["orders"] == "ok"


async def test_what_is_not_there_is_none(shop: Shop, service: OrderService) -> None:
    for status in (404, 410, 422):
        shop.says("<html>", status)
        assert await service.order("1") is None
        assert await service.customers("phone", "+7") == []
        assert await service.of_staff(Peer("5")) == []


async def test_a_key_goes_out_whole(shop: Shop, service: OrderService) -> None:
    shop.says({}, 404)
    await service.customers("phone", "+7911&a=1 #?")
    await service.order("4/8?2#1 é")
    assert shop.asked[0][1] == "/customers?phone=%2B7911%26a%3D1+%23?"
    assert shop.asked[1][1] == "/orders/4%2F8%3F2%231%20%C3%A9"


async def test_what_is_no_number_is_not_asked_for(shop: Shop, service: OrderService) -> None:
    for id in ("", ".", "..", "1" * 65):
        assert await service.order(id) is None
    assert await service.customers("email", "a" * 201) == []
    assert shop.asked == []


@pytest.mark.parametrize("value", ["missing", None, [], {}, True])
async def test_an_order_without_its_number_is_nonsense(
    shop: Shop, service: OrderService, value: Any
) -> None:
    shop.says(_with("id", value))
    with pytest.raises(OrdersDown):
        await service.order("48213")
    told = shop.health.parties()["orders"]
    assert told.startswith("down since")
    assert "Ирина" not in told
    assert "911" not in told


ODD: tuple[tuple[str, Any, str], ...] = (
    ("slot.from", "вчера", "slot"),
    ("slot.from", "2026-11-21T15:00:00", "slot"),
    ("slot.from", "0001-01-01T00:00:00+00:00", "slot"),
    ("slot", "15:00", "slot"),
    ("fields", [], "fields"),
    ("fields", {"engraving": {"a": 1}, "floor": 4}, "fields"),
    ("fields", {"$set": "x", "floor": 4}, "fields"),
    ("fields", {"a.b": "x", "floor": 4}, "fields"),
    ("fields", {"a": "x" * 10_001, "floor": 4}, "fields"),
    ("fields", {"floor": 4} | {str(number): "x" for number in range(51)}, "fields"),
    ("courier", {"name": "Иван"}, "courier"),
    ("total", [1], "total"),
    ("status", "x" * 501, "status"),
    ("customer", 5, "customer"),
    ("customer.id", None, "customer"),
    ("customer.name", 5, "customer"),
    ("customer.phone", [], "customer"),
)


@pytest.mark.parametrize(("path", "value", "what"), ODD)
async def test_what_is_of_another_shape_costs_only_itself_and_is_named(
    shop: Shop, service: OrderService, path: str, value: Any, what: str
) -> None:
    shop.says(_with(path, value))
    order = await service.order("48213")
    assert order
    assert order.unread == (what,)
    whole = order_of(ORDER, "RU")
    for name in ("status", "slot_to", "courier", "shop", "total", "substitution"):
        if not path.startswith(name.partition("_")[0]):
            assert getattr(order, name) == getattr(whole, name)
    assert value == [] or order.fields["floor"] == "4"


def _everywhere(shape: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if here:
        yield here
    items = shape.items() if isinstance(shape, dict) else ()
    for name, inner in enumerate(shape) if isinstance(shape, list) else items:
        yield from _everywhere(inner, (*here, name))


def _spoilt(shape: Any, path: tuple[str | int, ...], value: Any) -> Any:
    changed = copy.deepcopy(shape)
    parent = changed
    for step in path[:-1]:
        parent = parent[step]
    if value is ...:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return changed


def test_whatever_one_field_is_the_rest_is_understood() -> None:
    """Of a customer everything but his id may be odd, of an order everything but its number."""
    accounts = [{**ACCOUNT, "active": [ORDER, {**ORDER, "id": "48299"}]}]
    for path in _everywhere(accounts):
        for value in (None, "odd", -1, 1.5, True, [], {}, [None], {"x": None}, 10**40, ...):
            if path in ((0,), (0, "id")):
                continue
            (account,) = accounts_of(_spoilt(accounts, path, value), "RU")
            numbers = [one.id for one in account.active]
            assert account.customer.id == "c1"
            assert (path[:2] == (0, "active") and len(path) <= 4) or numbers == ["48213", "48299"]
            assert path == (0, "active") or "48213" in numbers or "48299" in numbers
            assert path[1] != "past_count" or account.missing in ((), ("past_count",))


async def test_an_order_that_cannot_be_read_costs_only_itself(
    shop: Shop, service: OrderService
) -> None:
    shop.says([{"status": "new"}, ORDER, None, "x"])
    assert [one.id for one in await service.of_staff(Peer("5101"))] == ["48213"]
    shop.says([{"status": "new"}])
    with pytest.raises(OrdersDown):
        await service.of_staff(Peer("5101"))


async def test_a_customer_of_whom_little_is_told_is_a_customer(
    shop: Shop, service: OrderService
) -> None:
    shop.says([{"id": "c1", "active": [ORDER, None, {"id": "48214"}]}])
    (account,) = await service.customers("phone", "+79112224501")
    assert [one.id for one in account.active] == ["48213", "48214"]
    assert [one.customer.id for one in account.active] == ["c1", "c1"]
    assert (account.past, account.unread, account.missing) == (0, 1, ("past_count",))


async def test_of_several_people_nobody_is_left_out(shop: Shop, service: OrderService) -> None:
    shop.says([ACCOUNT, {"name": "Ольга"}])
    with pytest.raises(OrdersDown):
        await service.customers("phone", "+79112224501")
    shop.says([ACCOUNT, {**ACCOUNT, "id": "c2", "active": [{"status": "x"}, ORDER]}])
    found = await service.customers("phone", "+79112224501")
    assert [(one.customer.id, len(one.active), one.past) for one in found] == [
        ("c1", 1, 3),
        ("c2", 1, 3),
    ]


@pytest.mark.parametrize(
    "body",
    ["", "null", "[", "<html>", "7", '{"a": 1', "[" * 100_000, "\ud83d", "NaN", '"x"'],
    ids=repr,
)
async def test_what_is_no_answer_is_said_to_be_none(
    shop: Shop, service: OrderService, body: str
) -> None:
    raw = body.encode(errors="surrogatepass")
    shop.answer = lambda _: web.Response(body=raw)
    for ask in (service.of_staff(Peer("5")), service.order("5")):
        with pytest.raises(OrdersDown):
            await ask


async def test_an_answer_without_end_is_not_read_to_its_end(
    shop: Shop, service: OrderService
) -> None:
    shop.says("[" + "1," * (3 * 2**20))
    with pytest.raises(OrdersDown, match="without end"):
        await service.of_staff(Peer("5"))


@pytest.mark.parametrize("status", [301, 302, 401, 403, 429, 500, 502, 503])
async def test_other_answers_are_failures(shop: Shop, service: OrderService, status: int) -> None:
    headers = {"Location": f"{shop.url}/elsewhere"} if status < 400 else {}
    shop.answer = lambda _: web.json_response([], status=status, headers=headers)
    with pytest.raises(OrdersDown) as failed:
        await service.of_staff(Peer("5"))
    assert failed.value.since is not None
    assert len(shop.asked) == 1


async def test_after_failures_it_is_left_in_peace(shop: Shop, service: OrderService) -> None:
    shop.says([], 500)
    for _ in range(50):
        with pytest.raises(OrdersDown):
            await service.of_staff(Peer("5"))
    assert len(shop.asked) < 5


async def test_nonsense_about_one_is_no_reason_to_stop_asking(
    shop: Shop, service: OrderService
) -> None:
    shop.says({"status": 7})
    for _ in range(10):
        with pytest.raises(OrdersDown):
            await service.order("7")
    assert len(shop.asked) == 10
    shop.says(ORDER)
    assert await service.order("48213")
    assert shop.health.parties()["orders"] == "ok"


async def test_a_slow_answer_is_not_waited_for(shop: Shop, service: OrderService) -> None:
    shop.delay = 30
    with pytest.raises(OrdersDown, match="in time"):
        await service.of_staff(Peer("5"))


async def test_a_field_is_written_byte_for_byte(shop: Shop, service: OrderService) -> None:
    shop.answer = lambda _: web.Response(status=204)
    value = "Ё «два  пробела»\n\u00a0é́ 👩🏽‍🚒"
    await service.put_field("48213", "engraving", value)
    [(method, path, body)] = shop.asked
    assert (method, path) == ("PUT", "/orders/48213/fields/engraving")
    assert json.loads(body) == {"value": value}


@pytest.mark.parametrize("status", [404, 409, 422])
async def test_a_field_that_is_not_there_is_not_tried_again(
    shop: Shop, service: OrderService, status: int
) -> None:
    shop.says({}, status)
    with pytest.raises(Undeliverable):
        await service.put_field("48213", "engraving", "x")


def _with(path: str, value: Any) -> dict[str, Any]:
    order = copy.deepcopy(ORDER)
    *way, last = path.split(".")
    inner = order
    for step in way:
        inner = inner[step]
    if value == "missing":
        del inner[last]
    else:
        inner[last] = value
    return order
