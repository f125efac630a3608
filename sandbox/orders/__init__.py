"""The order service: what a shop's own system would answer, and people who change orders."""

from aiohttp import web

from sandbox.orders.hub_side import HubSide
from sandbox.orders.people_side import PeopleSide
from sandbox.orders.service import OrderService

__all__ = ["OrderService", "add_routes"]


def add_routes(app: web.Application, service: OrderService) -> None:
    """Below /orders-api what the hub calls, below /people/orders what people do."""
    hub, people = HubSide(service), PeopleSide(service)
    app.add_routes(
        [
            web.get("/orders-api/orders/{id}", hub.wrapped("order", hub.order)),
            web.get("/orders-api/customers", hub.wrapped("customers", hub.find)),
            web.get("/orders-api/staff/{telegram_id}/orders", hub.wrapped("staff", hub.staff)),
            web.put("/orders-api/orders/{id}/fields/{name}", hub.wrapped("field", hub.put_field)),
            web.get("/people/orders", people.list),
            web.get("/people/orders/{id}", people.order),
            web.patch("/people/orders/{id}", people.change),
        ]
    )
