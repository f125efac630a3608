"""`/people/orders`: look at orders and change them."""

from typing import Any

from aiohttp import web

from sandbox.orders.answers import absent, answered, json_body, problem
from sandbox.orders.service import OrderService
from sandbox.world import Order, OrderStatus

CHANGEABLE = frozenset({"status", "fields", "courier", "picker", "substitution"})


class PeopleSide:
    def __init__(self, service: OrderService) -> None:
        self._service = service

    async def list(self, request: web.Request) -> web.Response:
        status = request.query.get("status")
        orders = [
            self._service.order_json(order)
            for order in self._service.orders.values()
            if status is None or order.status == status
        ]
        return answered({"orders": orders})

    async def order(self, request: web.Request) -> web.Response:
        order = self._service.orders.get(request.match_info["id"])
        return absent() if order is None else answered(self._service.order_json(order))

    async def change(self, request: web.Request) -> web.Response:
        """Any of CHANGEABLE: `fields` are merged, `courier` and `picker` are Telegram ids."""
        order = self._service.orders.get(request.match_info["id"])
        if order is None:
            return absent()
        body = await json_body(request)
        if body is None or not all(_fits(*one, self._service) for one in body.items()):
            return problem(400, f"an object of {sorted(CHANGEABLE)}")
        changes = {name: _merged(order, name, value) for name, value in body.items()}
        return answered(self._service.order_json(self._service.change(order, **changes)))


def _fits(name: str, value: Any, service: OrderService) -> bool:
    match name:
        case "status":
            return value in list(OrderStatus)
        case "fields":
            return isinstance(value, dict) and all(map(_text_or_none, value.values()))
        case "courier" | "picker":
            return value is None or (isinstance(value, int) and service.employs(value))
        case "substitution":
            return value in ("call", "analog", "ask")
    return False


def _text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _merged(order: Order, name: str, value: Any) -> Any:
    match name:
        case "status":
            return OrderStatus(value)
        case "fields":
            fields = {**order.fields, **value}
            return {key: text for key, text in fields.items() if text is not None}
    return value
