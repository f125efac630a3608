"""What a message of Telegram's contains: every kind, as far as it can be read."""

import json
from typing import Any

import pytest
from aiogram.types import Message

from bots.telegram_content import BESIDE, CONTENT, SERVICE, told
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
    "description": "На этой неделе",
    "explanation": "Иначе никак",
    "media": {"photo": [{**FILE, "width": 9, "height": 9}]},
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
        {
            "question": "Когда?",
            "description": "На этой неделе",
            "explanation": "Иначе никак",
            "options": json.dumps(["Утром"], ensure_ascii=False),
        },
    ),
    (
        "checklist",
        {
            "checklist": {
                "title": "Сборка",
                "tasks": [
                    {"id": 1, "text": "Торт", "completion_date": 1796000000},
                    {"id": 2, "text": "Свечи"},
                ],
            }
        },
        {
            "title": "Сборка",
            "options": json.dumps(["☑ Торт", "☐ Свечи"], ensure_ascii=False),
        },
    ),
    (
        "paid_media",
        {
            "paid_media": {
                "star_count": 50,
                "paid_media": [
                    {"type": "photo", "photo": [{**FILE, "width": 9, "height": 9}]},
                    {"type": "preview", "width": 5},
                ],
            }
        },
        {"stars": "50"},
    ),
    (
        "invoice",
        {
            "invoice": {
                "title": "Торт",
                "description": "С надписью",
                "start_parameter": "",
                "currency": "RUB",
                "total_amount": 159050,
            }
        },
        {"title": "Торт", "description": "С надписью", "price": "1590.50 RUB"},
    ),
    (
        "game",
        {"game": {"title": "Змейка", "description": "Кто дальше", "photo": []}},
        {"title": "Змейка", "description": "Кто дальше"},
    ),
    (
        "giveaway",
        {
            "giveaway": {
                "chats": [{"id": -1, "type": "channel", "title": "Новинки"}],
                "winner_count": 3,
                "prize_description": "Торт",
            }
        },
        {"title": "Новинки", "description": "Торт", "count": "3"},
    ),
    (
        "giveaway_winners",
        {
            "giveaway_winners": {
                "chat": {"id": -1, "type": "channel", "title": "Новинки"},
                "winner_count": 1,
                "winners": [{"id": 5, "is_bot": False, "first_name": "Нина"}],
            }
        },
        {"title": "Новинки", "count": "1", "options": json.dumps(["Нина"], ensure_ascii=False)},
    ),
    (
        "story",
        {"story": {"id": 12, "chat": {"id": -1, "title": "Новинки", "username": "shop_news"}}},
        {"title": "Новинки", "url": "https://t.me/shop_news/s/12"},
    ),
]


@pytest.mark.parametrize(("kind", "content", "data"), CONTENTS, ids=lambda one: str(one)[:12])
def test_a_kind_is_read_with_what_is_special_to_it(
    kind: str, content: dict[str, Any], data: dict[str, str]
) -> None:
    says = told(content, VOICE)

    attachment, *shown = says.attachments
    assert attachment.kind == kind
    assert data.items() <= attachment.data.items()
    assert says.omitted == ()
    assert {one.kind for one in shown} <= {"photo"}


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
        ({"type": "hidden_user", "date": 1422450181}, ""),
        ({"type": "of_tomorrow"}, ""),
        ("of another shape", ""),
    ],
)
def test_a_forward_names_whose_it_is(origin: object, name: str) -> None:
    assert told({"text": "да", "forward_origin": origin}, VOICE).forwarded_from == name


def test_every_field_of_a_message_is_content_or_beside_it_or_the_messengers_own() -> None:
    """Fails where aiogram learns a field that nobody has looked at."""
    theirs = {"from" if name == "from_user" else name for name in Message.model_fields}
    assert theirs == CONTENT | BESIDE | SERVICE
    assert not CONTENT & BESIDE
    assert not (CONTENT | BESIDE) & SERVICE


@pytest.mark.parametrize("kind", sorted(SERVICE))
def test_what_the_messenger_itself_tells_is_nobodys_message(kind: str) -> None:
    says = told({kind: {"name": "Тема"}}, VOICE)
    assert says.service
    assert (says.text, says.omitted) == ("", ())


@pytest.mark.parametrize("beside", ["photo", None])
def test_a_live_photo_is_its_photo(beside: str | None) -> None:
    photo = [{**FILE, "width": 9, "height": 9}]
    live = {**FRAME, "file_id": "live", "photo": photo}
    content = {"live_photo": live, "caption": "вот", **({beside: photo} if beside else {})}
    says = told(content, VOICE)
    assert [(one.kind, one.ref) for one in says.attachments] == [("photo", "f")]
    assert says.omitted == ()


def test_a_live_photo_without_its_photo_is_a_video() -> None:
    (shown,) = told({"live_photo": FRAME}, VOICE).attachments
    assert shown.kind == "video"


def test_a_companion_stands_in_for_what_cannot_be_read() -> None:
    says = told({"animation": "odd", "document": FILE}, VOICE)
    assert [one.kind for one in says.attachments] == ["document"]
    assert says.omitted == ()


def test_what_cannot_be_read_is_named_and_the_words_stay() -> None:
    says = told({"photo": {"odd": 1}, "caption": "Вот дверь", "caption_entities": [3]}, VOICE)
    assert (says.text, says.omitted) == ("Вот дверь", ("photo",))


def test_null_is_absent() -> None:
    content = {"text": "да", "photo": None, "entities": None, "forward_origin": None}
    says = told(content, VOICE)
    assert (says.text, says.omitted, says.forwarded_from) == ("да", (), None)


def test_a_kind_of_tomorrow_shows_the_words_it_has() -> None:
    tomorrow = {"hologram": {"id": "x1", "title": "Смета", "pages": [{"text": "Итого"}]}}
    says = told(tomorrow, VOICE)
    assert (says.text, says.omitted) == ("Смета\nИтого", ())
    assert told({"hologram": {"id": "x1"}}, VOICE).omitted == ("unknown",)
    assert told({}, VOICE).omitted == ("unknown",)
