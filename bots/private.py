"""Carries out what is said in private chats: answers to contacts, notices to people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bots.contents import Contents
from bots.copies import Copies, only_part
from bots.erasing import erase
from bots.text import Piece, found
from hub import reasons
from hub.errors import Undeliverable
from hub.model import (
    Asks,
    Button,
    ConversationId,
    Delivery,
    Message,
    MessageId,
    MessageKind,
    Note,
    Peer,
    Work,
)
from hub.ports import Channel, Deliveries, Messages, Outgoing, Part, Quote, Views, Window

TopicUrl = Callable[[ConversationId], Awaitable[str]]
InvitationUrl = Callable[[str], Awaitable[str]]


class PrivateSender:
    """`topic_url` gives the address of a conversation's topic, "" while it has none."""

    def __init__(
        self,
        channel: Channel,
        *,
        messages: Messages,
        deliveries: Deliveries,
        views: Views,
        contents: Contents,
        topic_url: TopicUrl,
        invitation_url: InvitationUrl,
    ) -> None:
        self._channel = channel
        self._messages = messages
        self._views = views
        self._contents = contents
        self._topic_url = topic_url
        self._invitation_url = invitation_url
        self._copies = Copies(deliveries, views)

    def windows(self, place: str) -> tuple[Window, ...]:
        return self._channel.windows(place)

    def voice_windows(self) -> tuple[Window, ...]:
        return self._channel.voice_windows()

    async def prepare(self, delivery: Delivery) -> None:
        await self._contents.prepare(await self._message(delivery), delivery)

    async def step(self, delivery: Delivery) -> Part | None:
        if not delivery.lane.place:
            raise Undeliverable(reasons.NEVER_STARTED)
        peer = Peer(delivery.lane.place)
        match delivery.work:
            case Work.RETELL:
                return await self._alter(delivery)
            case Work.EDIT:
                return await self._revise(delivery)
            case Work.RECALL:
                return await self._recall(delivery)
            case Work.ERASE:
                return await erase(delivery, partial(self._channel.recall, peer))
        outgoing = await self._outgoing(delivery)
        part = len(delivery.native)
        sent = await self._channel.send(peer, outgoing, part)
        return replace(sent, lacks=outgoing.lacks, looks=self._channel.looks(outgoing, part))

    async def _outgoing(self, delivery: Delivery) -> Outgoing:
        if delivery.note:
            said = await self._said(delivery.note, delivery)
        else:
            message = await self._message(delivery)
            reply_to, quote = await self._reply_to(delivery, message), await self._quote(message)
            said = await self._contents.message(message, delivery, reply_to=reply_to, quote=quote)
        return replace(said, buttons=await self._opened(said.buttons), within=delivery.within)

    async def _said(self, note: Note, delivery: Delivery) -> Outgoing:
        if note.invitation:
            link = await self._invitation_url(note.invitation)
            note = replace(note, values={**note.values, "link": link})
        topics = {line.topic for line in (note, *note.lines) if line.topic}
        opened = {topic: await self._topic_url(topic) for topic in topics}
        return self._contents.note(self._in_words(note, delivery), delivery, opened)

    def _in_words(self, note: Note, delivery: Delivery) -> Note:
        """What this messenger has no button for is asked for in the text."""
        wanted = {button.asks for button in delivery.buttons}
        if Asks.PHONE not in wanted - self._channel.asks:
            return note
        return replace(note, lines=(*note.lines, Note(code="write_phone")))

    async def _message(self, delivery: Delivery) -> Message:
        message = await self._messages.get(delivery.message) if delivery.message else None
        if message is None:
            raise Undeliverable(f"message {delivery.message} is missing")
        return message

    async def _reply_to(self, delivery: Delivery, message: Message) -> str | None:
        """The contact's own name of the message that is quoted."""
        if message.reply_to is None:
            return None
        for shown in await self._views.copies(message.reply_to):
            if shown.lane == delivery.lane:
                return shown.native
        return await self._written_by_contact(message.reply_to, delivery)

    async def _quote(self, message: Message) -> Quote | None:
        """The part that was chosen, where what he has says it: a copy says more than that."""
        quoted = await self._messages.get(message.reply_to) if message.reply_to else None
        if quoted is None or not message.chosen:
            return None
        return found(message.chosen, Piece(text=quoted.text, spans=quoted.spans))

    async def _written_by_contact(self, id: MessageId, delivery: Delivery) -> str | None:
        quoted = await self._messages.get(id)
        if quoted is None or quoted.kind is not MessageKind.IN:
            return None
        return quoted.native if quoted.conversation == delivery.conversation else None

    async def _alter(self, delivery: Delivery) -> Part:
        if delivery.note is None:
            raise Undeliverable("there is nothing to change")
        native, *_ = await self._copies.parts(delivery)
        said = await self._said(delivery.note, delivery)
        outgoing = replace(said, buttons=await self._opened(said.buttons))

        async def change() -> Part:
            await self._channel.alter(Peer(delivery.lane.place), native, outgoing)
            return Part(native=native)

        looks = partial(only_part, self._channel.looks, outgoing)
        return await self._copies.changed(delivery, [native], looks, change)

    async def _revise(self, delivery: Delivery) -> Part:
        natives = await self._copies.parts(delivery)
        message, as_sent = await self._message(delivery), await self._copies.as_sent(delivery)
        said = await self._contents.message(message, as_sent, quote=await self._quote(message))
        marked = await self._copies.is_marked(delivery, natives)
        outgoing, peer = replace(said, perhaps_sent=marked), Peer(delivery.lane.place)
        part, looks = len(delivery.native), partial(self._channel.looks, outgoing)
        change = partial(self._channel.revise, peer, natives, outgoing, part)
        return await self._copies.changed(delivery, natives, looks, change)

    async def _recall(self, delivery: Delivery) -> Part:
        native, *others = await self._copies.left(delivery)
        await self._channel.recall(Peer(delivery.lane.place), native)
        return Part(native=native, more=bool(others))

    async def _opened(self, rows: tuple[tuple[Button, ...], ...]) -> tuple[tuple[Button, ...], ...]:
        opened = [[await self._address(button) for button in row] for row in rows]
        return tuple(tuple(row) for row in opened)

    async def _address(self, button: Button) -> Button:
        if button.topic is None:
            return button
        return replace(button, url=await self._topic_url(button.topic))
