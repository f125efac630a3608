"""What an operator's message means; above all, what must never go out."""

from __future__ import annotations

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.intent import Command, Intent, Mark, Replied, command, intent, mark_of, text_mark, unmarked
from hub.model import Attachment, PlainText
from hub.record import Content

COMMENT, SEND = PlainText.COMMENT, PlainText.SEND
LEAVES = [
    (Replied.CONTACT, COMMENT),
    (Replied.CONTACT, SEND),
    (Replied.ANSWER, COMMENT),
    (Replied.ANSWER, SEND),
    (Replied.NOTHING, SEND),
]
"""Where plain text goes out."""


def said(text: str = "", *attachments: Attachment, forwarded_from: str | None = None) -> Content:
    return Content(native="1", text=text, attachments=attachments, forwarded_from=forwarded_from)


@pytest.mark.parametrize("replied", [Replied.CONTACT, Replied.ANSWER])
@pytest.mark.parametrize("plain", PlainText)
def test_a_reply_to_a_contact_or_to_an_answer_goes_out(replied: Replied, plain: PlainText) -> None:
    assert intent(said("Да, приходите"), replied, plain) is Intent.ANSWER


@pytest.mark.parametrize("replied", [Replied.COMMENT, Replied.HUB, Replied.UNKNOWN])
@pytest.mark.parametrize("plain", PlainText)
def test_a_reply_to_anything_else_stays_inside(replied: Replied, plain: PlainText) -> None:
    assert intent(said("Да, приходите"), replied, plain) is Intent.COMMENT


def test_plain_text_follows_the_desk() -> None:
    assert intent(said("Добрый день"), Replied.NOTHING, SEND) is Intent.ANSWER
    assert intent(said("Добрый день"), Replied.NOTHING, COMMENT) is Intent.OFFERED


@pytest.mark.parametrize("plain", PlainText)
def test_a_reply_to_what_nobody_remembers_is_left_to_the_operator(plain: PlainText) -> None:
    assert intent(said("Да, приходите"), Replied.FORGOTTEN, plain) is Intent.OFFERED


MARKED = [
    "// между нами",
    "//между нами",
    "  // с отступом",
    "\u200b// за невидимым знаком",
    "\u2060\ufeff//",
    "\u2800\u3164//за пустыми знаками",
    "／／ полной ширины",
    "/ / с пробелом внутри",
    "/\u200b/ с невидимым внутри",
    "⁄∕ похожими",
    "⫽ одним знаком",
    "/note текст",
    "/note@desk_bot текст",
    "/NOTE текст",
    "/no\u200bte текст",
    "/nоte текст, о кириллицей",
    "!заметка текст",
    "! заметка текст",
    "!!заметка текст",
    "❗️заметка текст",
    "⁄note текст",
    "/note",
    "/ note",
    "/note: через двоеточие",
    "/note,через запятую",
    "/note\u2800через пустой знак",
]


@pytest.mark.parametrize("text", MARKED)
def test_a_mark_keeps_inside_whatever_it_replies_to(text: str) -> None:
    for replied, plain in product(Replied, PlainText):
        assert intent(said(text), replied, plain) is Intent.COMMENT


COMMANDS = [
    *("/x", "/takе 5", "/take@bot", "/Close", "/\u200btake", "／взять"),
    *("!x", "!чтоугодно да", "!важно: да"),
    *("/1", "/1 текст", "!1", "/_x", "!_"),
]


@pytest.mark.parametrize("text", COMMANDS)
def test_a_command_known_or_not_is_never_an_answer(text: str) -> None:
    for replied in Replied:
        assert intent(said(text), replied, SEND) is Intent.COMMAND


DOUBTFUL = [
    *(
        "!!! срочно",
        "!!x",
        "! восклицание",
        "/ 5",
        "/ текст",
        "!",
        "/",
        "!?",
        "/!x",
        "!.",
        "‼ важно",
    ),
    *("❗ Внимание", "❗️Внимание", "ǃважно", "⁄take", "⁉ что", "丿 x", "/😀", "!«да»"),
    *("Note: тайна", "note — тайна", "Заметка: x", "Коммент. x", "Комментарий - x", "Nоte: x"),
    *("Заметка", "comment: x", "..тайна", ".note тайна", ".заметка x", ".тщеу x", "\\\\ x", "\\x"),
    *("1. // x", "12) // x", "а) //x", "1️⃣// x", "① // x", "☐ // x", "☑ /note x"),
    *("«// x»", "- // x", "🤫 // x", " " * 5_000 + "//", "\u200b" * 300 + "!x"),
]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_cannot_be_decided_is_offered(text: str) -> None:
    for replied, plain in LEAVES:
        assert intent(said(text), replied, plain) is Intent.DOUBTFUL


