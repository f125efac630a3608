"""Twice the length costs about twice the work, for whatever reads text from outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from time import thread_time
from typing import Final

import pytest

from tests.unit.hostile import SHAPES
from tests.unit.outside import EXPRESSIONS, READERS, Reader

ROOMS: Final = ("hub", "handlers", "bots", "storage")
LENGTH: Final = 16_000
TIMES: Final = 3.0
"""How much more twice the length may cost: twice, and half as much again for a noisy machine."""
FLOOR: Final = 0.02
"""Seconds of the processor's time that are not worth a comparison."""
TRIES: Final = 5
_EXPRESSION: Final = frozenset(
    {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
)


def _cost(read: Reader, text: str) -> float:
    """Seconds of this thread's own time on the processor: what others do does not count."""
    began = thread_time()
    read(text)
    return thread_time() - began


def _is_linear(read: Reader, shape: str) -> bool:
    once, twice = SHAPES[shape](LENGTH), SHAPES[shape](2 * LENGTH)
    longer = _cost(read, twice)
    if longer <= FLOOR:
        return True
    shorter = [_cost(read, once)]
    for _ in range(TRIES):
        if longer <= TIMES * min(shorter) + FLOOR:
            return True
        shorter.append(_cost(read, once))
        longer = min(longer, _cost(read, twice))
    return longer <= TIMES * min(shorter) + FLOOR


@pytest.mark.parametrize("reader", READERS)
def test_twice_the_length_is_about_twice_the_work(reader: str) -> None:
    assert [shape for shape in SHAPES if not _is_linear(READERS[reader], shape)] == []


def test_every_expression_and_normal_form_is_fed_by_a_reader() -> None:
    """A new one: name it in EXPRESSIONS of tests/unit/outside.py with the reader that feeds it."""
    assert set(_found()) == set(EXPRESSIONS)
    unfed = {one for one in EXPRESSIONS.values() if not one.startswith("no text from outside: ")}
    assert unfed <= set(READERS)


def test_a_new_expression_is_noticed_wherever_it_stands() -> None:
    source = """
_NEW: Final = re.compile("a")
class Reading:
    _OWN = re.compile("b")
    def read(self, text): return unicodedata.normalize("NFKC", text)
def asked(text): return re.sub("c", "", text)
def unasked(text): return text.casefold()
"""
    assert list(_named(ast.parse(source))) == ["_NEW", "_OWN", "read", "asked"]


def _found() -> Iterator[str]:
    for room in ROOMS:
        for file in sorted(Path(room).rglob("*.py")):
            yield from (f"{file}:{name}" for name in _named(ast.parse(file.read_text())))


def _named(tree: ast.Module) -> Iterator[str]:
    """The constant, or else the function, in which an expression is made or used, or a text is
    put into a normal form.
    """
    for node in tree.body:
        inside = [node]
        if isinstance(node, ast.ClassDef):
            inside = list(node.body)
        for part in inside:
            if any(map(_is_one, ast.walk(part))):
                yield _name(part)


def _is_one(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    module = getattr(node.func.value, "id", "")
    if module in ("re", "re2"):
        return node.func.attr in _EXPRESSION
    return module == "unicodedata" and node.func.attr == "normalize"


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.AnnAssign | ast.Assign):
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        return getattr(target, "id", "?")
    return getattr(node, "name", "?")
