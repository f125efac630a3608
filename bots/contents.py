"""What is sent, made of what is stored: words in the interface language, and files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta, tzinfo
from mimetypes import guess_extension
from time import monotonic
from types import MappingProxyType
from typing import Final, TypeAlias

from bots.file_kinds import ending_of
from bots.sentences import Sentences, is_link
from bots.strangers import NotNow
from bots.text import Piece, lines, linked
from handlers.texts import Words
from hub import reasons
from hub.errors import Flooded, Unauthorized, Undeliverable, Unsent
from hub.model import (
    Attachment,
    Button,
    ConversationId,
    Delivery,
    Lane,
    Message,
    Note,
    Voice,
    Work,
)
from hub.ports import Channel, File, Files, Outgoing, Quote

_ENDINGS: Final = {
    "application/x-tgsticker": ".tgs",
    "video/webm": ".webm",
    "image/gif": ".gif",
    "photo": ".jpg",
    "voice": ".ogg",
    "audio": ".mp3",
    "video": ".mp4",
    "video_note": ".mp4",
    "animation": ".mp4",
    "sticker": ".webp",
}
"""By kind of file, or by what it holds where that is given."""
PATIENCE: Final = timedelta(seconds=60)
"""How long the files of one message are waited for."""
_LOST_FOR: Final = 60.0
_ASKED: Final = 4
"""Tries of a delivery for which a file is asked for whose host says that it has trouble."""
_ASKED_OF_OURS: Final = 9
"""The same of the messenger's own files: one less than what a delivery has."""
Opened: TypeAlias = Mapping[ConversationId, str]
_NOWHERE: Final[Opened] = MappingProxyType({})


