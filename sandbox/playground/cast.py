"""Who is who in the world, for the page's lists of people."""

from __future__ import annotations

from typing import Any

from sandbox.world import World


def cast(world: World) -> list[dict[str, Any]]:
    """`{id, name, role, telegram_id, vk_id, shop}`; what somebody does not have is null."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "role": one.role,
            "telegram_id": one.telegram_id,
            "vk_id": None,
            "shop": one.shop,
        }
        for one in world.employees + world.newcomers
    ] + [
        {
            "id": one.id,
            "name": one.name,
            "role": "customer",
            "telegram_id": one.telegram_id,
            "vk_id": one.vk_id,
            "shop": None,
        }
        for one in world.customers
    ]
