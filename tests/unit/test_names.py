"""Names of files come clean out of every way in."""

from __future__ import annotations

import pytest

from hub.model import Attachment
from hub.model.names import LONGEST, clean

NAMES = (
    ("счёт.pdf", "счёт.pdf"),
    ("счёт\nфактура.pdf", "счёт фактура.pdf"),
    ("a\r\nX: 1.txt", "a X: 1.txt"),
    ("../../etc/passwd", ".._.._etc_passwd"),
    ("C:\\docs\\a.doc", "C:_docs_a.doc"),
    ("a\u202etxt.exe", "atxt.exe"),
    ("a\u2066b\u2069\u200b\ufeff.txt", "ab.txt"),
    ("\x00\x07bell.wav", "bell.wav"),
    ("a\u2028b\u2029c", "a b c"),
    ("  spaced   out .txt ", "spaced out .txt"),
    ("\ud800.txt", ".txt"),
    ("", None),
    (None, None),
    ("\n\u200b", None),
    ("..", None),
    ("/", None),
)


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_a_name_is_one_line_that_is_seen_and_names_no_folder(
    given: str | None, kept: str | None
) -> None:
    assert clean(given) == kept
    assert Attachment(kind="document", name=given).name == kept


@pytest.mark.parametrize("letter", ["a", "ё", "😀", "́"])
def test_a_long_name_keeps_its_ending(letter: str) -> None:
    name = clean("x" + letter * 5_000 + "x.pdf")
    assert name
    assert len(name.encode()) <= LONGEST
    short = clean("x" + letter * 200 + ".pdf")
    assert short
    assert short.endswith(".pdf")
    assert len(short.encode()) <= LONGEST


def test_what_follows_a_point_is_an_ending_only_if_it_is_short() -> None:
    name = clean("x." + "y" * 400)
    assert name
    assert len(name) == LONGEST
