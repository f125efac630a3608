"""Keeps account of whom a bot can reach, from what it hears and from what becomes of its words."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from aiogram import Bot

from bots.raw import mapping
from hub import reasons
from hub.directory import Directory
from hub.errors import StoreDown, Undeliverable
from hub.model import Audience, Delivery, Peer, Update, Voice, Work
from hub.ports import Part, Sender, Window
from hub.reaching import Reaching

_FROM_SOMEBODY = ("message", "edited_message", "callback_query", "my_chat_member")


class ReachingSender:
    """A private sender that notes whom it reached. Whoever has gone is told nothing more but that
    there is no entry. A probe that finds nobody has found out what it was asked: it is no failure.
    """

    def __init__(
        self, sender: Sender, reaching: Reaching, directory: Directory, bot: Bot | None
    ) -> None:
        """`bot` is the voice's, where it is Telegram's."""
        self._sender = sender
        self._reaching = reaching
        self._directory = directory
        self._bot = bot

    def windows(self, place: str) -> tuple[Window, ...]:
        return self._sender.windows(place)

    def voice_windows(self) -> tuple[Window, ...]:
        return self._sender.voice_windows()

    async def prepare(self, delivery: Delivery) -> None:
        await self._sender.prepare(delivery)

    async def step(self, delivery: Delivery) -> Part | None:
        voice, peer = delivery.lane.voice, Peer(delivery.lane.place)
        if self._is_over(delivery, voice, peer):
            raise Undeliverable(reasons.LEFT)
        try:
            part = await self._step(delivery)
        except Undeliverable as error:
            if error.reason in reasons.UNREACHABLE and peer:
                with suppress(StoreDown):
                    await self._reaching.lost(voice, peer, error.reason)
                if delivery.work is Work.PROBE:
                    return Part(native="")
            raise
        with suppress(StoreDown):
            await self._reaching.reached(voice, peer)
        return part

    async def _step(self, delivery: Delivery) -> Part | None:
        if delivery.work is not Work.PROBE:
            return await self._sender.step(delivery)
        if self._bot:
            await self._bot.send_chat_action(int(delivery.lane.place), "typing")
        return Part(native="")

    def _is_over(self, delivery: Delivery, voice: Voice, peer: Peer) -> bool:
        """A refusal concerns nobody in particular and no conversation."""
        personal = delivery.person or delivery.conversation
        if not personal or delivery.work is Work.RECALL:
            return False
        is_staffs = voice == self._directory.desk_voice or self._is_for_staff(voice)
        return is_staffs and self._directory.has_gone(voice, peer)

    def _is_for_staff(self, voice: Voice) -> bool:
        inboxes = self._directory.inboxes.values()
        return any(one.voice == voice and one.audience is Audience.STAFF for one in inboxes)


async def heard(reaching: Reaching, update: Update) -> None:
    """Somebody wrote to a bot or pressed its buttons, or has let it in or shut it out."""
    kind = next((kind for kind in _FROM_SOMEBODY if kind in update.raw), None)
    happened = mapping(update.raw.get(kind)) if kind else {}
    chat = mapping(happened.get("chat") or mapping(happened.get("message")).get("chat"))
    peer = Peer(str(mapping(happened.get("from")).get("id")))
    if chat.get("type") != "private":
        return
    if kind == "my_chat_member" and _is_shut_out(happened):
        await reaching.lost(update.voice, peer, reasons.BLOCKED)
    elif kind == "my_chat_member":
        await reaching.reached(update.voice, peer)
    else:
        await reaching.heard(update.voice, peer)


def _is_shut_out(happened: Mapping[str, object]) -> bool:
    return mapping(happened.get("new_chat_member")).get("status") in ("kicked", "left")
