"""What a Telegram message contains, in the hub's terms: read from JSON, as far as it is readable.

A message has one kind of content, the best that can be carried; other fields accompany it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiogram.types import MessageEntity

from bots import telegram_markup, telegram_rich
from bots.raw import Part, readable
from bots.telegram_files import FILES, File, Photos, file_of
from bots.telegram_things import (
    Card,
    Checklist,
    Dice,
    Game,
    Giveaway,
    Invoice,
    Location,
    Named,
    PaidMedia,
    Poll,
    Story,
    Venue,
    Winners,
)
from bots.text import Piece
from hub.errors import Malformed
from hub.model import Attachment, Span, Voice

THINGS: Final = (
    *("venue", "location", "contact", "dice", "poll", "checklist", "paid_media", "story"),
    *("invoice", "game", "giveaway", "giveaway_winners"),
)
"""Content that is no file; `location` also accompanies a venue."""
CONTENT: Final = frozenset({"text", "rich_message", "photo", "live_photo", *FILES, *THINGS})
BESIDE: Final = frozenset(
    {
        *("message_id", "date", "chat", "message_thread_id", "direct_messages_topic", "from"),
        *("sender_chat", "sender_boost_count", "sender_business_bot", "sender_tag"),
        *("guest_query_id", "business_connection_id", "forward_origin", "is_topic_message"),
        *("is_automatic_forward", "reply_to_message", "external_reply", "quote"),
        *("reply_to_story", "reply_to_checklist_task_id", "reply_to_poll_option_id", "via_bot"),
        *("guest_bot_caller_user", "guest_bot_caller_chat", "edit_date", "has_protected_content"),
        *("is_from_offline", "is_paid_post", "media_group_id", "author_signature"),
        *("paid_star_count", "entities", "link_preview_options", "suggested_post_info"),
        *("effect_id", "caption", "caption_entities", "show_caption_above_media"),
        *("has_media_spoiler", "reply_markup", "receiver_user", "ephemeral_message_id"),
        *("forward_date", "forward_from", "forward_from_chat", "forward_from_message_id"),
        *("forward_sender_name", "forward_signature"),
    }
)
"""Fields of a message that are no content of it."""
SERVICE: Final = frozenset(
    {
        *("new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed"),
        *("new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created"),
        *("supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id"),
        *("message_auto_delete_timer_changed", "migrate_from_chat_id", "pinned_message"),
        *("successful_payment", "refunded_payment", "users_shared", "user_shared"),
        *("chat_shared", "gift", "unique_gift", "gift_upgrade_sent", "connected_website"),
        *("write_access_allowed", "passport_data", "proximity_alert_triggered", "boost_added"),
        *("chat_background_set", "checklist_tasks_done", "checklist_tasks_added"),
        *("direct_message_price_changed", "forum_topic_created", "forum_topic_edited"),
        *("forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden"),
        *("general_forum_topic_unhidden", "giveaway_created", "giveaway_completed"),
        *("managed_bot_created", "paid_message_price_changed", "poll_option_added"),
        *("poll_option_deleted", "suggested_post_approved", "suggested_post_approval_failed"),
        *("suggested_post_declined", "suggested_post_paid", "suggested_post_refunded"),
        *("video_chat_scheduled", "video_chat_started", "video_chat_ended"),
        *("video_chat_participants_invited", "web_app_data", "community_chat_added"),
        *("community_chat_removed", "community_chat_joined"),
    }
)
"""What Telegram itself tells of a chat: nobody wrote it."""


class Origin(Part):
    """Whom a message is a forward of; which of these there are depends on its type."""

    sender_user: Named | None = None
    sender_user_name: str | None = None
    sender_chat: Named | None = None
    chat: Named | None = None
    message_id: int | None = None

    @property
    def name(self) -> str:
        """Empty of somebody who is not named."""
        named = self.sender_user or self.sender_chat or self.chat
        return self.sender_user_name or (named.name if named else "")


class TelegramContent(Part):
    """The content of a message, without who sent it where."""

    text: str | None = None
    caption: str | None = None
    entities: list[MessageEntity] | None = None
    caption_entities: list[MessageEntity] | None = None
    rich_message: dict[str, object] | None = None
    photo: Photos | None = None
    live_photo: File | None = None
    animation: File | None = None
    audio: File | None = None
    document: File | None = None
    sticker: File | None = None
    video: File | None = None
    video_note: File | None = None
    voice: File | None = None
    venue: Venue | None = None
    location: Location | None = None
    contact: Card | None = None
    dice: Dice | None = None
    poll: Poll | None = None
    checklist: Checklist | None = None
    paid_media: PaidMedia | None = None
    story: Story | None = None
    invoice: Invoice | None = None
    game: Game | None = None
    giveaway: Giveaway | None = None
    giveaway_winners: Winners | None = None
    forward_origin: Origin | None = None
    media_group_id: str | None = None

    def said(self, voice: Voice) -> tuple[Piece, tuple[Attachment, ...]]:
        """Its words, and what it shows."""
        if self.rich_message:
            return telegram_rich.rich_words(self.rich_message, partial(_inside, voice))
        spans = telegram_markup.to_spans(self.entities or self.caption_entities or ())
        piece = Piece(text=self.text or self.caption or "", spans=spans)
        return piece, tuple(self._attachments(voice))

    def _attachments(self, voice: Voice) -> Iterator[Attachment]:
        """Of one kind."""
        if shown := self.photo or (self.live_photo and self.live_photo.photo):
            yield shown.attachment(voice)
        elif self.live_photo:
            yield self.live_photo.attachment("video", voice)
        elif kind := next((kind for kind in FILES if getattr(self, kind)), None):
            yield getattr(self, kind).attachment(kind, voice)
        elif thing := next(filter(None, (getattr(self, kind) for kind in THINGS)), None):
            yield thing.attachment()
            yield from thing.shown(voice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody wrote, whoever and wherever. `service`: nobody did."""

    text: str
    spans: tuple[Span, ...]
    attachments: tuple[Attachment, ...]
    omitted: tuple[str, ...]
    forwarded_from: str | None
    album: str | None
    service: bool

    @property
    def empty(self) -> bool:
        return not (self.text or self.attachments)


