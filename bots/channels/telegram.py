"""Contacts of one Telegram bot: what they write in private, and what is said to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from aiogram import Bot
from pydantic import Field

from bots import telegram_api, telegram_updates
from bots.raw import Part as Read
from bots.raw import mapping, readable
from bots.telegram_content import told
from bots.telegram_pointed import pointed
from bots.telegram_speech import CARRIED, Speech
from bots.telegram_things import Card, Named
from bots.telegram_webhook import Brought, Fetched, Hook, check_webhook
from hub import reasons
from hub.errors import Malformed, Unsent
from hub.model import Address, Asks, Attachment, Inbound, Inbox, Met, Peer, Reacted, Source
from hub.phones import international
from hub.ports import Batch, Finding, Outgoing, Part, Window

_START: Final = re.compile(r"/start(?:@\w+)?(?: ([\w-]{1,64}))?", re.ASCII)

_READ: Final = ("message", "malformed", "edited_message", "message_reaction")
_NOBODYS: Final = frozenset(
    {
        *("my_chat_member", "chat_member", "chat_join_request", "callback_query"),
        *("channel_post", "edited_channel_post", "message_reaction_count", "inline_query"),
        *("chosen_inline_result", "shipping_query", "pre_checkout_query", "poll", "poll_answer"),
        *("chat_boost", "removed_chat_boost", "business_connection", "business_message"),
        *("edited_business_message", "deleted_business_messages", "purchased_paid_media"),
        *("guest_message", "managed_bot", "subscription", "stopped_message_generation"),
    }
)
"""Kinds of updates that are known to be nothing a contact has written."""
_TOPIC_GONE: Final = frozenset({reasons.NO_TOPIC, reasons.NO_RIGHT_ON_DESK})
"""How Telegram refuses a topic of a private chat, or topics there at all."""
_PUBLIC: Final = frozenset({"group", "supergroup", "channel"})
"""What happens there is no contact's."""


class _User(Named):
    is_bot: bool = False


class _Message(Read):
    """Only what is used: whatever else a message holds cannot make it unreadable."""

    message_id: int = 0
    date: datetime | None = None
    edit_date: datetime | None = None
    chat: _User
    sender: _User | None = Field(None, alias="from")
    contact: Card | None = None
    forward_origin: object = None
    message_thread_id: int | None = None
    is_topic_message: bool = False

    @property
    def name(self) -> str:
        named = (one for one in (self.sender, self.chat) if one and one.name)
        return next((one.name for one in named), str(self.chat.id))

    @property
    def topic(self) -> str | None:
        """Of the private chat, where it has topics."""
        if not self.is_topic_message or self.message_thread_id is None:
            return None
        return str(self.message_thread_id)


class _Emoji(Read):
    emoji: str = ""


class _Reaction(Read):
    message_id: int
    date: datetime
    chat: _User
    new_reaction: tuple[_Emoji, ...] = ()


