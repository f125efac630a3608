"""The messengers' accounts that the configuration names, each as a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from aiogram import Bot

from bots import telegram_api
from bots.channels.telegram import TelegramChannel
from bots.channels.vk import VkChannel
from bots.declared import DESK
from bots.desk.threads import DeskGroup
from bots.telegram_speech import Speech
from handlers.texts import Words
from hub.directory import Directory
from hub.model import Audience, DeskId, Inbox, InboxId, Voice
from hub.ports import Channel, Window
from settings import Limits, Settings, TelegramInbox, VkInbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """`bots` are those of `channels` that are Telegram's; one of them speaks on the desks."""

    channels: Mapping[Voice, Channel]
    bots: Mapping[Voice, Bot]
    groups: Mapping[DeskId, DeskGroup]
    desk_voice: Voice

    @property
    def desk_bot(self) -> Bot:
        return self.bots[self.desk_voice]

    def names(self) -> dict[Voice, tuple[str, ...]]:
        """What each voice is called in /healthz; one token may be two parties."""
        named: dict[Voice, tuple[str, ...]] = {
            voice: (channel.party,) for voice, channel in self.channels.items()
        }
        desk = f"telegram:{DESK}"
        named[self.desk_voice] = tuple(dict.fromkeys((*named[self.desk_voice], desk)))
        return named

    async def close(self) -> None:
        for channel in self.channels.values():
            await channel.close()


def parties(settings: Settings, directory: Directory, words: Words, timeout: timedelta) -> Parties:
    """`timeout` is for a single call. Inboxes of channels that are not in use yet are left out."""
    make = _Make(settings, words, timeout.total_seconds())
    channels: dict[Voice, Channel] = {}
    for declared in settings.inboxes:
        inbox = directory.inboxes[InboxId(declared.id)]
        if isinstance(declared, TelegramInbox):
            channels[inbox.voice] = make.telegram(declared.token.get_secret_value(), inbox)
        elif isinstance(declared, VkInbox):
            channels[inbox.voice] = make.vk(declared, inbox)
    if directory.desk_voice not in channels:
        token = settings.desk_bot.token.get_secret_value()
        channels[directory.desk_voice] = make.telegram(token, _desk_inbox(settings))
    return Parties(
        channels=channels,
        bots=make.bots,
        groups=_groups(settings),
        desk_voice=directory.desk_voice,
    )


class _Make:
    def __init__(self, settings: Settings, words: Words, timeout: float) -> None:
        self._settings = settings
        self._timeout = timeout
        self._mark = words.say("perhaps_sent")
        self.bots: dict[Voice, Bot] = {}

    def telegram(self, token: str, inbox: Inbox) -> TelegramChannel:
        url = self._settings.environment.telegram_api_url
        bot = telegram_api.create_bot(token, url, self._timeout)
        self.bots[inbox.voice] = bot
        limits = self._settings.limits
        return TelegramChannel(
            bot,
            inbox,
            Speech(bot, repeat=self._mark),
            chat_window=window(limits.chat_per_second),
            bot_window=window(limits.bot_per_second),
        )

    def vk(self, declared: VkInbox, inbox: Inbox) -> VkChannel:
        return VkChannel(
            declared.token.get_secret_value(),
            declared.group_id,
            inbox,
            base_url=self._settings.environment.vk_api_url,
            timeout=self._timeout,
        )


def window(per_second: float) -> Window:
    """So many calls a second, in whole calls."""
    calls = max(1, int(per_second))
    return Window(calls=calls, seconds=calls / per_second)


def _groups(settings: Settings) -> dict[DeskId, DeskGroup]:
    shared = _group_window(settings.limits)
    return {
        DeskId(desk.id): DeskGroup(id=DeskId(desk.id), chat_id=desk.chat_id, window=shared)
        for desk in settings.desks
    }


def _group_window(limits: Limits) -> Window:
    return Window(calls=limits.group_calls, seconds=limits.group_window.total_seconds())


def _desk_inbox(settings: Settings) -> Inbox:
    """The desk bot's private chats bring no conversations, so that any desk will do."""
    return Inbox(
        id=InboxId(DESK),
        channel="telegram",
        audience=Audience.STAFF,
        desk=DeskId(settings.desks[0].id),
        voice=DESK,
    )