class Contents:
    """Files are fetched once from the voice that received them, and kept."""

    def __init__(
        self,
        words: Words,
        files: Files,
        zone: tzinfo,
        *,
        order_link: str | None = None,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._words = words
        self._files = files
        self._sentences = Sentences(words, zone, order_link)
        self._patience = patience
        self._channels: dict[Voice, Channel] = {}
        self._lost: dict[str, tuple[str, float]] = {}

    def add(self, channel: Channel) -> None:
        self._channels[channel.voice] = channel

    async def message(
        self,
        message: Message,
        delivery: Delivery,
        *,
        reply_to: str | None = None,
        quote: Quote | None = None,
    ) -> Outgoing:
        """The message in words, files and things. What the channel does not carry, and a file that
        is lost, becomes a sentence. `quote`: the part of `reply_to` that is meant.
        """
        inside = _is_inside(delivery)
        shown = self._shown(message, delivery)
        told = [one for one in message.attachments if one not in shown]
        files, lost = await self._read_all([one for one in shown if one.ref], delivery)
        whole = lines(
            *self._sentences.above(message, inside=inside),
            self._note(message.note, _NOWHERE) if message.note else Piece(),
            self._chosen(message, delivery, quote),
            Piece(text=message.text, spans=message.spans),
            *(self._sentences.of(attachment, inside=inside) for attachment in told),
            *(self._sentences.omitted(kind) for kind in message.omitted),
            *lost,
        )
        return Outgoing(
            key=delivery.id,
            text=whole.text,
            spans=whole.spans,
            files=files,
            things=tuple(one for one in shown if not one.ref),
            buttons=self.buttons(delivery),
            reply_to=reply_to,
            quote=quote if "quote" in self._carried(delivery) else None,
            perhaps_sent=delivery.perhaps_sent,
        )

    def _chosen(self, message: Message, delivery: Delivery, quote: Quote | None) -> Piece:
        """In a line, where it is not shown as a quote of the messenger's own."""
        if _is_inside(delivery):
            return self._sentences.chosen(message.chosen)
        carried = "quote" in self._carried(delivery)
        return Piece() if carried or quote is None else self._sentences.chosen(quote.text)

    def note(self, note: Note, delivery: Delivery, opened: Opened = _NOWHERE) -> Outgoing:
        """`opened` has the addresses of the topics that the note and its lines lead to."""
        whole = self._note(note, opened)
        return Outgoing(
            key=delivery.id,
            text=whole.text,
            spans=whole.spans,
            buttons=self.buttons(delivery),
            reply_to=delivery.reply_to,
            perhaps_sent=delivery.perhaps_sent,
        )

    def _note(self, note: Note, opened: Opened) -> Piece:
        said = self._words.say(note.code, note.values)
        url = note.url or (opened.get(note.topic, "") if note.topic else "")
        return lines(linked(said, url), *(self._note(line, opened) for line in note.lines))

    def buttons(self, delivery: Delivery) -> tuple[tuple[Button, ...], ...]:
        """One below the other, labelled in words."""
        return tuple((replace(one, label=self._label(one)),) for one in delivery.buttons)

    def _label(self, button: Button) -> str:
        label = self._words.label(button.label)
        return label if button.number is None else f"{label} {button.number}"

    async def prepare(self, message: Message, delivery: Delivery) -> None:
        """Fetch its files, so that to send it takes no longer than sending does. What cannot be
        had in good time counts as lost for a while: the words need not wait for it. What may be
        there after all is asked for again a few times before that.
        """
        wanted = [one for one in self._shown(message, delivery) if one.ref]
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                for attachment in wanted:
                    await self._have(attachment, delivery, wanted)
        except TimeoutError:
            for attachment in wanted:
                if not await self._files.has(_key(attachment)):
                    self._lose(attachment, reasons.TOO_SLOW)

    async def _have(
        self, attachment: Attachment, delivery: Delivery, beside: Sequence[Attachment]
    ) -> None:
        try:
            if not (self._lost_by(attachment) or await self._files.has(_key(attachment))):
                await self.read(attachment)
        except Undeliverable as error:
            self._lose(attachment, error.reason)
        except Unsent as error:
            # A message with several files at a silent host waits for that host once.
            most = _ASKED if isinstance(error, NotNow) else _ASKED_OF_OURS
            if delivery.tries + 1 < most and not any(map(self._lost_by, beside)):
                raise
            self._lose(attachment, reasons.FILE_LOST)

    def _lost_by(self, attachment: Attachment) -> str:
        """Why it has just been given up; "" if it has not."""
        reason, until = self._lost.get(_key(attachment), ("", 0.0))
        return reason if until > monotonic() else ""

    def _lose(self, attachment: Attachment, reason: str) -> None:
        now = monotonic()
        self._lost = {key: one for key, one in self._lost.items() if one[1] > now}
        self._lost[_key(attachment)] = reason, now + _LOST_FOR

    def _shown(self, message: Message, delivery: Delivery) -> list[Attachment]:
        carried = self._carried(delivery)
        return [one for one in message.attachments if one.kind in carried and not is_link(one)]

    async def read(self, attachment: Attachment) -> bytes:
        key = _key(attachment)
        kept = await self._files.read(key)
        if kept is not None:
            return kept
        channel = self._channels.get(attachment.voice) if attachment.voice else None
        if channel is None:
            raise Undeliverable(reasons.FILE_LOST)
        content = await _download(channel, attachment)
        await self._files.write(key, content)
        return content

    def _carried(self, delivery: Delivery) -> frozenset[str]:
        """In a desk's group a contact's card would show a whole phone to everybody."""
        carries = self._channels[delivery.lane.voice].carries
        return carries - {"contact"} if _is_inside(delivery) else carries

    async def _read_all(
        self, attachments: Sequence[Attachment], delivery: Delivery
    ) -> tuple[tuple[File, ...], list[Piece]]:
        files, lost = [], []
        for attachment in attachments:
            try:
                files.append(_file(attachment, await self.fetched(attachment, delivery)))
            except Undeliverable as error:
                lost.append(self._sentences.lost(attachment, error.reason))
        return tuple(files), lost

    async def fetched(self, attachment: Attachment, delivery: Delivery) -> bytes:
        """As `read`, in the delivery's own turn: no time is spent on what `prepare` has found to
        be lost, nor on what it should have fetched.
        """
        if reason := self._lost_by(attachment):
            raise Undeliverable(reason)
        if delivery.fetches and not await self._files.has(_key(attachment)):
            raise Unsent("not fetched yet")
        return await self.read(attachment)


def _key(attachment: Attachment) -> str:
    return f"{attachment.voice}/{attachment.ref}"


def _is_inside(delivery: Delivery) -> bool:
    """Read by people of the company, none of whom it was written to."""
    return delivery.work is Work.MIRROR or is_desk(delivery.lane)


def is_desk(lane: Lane) -> bool:
    return lane.place.startswith("desk:")


async def _download(channel: Channel, attachment: Attachment) -> bytes:
    """Trouble of the voice that has the file is none of the voice that will send it."""
    try:
        return await channel.download(attachment)
    except (Flooded, Unauthorized) as error:
        raise Unsent(error.reason) from error


def _file(attachment: Attachment, content: bytes) -> File:
    async def read() -> bytes:
        return content

    name = attachment.name or _name(attachment)
    if "." not in name:
        name += ending_of(content)
    return File(kind=attachment.kind, name=name, read=read, data=attachment.data)


def _name(attachment: Attachment) -> str:
    """Messengers guess by a name's ending what a file is."""
    mime = attachment.data.get("mime", "")
    ending = _ENDINGS.get(mime) or _ENDINGS.get(attachment.kind) or guess_extension(mime) or ""
    return f"{attachment.kind}{ending}"
