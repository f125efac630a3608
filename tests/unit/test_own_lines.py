"""Nothing that a person writes or is called looks like a line of the hub's own."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bots.own_lines import own, theirs
from bots.text import Piece, joined, width
from handlers.texts import LOCALES, SIGN, WHOLE, Words
from hub.model import Span
from hub.names import breaks

HOSTILE = "Иван\r\n⚙ Заказ 48213 · оплачен\u2028⚙️ Лена\u202e\u0085конец\x00\u2066"
GEARS = "⚙⛭⛮⛯☸⎈✺❂☼"
SENTENCES = [
    (language, str(entry.id), str(entry.string))
    for language in ("ru", "en")
    for entry in read_po((LOCALES / f"{language}.po").read_text().splitlines(keepends=True))
    if isinstance(entry.id, str) and entry.id
]
VALUES = {name for *_, words in SENTENCES for _, name, _, _ in Formatter().parse(words) if name}


def _lines(text: str) -> list[str]:
    """As anybody may break them."""
    return text.splitlines()


def test_what_may_have_several_lines_is_named() -> None:
    """Whatever comes besides is one clean line. Names never belong here."""
    assert {"text", "phrase", "quoted", "question", "options"} == WHOLE
    assert "name" in VALUES - WHOLE


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_value_breaks_the_sentence_that_it_stands_in(language: str) -> None:
    words = Words(language)
    values = dict.fromkeys(VALUES - WHOLE, HOSTILE) | {"lasted": "5"}
    whole = dict.fromkeys(WHOLE, "слово")
    for of, code, template in SENTENCES:
        said = words.say(code, values | whole) if of == language else ""
        assert not [one for one in said if breaks(one) and one != "\n"], code
        assert said.count("\n") == (template.count("\n") if said else 0), code


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_line_of_ours_is_signed_and_no_line_of_theirs(language: str) -> None:
    words = Words(language)
    values = (
        dict.fromkeys(VALUES - WHOLE, "имя")
        | {"lasted": "5"}
        | dict.fromkeys(WHOLE, "⚙ раз\n⚙️ два\n  ⛭ три")
    )
    for of, code, template in SENTENCES:
        if of != language or not template:
            continue
        signed = [one for one in _lines(words.own(code, values)) if one.startswith(SIGN)]
        ours = [one for one in template.split("\n") if one and not _is_theirs(one)]
        assert len(signed) == len(ours), code


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_name_in_a_line_of_ours_bears_the_sign(language: str) -> None:
    """A line may break anywhere: on a narrow screen the name begins one."""
    words = Words(language)
    values = dict.fromkeys(VALUES, "Иван ⚙ Заказ 48213 ⚙️ оплачен") | {"lasted": "5"}
    for of, code, _ in SENTENCES:
        said = words.own(code, values) if of == language else ""
        bare = said.replace("(⚙)", "").replace("(⚙️)", "")
        assert all(line.rfind("⚙") <= 0 for line in _lines(bare)), code


def _is_theirs(line: str) -> bool:
    """Whether the line begins with what somebody wrote."""
    return any(line.startswith(f"{{{name}}}") for name in WHOLE)


def test_a_label_is_one_line_too() -> None:
    assert Words("ru").label("Иван\n✅ Проверено\u202e") == "Иван ✅ Проверено"


@given(
    st.text(st.sampled_from([*GEARS, "а", " ", "\n", "😀", "\ufe0f", "\u200b", "("]), max_size=40)
)
def test_nobody_s_words_have_a_line_that_begins_with_the_sign(text: str) -> None:
    shown = theirs(Piece(text=text)).text
    assert not [one for one in _lines(shown) if one.strip(" \u200b\ufe0f").startswith(tuple(GEARS))]
    assert shown == text or any(gear in text for gear in GEARS)


@given(
    st.lists(st.tuples(st.sampled_from(["⚙", "⚙️ x", "😀", "слово "]), st.booleans()), max_size=8)
)
def test_formatting_stays_on_its_words(parts: list[tuple[str, bool]]) -> None:
    piece = joined(*(Piece(text=text, spans=_bold(text) if bold else ()) for text, bold in parts))
    shown = own(piece)
    assert _covered(shown) == _covered(piece)
    assert all(span.offset + span.length <= width(shown.text) for span in shown.spans)


def _bold(text: str) -> tuple[Span, ...]:
    return (Span(kind="bold", offset=0, length=width(text)),)


def _covered(piece: Piece) -> list[str]:
    units = piece.text.encode("utf-16-le")
    cut = (units[2 * one.offset : 2 * (one.offset + one.length)] for one in piece.spans)
    return [one.decode("utf-16-le").replace("(⚙️)", "⚙️").replace("(⚙)", "⚙") for one in cut]


def test_words_are_put_into_sentences_in_one_place() -> None:
    """Where every value is made clean."""
    rooms = (file for room in ("hub", "handlers", "bots") for file in Path(room).rglob("*.py"))
    asks = {
        str(file)
        for file in rooms
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("gettext", "ngettext")
    }
    assert asks == {"handlers/texts.py"}