TEXTS = [
    *("1. Да", "а) и/или", "1) 5/6 готово"),
    *("1/2 заказа", "http://a", "да! точно", "5!", "24/7", "и/или", "?!", "Привет // пока"),
    *("Комментарий к заказу учтём", "Заметка у нас есть", "Note that", "...и ещё", "— нет", "«да»"),
    *(
        "-" * 300,
        "да" + " " * 300,
        "⚠️ Задержка",
        "❓ Какой адрес",
        "№ 5",
        "😀 Хорошо",
        ".",
        "@lena",
    ),
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_only_resembles_a_mark_is_text(text: str) -> None:
    assert intent(said(text), Replied.CONTACT, COMMENT) is Intent.ANSWER


def test_commands_give_their_name_and_argument() -> None:
    assert command("/assign@desk_bot  @op_marat ") == Command("assign", "@op_marat")
    assert command("!взять") == Command("взять", "")
    assert command("/urgent горит\nсклад") == Command("urgent", "горит\nсклад")
    assert command("/наи\u0306ти торт") == Command("найти", "торт")
    assert command("! взять") == Command("взять", "", apart=True)
    assert command("обычный текст") is None
    assert command("❗взять") is None


def test_a_comment_is_kept_without_its_mark() -> None:
    assert unmarked("// между нами") == "между нами"
    assert unmarked("/ \u200b/ между нами") == "между нами"
    assert unmarked("⫽ между нами") == "между нами"
    assert unmarked("/note между нами") == "между нами"
    assert unmarked("!! заметка: между нами") == "между нами"
    assert unmarked("между нами") == "между нами"
    assert unmarked("! важно") == "! важно"


def _poll(question: str, *options: str, **more: str) -> Attachment:
    listed = json.dumps(options, ensure_ascii=False)
    return Attachment(kind="poll", data={"question": question, "options": listed, **more})


INSIDE = "// между нами"
CARRIED = [
    _poll(INSIDE, "да"),
    _poll("Кто?", "да", INSIDE),
    _poll("Кто?", "да", description=INSIDE),
    _poll("Кто?", "да", explanation=INSIDE),
    Attachment(kind="venue", data={"lat": "1", "lon": "2", "title": INSIDE, "address": ""}),
    Attachment(kind="venue", data={"lat": "1", "lon": "2", "title": "", "address": INSIDE}),
    Attachment(kind="contact", data={"phone": "+7", "name": INSIDE, "first_name": INSIDE}),
    Attachment(kind="document", name="⫽ между нами.pdf", ref="x"),
    Attachment(kind="audio", name="a.mp3", ref="x", data={"title": INSIDE, "performer": "я"}),
    Attachment(kind="whatever comes next", data={"its words": INSIDE}),
    Attachment(kind="whatever comes next", data={"its words": json.dumps([{"text": INSIDE}])}),
]


@pytest.mark.parametrize("carried", CARRIED, ids=lambda one: one.kind)
def test_the_words_of_whatever_is_carried_count(carried: Attachment) -> None:
    photo = Attachment(kind="photo", ref="x")
    for replied in Replied:
        assert intent(said("подпись", photo, carried), replied, SEND) is Intent.COMMENT


def test_a_file_s_name_is_no_command_but_a_question() -> None:
    paper = Attachment(kind="document", name="!Договор.pdf", ref="x")
    assert intent(said("", paper), Replied.CONTACT, COMMENT) is Intent.DOUBTFUL
    slashed = Attachment(kind="document", name="// внутри.pdf", ref="x")
    assert intent(said("", slashed), Replied.CONTACT, COMMENT) is Intent.DOUBTFUL
    for name in ("Note.pdf", "_черновик.pdf"):
        plain = Attachment(kind="document", name=name, ref="x")
        assert intent(said("", plain), Replied.CONTACT, COMMENT) is Intent.ANSWER
    sticker = Attachment(kind="sticker", ref="x", data={"emoji": "❗", "mime": "image/webp"})
    assert intent(said("", sticker), Replied.CONTACT, COMMENT) is Intent.ANSWER


@pytest.mark.parametrize("task", ["☐ // между нами", "☑ /note между нами", "1. // между нами"])
def test_the_box_or_number_of_a_point_hides_no_mark(task: str) -> None:
    listed = Attachment(kind="checklist", data={"title": "Сборка", "options": json.dumps([task])})
    assert intent(said("", listed), Replied.CONTACT, COMMENT) is Intent.DOUBTFUL
    usual = Attachment(kind="checklist", data={"title": "Торт", "options": '["☐ 1/2 кг", "☐ 5!"]'})
    assert intent(said("", usual), Replied.CONTACT, COMMENT) is Intent.ANSWER


@pytest.mark.parametrize("kind", ["poll", "contact"])
def test_a_poll_and_a_contact_are_sent_only_as_a_reply(kind: str) -> None:
    posted = said("", Attachment(kind=kind, data={"question": "Кто?", "options": "[]"}))
    assert intent(posted, Replied.NOTHING, SEND) is Intent.UNASKED
    assert intent(posted, Replied.CONTACT, SEND) is Intent.ANSWER


@pytest.mark.parametrize(("replied", "plain"), LEAVES)
@pytest.mark.parametrize("whose", ["", "Лена"])
def test_a_forward_is_never_sent_by_itself(replied: Replied, plain: PlainText, whose: str) -> None:
    forward = said("Скидку можно", forwarded_from=whose)
    assert intent(forward, replied, plain) is Intent.UNASKED


def test_of_several_marks_the_one_counts_that_keeps_most_inside() -> None:
    paper = Attachment(kind="document", name="! заметка.pdf", ref="x")
    assert mark_of(said("/take", paper)) is Mark.COMMENT
    assert mark_of(said("/take", Attachment(kind="document", name="!a.pdf"))) is Mark.COMMAND


@given(st.text(), st.sampled_from(Replied), st.sampled_from(PlainText))
def test_nothing_that_bears_a_mark_ever_goes_out(
    text: str, replied: Replied, plain: PlainText
) -> None:
    for marked in (f"//{text}", f"/note {text}"):
        assert text_mark(marked) is Mark.COMMENT
        assert intent(said(marked), replied, plain) is Intent.COMMENT
