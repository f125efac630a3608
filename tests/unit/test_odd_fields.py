"""One field of an odd shape costs that field alone: the words come through, or it is told of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from aiogram import Bot
from aiogram.types import CallbackQuery, ChatMemberUpdated, MessageReactionUpdated

from bots.channels.telegram import TelegramChannel
from bots.desk.reading import content_of
from bots.desk.shapes import is_elsewhere, parsed
from bots.raw import mapping
from bots.telegram_speech import Speech
from hub.errors import Malformed
from hub.model import Audience, DeskId, Inbound, Inbox, InboxId, Met, Reacted, Voice
from hub.ports import Window

AT: Final = datetime(2026, 12, 1, tzinfo=UTC)
ABSENT: Final = object()
ODD: Final[tuple[Any, ...]] = (None, ABSENT, "odd", True, [None], {"x": []}, 10**30)
WORDS: Final = "Когда привезут"

USER: dict[str, Any] = {"id": 7771001, "is_bot": False, "first_name": "Нина"}
FILE: dict[str, Any] = {"file_id": "f", "file_unique_id": "u", "file_size": 9}
SIZE: dict[str, Any] = {**FILE, "width": 9, "height": 9}
PRIVATE: dict[str, Any] = {"id": 7771001, "type": "private", "first_name": "Нина"}
GROUP: dict[str, Any] = {"id": -1001000000002, "type": "supergroup", "title": "К", "is_forum": True}
BASE: dict[str, Any] = {"message_id": 5, "date": 1796000000, "from": USER}
CHANNEL: dict[str, Any] = {"id": -1002000000777, "type": "channel", "title": "Новинки"}
PARAGRAPH: dict[str, Any] = {"type": "paragraph", "text": [{"type": "bold", "text": WORDS}]}

CONTENTS: Final[dict[str, dict[str, Any]]] = {
    "text": {"text": WORDS, "entities": [{"type": "bold", "offset": 0, "length": 3}]},
    "photo": {"photo": [SIZE], "caption": WORDS, "media_group_id": "1"},
    "live photo": {
        "live_photo": {**SIZE, "duration": 1, "photo": [SIZE]},
        "photo": [SIZE],
        "caption": WORDS,
    },
    "voice": {"voice": {**FILE, "duration": 3, "mime_type": "audio/ogg"}, "caption": WORDS},
    "forward": {
        "text": WORDS,
        "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Глеб"},
    },
    "reply": {
        "text": WORDS,
        "reply_to_message": {**BASE, "message_id": 4, "text": "Вопрос"},
        "quote": {"text": "прос", "position": 2},
    },
    "elsewhere": {
        "text": WORDS,
        "external_reply": {
            "origin": {"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 55},
            "chat": CHANNEL,
            "message_id": 55,
        },
    },
    "story": {"text": WORDS, "reply_to_story": {"chat": CHANNEL, "id": 12}},
    "rich": {"rich_message": {"blocks": [PARAGRAPH, {"type": "divider"}]}},
    "checklist": {"checklist": {"title": WORDS, "tasks": [{"id": 1, "text": "Торт"}]}},
    "poll": {
        "poll": {"question": WORDS, "options": [{"text": "Да", "persistent_id": "1"}]},
    },
}
"""Of each sort one, with words in it."""


def _window() -> Window:
    return Window(calls=1, seconds=1)


@pytest.fixture(scope="module")
def bot() -> Bot:
    return Bot("1:token")


@pytest.fixture(scope="module")
def channel(bot: Bot) -> TelegramChannel:
    inbox = Inbox(
        id=InboxId("customers"),
        channel="telegram",
        audience=Audience.CUSTOMERS,
        desk=DeskId("clients"),
        voice=Voice("customers"),
    )
    speech = Speech(bot, repeat="")
    return TelegramChannel(bot, inbox, speech, chat_window=_window(), bot_window=_window())


def _paths(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Of everything in it."""
    steps = part.items() if isinstance(part, dict) else enumerate(part)
    for step, value in steps:
        yield (*path, step)
        if isinstance(value, dict | list):
            yield from _paths(value, (*path, step))


