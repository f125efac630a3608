"""What the order service answers, checked, in the hub's own terms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

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


class _Shape(BaseModel):
    """Unknown keys are the service's own affair."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Slot(_Shape):
    begins: Moment | None = Field(None, alias="from")
    ends: Moment | None = Field(None, alias="to")


class _Address(_Shape):
    text: Short | None = None


class _Participant(_Shape):
    id: Number
    name: Short
    telegram_id: Number | None = None

    def noun(self) -> Participant:
        return Participant(id=self.id, name=self.name, peer=_peer(self.telegram_id))


class _Customer(_Shape):
    id: Number
    name: Short
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


class OrderShape(_Shape):
    id: Number
    status: Short
    customer: _Customer
    slot: _Slot | None = None
    address: _Address | None = None
    shop: _Participant | None = None
    picker: _Participant | None = None
    courier: _Participant | None = None
    substitution: Short | None = None
    fields: Annotated[Mapping[FieldName, Value | None], Field(max_length=MOST_FIELDS)] = Field(
        default_factory=dict
    )
    total: Value | None = None

    def noun(self, country: str) -> Order:
        return Order(
            id=self.id,
            status=self.status,
            customer=self.customer.customer(country),
            slot_from=self.slot.begins if self.slot else None,
            slot_to=self.slot.ends if self.slot else None,
            address=(self.address or _Address()).text or "",
            shop=self.shop.noun() if self.shop else None,
            picker=self.picker.noun() if self.picker else None,
            courier=self.courier.noun() if self.courier else None,
            substitution=self.substitution,
            fields={name: text for name, text in self.fields.items() if text is not None},
            total=self.total,
        )


class AccountShape(_Customer):
    active: tuple[Any, ...]
    past_count: Annotated[int, Field(ge=0, le=10**9)]
    last_order_at: Moment | None = None

    def noun(self, country: str) -> Account:
        return Account(
            customer=self.customer(country),
            active=tuple(orders_of(self.active, country)),
            past=self.past_count,
            last_order_at=self.last_order_at,
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
    if not isinstance(raw, list | tuple):
        raise NonsenseError("a list was expected")
    orders, worst = [], None
    for one in raw[:MOST_ORDERS]:
        try:
            orders.append(order_of(one, country))
        except NonsenseError as error:
            worst = error
    if worst and not orders:
        raise worst
    return orders


def accounts_of(raw: Any, country: str) -> list[Account]:
    """All or none: of several people who might be meant, none may be left out."""
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
