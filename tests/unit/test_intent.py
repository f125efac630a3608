"""What an operator's message means; above all, what must never go out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.intent import Command, Intent, Replied, command, intent, is_comment, unmarked
from hub.model import PlainText

COMMENT, SEND = PlainText.COMMENT, PlainText.SEND


@pytest.mark.parametrize("replied", [Replied.CONTACT, Replied.ANSWER])
@pytest.mark.parametrize("plain", PlainText)
def test_a_reply_to_a_contact_or_to_an_answer_goes_out(replied: Replied, plain: PlainText) -> None:
    assert intent("Да, приходите", replied, plain) is Intent.ANSWER


@pytest.mark.parametrize("replied", [Replied.COMMENT, Replied.HUB, Replied.UNKNOWN])
@pytest.mark.parametrize("plain", PlainText)
def test_a_reply_to_anything_else_stays_inside(replied: Replied, plain: PlainText) -> None:
    assert intent("Да, приходите", replied, plain) is Intent.COMMENT


def test_plain_text_follows_the_desk() -> None:
    assert intent("Добрый день", Replied.NOTHING, SEND) is Intent.ANSWER
    assert intent("Добрый день", Replied.NOTHING, COMMENT) is Intent.OFFERED


@pytest.mark.parametrize("plain", PlainText)
def test_a_reply_to_what_nobody_remembers_is_left_to_the_operator(plain: PlainText) -> None:
    assert intent("Да, приходите", Replied.FORGOTTEN, plain) is Intent.OFFERED


MARKED = [
    "// между нами",
    "//между нами",
    "  // с отступом",
    "\u200b// за невидимым знаком",
    "\u2060\ufeff//",
    "／／ полной ширины",
    "/note текст",
    "/note@desk_bot текст",
    "/NOTE текст",
    "!заметка текст",
    "/note",
    "/note: через двоеточие",
    "/note,через запятую",
]


@pytest.mark.parametrize("text", MARKED)
@pytest.mark.parametrize("replied", Replied)
@pytest.mark.parametrize("plain", PlainText)
def test_a_mark_keeps_inside_whatever_it_replies_to(
    text: str, replied: Replied, plain: PlainText
) -> None:
    assert intent(text, replied, plain) is Intent.COMMENT


COMMANDS = [
    *("/x", "/takе 5", "/take@bot", "/Close", "/nоte кириллицей"),
    *("!x", "!чтоугодно да", "!важно: да"),
]


@pytest.mark.parametrize("text", COMMANDS)
@pytest.mark.parametrize("replied", Replied)
def test_a_command_known_or_not_is_never_an_answer(text: str, replied: Replied) -> None:
    assert intent(text, replied, SEND) is Intent.COMMAND


@pytest.mark.parametrize("text", ["!!! срочно", "1/2 заказа", "! восклицание", "/ 5", "http://a"])
def test_what_only_resembles_a_mark_is_text(text: str) -> None:
    assert intent(text, Replied.CONTACT, COMMENT) is Intent.ANSWER


def test_commands_give_their_name_and_argument() -> None:
    assert command("/assign@desk_bot  @op_marat ") == Command("assign", "@op_marat")
    assert command("!взять") == Command("взять", "")
    assert command("/urgent горит\nсклад") == Command("urgent", "горит\nсклад")
    assert command("обычный текст") is None


def test_a_comment_is_kept_without_its_mark() -> None:
    assert unmarked("// между нами") == "между нами"
    assert unmarked("/note между нами") == "между нами"
    assert unmarked("между нами") == "между нами"


@given(st.text(), st.sampled_from(Replied), st.sampled_from(PlainText))
def test_nothing_that_bears_a_mark_ever_goes_out(
    text: str, replied: Replied, plain: PlainText
) -> None:
    for marked in (f"//{text}", f"/note {text}"):
        assert is_comment(marked)
        assert intent(marked, replied, plain) is Intent.COMMENT
