"""What is sent, made of what is stored: words in the interface language, and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from mimetypes import guess_extension
from types import MappingProxyType
from typing import Final, TypeAlias

from bots.sentences import Sentences, is_link
from bots.text import Piece, lines, linked
from handlers.texts import Words
from hub import reasons
from hub.errors import Flooded, Unauthorized, Undeliverable, Unsent
from hub.model import Attachment, Button, ConversationId, Delivery, Lane, Message, Note, Voice
from hub.ports import Channel, File, Files, Outgoing

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
Opened: TypeAlias = Mapping[ConversationId, str]
_NOWHERE: Final[Opened] = MappingProxyType({})


class Contents:
    """Files are fetched once from the voice that received them, and kept."""

    def __init__(self, words: Words, files: Files, zone: tzinfo) -> None:
        self._words = words
        self._files = files
        self._sentences = Sentences(words, zone)
        self._channels: dict[Voice, Channel] = {}

    def add(self, channel: Channel) -> None:
        self._channels[channel.voice] = channel

    async def message(
        self, message: Message, delivery: Delivery, *, reply_to: str | None = None
    ) -> Outgoing:
        """The message in words, files and things. What the channel does not carry, and a file that
        is lost, becomes a sentence.
        """
        inside = is_desk(delivery.lane)
        carried = self._carried(delivery.lane)
        shown = [one for one in message.attachments if one.kind in carried and not is_link(one)]
        told = [one for one in message.attachments if one not in shown]
        files, lost = await self._read_all([one for one in shown if one.ref])
        whole = lines(
            *self._sentences.above(message, inside=inside),
            Piece(text=self._words.note(message.note) if message.note else ""),
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
            perhaps_sent=delivery.perhaps_sent,
        )

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

    async def read(self, attachment: Attachment) -> bytes:
        key = f"{attachment.voice}/{attachment.ref}"
        kept = await self._files.read(key)
        if kept is not None:
            return kept
        channel = self._channels.get(attachment.voice) if attachment.voice else None
        if channel is None:
            raise Undeliverable(reasons.FILE_LOST)
        content = await _download(channel, attachment)
        await self._files.write(key, content)
        return content

    def _carried(self, lane: Lane) -> frozenset[str]:
        """In a desk's group a contact's card would show a whole phone to everybody."""
        carries = self._channels[lane.voice].carries
        return carries - {"contact"} if is_desk(lane) else carries

    async def _read_all(
        self, attachments: Sequence[Attachment]
    ) -> tuple[tuple[File, ...], list[Piece]]:
        files, lost = [], []
        for attachment in attachments:
            try:
                files.append(_file(attachment, await self.read(attachment)))
            except Undeliverable as error:
                lost.append(self._sentences.lost(attachment, error.reason))
        return tuple(files), lost


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
    return File(kind=attachment.kind, name=name, read=read, data=attachment.data)


def _name(attachment: Attachment) -> str:
    """Messengers guess by a name's ending what a file is."""
    mime = attachment.data.get("mime", "")
    ending = _ENDINGS.get(mime) or _ENDINGS.get(attachment.kind) or guess_extension(mime) or ""
    return f"{attachment.kind}{ending}"
