"""E-mail addresses and phones are masked where many people read them; everything else stays."""

from __future__ import annotations

import pytest

from hub.discretion import covered


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("ksenia@example.ru", "k•••@example.ru"),
        ("Иван Петров <ivan@example.com>", "Иван Петров <i•••@example.com>"),
        ("ivan@example.com <ivan@example.com>", "i•••@example.com <i•••@example.com>"),
        ("a@example.ru", "•••@example.ru"),
        ('"john doe"@example.com', '"•••@example.com'),
        ("почта: иван.петров+сайт@пример.рф, ответьте", "почта: и•••@пример.рф, ответьте"),
        ("Звоните +79112224501 или ivan@example.com", "Звоните +7911•••4501 или i•••@example.com"),
        ("@op_lena, цена 5 @ 7, a@, @", "@op_lena, цена 5 @ 7, a@, @"),
        ("Ирина Волкова", "Ирина Волкова"),
    ],
)
def test_a_whole_address_is_nowhere_and_nothing_else_changes(written: str, shown: str) -> None:
    assert covered(written) == shown
