"""Files of messages: fetched once from the voice that received them, and kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from typing import Final

from bots.strangers import NotNow
from hub import reasons
from hub.errors import Flooded, Unauthorized, Undeliverable, Unsent
from hub.model import Attachment, Delivery, Voice
from hub.ports import Channel, Files

PATIENCE: Final = timedelta(seconds=60)
"""How long the files of one message are waited for."""
_LOST_FOR: Final = 60.0
_ASKED: Final = 4
"""Tries of a delivery for which a file is asked for whose host says that it has trouble."""
_ASKED_OF_OURS: Final = 9
"""The same of the messenger's own files: one less than what a delivery has."""


class Fetching:
    def __init__(self, files: Files, patience: timedelta) -> None:
        self._files = files
        self._patience = patience
        self._lost: dict[str, tuple[str, float]] = {}
        self.channels: dict[Voice, Channel] = {}

    async def prepare(self, wanted: Sequence[Attachment], delivery: Delivery) -> None:
        """Have them. What cannot be had in good time counts as lost for a while: the words need
        not wait for it. What may be there after all is asked for again a few times before that.
        """
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                for attachment in wanted:
                    await self._have(attachment, delivery, wanted)
        except TimeoutError:
            for attachment in wanted:
                if not await self._files.has(_key(attachment)):
                    self._lose(attachment, reasons.TOO_SLOW)

    async def fetched(self, attachment: Attachment, delivery: Delivery) -> bytes:
        """As `read`, in the delivery's own turn: no time is spent on what `prepare` has found to
        be lost, nor on what it should have fetched.
        """
        if reason := self.lost_by(attachment):
            raise Undeliverable(reason)
        if delivery.fetches and not await self._files.has(_key(attachment)):
            raise Unsent("not fetched yet")
        return await self.read(attachment)

    async def read(self, attachment: Attachment) -> bytes:
        key = _key(attachment)
        kept = await self._files.read(key)
        if kept is not None:
            return kept
        channel = self.channels.get(attachment.voice) if attachment.voice else None
        if channel is None:
            raise Undeliverable(reasons.FILE_LOST)
        content = await _download(channel, attachment)
        await self._files.write(key, content)
        return content

    def lost_by(self, attachment: Attachment) -> str:
        """Why it has just been given up; "" if it has not."""
        reason, until = self._lost.get(_key(attachment), ("", 0.0))
        return reason if until > monotonic() else ""

    async def _have(
        self, attachment: Attachment, delivery: Delivery, beside: Sequence[Attachment]
    ) -> None:
        try:
            if not (self.lost_by(attachment) or await self._files.has(_key(attachment))):
                await self.read(attachment)
        except Undeliverable as error:
            self._lose(attachment, error.reason)
        except Unsent as error:
            # A message with several files at a silent host waits for that host once.
            most = _ASKED if isinstance(error, NotNow) else _ASKED_OF_OURS
            if delivery.tries + 1 < most and not any(map(self.lost_by, beside)):
                raise
            self._lose(attachment, reasons.FILE_LOST)

    def _lose(self, attachment: Attachment, reason: str) -> None:
        now = monotonic()
        self._lost = {key: one for key, one in self._lost.items() if one[1] > now}
        self._lost[_key(attachment)] = reason, now + _LOST_FOR


def _key(attachment: Attachment) -> str:
    return f"{attachment.voice}/{attachment.ref}"


async def _download(channel: Channel, attachment: Attachment) -> bytes:
    """Trouble of the voice that has the file is none of the voice that will send it."""
    try:
        return await channel.download(attachment)
    except (Flooded, Unauthorized) as error:
        raise Unsent(error.reason) from error
