"""Every code has its words in every language, with the same values in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
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
        return {_one(entry.id): _all(entry.string) for entry in read_po(file) if entry.id}


def _one(id: str | Sequence[str]) -> str:
    return id if isinstance(id, str) else id[0]


def _all(words: str | Sequence[str] | None) -> str:
    """Every form of a plural."""
    return words if isinstance(words, str) else " / ".join(words or ())


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
        *("answer_dead", "answer_arrived", "show_dead", "show_arrived", "reason.other"),
        *(
            f"messenger.{channel}"
            for channel in ("telegram", "vk", "http", "email", "call", "review")
        ),
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


ERRORS = {
    "Unsent",
    "Unanswered",
    "PerhapsSent",
    "Repeatable",
    "Undeliverable",
    "Unauthorized",
    "Busy",
}
NO_WORD = re.compile(r"[A-Za-z_{}]{3,}")


def _reasons_in_source() -> set[str]:
    """What delivery errors are raised with, where it is written out; of the rest the shape."""
    files = [file for room in ("hub", "handlers", "bots") for file in Path(room).rglob("*.py")]
    calls = [
        node
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS and node.args
    ]
    said = {ast.unparse(call.args[0]) for call in calls}
    return {one.strip("f'\"") for one in said if one.startswith(("'", '"', "f'", 'f"'))}


def test_no_code_of_a_machine_stands_in_what_people_read() -> None:
    """HTTP statuses, the other side's English, names of our own errors."""
    words = Words("ru")
    codes = {
        value for name, value in vars(reasons).items() if name.isupper() if isinstance(value, str)
    }
    met = {
        "HTTP 502",
        "ServerDisconnectedError",
        "18 User was deleted",
        "Bad Request: PHOTO_INVALID",
    }
    for reason in {*codes, *_reasons_in_source(), *met, ""}:
        told = words.say("answer_dead", {"reason": reason})
        assert not NO_WORD.search(told.replace("hub.yaml", "").replace("public_url", "")), told


def test_a_time_is_told_as_people_say_it() -> None:
    told = {
        1: "1 секунду",
        22: "22 секунды",
        25: "25 секунд",
        119: "119 секунд",
        120: "2 минуты",
        1800: "30 минут",
        7200: "2 часа",
    }
    words = Words("ru")
    for seconds, said in told.items():
        assert words.say("{lasted}", {"lasted": str(seconds)}) == said
    assert Words("en").say("{lasted}", {"lasted": "60"}) == "60 seconds"
