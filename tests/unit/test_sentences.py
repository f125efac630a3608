"""What is said in words beside or in place of what somebody sent."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bots.sentences import Sentences, written
from handlers.texts import Words
from hub.model import Attachment, MessageKind
from hub.phones import masked
from tests.contract.samples import message

MOSCOW = ZoneInfo("Europe/Moscow")
RECEIVED = datetime(2026, 11, 21, 11, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    return Sentences(Words("ru"), MOSCOW)


def _above(sentences: Sentences, age: timedelta, *, inside: bool = True) -> list[str]:
    late = message("1", at=RECEIVED - age, received_at=RECEIVED)
    return [piece.text for piece in sentences.above(late, inside=inside)]


def test_what_came_late_says_both_times_in_the_hubs_zone(sentences: Sentences) -> None:
    said = _above(sentences, timedelta(minutes=29))
    assert said == ["Написано в 14:02, получено в 14:31"]


def test_what_was_written_on_another_day_says_which(sentences: Sentences) -> None:
    said = _above(sentences, timedelta(hours=20))
    assert said == ["Написано в 20.11 18:31, получено в 14:31"]


def test_five_minutes_are_not_late(sentences: Sentences) -> None:
    assert _above(sentences, timedelta(minutes=5)) == []


def test_a_contact_is_told_nothing_of_it(sentences: Sentences) -> None:
    assert _above(sentences, timedelta(hours=1), inside=False) == []


def test_an_answer_is_never_late(sentences: Sentences) -> None:
    answer = message("1", kind=MessageKind.OUT, at=RECEIVED - timedelta(1), received_at=RECEIVED)
    assert list(sentences.above(answer, inside=True)) == []


def test_what_a_list_and_a_poll_say_stands_in_what_is_told_of_earlier_messages() -> None:
    listed = {"title": "Сборка", "options": '["☐ Торт", "☑ Чай"]'}
    asked = {"question": "Когда?", "options": '["Утром"]', "description": "На неделе"}
    attachments = (
        Attachment(kind="checklist", data=listed),
        Attachment(kind="poll", data=asked),
        Attachment(kind="contact", data={"name": "Пётр", "phone": "+7 911 222-45-01"}),
    )
    said = written(message("1", text="Вот", attachments=attachments)).text
    assert said == "Вот\nСборка\n☐ Торт\n☑ Чай\nКогда?\nНа неделе\n— Утром"


def test_a_phone_is_whole_only_for_the_one_it_is_sent_to(sentences: Sentences) -> None:
    card = Attachment(kind="contact", data={"name": "Пётр", "phone": "+7 911 222-45-01"})
    assert sentences.of(card, inside=True).text == "Контакт: Пётр, +7911•••4501"
    assert sentences.of(card, inside=False).text == "Контакт: Пётр, +7 911 222-45-01"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+79112224501", "+7911•••4501"),
        ("112", "•••"),
        ("", "•••"),
        ("89112224501", "89112•••4501"),
    ],
)
def test_phones_are_masked(phone: str, shown: str) -> None:
    assert masked(phone) == shown


def test_an_order_stands_above_and_leads_to_where_it_can_be_seen() -> None:
    linking = Sentences(Words("ru"), MOSCOW, "https://shop.example/orders/{order}?a=1")
    about = message("1", text="Где он", order="A/1")
    [above] = linking.above(about, inside=True)
    assert above.text == "заказ A/1"
    assert above.spans[0].data == {"url": "https://shop.example/orders/A%2F1?a=1"}
    assert list(linking.above(about, inside=False)) == []


@pytest.mark.parametrize(
    ("kinds", "told"),
    [(("photo",), True), (("contact",), True), (("sticker",), False), (("location",), False)],
)
def test_an_order_takes_no_message_of_its_own(
    sentences: Sentences, kinds: tuple[str, ...], *, told: bool
) -> None:
    attachments = tuple(Attachment(kind=kind, ref="r") for kind in kinds)
    about = message("1", order="48213", attachments=attachments)
    assert [piece.text for piece in sentences.above(about, inside=True)] == ["заказ 48213"] * told
