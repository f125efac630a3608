"""Contacts of one Telegram bot: what they write in private, and what is said to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from aiogram import Bot
from aiogram.types import MessageEntity
from pydantic import BaseModel, Field, ValidationError

from bots import telegram_api, telegram_markup, telegram_updates
from bots.raw import faults_of, mapping
from bots.telegram_speech import Speech
from hub.errors import Malformed
from hub.model import Address, Attachment, Inbound, Inbox, Met, Peer, Source
from hub.ports import Batch, Finding, Outgoing, Part, Window

_START: Final = re.compile(r"/start(?:@\w+)?(?: ([\w-]{1,64}))?", re.ASCII)

# A message has one kind of content; `document` and `location` also accompany those before them.
_UNCARRIED: Final = (
    *("animation", "venue", "audio", "document", "sticker", "story", "video", "video_note"),
    *("voice", "live_photo", "paid_media", "rich_message", "checklist", "contact", "dice", "game"),
    *("poll", "location", "invoice", "giveaway", "giveaway_winners"),
)
_SERVICE: Final = frozenset(
    {
        *("pinned_message", "message_auto_delete_timer_changed", "chat_background_set"),
        *("write_access_allowed", "connected_website", "users_shared", "user_shared"),
        *("chat_shared", "web_app_data", "gift", "unique_gift", "gift_upgrade_sent"),
        *("successful_payment", "refunded_payment", "passport_data", "checklist_tasks_added"),
        *("checklist_tasks_done", "proximity_alert_triggered", "forum_topic_created"),
        *("forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"),
    }
)


class _Chat(BaseModel):
    id: int


class _User(BaseModel):
    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    username: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.username or str(self.id)


class _PhotoSize(BaseModel):
    file_id: str
    file_size: int | None = None
    width: int = 0


class _SharedContact(BaseModel):
    phone_number: str
    user_id: int | None = None


class _Replied(BaseModel):
    message_id: int
    forum_topic_created: object = None


class _Message(BaseModel):
    """Only what is used: whatever else a message holds cannot make it unreadable."""

    message_id: int
    date: datetime
    chat: _Chat
    sender: _User = Field(alias="from")
    text: str = ""
    caption: str = ""
    entities: list[MessageEntity] = []
    caption_entities: list[MessageEntity] = []
    photo: list[_PhotoSize] = []
    contact: _SharedContact | None = None
    reply_to_message: _Replied | None = None
    media_group_id: str | None = None


class TelegramChannel:
    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        speech: Speech,
        *,
        chat_window: Window,
        bot_window: Window,
    ) -> None:
        self.voice = inbox.voice
        self.party = f"telegram:{inbox.id}"
        self._bot = bot
        self._speech = speech
        self._inbox = inbox
        self._chat_window = chat_window
        self._bot_window = bot_window

    async def fetch(self, cursor: str | None) -> Batch:
        return await telegram_updates.fetch_updates(self._bot, cursor)

    def line(self, raw: Mapping[str, object]) -> str:
        return telegram_updates.chat_of(raw)

    def read(self, raw: Mapping[str, object]) -> Inbound | Met | None:
        if not ("message" in raw or "malformed" in raw):
            return None
        content = mapping(raw.get("message"))
        if mapping(content.get("chat")).get("type", "private") != "private":
            return None
        try:
            message = _Message.model_validate(content)
        except ValidationError as error:
            raise Malformed(faults_of(error)) from None
        return None if message.sender.is_bot else self._read(message, content)

    def windows(self, place: str) -> tuple[Window, ...]:  # noqa: ARG002 every chat has the same
        return (self._chat_window,)

    def voice_windows(self) -> tuple[Window, ...]:
        return (self._bot_window,)

    async def send(self, peer: Peer, outgoing: Outgoing, part: int) -> Part:
        return await self._speech.say(int(peer), outgoing, part)

    async def alter(self, peer: Peer, native: str, outgoing: Outgoing) -> None:
        await self._speech.alter(int(peer), native, outgoing)

    async def download(self, attachment: Attachment) -> bytes:
        return await telegram_api.download_file(self._bot, attachment.ref or "")

    async def check(self) -> list[Finding]:
        return await telegram_api.check_polling(self._bot, self.party)

    async def close(self) -> None:
        await self._bot.session.close()

    def _read(self, message: _Message, raw: Mapping[str, object]) -> Inbound | Met | None:
        uncarried = _uncarried(message, raw)
        if uncarried is None:
            return None
        address = Address(inbox=self._inbox.id, peer=Peer(str(message.chat.id)))
        source = Source(f"{self._inbox.id}:{message.chat.id}:{message.message_id}")
        name = message.sender.full_name
        if start := _START.fullmatch(message.text):
            return Met(source=source, address=address, name=name, payload=start[1] or "")
        return Inbound(
            source=source,
            address=address,
            id_in_channel=str(message.message_id),
            name=name,
            written_at=message.date,
            text=message.text or message.caption,
            spans=telegram_markup.to_spans(message.entities or message.caption_entities),
            attachments=self._photo(message),
            omitted=uncarried,
            reply_to=_replied(message),
            album=message.media_group_id,
            phone=_own_phone(message),
        )

    def _photo(self, message: _Message) -> tuple[Attachment, ...]:
        if not message.photo:
            return ()
        largest = max(message.photo, key=lambda size: size.width)
        size, ref = largest.file_size, largest.file_id
        return (Attachment(kind="photo", size=size, ref=ref, voice=self.voice),)


def _uncarried(message: _Message, raw: Mapping[str, object]) -> tuple[str, ...] | None:
    """The kind of content that is not carried over, if any; None if there is no content at all."""
    if kind := next((kind for kind in _UNCARRIED if kind in raw), None):
        return (kind,)
    if message.text or message.photo:
        return ()
    return None if _SERVICE & raw.keys() else ("unknown",)


def _replied(message: _Message) -> str | None:
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    return str(replied.message_id)


def _own_phone(message: _Message) -> str | None:
    shared = message.contact
    return shared.phone_number if shared and shared.user_id == message.sender.id else None
