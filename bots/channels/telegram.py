"""Contacts of one Telegram bot: what they write in private, and what is said to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from aiogram import Bot
from pydantic import BaseModel, Field, ValidationError

from bots import telegram_api, telegram_updates
from bots.raw import faults_of, mapping
from bots.telegram_content import UNCARRIED, TelegramContent
from bots.telegram_speech import CARRIED, Speech
from bots.telegram_webhook import Brought, Fetched, Hook, check_webhook
from hub.errors import Malformed
from hub.model import Address, Asks, Attachment, Inbound, Inbox, Met, Peer, Reacted, Source
from hub.phones import international
from hub.ports import Batch, Finding, Outgoing, Part, Window

_START: Final = re.compile(r"/start(?:@\w+)?(?: ([\w-]{1,64}))?", re.ASCII)

_READ: Final = ("message", "malformed", "edited_message", "message_reaction")
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


class _Replied(BaseModel):
    message_id: int
    forum_topic_created: object = None


class _Message(TelegramContent):
    """Only what is used: whatever else a message holds cannot make it unreadable."""

    message_id: int
    date: datetime
    edit_date: datetime | None = None
    chat: _Chat
    sender: _User = Field(alias="from")
    reply_to_message: _Replied | None = None


class _Emoji(BaseModel):
    emoji: str = ""


class _Reaction(BaseModel):
    message_id: int
    date: datetime
    chat: _Chat
    new_reaction: list[_Emoji] = []


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
        kind = next((kind for kind in _READ if kind in raw), None)
        if kind is None:
            return None
        content = mapping(raw.get(kind))
        if mapping(content.get("chat")).get("type", "private") != "private":
            return None
        try:
            if kind == "message_reaction":
                return self._reaction(_Reaction.model_validate(content))
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

    def _read(self, message: _Message, raw: Mapping[str, object]) -> Inbound | Met | None:
        told = message.told(self.voice)
        omitted = tuple(kind for kind in UNCARRIED if kind in raw)
        if not (told.text or told.attachments or omitted):
            if _SERVICE & raw.keys():
                return None
            omitted = ("unknown",)
        address = Address(inbox=self._inbox.id, peer=Peer(str(message.chat.id)))
        source = Source(f"{self._inbox.id}:{message.chat.id}:{message.message_id}")
        name = message.sender.full_name
        start = None if message.edit_date else _START.fullmatch(told.text)
        if start:
            return Met(source=source, address=address, name=name, payload=start[1] or "")
        return Inbound(
            source=source,
            address=address,
            id_in_channel=str(message.message_id),
            name=name,
            written_at=message.date,
            text=told.text,
            spans=told.spans,
            attachments=told.attachments,
            omitted=omitted,
            reply_to=_replied(message),
            album=told.album,
            phone=_own_phone(message),
            own_phone=_own_phone(message),
            forwarded_from=told.forwarded_from,
            edited=message.edit_date is not None,
            edited_at=message.edit_date,
        )

    def _reaction(self, given: _Reaction) -> Reacted:
        """All there are now; those that are no plain emoji are a star."""
        peer = Peer(str(given.chat.id))
        stamp = int(given.date.timestamp())
        return Reacted(
            source=Source(f"{self._inbox.id}:{peer}:{given.message_id}/reaction/{stamp}"),
            address=Address(inbox=self._inbox.id, peer=peer),
            id_in_channel=str(given.message_id),
            emoji=tuple(one.emoji or "⭐" for one in given.new_reaction),
        )


def _replied(message: _Message) -> str | None:
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    return str(replied.message_id)


def _own_phone(message: _Message) -> str | None:
    """Of his own card, given by himself: what is forwarded may be anybody's."""
    shared = message.contact
    if shared is None or shared.user_id != message.sender.id or message.forward_origin:
        return None
    return international(shared.phone_number) or None
