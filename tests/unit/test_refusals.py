"""What is left out of a refused message: what the refusal is about, else what words do without."""

from __future__ import annotations

import pytest

from bots import telegram_refusals, vk_refusals
from bots.lightening import lightened
from bots.telegram_api import OfAlbum
from bots.telegram_steps import Step, in_words, steps
from bots.text import MOST_SAID, Piece
from bots.vk_calls import CallRefused
from bots.vk_sending import Step as VkStep
from bots.vk_sending import steps as vk_steps
from handlers.texts import Words
from hub import reasons
from hub.errors import Refused, Undeliverable
from hub.model import Attachment, Button, Delivery, Span
from hub.ports import File, Outgoing
from tests.unit.test_verdict import DELIVERY

WORDS = Words("ru")
BOLD = Span(kind="bold", offset=0, length=2)


def a_file(index: int | None, kind: str = "photo", *, apart: bool = False) -> File:
    async def read() -> bytes:
        return b"x"

    told = f"Файл {index} не передан"
    return File(kind=kind, name="a", read=read, index=index, told=told, apart=apart)


def step(*kinds: str, text: str = "", bold: bool = False) -> Step:
    files = tuple(a_file(index, kind) for index, kind in enumerate(kinds))
    return Step(piece=Piece(text=text, spans=(BOLD,) if bold else ()), files=files)


def of(error: Undeliverable, what: Step, **there: bool) -> tuple[str, ...]:
    found = telegram_refusals.refused(error, what, **{"buttons": False, "quote": False, **there})
    return found.without if isinstance(found, Refused) else ()


TELEGRAM = (
    ("Bad Request: BUTTON_URL_INVALID", step(text="да"), ("buttons",)),
    ("Bad Request: can't parse reply keyboard markup JSON object", step(), ("buttons",)),
    ("Bad Request: can't parse entities: x", step(text="да", bold=True), ("formatting",)),
    ("Bad Request: message to be replied not found", step(text="да"), ("quote",)),
    ("Bad Request: REPLY_MESSAGE_ID_INVALID", step(text="да"), ("quote",)),
    ("Bad Request: message caption is too long", step("photo", text="да"), ("caption",)),
    ("Bad Request: PHOTO_INVALID_DIMENSIONS", step("photo"), ("document:0",)),
    ("Bad Request: IMAGE_PROCESS_FAILED", step("photo"), ("document:0",)),
    ("Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN", step("photo"), ("document:0",)),
    ("Bad Request: VOICE_MESSAGES_FORBIDDEN", step("voice"), ("document:0",)),
    ("Bad Request: file must be non-empty", step("document"), ("file:0",)),
    ("Bad Request: wrong file identifier specified", step("document"), ("file:0",)),
    ("Bad Request: SOMETHING_NEW", step("photo", text="да", bold=True), ("buttons",)),
)


@pytest.mark.parametrize(("words", "what", "without"), TELEGRAM)
def test_what_telegram_names_is_left_out(words: str, what: Step, without: tuple[str, ...]) -> None:
    assert of(Undeliverable(words), what, buttons=True, quote=True) == without


def test_what_is_not_named_is_found_in_the_order_of_what_words_do_without() -> None:
    error, what = Undeliverable("Bad Request: SOMETHING_NEW"), step("photo", text="да", bold=True)
    assert of(error, what, buttons=True, quote=True) == ("buttons",)
    assert of(error, what, quote=True) == ("formatting",)
    assert of(error, step("photo", text="да"), quote=True) == ("quote",)
    assert of(error, step("photo", text="да")) == ("document:0",)
    assert of(error, step(text="да")) == ()


def test_of_an_album_the_bad_one_is_taken_out_or_all_go_apart() -> None:
    album = step("photo", "photo", "photo")
    assert of(OfAlbum("PHOTO_INVALID_DIMENSIONS", 2), album) == ("document:1",)
    assert of(Undeliverable(reasons.TOO_LARGE), album) == ("apart:0", "apart:1", "apart:2")


@pytest.mark.parametrize(
    "reason",
    [*sorted(reasons.UNREACHABLE), "Forbidden: bot can't do it", "Bad Request: PEER_ID_INVALID"],
)
def test_what_lies_with_the_person_is_left_as_it_is(reason: str) -> None:
    what = step("photo", text="да", bold=True)
    assert of(Undeliverable(reason), what, buttons=True, quote=True) == ()


