"""The believable world's Telegram: its people, bots and desks."""

from __future__ import annotations

from sandbox.telegram.model import Bot
from sandbox.telegram.state import Telegram
from sandbox.world import Forum, TelegramBot, World


def seed(telegram: Telegram, world: World) -> None:
    phones: dict[int | None, str | None] = {one.telegram_id: one.phone for one in world.customers}
    phones |= {one.telegram_id: one.phone for one in world.employees + world.newcomers}
    for one in world.telegram_users:
        telegram.add_user(
            one.first_name,
            id=one.id,
            last_name=one.last_name or "",
            username=one.username or "",
            phone=phones.get(one.id) or "",
        )
    for given in world.telegram_bots:
        _add_bot(telegram, given)
    for forum in world.forums:
        _add_forum(telegram, forum)


def _add_bot(telegram: Telegram, given: TelegramBot) -> Bot:
    bot = telegram.add_bot(given.username, name=given.name, id=given.id, token=given.token)
    for user_id in given.started_by:
        telegram.dialog(bot, telegram.user(user_id)).started = True
    return bot


def _add_forum(telegram: Telegram, forum: Forum) -> None:
    group = telegram.add_group(forum.title, id=forum.chat_id, forum=True)
    for user_id in forum.members:
        status = "creator" if user_id == forum.owner else "member"
        telegram.seat(group, telegram.user(user_id), status)
    for bot_id in forum.admin_bots:
        telegram.seat(group, telegram.bot(bot_id), "administrator")
