"""Carries out answers that are posted as JSON: files become links, what is answered is named."""

from __future__ import annotations

from dataclasses import replace

from bots.channels.http import HttpChannel
from bots.contents import Contents
from bots.links import Link
from hub import reasons
from hub.errors import Undeliverable
from hub.model import Attachment, Delivery, Message, MessageKind, Peer, Work
from hub.ports import File, Messages, Outgoing, Part, Sender, Window

LOOKED_THROUGH = 200
"""How many of a conversation's messages are looked through for the contact's last one."""


class AnswerSender:
    """Everything that is no answer is left to `private`. `link` gives a file's address, None where
    nobody outside could reach us.
    """

    def __init__(
        self,
        channel: HttpChannel,
        private: Sender,
        *,
        messages: Messages,
        contents: Contents,
        link: Link | None,
    ) -> None:
        self._channel = channel
        self._private = private
        self._messages = messages
        self._contents = contents
        self._link = link

    def windows(self, place: str) -> tuple[Window, ...]:
        return self._channel.windows(place)

    def voice_windows(self) -> tuple[Window, ...]:
        return self._channel.voice_windows()

    async def prepare(self, delivery: Delivery) -> None:
        await self._private.prepare(delivery)

    async def step(self, delivery: Delivery) -> Part | None:
        message = await self._messages.get(delivery.message) if delivery.message else None
        if delivery.work is not Work.ANSWER or message is None:
            return await self._private.step(delivery)
        outgoing = await self._outgoing(message, delivery)
        return await self._channel.send(Peer(delivery.lane.place), outgoing, 0)

    async def _outgoing(self, message: Message, delivery: Delivery) -> Outgoing:
        files = [
            await self._linked(message, index, attachment, delivery)
            for index, attachment in enumerate(message.attachments)
            if attachment.ref
        ]
        others = tuple(one for one in message.attachments if not one.ref)
        said = await self._contents.message(replace(message, attachments=others), delivery)
        reply_to = await self._answered(message)
        return replace(said, key=message.id, files=tuple(files), reply_to=reply_to)

    async def _linked(
        self, message: Message, index: int, attachment: Attachment, delivery: Delivery
    ) -> File:
        """Fetched and kept before anybody is told of it."""
        if self._link is None:
            raise Undeliverable(reasons.NO_PUBLIC_URL)
        content = await self._contents.fetched(attachment, delivery)

        async def read() -> bytes:
            return content

        return File(
            kind=attachment.kind,
            name=attachment.name or attachment.kind,
            read=read,
            data=attachment.data,
            size=len(content),
            url=self._link(message, index),
        )

    async def _answered(self, answer: Message) -> str | None:
        """The contact's own name of what he is answered: what was replied to, or his last."""
        quoted = await self._messages.get(answer.reply_to) if answer.reply_to else None
        if quoted and quoted.kind is MessageKind.IN:
            return quoted.native
        before = await self._messages.of(answer.conversation, limit=LOOKED_THROUGH)
        written = [one for one in before if one.kind is MessageKind.IN and one.seq < answer.seq]
        return written[-1].native if written else None
