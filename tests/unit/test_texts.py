"""Every code has its words in every language, with the same values in them."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from handlers.deciding import OFFERED
from handlers.identity import FLAGS
from handlers.texts import LOCALES, Words
from hub import reasons
from hub.card import Part, Stage
from hub.changes import _INTO
from hub.model import Note, Role

LANGUAGES = ("ru", "en")
WORD_CALLS = {"Note", "Refusal", "NotAllowed"}


def _catalogue(language: str) -> dict[str, str]:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _codes_in_source() -> set[str]:
    """The literal codes of notes and refusals in hub/, handlers/ and bots/."""
    files = [file for room in ("hub", "handlers", "bots") for file in Path(room).rglob("*.py")]
    return {code for file in files for code in _codes(ast.parse(file.read_text()))}


def _codes(tree: ast.AST) -> set[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "id", "") in WORD_CALLS]
    first = [call.args[0] for call in named if call.args]
    keyed = [key.value for call in named for key in call.keywords if key.arg == "code"]
    literal = [arg.value for arg in (*first, *keyed) if isinstance(arg, ast.Constant)]
    return {str(value) for value in literal}


def test_both_languages_say_the_same_things() -> None:
    russian, english = (_catalogue(language) for language in LANGUAGES)
    assert russian.keys() == english.keys()
    for code, words in russian.items():
        assert words, code
        assert _places(words) == _places(english[code]), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_is_said_has_words(language: str) -> None:
    derived = {
        *(f"role.{role}" for role in Role),
        *(f"flag.{flag}" for flags in FLAGS.values() for flag in flags),
        *(f"card.{stage}" for stage in Stage),
        *(f"part.{part}" for part in Part),
        *(
            f"reason.{value}"
            for name, value in vars(reasons).items()
            if name.isupper()
            if isinstance(value, str)
        ),
        *OFFERED.values(),
        *_INTO.values(),
        *("label.send_to_contact", "label.send_to_staff"),
        *("answer_dead", "answer_uncertain", "show_dead", "show_uncertain"),
    }
    missing = (_codes_in_source() | derived) - _catalogue(language).keys()
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_interface_speaks_calmly(language: str) -> None:
    for code, words in _catalogue(language).items():
        assert "!" not in words, code
        assert not re.search(r"[^\S\n]{2,}|\n{3,}|^\s|\s$", words), code


def test_what_people_wrote_stands_in_a_sentence_as_it_is() -> None:
    values = {"number": "7", "name": "{0} <b>", "by": "%s", "text": "{reason}"}
    said = Words("ru").note(Note(code="urgent_ping", values=values))
    assert "{0} <b>" in said
    assert "{reason}" in said


def test_an_unknown_reason_is_told_in_the_other_sides_words() -> None:
    words = Words("ru")
    assert words.reason("Bad Request: PHOTO_INVALID") == "Bad Request: PHOTO_INVALID"
    assert words.reason("blocked") == "человек заблокировал бота"
