"""The messengers' accounts that the configuration names, each as a channel."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from aiogram import Bot

from bots import telegram_api
from bots.channels.http import HttpChannel
from bots.channels.telegram import TelegramChannel
from bots.channels.vk import VkChannel
from bots.declared import DESK
from bots.desk.groups import DeskGroup
from bots.signing import Signer
from bots.telegram_speech import Speech
from bots.telegram_webhook import Hook
from bots.vk_check import CallbackSide
from handlers.texts import Words
from hub.directory import Directory
from hub.model import Audience, DeskId, Inbox, InboxId, Voice
from hub.ports import Channel, Window
from settings import (
    CallInbox,
    DeskBot,
    IntakeInbox,
    Limits,
    Settings,
    TelegramInbox,
    VkInbox,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One address to which Telegram brings the updates of a voice."""

    voice: Voice
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One address to which VK brings the events of a community."""

    channel: VkChannel
    group_id: int
    secret: str = field(repr=False)
    confirmation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """`bots` are those of `channels` that are Telegram's; one of them speaks on the desks. `posted`
    are those that post to us. `webhooks` are known by the last part of their address, and so are
    `callbacks`.
    """

    channels: Mapping[Voice, Channel]
    bots: Mapping[Voice, Bot]
    groups: Mapping[DeskId, DeskGroup]
    desk_voice: Voice
    posted: Mapping[InboxId, HttpChannel]
    webhooks: Mapping[str, Webhook]
    callbacks: Mapping[InboxId, Callback]

    @property
    def desk_bot(self) -> Bot:
        return self.bots[self.desk_voice]

    def brings_updates(self, voice: Voice) -> bool:
        """What is posted is handled at once instead."""
        return not isinstance(self.channels[voice], HttpChannel)

    def names(self) -> dict[Voice, tuple[str, ...]]:
        """What each voice is called in /healthz; one token may be two parties."""
        named: dict[Voice, tuple[str, ...]] = {
            voice: (channel.party,) for voice, channel in self.channels.items()
        }
        desk = f"telegram:{DESK}"
        named[self.desk_voice] = tuple(dict.fromkeys((*named[self.desk_voice], desk)))
        return named

    def desks(self) -> dict[Voice, tuple[str, ...]]:
        """The places where a voice works at desks: parties in /healthz as well."""
        return {self.desk_voice: tuple(f"desk:{desk}" for desk in self.groups)}

    async def close(self) -> None:
        """All at once: aiogram's sessions take a quarter of a second each."""
        await asyncio.gather(*(channel.close() for channel in self.channels.values()))


def parties(settings: Settings, directory: Directory, words: Words, timeout: timedelta) -> Parties:
    """`timeout` is for a single call."""
    make = _Make(settings, words, timeout.total_seconds())
    channels: dict[Voice, Channel] = {}
    posted: dict[InboxId, HttpChannel] = {}
    callbacks: dict[InboxId, Callback] = {}
    for declared in settings.inboxes:
        inbox = directory.inboxes[InboxId(declared.id)]
        if isinstance(declared, TelegramInbox):
            channels[inbox.voice] = make.telegram(declared, inbox)
        elif isinstance(declared, VkInbox):
            channels[inbox.voice] = channel = make.vk(declared, inbox)
            callbacks |= _callback(declared, inbox, channel)
        elif isinstance(declared, IntakeInbox | CallInbox):
            channels[inbox.voice] = posted[inbox.id] = make.posted(declared, inbox)
    if directory.desk_voice not in channels:
        channels[directory.desk_voice] = make.telegram(settings.desk_bot, _desk_inbox(settings))
    return Parties(
        channels=channels,
        bots=make.bots,
        groups=_groups(settings),
        desk_voice=directory.desk_voice,
        posted=posted,
        webhooks=_webhooks(settings, directory),
        callbacks=callbacks,
    )


class _Make:
    def __init__(self, settings: Settings, words: Words, timeout: float) -> None:
        self._settings = settings
        self._timeout = timeout
        self._mark = words.say("perhaps_sent")
        self.bots: dict[Voice, Bot] = {}

    def telegram(self, declared: TelegramInbox | DeskBot, inbox: Inbox) -> TelegramChannel:
        url = self._settings.environment.telegram_api_url
        bot = telegram_api.create_bot(declared.token.get_secret_value(), url, self._timeout)
        self.bots[inbox.voice] = bot
        limits = self._settings.limits
        return TelegramChannel(
            bot,
            inbox,
            Speech(bot, repeat=self._mark),
            chat_window=window(limits.chat_per_second),
            bot_window=window(limits.bot_per_second),
            hook=self._hook(declared, inbox),
        )

    def vk(self, declared: VkInbox, inbox: Inbox) -> VkChannel:
        return VkChannel(
            declared.token.get_secret_value(),
            declared.group_id,
            inbox,
            base_url=self._settings.environment.vk_api_url,
            timeout=self._timeout,
            callback=_callback_side(declared) if declared.mode == "callback" else None,
            files_from=declared.files_from,
        )

    def posted(self, declared: IntakeInbox | CallInbox, inbox: Inbox) -> HttpChannel:
        return HttpChannel(
            inbox,
            Signer(declared.secret.get_secret_value()),
            reply_url=declared.reply_url if isinstance(declared, IntakeInbox) else None,
            files_from=declared.files_from,
            timeout=self._timeout,
        )

    def _hook(self, declared: TelegramInbox | DeskBot, inbox: Inbox) -> Hook | None:
        if declared.mode != "webhook" or declared.secret is None:
            return None
        url = f"{self._settings.public_url}/telegram/{inbox.id}"
        return Hook(url=url, secret=declared.secret.get_secret_value())


def _callback_side(declared: VkInbox) -> CallbackSide | None:
    """None where the two secrets are not known."""
    if declared.secret is None or declared.confirmation is None:
        return None
    return CallbackSide(
        path=f"/vk/{declared.id}",
        secret=declared.secret.get_secret_value(),
        confirmation=declared.confirmation.get_secret_value(),
    )


def _callback(declared: VkInbox, inbox: Inbox, channel: VkChannel) -> dict[InboxId, Callback]:
    """Open in either mode: what VK still repeats after the mode was changed is taken as well."""
    side = _callback_side(declared)
    if side is None:
        return {}
    return {
        inbox.id: Callback(
            channel=channel,
            group_id=declared.group_id,
            secret=side.secret,
            confirmation=side.confirmation,
        )
    }


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


def _webhooks(settings: Settings, directory: Directory) -> dict[str, Webhook]:
    """A bot that serves an inbox and the desks may be told of at either of its addresses."""
    inboxes = [one for one in settings.inboxes if isinstance(one, TelegramInbox)]
    bots: list[tuple[str, Voice, TelegramInbox | DeskBot]] = [
        *((one.id, directory.inboxes[InboxId(one.id)].voice, one) for one in inboxes),
        (DESK, directory.desk_voice, settings.desk_bot),
    ]
    return {
        name: Webhook(voice=voice, secret=bot.secret.get_secret_value())
        for name, voice, bot in bots
        if bot.mode == "webhook" and bot.secret
    }
