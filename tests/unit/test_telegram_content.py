"""A message's content is read alike from JSON and from aiogram's own object."""

import json
from typing import Any

import pytest
from aiogram.types import Message

from bots.telegram_content import TelegramContent
from hub.model import Voice

VOICE = Voice("staff")
FILE: dict[str, Any] = {"file_id": "f", "file_unique_id": "u", "file_size": 7}
POINT = {"latitude": 59.9386, "longitude": 30.3141}
STICKER = {**FILE, "type": "regular", "width": 512, "height": 512}
FRAME = {**FILE, "width": 2, "height": 3, "duration": 4}
OPTION = {"persistent_id": "1", "text": "Утром", "voter_count": 0}
POLL = {
    "id": "1",
    "question": "Когда?",
    "options": [OPTION],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
CONTENTS: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("photo", {"photo": [{**FILE, "width": 9, "height": 9}]}, {}),
    ("voice", {"voice": {**FILE, "duration": 5}}, {"duration": "5"}),
    ("video_note", {"video_note": {**FILE, "length": 8, "duration": 4}}, {"length": "8"}),
    ("animation", {"animation": FRAME, "document": FILE}, {"width": "2"}),
    (
        "sticker",
        {"sticker": {**STICKER, "is_animated": True, "is_video": False, "emoji": "🚚"}},
        {"emoji": "🚚", "mime": "application/x-tgsticker"},
    ),
    (
        "venue",
        {"venue": {"location": POINT, "title": "Склад", "address": "Невский"}, "location": POINT},
        {"lat": "59.9386", "lon": "30.3141", "title": "Склад", "address": "Невский"},
    ),
    ("location", {"location": {**POINT, "live_period": 60}}, {"live_period": "60"}),
    (
        "contact",
        {"contact": {"phone_number": "+79112224501", "first_name": "Пётр", "last_name": "Ким"}},
        {"phone": "+79112224501", "name": "Пётр Ким", "last_name": "Ким"},
    ),
    ("dice", {"dice": {"emoji": "🎲", "value": 3}}, {"emoji": "🎲", "value": "3"}),
    (
        "poll",
        {"poll": POLL},
        {"question": "Когда?", "options": json.dumps(["Утром"], ensure_ascii=False)},
    ),
]


@pytest.mark.parametrize(("kind", "content", "data"), CONTENTS, ids=lambda one: str(one)[:12])
def test_a_kind_is_read_with_what_is_special_to_it(
    kind: str, content: dict[str, Any], data: dict[str, str]
) -> None:
    told = TelegramContent.model_validate(content).told(VOICE)

    (attachment,) = told.attachments
    assert attachment.kind == kind
    assert data.items() <= attachment.data.items()
    whole = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, **content}
    parsed = Message.model_validate(whole)
    assert TelegramContent.model_validate(parsed).told(VOICE) == told


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        (
            {"type": "user", "sender_user": {"first_name": "Глеб", "last_name": "Орлов"}},
            "Глеб Орлов",
        ),
        ({"type": "hidden_user", "sender_user_name": "Кто-то"}, "Кто-то"),
        ({"type": "chat", "sender_chat": {"title": "Склад"}}, "Склад"),
        ({"type": "channel", "chat": {"title": "Новости"}}, "Новости"),
        ({"type": "of_tomorrow"}, ""),
    ],
)
def test_a_forward_names_whose_it_is(origin: dict[str, Any], name: str) -> None:
    content = {"text": "да", "forward_origin": origin}
    assert TelegramContent.model_validate(content).told(VOICE).forwarded_from == name