VK = (
    (CallRefused("912 This is a chat bot feature", 912), ("buttons",)),
    (CallRefused("911 Keyboard format is invalid", 911), ("buttons",)),
    (CallRefused("921 Can't forward these messages", 921), ("quote",)),
    (CallRefused("100 ...: reply_to is invalid", 100), ("quote",)),
    (CallRefused("100 ...: attachment is invalid", 100), ("document:0",)),
    (CallRefused("1234 Something new", 1234), ("buttons",)),
    (CallRefused(reasons.BLOCKED, 900), ()),
)


@pytest.mark.parametrize(("error", "without"), VK)
def test_what_vk_refuses_is_left_out(error: CallRefused, without: tuple[str, ...]) -> None:
    what = VkStep(text="да", files=(a_file(0),))
    found = vk_refusals.refused(error, what, buttons=True, quote=True)
    assert (found.without if isinstance(found, Refused) else ()) == without


def delivery(*lacks: str) -> Delivery:
    return Delivery(
        id=DELIVERY.id,
        lane=DELIVERY.lane,
        work=DELIVERY.work,
        line="l",
        rank=1,
        urgency=DELIVERY.urgency,
        due=DELIVERY.due,
        lacks=lacks,
    )


ASKED = Outgoing(
    key="k",
    text="Верно?",
    spans=(BOLD,),
    buttons=((Button(label="Всё верно", press="right:1"),), (Button(label="Нет", press="no"),)),
    reply_to="5",
)


def test_whoever_has_no_buttons_is_told_what_to_write() -> None:
    light = lightened(ASKED, delivery("buttons@0"), WORDS, inside=False)
    said = "Верно?\nКнопок здесь нет. Напишите ответ словами: «Всё верно», «Нет»."
    assert (light.text, light.buttons, light.reply_to) == (said, (), "5")


def test_what_has_been_sent_keeps_its_words_and_the_rest_is_said_after_it() -> None:
    light = lightened(ASKED, delivery("buttons@1"), WORDS, inside=False)
    assert light.text == "Верно?"
    assert light.tail.startswith("Кнопок здесь нет")
    assert lightened(ASKED, delivery("buttons@1"), WORDS, inside=True).tail == ""


def test_without_formatting_and_quote_the_words_are_the_same() -> None:
    light = lightened(ASKED, delivery("formatting@0", "quote@0"), WORDS, inside=False)
    assert (light.text, light.spans, light.reply_to) == ("Верно?", (), None)


def test_after_a_slip_each_step_is_told_in_words() -> None:
    assert in_words(step("photo", "photo", text="Вот")).piece.text == (
        "Вот\nФайл 0 не передан\nФайл 1 не передан"
    )
    place = Attachment(kind="venue", data={"title": "Дом", "lat": "59.9", "lon": "30.3"})
    assert in_words(Step(thing=place)).piece.text == "Дом\n59.9\n30.3"


def test_what_is_refused_in_an_album_leaves_the_others_together() -> None:
    files = (a_file(0), a_file(2), a_file(1, "document"))
    cut = steps(Outgoing(key="k", text="да", files=files), mark=3, whole=True)
    assert [[file.index for file in one.files] for one in cut] == [[0, 2], [1]]
    apart = (a_file(0, apart=True), a_file(1, apart=True))
    cut = steps(Outgoing(key="k", text="да", files=apart), mark=3, whole=True)
    assert [len(one.files) for one in cut] == [1, 1]


@pytest.mark.parametrize("gap", [" ", "", "\n"])
def test_a_very_long_text_is_two_messages_and_a_file(gap: str) -> None:
    text = "".join(f"{number:07d}{gap}" for number in range(MOST_SAID))
    said = Outgoing(key="k", text=text, whole=a_file(None, "document"), files=(a_file(0),))
    cut = steps(said, mark=20, whole=True)
    assert [bool(one.files) for one in cut] == [False, False, True, True]
    assert text.startswith("".join(one.piece.text for one in cut))
    in_vk = vk_steps(said)
    assert [bool(one.files) for one in in_vk] == [False, False, True, True]
    assert text.startswith("".join(one.text for one in in_vk))


def test_where_the_file_is_refused_the_whole_text_goes_on_where_it_was() -> None:
    text = "".join(f"{number:07d} " for number in range(MOST_SAID))
    with_file = steps(Outgoing(key="k", text=text, whole=a_file(None)), mark=20, whole=False)
    pieces = steps(Outgoing(key="k", text=text), mark=20, whole=False)
    assert [one.piece for one in with_file[:2]] == [one.piece for one in pieces[:2]]
    assert "".join(one.piece.text for one in pieces) == text
