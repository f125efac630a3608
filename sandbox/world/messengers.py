"""Bots, desks and communities of the world. The tokens are fake on purpose and look it."""

from collections.abc import Iterator

from sandbox.world import company
from sandbox.world.customers import CUSTOMERS, SPB
from sandbox.world.shapes import (
    Customer,
    Employee,
    Forum,
    TelegramBot,
    TelegramUser,
    VkCommunity,
    VkUser,
)

STAFF_BOT_TOKEN = "700001:sandbox-staff"  # noqa: S105
CUSTOMER_BOT_TOKEN = "700002:sandbox-customers-spb"  # noqa: S105
CUSTOMER_MSK_BOT_TOKEN = "700003:sandbox-customers-msk"  # noqa: S105
DESK_BOT_TOKEN = "700004:sandbox-desk"  # noqa: S105
VK_TOKEN = "sandbox-vk-700100"  # noqa: S105
VK_MSK_TOKEN = "sandbox-vk-700200"  # noqa: S105

_STAFF = company.COURIERS + company.PICKERS
_OFFICE = company.OPERATORS + company.HEADS + company.GUESTS + company.MANAGERS


def _ids(people: tuple[Employee, ...]) -> frozenset[int]:
    return frozenset(one.telegram_id for one in people) - company.NEVER_STARTED


def _customers_of(*, spb: bool) -> frozenset[int]:
    return frozenset(
        one.telegram_id
        for one in CUSTOMERS
        if one.telegram_id is not None and (one.city == SPB) is spb
    )


TELEGRAM_BOTS = (
    TelegramBot(
        id=700001,
        token=STAFF_BOT_TOKEN,
        name="Служба: курьерам и сборщикам",
        username="sandbox_staff_bot",
        started_by=_ids(_STAFF),
    ),
    TelegramBot(
        id=700002,
        token=CUSTOMER_BOT_TOKEN,
        name="Поддержка: Петербург",
        username="sandbox_spb_bot",
        started_by=_customers_of(spb=True),
    ),
    TelegramBot(
        id=700003,
        token=CUSTOMER_MSK_BOT_TOKEN,
        name="Поддержка: Москва",
        username="sandbox_msk_bot",
        started_by=_customers_of(spb=False),
    ),
    TelegramBot(
        id=700004,
        token=DESK_BOT_TOKEN,
        name="Дежурка",
        username="sandbox_desk_bot",
        started_by=_ids(_OFFICE),
    ),
)
_DESKS = {
    "couriers": (-1001000000001, "Курьеры и сборщики"),
    "clients": (-1001000000002, "Клиенты"),
    "mail": (-1001000000003, "Почта"),
    "calls": (-1001000000004, "Звонки"),
    "reviews": (-1001000000005, "Отзывы"),
}


def _forums() -> Iterator[Forum]:
    head = company.HEADS[0].telegram_id
    for desk, (chat_id, title) in _DESKS.items():
        operators = [one.telegram_id for one in company.OPERATORS if desk in one.desks]
        yield Forum(
            chat_id=chat_id,
            title=title,
            owner=head,
            members=(head, *operators),
            admin_bots=(700004,),
        )


FORUMS = tuple(_forums())


def _staff_user(one: Employee) -> TelegramUser:
    first, _, last = one.name.partition(" ")
    return TelegramUser(
        id=one.telegram_id, first_name=first, last_name=last or None, username=one.username
    )


def _customer_user(one: Customer, telegram_id: int) -> TelegramUser:
    first, _, last = one.name.partition(" ")
    return TelegramUser(id=telegram_id, first_name=first, last_name=last or None)


def _vk_user(one: Customer, vk_id: int) -> VkUser:
    first, _, last = one.name.partition(" ")
    return VkUser(id=vk_id, first_name=first, last_name=last, screen_name=f"id{vk_id}")


TELEGRAM_USERS = tuple(_staff_user(one) for one in company.EMPLOYEES + company.NEWCOMERS) + tuple(
    _customer_user(one, one.telegram_id) for one in CUSTOMERS if one.telegram_id is not None
)
VK_USERS = tuple(_vk_user(one, one.vk_id) for one in CUSTOMERS if one.vk_id is not None)
VK_COMMUNITIES = (
    VkCommunity(
        group_id=700100,
        token=VK_TOKEN,
        name="Доставка: Петербург",
        screen_name="sandbox_spb",
        confirmation="c0ffee01",
        allowed_by=frozenset({810009}),
    ),
    VkCommunity(
        group_id=700200,
        token=VK_MSK_TOKEN,
        name="Доставка: Москва",
        screen_name="sandbox_msk",
        confirmation="c0ffee02",
        allowed_by=frozenset({810029}),
    ),
)
