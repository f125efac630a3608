"""`/orders-api`: what the hub may ask of the order service."""

import time
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web

from sandbox.faults import Fault, spoiled
from sandbox.orders.answers import absent, answered, json_body, problem
from sandbox.orders.service import OrderService
from sandbox.record import record
from sandbox.world import Customer

FIELDS = frozenset({"goods", "engraving", "door_code", "comment"})
"""What an order may have: a name that is none of them is nothing that could be written."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class HubSide:
    def __init__(self, service: OrderService) -> None:
        self._service = service

    def wrapped(self, method: str, act: Handler) -> Handler:
        """The call with its token checked, under its faults, written to the call log."""

        async def handle(request: web.Request) -> web.StreamResponse:
            ground, began = self._service.ground, time.monotonic()
            params = {**request.match_info, **request.query, "path": request.path}
            faults = ground.faults.of_call(
                "orders", ("orders",), method, request.match_info.get("id")
            )
            answer = await spoiled(request, faults, lambda: self._checked(request, act), refused)
            record(
                ground,
                service="orders",
                bot="orders",
                method=method,
                params=params,
                began=began,
                status=answer.status,
                error=None if answer.status < 400 else str(answer.reason),
            )
            return answer

        return handle

    async def _checked(self, request: web.Request, act: Handler) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self._service.token}":
            return problem(401, "unknown token")
        return await act(request)

    async def order(self, request: web.Request) -> web.Response:
        order = self._service.orders.get(request.match_info["id"])
        return absent() if order is None else answered(self._service.order_json(order))

    async def find(self, request: web.Request) -> web.Response:
        if len(request.query) != 1:
            return problem(422, "exactly one of phone, email, telegram_id, vk_id")
        ((key, value),) = request.query.items()
        if key not in ("phone", "email", "telegram_id", "vk_id"):
            return problem(422, f"unknown key {key}")
        found = self._matching(key, value)
        return answered([self._service.customer_json(one) for one in found])

    def _matching(self, key: str, value: str) -> Iterable[Customer]:
        wanted = _folded(key, value)
        for one in self._service.customers.values():
            have = getattr(one, key)
            if have is not None and _folded(key, str(have)) == wanted:
                yield one

    async def staff(self, request: web.Request) -> web.Response:
        telegram_id = request.match_info["telegram_id"]
        if not telegram_id.isdecimal():
            return absent()
        orders = self._service.of_staff(int(telegram_id))
        return answered([self._service.order_json(order) for order in orders])

    async def put_field(self, request: web.Request) -> web.Response:
        order = self._service.orders.get(request.match_info["id"])
        if order is None:
            return absent()
        if request.match_info["name"] not in FIELDS | order.fields.keys():
            return absent()
        body = await json_body(request)
        if body is None or not isinstance(body.get("value"), str):
            return problem(422, "value must be text")
        fields = {**order.fields, request.match_info["name"]: body["value"]}
        self._service.change(order, fields=fields)
        return web.Response(status=204)


def _folded(key: str, value: str) -> str:
    if key != "phone":
        return value.strip().lower()
    digits = "".join(filter(str.isdecimal, value))
    return "7" + digits[1:] if len(digits) == 11 and digits[0] == "8" else digits


def refused(fault: Fault) -> web.StreamResponse:
    return problem(fault.code, fault.description)