def _spoilt(update: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The update with each of its fields in turn in every odd shape."""
    for path in _paths(update):
        if path == ("update_id",):
            continue
        for odd in ODD:
            spoilt = json.loads(json.dumps(update))
            holder: Any = spoilt
            for step in path[:-1]:
                holder = holder[step]
            if odd is not ABSENT:
                holder[path[-1]] = odd
            elif isinstance(holder, dict):
                del holder[path[-1]]
            if spoilt != update:
                yield f"{'.'.join(map(str, path))} = {odd}", spoilt


def _said(happened: Inbound) -> str:
    told = [value for one in happened.attachments for value in one.data.values()]
    return " ".join((happened.text, *told, *happened.omitted))


@pytest.mark.parametrize(
    ("kind", "content"), [*(("message", one) for one in CONTENTS), ("edited_message", "text")]
)
def test_what_a_contact_writes_comes_through(
    channel: TelegramChannel, kind: str, content: str
) -> None:
    update = {"update_id": 9, kind: {**BASE, "chat": PRIVATE, **CONTENTS[content]}}
    for how, spoilt in _spoilt(update):
        try:
            happened = channel.read(spoilt)
        except Malformed:
            assert f"{kind} =" in how or "chat" in how, how
            continue
        if happened is None:
            assert how == f"{kind}.from.is_bot = True", how
            continue
        assert isinstance(happened, Inbound | Met), how
        if isinstance(happened, Inbound):
            assert happened.attachments or _said(happened).strip(), how
            own = kind in how and any(f".{name}" in how for name in CONTENTS[content])
            assert own or WORDS in _said(happened), how


def test_a_contacts_reaction_is_read_or_told_of(channel: TelegramChannel) -> None:
    given = {"type": "emoji", "emoji": "👍"}
    reaction = {"chat": PRIVATE, "message_id": 5, "date": 1, "user": USER, "new_reaction": [given]}
    for how, spoilt in _spoilt({"update_id": 9, "message_reaction": reaction}):
        try:
            assert isinstance(channel.read(spoilt), Reacted), how
        except Malformed:
            assert any(name in how for name in ("chat", "message_id", "date", "reaction =")), how


@pytest.mark.parametrize("content", CONTENTS)
def test_what_an_operator_writes_comes_through(bot: Bot, content: str) -> None:
    place = {"chat": GROUP, "message_thread_id": 3, "is_topic_message": True}
    update = {"update_id": 9, "message": {**BASE, **place, **CONTENTS[content]}}
    whole = content_of(mapping(update["message"]), Voice("desk"), (), native="5")
    assert not whole.empty
    for how, spoilt in _spoilt(update):
        try:
            event = parsed(bot, spoilt, AT)
        except Malformed:
            assert any(name in how for name in ("message =", "chat", "message_id")), how
            continue
        assert event.message, how
        raw = mapping(spoilt["message"])
        says = content_of(raw, Voice("desk"), (), native="5")
        assert says.omitted or not says.empty, how
        own = any(f".{name}" in how for name in CONTENTS[content])
        assert own or (says.text, says.attachments) == (whole.text, whole.attachments), how
        if content == "reply" and "reply_to_message" in how:
            known = event.message.reply_to_message is not None or is_elsewhere(raw)
            assert known or raw.get("reply_to_message") is None, how


@pytest.mark.parametrize(
    ("kind", "body", "needed", "read"),
    [
        (
            "callback_query",
            {
                "id": "1",
                "from": USER,
                "chat_instance": "x",
                "data": "take:1",
                "message": {**BASE, "chat": GROUP, "text": "карточка"},
            },
            ("id", "from", "chat_instance", "message"),
            CallbackQuery,
        ),
        (
            "message_reaction",
            {
                "chat": GROUP,
                "message_id": 5,
                "date": 1,
                "user": USER,
                "old_reaction": [],
                "new_reaction": [{"type": "emoji", "emoji": "👍"}],
            },
            ("chat", "message_id", "date", "reaction"),
            MessageReactionUpdated,
        ),
        (
            "chat_member",
            {
                "chat": GROUP,
                "from": USER,
                "date": 1,
                "old_chat_member": {"status": "left", "user": USER},
                "new_chat_member": {"status": "member", "user": USER},
            },
            ("chat", "from", "date", "member"),
            ChatMemberUpdated,
        ),
    ],
)
def test_what_happens_at_a_desk_is_read_or_told_of(
    bot: Bot, kind: str, body: dict[str, Any], needed: tuple[str, ...], read: type
) -> None:
    for how, spoilt in _spoilt({"update_id": 9, kind: body}):
        try:
            assert isinstance(getattr(parsed(bot, spoilt, AT), kind), read), how
        except Malformed:
            assert any(name in how for name in (f"{kind} =", *needed)), how
