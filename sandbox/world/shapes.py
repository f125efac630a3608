"""The shapes of the believable world: plain frozen data, known to no messenger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OrderStatus(StrEnum):
    NEW = "new"
    COLLECTING = "collecting"
    COLLECTED = "collected"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"

    @property
    def active(self) -> bool:
        return self not in (OrderStatus.DELIVERED, OrderStatus.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    text: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    id: str
    name: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """Somebody of the company; `id` is his id in hub.yaml, `shop` the shop he answers for."""

    id: str
    name: str
    role: str
    telegram_id: int
    username: str | None = None
    phone: str | None = None
    shop: str | None = None
    desks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    id: str
    name: str
    phone: str
    email: str | None
    telegram_id: int | None
    vk_id: int | None
    city: str
    place: Place
    door_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`courier` and `picker` are Telegram ids; `substitution` is call, analog or ask."""

    id: str
    status: OrderStatus
    slot_from: datetime
    slot_to: datetime
    customer: str
    shop: str
    place: Place
    picker: int | None
    courier: int | None
    substitution: str
    fields: Mapping[str, str]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramUser:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramBot:
    """`started_by`: the Telegram ids of those who pressed Start."""

    id: int
    token: str
    name: str
    username: str
    started_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum:
    """A forum supergroup: `owner` is one of `members`, `admin_bots` have all rights."""

    chat_id: int
    title: str
    owner: int
    members: tuple[int, ...]
    admin_bots: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VkUser:
    id: int
    first_name: str
    last_name: str
    screen_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VkCommunity:
    """`allowed_by`: VK ids that let the community write to them before they ever wrote."""

    group_id: int
    token: str
    name: str
    screen_name: str
    confirmation: str
    allowed_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`newcomers` are people of the company whom the hub's configuration does not name."""

    shops: tuple[Shop, ...] = ()
    employees: tuple[Employee, ...] = ()
    newcomers: tuple[Employee, ...] = ()
    customers: tuple[Customer, ...] = ()
    orders: tuple[Order, ...] = ()
    telegram_users: tuple[TelegramUser, ...] = ()
    telegram_bots: tuple[TelegramBot, ...] = ()
    forums: tuple[Forum, ...] = ()
    vk_users: tuple[VkUser, ...] = ()
    vk_communities: tuple[VkCommunity, ...] = ()
    orders_token: str = "sandbox-orders"  # noqa: S105