class TelegramChannel:
    carries = CARRIED
    asks = frozenset(Asks)

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        speech: Speech,
        *,
        chat_window: Window,
        bot_window: Window,
        hook: Hook | None = None,
    ) -> None:
        self.voice = inbox.voice
        self.party = f"telegram:{inbox.id}"
        self._bot = bot
        self._files = telegram_api.files_of(bot)
        self._speech = speech
        self._inbox = inbox
        self._chat_window = chat_window
        self._bot_window = bot_window
        self._hook = hook
        self._updates = Brought(bot, hook) if hook else Fetched(bot)

    async def fetch(self, cursor: str | None) -> Batch:
        return await self._updates.fetch(cursor)

    def line(self, raw: Mapping[str, object]) -> str:
        return telegram_updates.chat_of(raw)

    def read(self, raw: Mapping[str, object]) -> Inbound | Met | Reacted | None:
        kind = next((kind for kind in _READ if raw.get(kind) is not None), None)
        if kind is None and _NOBODYS & raw.keys():
            return None
        content = mapping(raw.get(kind or ""))
        if str(mapping(content.get("chat")).get("type")) in _PUBLIC:
            return None
        if kind == "message_reaction":
            return self._reaction(readable(_Reaction, content)[0])
        message, _ = readable(_Message, content)
        if message.sender and message.sender.is_bot:
            return None
        read = self._read(message, content, str(raw.get("update_id")))
        if kind == "edited_message" and isinstance(read, Inbound):
            return replace(read, edited=True)
        return read

    def windows(self, place: str) -> tuple[Window, ...]:  # noqa: ARG002 every chat has the same
        return (self._chat_window,)

    def voice_windows(self) -> tuple[Window, ...]:
        return (self._bot_window,)

    async def send(self, peer: Peer, outgoing: Outgoing, part: int) -> Part:
        """In the topic of his chat that it belongs in; beside all topics where that is gone."""
        try:
            return await self._speech.say(int(peer), outgoing, part)
        except Unsent as error:
            if outgoing.within is None or error.reason not in _TOPIC_GONE:
                raise
        return await self._speech.say(int(peer), replace(outgoing, within=None), part)

    def looks(self, outgoing: Outgoing, part: int) -> str:
        return self._speech.looks(outgoing, part)

    async def alter(self, peer: Peer, native: str, outgoing: Outgoing) -> None:
        await self._speech.alter(int(peer), native, outgoing)

    async def revise(
        self, peer: Peer, natives: Sequence[str], outgoing: Outgoing, part: int
    ) -> Part:
        return await self._speech.revise(int(peer), natives, outgoing, part)

    async def recall(self, peer: Peer, native: str) -> None:
        await self._speech.recall(int(peer), native)

    async def download(self, attachment: Attachment) -> bytes:
        return await telegram_api.download_file(self._bot, self._files, attachment.ref or "")

    async def check(self) -> list[Finding]:
        return [await check_webhook(self._bot, self.party, self._hook)]

    async def close(self) -> None:
        await self._files.close()
        await self._bot.session.close()

    def _read(
        self, message: _Message, raw: Mapping[str, object], update: str
    ) -> Inbound | Met | None:
        says = told(raw, self.voice)
        if says.service:
            return None
        # What has no number of its own, or 0, is named by its update.
        number = str(message.message_id or f"u{update}")
        source = Source(f"{self._inbox.id}:{message.chat.id}:{number}")
        start = None if message.edit_date else _START.fullmatch(says.text)
        if start:
            return Met(
                source=source,
                address=self._address(message.chat),
                name=message.name,
                payload=start[1] or "",
                within=message.topic,
            )
        points = pointed(raw, self.voice)
        return Inbound(
            source=source,
            address=self._address(message.chat),
            id_in_channel=str(message.message_id or ""),
            name=message.name,
            written_at=message.date or datetime.now(UTC),
            text=says.text,
            spans=says.spans,
            attachments=says.attachments,
            omitted=says.omitted,
            reply_to=points.reply_to,
            chosen=points.chosen,
            quote=points.quote,
            note=points.note,
            album=says.album,
            phone=_own_phone(message),
            own_phone=_own_phone(message),
            forwarded_from=says.forwarded_from,
            edited=message.edit_date is not None,
            edited_at=message.edit_date,
            within=message.topic,
        )

    def _reaction(self, given: _Reaction) -> Reacted:
        """All there are now."""
        address = self._address(given.chat)
        stamp = int(given.date.timestamp())
        number = given.message_id
        return Reacted(
            source=Source(f"{self._inbox.id}:{address.peer}:{number}/reaction/{stamp}"),
            address=address,
            id_in_channel=str(number),
            emoji=tuple(one.emoji or "⭐" for one in given.new_reaction),
        )

    def _address(self, chat: _User) -> Address:
        """Raises Malformed where nobody could be answered."""
        if chat.id is None:
            raise Malformed("chat.id: nobody could be answered")
        return Address(inbox=self._inbox.id, peer=Peer(str(chat.id)))


def _own_phone(message: _Message) -> str | None:
    """Of his own card, given by himself: what is forwarded may be anybody's."""
    shared = message.contact
    if shared is None or shared.user_id is None or message.forward_origin is not None:
        return None
    whose = (message.sender or message.chat).id
    return (international(shared.phone_number) or None) if shared.user_id == whose else None