def told(raw: Mapping[str, object], voice: Voice) -> Told:
    """Raises nothing: what cannot be read is named, whatever it is."""
    content, left = readable(TelegramContent, raw)
    piece, things = content.said(voice)
    attachments = tuple(one for one in things if one.ref or any(one.data.values()))
    empty = not (piece.text or attachments)
    service = empty and any(raw.get(kind) is not None for kind in SERVICE)
    strange = telegram_rich.plain_words(_unknown(raw)) if empty and not service else ""
    lost = [] if service or attachments else _lost(left, raw, empty=empty and not strange)
    return Told(
        text=piece.text or strange,
        spans=piece.spans,
        attachments=attachments,
        omitted=tuple(lost),
        forwarded_from=_whose(content, raw),
        album=content.media_group_id,
        service=service,
    )


def _inside(voice: Voice, kind: str, given: object) -> Attachment | None:
    """Of a rich message. None where it cannot be read."""
    if kind != "location":
        return file_of(kind, given, voice)
    try:
        return readable(Location, given)[0].attachment()
    except Malformed:
        return None


def _unknown(raw: Mapping[str, object]) -> list[object]:
    """What a kind of tomorrow consists of."""
    known = CONTENT | BESIDE
    return [value for name, value in raw.items() if name not in known and value is not None]


def _lost(left: frozenset[str], raw: Mapping[str, object], *, empty: bool) -> list[str]:
    """The kinds of which nothing could be read; "unknown" where not even that is known."""
    kinds = sorted(CONTENT - {"text"})
    there = [kind for kind in kinds if empty and raw.get(kind) is not None]
    return [kind for kind in kinds if kind in left] or there or (["unknown"] if empty else [])


def _whose(content: TelegramContent, raw: Mapping[str, object]) -> str | None:
    """Whom it is a forward of, "" if that is not told; None of what is no forward."""
    if content.forward_origin:
        return content.forward_origin.name
    return None if raw.get("forward_origin") is None else ""
