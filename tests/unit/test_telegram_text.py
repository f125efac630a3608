"""Texts as messengers measure them, and Telegram's formatting there and back."""

from aiogram.types import (
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    User,
)
from hypothesis import given
from hypothesis import strategies as st

from bots.telegram_markup import inline_keyboard, keyboard, to_entities, to_spans
from bots.text import Piece, joined, prefixed, split, width, with_links
from hub.model import Asks, Button, ConversationId, Span

TEXTS = st.text(st.sampled_from("аб \n😀👨‍👩‍👧x"), max_size=60)


@st.composite
def pieces(draw: st.DrawFn) -> Piece:
    """Texts whose spans begin and end between characters, as every messenger's do."""
    text = draw(TEXTS)
    ends = st.integers(0, len(text))
    stretches = draw(st.lists(st.tuples(ends, ends), max_size=4))
    return Piece(
        text=text,
        spans=tuple(
            _span(text, min(pair), max(pair), f"kind{number}")
            for number, pair in enumerate(stretches)
            if pair[0] != pair[1]
        ),
    )


def _span(text: str, start: int, end: int, kind: str) -> Span:
    return Span(kind=kind, offset=width(text[:start]), length=width(text[start:end]))


def _covered(piece: Piece) -> dict[str, str]:
    """What each kind covers; the kinds of one text are all different."""
    units = piece.text.encode("utf-16-le")
    covered: dict[str, str] = {}
    for span in piece.spans:
        stretch = units[2 * span.offset : 2 * (span.offset + span.length)].decode("utf-16-le")
        covered[span.kind] = covered.get(span.kind, "") + stretch
    return covered


def _covered_by_all(parts: list[Piece]) -> dict[str, str]:
    covered: dict[str, str] = {}
    for part in parts:
        for kind, stretch in _covered(part).items():
            covered[kind] = covered.get(kind, "") + stretch
    return covered


@given(pieces(), st.integers(1, 20), st.integers(1, 20))
def test_parts_fit_join_to_the_whole_and_keep_what_was_formatted(
    whole: Piece, limit: int, first: int
) -> None:
    parts = split(whole, limit, first)

    assert "".join(part.text for part in parts) == whole.text
    assert len(parts[0].text) <= first
    assert all(len(part.text) <= limit for part in parts[1:])
    assert _covered_by_all(parts) == _covered(whole)


@given(pieces(), st.integers(1, 20))
def test_joining_parts_gives_the_whole_text_back(whole: Piece, limit: int) -> None:
    assert joined(*split(whole, limit)).text == whole.text


@given(TEXTS, pieces())
def test_a_prefix_leaves_the_same_words_formatted(prefix: str, piece: Piece) -> None:
    whole = prefixed(prefix, piece)

    assert whole.text == prefix + piece.text
    assert _covered(whole) == _covered(piece)


def test_limits_count_characters_and_not_utf16_units() -> None:
    assert len(split(Piece(text="😀" * 4096), 4096)) == 1


def test_a_cut_is_made_between_words() -> None:
    assert [part.text for part in split(Piece(text="один два три"), 10)] == ["один два ", "три"]


def test_a_cut_is_made_between_lines_rather_than_words() -> None:
    parts = split(Piece(text="первая строка\nи ещё слова"), 20)

    assert [part.text for part in parts] == ["первая строка\n", "и ещё слова"]


def test_hidden_addresses_are_written_out_where_there_is_no_formatting() -> None:
    link = Span(kind="text_link", offset=3, length=3, data={"url": "https://a.example"})
    bold = Span(kind="bold", offset=0, length=2)

    assert with_links(Piece(text="😀 тут и там", spans=(bold, link))) == (
        "😀 тут (https://a.example) и там"
    )


def test_every_kind_of_entity_survives() -> None:
    entities = [
        MessageEntity(type="bold", offset=0, length=2),
        MessageEntity(type="text_link", offset=0, length=2, url="https://a.example"),
        MessageEntity(
            type="custom_emoji", offset=2, length=2, custom_emoji_id="5368324170671202286"
        ),
        MessageEntity(type="pre", offset=4, length=4, language="python"),
        MessageEntity(
            type="date_time", offset=9, length=4, unix_time=1_700_000_000, date_time_format="d"
        ),
        MessageEntity(
            type="text_mention", offset=14, length=4, user=User(id=7, is_bot=False, first_name="Ян")
        ),
        MessageEntity.model_validate(
            {"type": "of_tomorrow", "offset": 20, "length": 1, "shade": "blue"}
        ),
    ]

    assert to_entities(to_spans(entities)) == entities


def test_a_button_carries_its_press_or_opens_its_address() -> None:
    drawn = inline_keyboard(
        [[Button(label="Взять", press="take:7"), Button(label="Тема", url="https://t.me/c/1/2")]]
    )

    assert drawn is not None
    (taken, opened) = drawn.inline_keyboard[0]
    assert (taken.text, taken.callback_data) == ("Взять", "take:7")
    assert (opened.text, opened.url) == ("Тема", "https://t.me/c/1/2")


def test_what_asks_for_a_phone_stands_in_place_of_the_keys_until_it_is_taken_away() -> None:
    asking = keyboard([[Button(label="Поделиться", asks=Asks.PHONE)]])
    assert isinstance(asking, ReplyKeyboardMarkup)
    [[button]] = asking.keyboard
    assert (button.text, button.request_contact) == ("Поделиться", True)
    assert isinstance(keyboard([[Button(label="", asks=Asks.NOTHING)]]), ReplyKeyboardRemove)
    assert isinstance(keyboard([[Button(label="Взять", press="take:7")]]), InlineKeyboardMarkup)
    assert keyboard([]) is None


def test_a_topic_without_an_address_gets_no_button() -> None:
    assert inline_keyboard([[Button(label="Тема", topic=ConversationId("c"))]]) is None
