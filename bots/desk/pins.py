"""What people work by stands at the top of its topic. Nothing is ever taken down from there."""

from __future__ import annotations

from aiogram import Bot

from bots.desk.groups import DeskGroup
from hub import reasons
from hub.errors import Undeliverable, Unsent
from hub.model import Delivery, DeliveryState
from hub.ports import Deliveries, Part


async def pin(bot: Bot, deliveries: Deliveries, group: DeskGroup, delivery: Delivery) -> Part:
    """One silent call. Where it is refused, or there is nothing to pin, nobody is the worse."""
    shown = await deliveries.get(delivery.about) if delivery.about else None
    if shown is None or shown.state in (DeliveryState.DEAD, DeliveryState.UNCERTAIN):
        return Part(native="")
    if shown.state is not DeliveryState.SENT or not shown.native:
        raise Unsent("not shown yet")
    try:
        await bot.pin_chat_message(group.chat_id, int(shown.native[0]), disable_notification=True)
    except Undeliverable:
        return Part(native="")
    except Unsent as error:
        if error.reason != reasons.NO_RIGHT_ON_DESK:
            raise
    return Part(native=shown.native[0])
