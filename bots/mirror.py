"""Shows guests their conversations, in their private chats with the desk bot."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from aiogram import Bot
from aiogram.types import ReactionTypeEmoji

from bots.authors import Authors, headed
from bots.before import Before
from bots.contents import Contents
from bots.copies import Copies
from bots.telegram_reactions import permitted
from hub import reasons
from hub.access import is_guest
from hub.directory import Directory
from hub.errors import Undeliverable
from hub.making import private_source
from hub.mirroring import discreet
from hub.model import Conversation, Delivery, Message, Peer, Work
from hub.ports import Channel, Outgoing, Part, Sender, Store, Window


class MirrorSender:
    """Whether he still is a guest is asked at every call. The rest is left to `private`."""

    def __init__(
        self,
        bot: Bot,
        channel: Channel,
        private: Sender,
        *,
        store: Store,
        directory: Directory,
        contents: Contents,
        authors: Authors,
        before: Before,
    ) -> None:
        self._bot = bot
        self._channel = channel
        self._private = private
        self._store = store
        self._directory = directory
        self._contents = contents
        self._authors = authors
        self._before = before
        self._copies = Copies(store.deliveries, store.views)

    def windows(self, place: str) -> tuple[Window, ...]:
        return self._private.windows(place)

    def voice_windows(self) -> tuple[Window, ...]:
        return self._private.voice_windows()

    async def prepare(self, delivery: Delivery) -> None:
        await self._private.prepare(delivery)

    async def step(self, delivery: Delivery) -> Part | None:
        if delivery.work is Work.MARK:
            return await self._mark(delivery)
        if delivery.work is not Work.MIRROR:
            return await self._private.step(delivery)
        conversation = await self._granted(delivery)
        if delivery.about:
            return await self._follow(delivery, conversation)
        outgoing = await self._outgoing(delivery, conversation)
        peer, part = Peer(delivery.lane.place), len(delivery.native)
        sent = await self._channel.send(peer, replace(outgoing, protected=True), part)
        return replace(sent, looks=self._channel.looks(outgoing, part))

    async def _granted(self, delivery: Delivery) -> Conversation:
        conversation = delivery.conversation and await self._store.conversations.get(
            delivery.conversation
        )
        person = delivery.person and self._directory.people.get(delivery.person)
        if not (conversation and person and is_guest(person, conversation)):
            raise Undeliverable(reasons.CALLED_OFF)
        return conversation

    async def _outgoing(self, delivery: Delivery, conversation: Conversation) -> Outgoing:
        if delivery.note:
            return self._contents.note(delivery.note, delivery)
        if delivery.message:
            message = await self._message(delivery)
            reply_to = await self._reply_to(delivery, message)
            return await self._copy(message, delivery, conversation, reply_to)
        grant = conversation.grant_of(delivery.person) if delivery.person else None
        if grant is None:
            raise Undeliverable(reasons.CALLED_OFF)
        piece = await self._before.of(grant, conversation, delivery)
        return Outgoing(
            key=delivery.id,
            text=piece.text,
            spans=piece.spans,
            perhaps_sent=delivery.perhaps_sent,
        )

    async def _copy(
        self,
        message: Message,
        delivery: Delivery,
        conversation: Conversation,
        reply_to: str | None = None,
    ) -> Outgoing:
        changed = delivery.version > 0 and delivery.about is None
        heading = self._authors.mirrored(message, conversation, changed=changed)
        told = replace(message, note=discreet(message.note)) if message.note else message
        said = await self._contents.message(told, delivery, reply_to=reply_to)
        return headed(said, heading)

    async def _reply_to(self, delivery: Delivery, message: Message) -> str | None:
        """His own name of the message that is quoted."""
        quoted = await self._store.messages.get(message.reply_to) if message.reply_to else None
        if quoted is None:
            return None
        for shown in await self._store.views.copies(quoted.id):
            if shown.lane == delivery.lane:
                return shown.native
        voice, peer = delivery.lane.voice, Peer(delivery.lane.place)
        his = quoted.native and quoted.id.startswith(private_source(voice, peer, quoted.native))
        return quoted.native if his else None

    async def _follow(self, delivery: Delivery, conversation: Conversation) -> Part:
        message, peer = await self._message(delivery), Peer(delivery.lane.place)
        if message.recalled_at:
            native, *others = await self._copies.left(delivery)
            await self._channel.recall(peer, native)
            return Part(native=native, more=bool(others))
        natives = await self._copies.parts(delivery)
        marked = await self._copies.is_marked(delivery, natives)
        copy = await self._copy(message, await self._copies.as_sent(delivery), conversation)
        outgoing = replace(copy, perhaps_sent=marked)
        part, looks = len(delivery.native), partial(self._channel.looks, outgoing)
        change = partial(self._channel.revise, peer, natives, outgoing, part)
        return await self._copies.changed(delivery, natives, looks, change)

    async def _mark(self, delivery: Delivery) -> Part:
        """On what he wrote himself."""
        message = await self._message(delivery)
        if message.native is None or delivery.emoji is None:
            raise Undeliverable("there is nothing to mark")
        reaction = ReactionTypeEmoji(emoji=permitted(delivery.emoji))
        place = int(delivery.lane.place)
        await self._bot.set_message_reaction(place, int(message.native), reaction=[reaction])
        return Part(native=message.native)

    async def _message(self, delivery: Delivery) -> Message:
        message = await self._store.messages.get(delivery.message) if delivery.message else None
        if message is None:
            raise Undeliverable(f"message {delivery.message} is missing")
        return message
