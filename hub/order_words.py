"""What somebody of the staff is told of his own orders: the question, and the acknowledgement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Final

from hub.model import Button, Note, Order

WHICH: Final = "which_order"
TAKEN: Final = "order_taken"
OURS: Final = frozenset({WHICH, TAKEN})
CHOOSE: Final = "order"
ANOTHER: Final = "orders"
"""What the buttons bring back, together with the order's number or alone."""
LONGEST_SHOP: Final = 30
MOST: Final = 40


def question() -> Note:
    return Note(code=WHICH)


def acknowledgement(order: str) -> Note:
    return Note(code=TAKEN, values={"order": order})


def absent(order: str) -> Note:
    """The same of another's order and of one that there is not."""
    return Note(code="no_such_order", values={"order": order})


def change(active: int) -> tuple[Button, ...]:
    """Where there is anything to change to."""
    return (Button(label="another_order", press=ANOTHER),) if active > 1 else ()


def choices(orders: Iterable[Order], now: datetime, zone: tzinfo) -> tuple[Button, ...]:
    """One for each; what is left out can still be named by its number."""
    buttons = [
        Button(label=_label(one, now.astimezone(zone), zone), press=f"{CHOOSE}:{one.id}")
        for one in orders
    ]
    return tuple(buttons[:MOST])


def _label(order: Order, now: datetime, zone: tzinfo) -> str:
    shop = order.shop.name if order.shop else ""
    return " · ".join(filter(None, (order.id, shop[:LONGEST_SHOP], _slot(order, now, zone))))


def _slot(order: Order, now: datetime, zone: tzinfo) -> str:
    if order.slot_from is None:
        return ""
    begins = order.slot_from.astimezone(zone)
    ends = f"–{order.slot_to.astimezone(zone):%H:%M}" if order.slot_to else ""
    day = "" if begins.date() == now.date() else f"{begins:%d.%m} "
    return f"{day}{begins:%H:%M}{ends}"
