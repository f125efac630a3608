"""Orders in their present state and the customers they belong to."""

from dataclasses import asdict, replace
from typing import Any

from sandbox.ground import Ground
from sandbox.world import Customer, Employee, Order, Shop, World


class OrderService:
    """Orders in their present state; everything else of the world never changes."""

    def __init__(self, ground: Ground, world: World) -> None:
        self.ground = ground
        self.token = world.orders_token
        self.orders: dict[str, Order] = {order.id: order for order in world.orders}
        self.customers: dict[str, Customer] = {one.id: one for one in world.customers}
        self._shops: dict[str, Shop] = {shop.id: shop for shop in world.shops}
        everybody = world.employees + world.newcomers
        self._staff: dict[int, Employee] = {one.telegram_id: one for one in everybody}

    def change(self, order: Order, **changes: Any) -> Order:
        """Put the changed order in the old one's place and tell the stream."""
        changed = replace(order, **changes)
        self.orders[order.id] = changed
        self._emit(changed)
        return changed

    def employs(self, telegram_id: int) -> bool:
        return telegram_id in self._staff

    def of_staff(self, telegram_id: int) -> list[Order]:
        return [
            order
            for order in self.orders.values()
            if order.status.active and telegram_id in (order.picker, order.courier)
        ]

    def order_json(self, order: Order) -> dict[str, Any]:
        shop = self._shops[order.shop]
        return {
            "id": order.id,
            "status": order.status,
            "slot": {"from": order.slot_from.isoformat(), "to": order.slot_to.isoformat()},
            "address": asdict(order.place),
            "customer": person_json(self.customers[order.customer]),
            "shop": {"id": shop.id, "name": shop.name},
            "picker": self._staff_json(order.picker),
            "courier": self._staff_json(order.courier),
            "substitution": order.substitution,
            "fields": dict(order.fields),
            "total": order.total,
        }

    def customer_json(self, customer: Customer) -> dict[str, Any]:
        own = [order for order in self.orders.values() if order.customer == customer.id]
        past = [order for order in own if not order.status.active]
        last = max((order.slot_from for order in own), default=None)
        return person_json(customer) | {
            "active": [self.order_json(order) for order in own if order.status.active],
            "past_count": len(past),
            "last_order_at": last and last.isoformat(),
        }

    def _staff_json(self, telegram_id: int | None) -> dict[str, Any] | None:
        if telegram_id is None:
            return None
        one = self._staff[telegram_id]
        return {"id": one.id, "name": one.name, "telegram_id": one.telegram_id}

    def _emit(self, order: Order) -> None:
        now = self.ground.clock.now()
        self.ground.events.emit("orders", "order", at=now, order=self.order_json(order))


def person_json(customer: Customer) -> dict[str, Any]:
    names = ("id", "name", "phone", "email", "telegram_id", "vk_id")
    return {name: getattr(customer, name) for name in names}
