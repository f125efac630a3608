"""Every way in which something can leave the company is named here, with what decides about it. A
new one makes this fail until it is named, and says what it asks.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("hub", "handlers")

LEAVES = {
    ("hub/writing.py", "_answer"): "whatever a person writes: refuses what is marked",
    ("hub/record.py", "introduce"): "«С вами Лена»: words of the hub's own",
    ("hub/phrases.py", "_send"): "/confirm: `ask` has looked for a mark",
    ("hub/confirming.py", "_answer"): "what has been confirmed, by the contact's own words",
    ("hub/revising.py", "_edit_answer"): "an edit: `ensure_sendable` refuses one into a mark",
    ("hub/revising.py", "recall"): "names what is to be deleted",
}
"""Who makes an ANSWER to a contact."""
ANSWERS = {
    ("handlers/deciding.py", "_answer"): "only where `meant_by` says ANSWER",
}
"""Who calls `Writing.answer`: a reply, plain text, every part of an album, a guest's message."""
TAPS = {
    ("handlers/presses.py", "_send"): "«Отправить»: refuses what is a comment since",
    ("handlers/presses.py", "_send_own"): "the same, by a guest",
}
"""Who calls `Writing.send_after_all`."""
DECIDES = {
    ("handlers/operators.py", "_in_topic"): "what is written in a topic",
    ("handlers/mirror.py", "wrote"): "what a guest writes privately",
}
"""Who calls the one decision, `meant_by`, and hands what it says to `carry_out`."""
EDITS = {
    ("handlers/edits.py", "_edited"): "an edit in a topic",
    ("handlers/mirror.py", "edited"): "an edit by a guest",
}
"""Who calls `Revising.operator_edited`, which asks `ensure_sendable`."""


def _functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for file in (file for room in ROOMS for file in sorted(Path(room).rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield str(file), node


CALLS = [
    ((file, function.name), ast.unparse(node.func).replace("._", "."))
    for file, function in _functions()
    for node in ast.walk(function)
    if isinstance(node, ast.Call)
]


def _callers(name: str) -> set[tuple[str, str]]:
    """Who calls something named so, by file and function."""
    return {where for where, called in CALLS if called == name or called.endswith(f".{name}")}


def test_every_maker_of_an_answer_is_known() -> None:
    assert _callers("make.answer") == LEAVES.keys()


def test_nobody_answers_but_by_the_one_decision() -> None:
    assert _callers("writing.answer") == ANSWERS.keys()
    assert _callers("meant_by") == DECIDES.keys()
    assert _callers("carry_out") == DECIDES.keys()


def test_the_tap_and_the_edit_are_the_only_other_ways() -> None:
    assert _callers("writing.send_after_all") == TAPS.keys()
    assert _callers("revising.operator_edited") == EDITS.keys()


def test_nothing_is_on_its_way_but_what_making_has_made() -> None:
    assert {file for file, _ in _callers("Delivery")} == {"hub/making.py"}
