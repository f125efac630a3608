"""What the order service answers, checked, in the hub's own terms."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import (
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from bots.lenient import Lenient
from hub.model import Account, Customer, Order, Participant, Peer
from hub.phones import plain

_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
MOST_ORDERS: Final = 200
MOST_FIELDS: Final = 50


def _text(value: Any) -> Any:
    """Numbers may come as numbers."""
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return value
    return str(value) if isinstance(value, int | float) else value


Number = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=64)]
Short = Annotated[str, Field(max_length=500)]
Value = Annotated[str, BeforeValidator(_text), Field(max_length=10_000)]
FieldName = Annotated[str, Field(pattern=r"^[^\x00.$][^\x00.]{0,63}$")]
Moment = Annotated[AwareDatetime, Field(ge=_EARLIEST, le=_LATEST)]


class _Shape(Lenient):
    """Unknown keys are the service's own affair; what is odd costs only itself."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Slot(_Shape):
    begins: Moment | None = Field(None, alias="from")
    ends: Moment | None = Field(None, alias="to")


class _Address(_Shape):
    text: Short | None = None


class _Participant(_Shape):
    id: Number
    name: Short = ""
    telegram_id: Number | None = None

    def noun(self) -> Participant:
        return Participant(id=self.id, name=self.name, peer=_peer(self.telegram_id))


class _Customer(_Shape):
    id: Number
    name: Short = ""
    phone: Short | None = None
    email: Short | None = None
    telegram_id: Number | None = None
    vk_id: Number | None = None

    def customer(self, country: str) -> Customer:
        return Customer(
            id=self.id,
            name=self.name,
            phone=plain(self.phone or "", country) or None,
            email=(self.email or "").strip() or None,
            telegram=_peer(self.telegram_id),
            vk=_peer(self.vk_id),
        )


_Field = TypeAdapter(tuple[FieldName, Value | None])


class OrderShape(_Shape):
    """`active` ones of a customer need not say again whose they are."""

    id: Number
    status: Short = ""
    customer: _Customer | None = None
    slot: _Slot | None = None
    address: _Address | None = None
    shop: _Participant | None = None
    picker: _Participant | None = None
    courier: _Participant | None = None
    substitution: Short | None = None
    fields: Mapping[Any, Any] = Field(default_factory=dict)
    total: Value | None = None

    def noun(self, country: str) -> Order:
        fields, unread = _fields(self.fields)
        return Order(
            id=self.id,
            status=self.status,
            customer=self.customer.customer(country) if self.customer else Customer(id="", name=""),
            slot_from=self.slot.begins if self.slot else None,
            slot_to=self.slot.ends if self.slot else None,
            address=(self.address or _Address()).text or "",
            shop=self.shop.noun() if self.shop else None,
            picker=self.picker.noun() if self.picker else None,
            courier=self.courier.noun() if self.courier else None,
            substitution=self.substitution,
            fields=fields,
            total=self.total,
            unread=tuple(dict.fromkeys((*self.unread, *self._within(), *unread))),
        )

    def _within(self) -> Iterator[str]:
        """Parts of which something could not be read, and those that must be there and are not."""
        parts = {
            "slot": self.slot,
            "address": self.address,
            "customer": self.customer,
            "shop": self.shop,
            "picker": self.picker,
            "courier": self.courier,
        }
        yield from (name for name, part in parts.items() if part and part.unread)
        yield from () if self.status else ("status",)


def _fields(given: Mapping[Any, Any]) -> tuple[dict[str, str], list[str]]:
    """Those that can be read, and whether there are others."""
    fields, unread = {}, ["fields"] if len(given) > MOST_FIELDS else []
    for item in list(given.items())[:MOST_FIELDS]:
        try:
            name, value = _Field.validate_python(item)
        except ValidationError:
            unread.append("fields")
            continue
        if value is not None:
            fields[name] = value
    return fields, unread


class AccountShape(_Customer):
    active: tuple[Any, ...] = ()
    past_count: Annotated[int, Field(ge=0, le=10**9)] | None = None
    last_order_at: Moment | None = None

    def noun(self, country: str) -> Account:
        customer, (orders, unread) = self.customer(country), _readable(self.active, country)
        mine = [one if one.customer.id else replace(one, customer=customer) for one in orders]
        missing = {"past_count"} if self.past_count is None else set()
        return Account(
            customer=customer,
            active=tuple(mine),
            past=self.past_count or 0,
            last_order_at=self.last_order_at,
            unread=unread,
            missing=tuple(sorted(missing.union(self.unread))),
        )


class NonsenseError(Exception):
    """The answer is none that can be understood; its text tells where, and nobody's data."""


def order_of(raw: Any, country: str) -> Order:
    try:
        return OrderShape.model_validate(raw).noun(country)
    except ValidationError as error:
        raise NonsenseError(_where(error)) from None


def orders_of(raw: Any, country: str) -> list[Order]:
    """Those that can be understood. Nonsense if there are some and none of them can be."""
    if not isinstance(raw, list):
        raise NonsenseError("a list was expected")
    orders, unread = _readable(raw, country)
    if unread and not orders:
        raise NonsenseError("no order that could be read")
    return orders


def _readable(raw: Sequence[Any], country: str) -> tuple[list[Order], int]:
    """And how many others there are."""
    orders = []
    for one in raw[:MOST_ORDERS]:
        with suppress(NonsenseError):
            orders.append(order_of(one, country))
    return orders, len(raw) - len(orders)


def accounts_of(raw: Any, country: str) -> list[Account]:
    """All or none: of several people who might be meant, none may be left out; of each of them
    only the id is needed.
    """
    if not isinstance(raw, list):
        raise NonsenseError("a list was expected")
    try:
        return [AccountShape.model_validate(one).noun(country) for one in raw[:MOST_ORDERS]]
    except ValidationError as error:
        raise NonsenseError(_where(error)) from None


def _peer(id: str | None) -> Peer | None:
    return Peer(id) if id else None


def _where(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'answer'}: {first['type']}"
