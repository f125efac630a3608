"""Whatever names an order to a contact, or writes to one, has asked whose it certainly is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from babel.messages.pofile import read_po

ROOT: Final = Path(__file__).parents[2]
DOOR: Final = "hub.acting"
INSIDE: Final = frozenset(
    {
        *("about_order", "confirm_doubt", "confirm_confirmed", "confirm_corrected"),
        *("confirm_edited", "confirm_stored", "confirm_waits", "confirm_not_stored"),
        *("confirm_which_field", "confirm_no_field", "confirm_no_fields"),
    }
)
"""Read by people of the company, on desks and in their private notices."""
OUTSIDE: Final = {
    "confirm_ask": ("hub/phrases.py",),
    "confirm_replaced": ("hub/phrases.py",),
    "you_confirmed": ("hub/confirming.py",),
    "order_taken": ("hub/order_words.py",),
    "no_such_order": ("hub/order_words.py", "hub/choosing.py"),
    "pressed.order": ("handlers/ordering.py",),
}
"""Read by contacts: who says it. What staff are told of is their own, by the same module."""
SPEAKERS: Final = ("hub/phrases.py", "hub/confirming.py", "hub/staff_orders.py", "hub/choosing.py")
WRITERS: Final = {"put_field": ("hub/confirming.py",), "Confirmation": ("hub/phrases.py",)}
WORDS_OF_STAFF: Final = ("hub/staff_orders.py", "hub/choosing.py")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_sentence_with_an_order_in_it_is_known_to_be_inside_or_outside(language: str) -> None:
    with (ROOT / "locales" / f"{language}.po").open("rb") as file:
        naming = {str(one.id) for one in read_po(file) if "{order}" in str(one.string)}
    assert naming - INSIDE == OUTSIDE.keys()


def test_what_is_said_outside_is_said_only_where_the_door_is_asked() -> None:
    for code, speakers in OUTSIDE.items():
        known = (code, f"you_{code.removeprefix('you_')}")
        found = {place for place, text in _texts() if text in known}
        assert found <= set(speakers), code
    for place in SPEAKERS:
        assert DOOR in _imports(ROOT / place), place


def test_nothing_is_written_to_an_order_past_the_door() -> None:
    for name, writers in WRITERS.items():
        calls = {place for place, called in _calls() if called == name}
        assert calls == set(writers), name


def test_only_those_who_ask_the_door_speak_of_orders_to_staff() -> None:
    users = {
        _place(path)
        for path in _sources()
        if "hub.order_words" in _imports(path) or "order_words." in path.read_text()
    }
    assert users == set(WORDS_OF_STAFF)


def _sources() -> Iterator[Path]:
    for room in ("hub", "handlers", "bots"):
        yield from sorted((ROOT / room).rglob("*.py"))


def _place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _texts() -> Iterator[tuple[str, object]]:
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant):
                yield _place(path), node.value


def _calls() -> Iterator[tuple[str, str]]:
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                called = node.func
                name = called.id if isinstance(called, ast.Name) else called.attr
                yield _place(path), name


def _imports(path: Path) -> set[str]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
