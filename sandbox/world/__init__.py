"""A small believable world: shops, couriers, customers, orders, and where each can be reached."""

from datetime import date

from sandbox.world import company, messengers
from sandbox.world.customers import CUSTOMERS
from sandbox.world.environment import environment
from sandbox.world.orders import orders
from sandbox.world.shapes import (
    Customer,
    Employee,
    Forum,
    Order,
    OrderStatus,
    Place,
    Shop,
    TelegramBot,
    TelegramUser,
    VkCommunity,
    VkUser,
    World,
)

__all__ = [
    "Customer",
    "Employee",
    "Forum",
    "Order",
    "OrderStatus",
    "Place",
    "Shop",
    "TelegramBot",
    "TelegramUser",
    "VkCommunity",
    "VkUser",
    "World",
    "believable_world",
    "environment",
]


def believable_world(today: date) -> World:
    """The whole world, its orders laid around `today` (Moscow)."""
    return World(
        shops=company.SHOPS,
        employees=company.EMPLOYEES,
        newcomers=company.NEWCOMERS,
        customers=CUSTOMERS,
        orders=orders(today),
        telegram_users=messengers.TELEGRAM_USERS,
        telegram_bots=messengers.TELEGRAM_BOTS,
        forums=messengers.FORUMS,
        vk_users=messengers.VK_USERS,
        vk_communities=messengers.VK_COMMUNITIES,
    )
