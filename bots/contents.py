"""What is sent, made of what is stored: words in the interface language, and files."""

from __future__ import annotations

from dataclasses import replace

from handlers.texts import Words
from hub import reasons
from hub.errors import Flooded, Unauthorized, Undeliverable, Unsent
from hub.model import Attachment, Button, Delivery, Message, Note, Voice
from hub.ports import Channel, File, Files, Outgoing


class Contents:
    """Files are fetched once from the voice that received them, and kept."""

    def __init__(self, words: Words, files: Files) -> None:
        self._words = words
        self._files = files
        self._channels: dict[Voice, Channel] = {}

    def add(self, channel: Channel) -> None:
        self._channels[channel.voice] = channel

    async def message(
        self, message: Message, delivery: Delivery, *, reply_to: str | None = None
    ) -> Outgoing:
        """The message in words and files. A file that is lost becomes a sentence."""
        files, lost = await self._read_all(message.attachments)
        omitted = [self._words.say("omitted", {"kind": kind}) for kind in message.omitted]
        text = self._words.note(message.note) if message.note else message.text
        return Outgoing(
            key=delivery.id,
            text="\n".join(filter(None, (text, *omitted, *lost))),
            spans=message.spans,
            files=files,
            buttons=self.buttons(delivery),
            reply_to=reply_to,
            perhaps_sent=delivery.perhaps_sent,
        )

    def note(self, note: Note, delivery: Delivery) -> Outgoing:
        return Outgoing(
            key=delivery.id,
            text=self._words.note(note),
            buttons=self.buttons(delivery),
            reply_to=delivery.reply_to,
            perhaps_sent=delivery.perhaps_sent,
        )

    def buttons(self, delivery: Delivery) -> tuple[tuple[Button, ...], ...]:
        """One below the other, labelled in words."""
        return tuple(
            (replace(button, label=self._words.label(button.label)),) for button in delivery.buttons
        )

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

    async def _read_all(
        self, attachments: tuple[Attachment, ...]
    ) -> tuple[tuple[File, ...], list[str]]:
        files, lost = [], []
        for attachment in attachments:
            try:
                files.append(_file(attachment, await self.read(attachment)))
            except Undeliverable as error:
                lost.append(self._words.say("file_lost", {"reason": error.reason}))
        return tuple(files), lost


async def _download(channel: Channel, attachment: Attachment) -> bytes:
    """Trouble of the voice that has the file is none of the voice that will send it."""
    try:
        return await channel.download(attachment)
    except (Flooded, Unauthorized) as error:
        raise Unsent(error.reason) from error


def _file(attachment: Attachment, content: bytes) -> File:
    async def read() -> bytes:
        return content

    return File(kind=attachment.kind, name=attachment.name or _name(attachment), read=read)


def _name(attachment: Attachment) -> str:
    return "photo.jpg" if attachment.kind == "photo" else attachment.kind
