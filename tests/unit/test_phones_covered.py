"""Phones in a text are masked where many people read it; everything else stays."""

from __future__ import annotations

import pytest

from hub.phones import covered


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Звоните +79112224501", "Звоните +7911•••4501"),
        ("8 (911) 222-45-01, домофон", "+7911•••4501, домофон"),
        ("89112224501", "+7911•••4501"),
        ("9112224501", "91122•••4501"),
        ("+44 20 7946 0958", "+4420•••0958"),
        ("Заказ 48213, 21.11.2026 15:00–17:00", "Заказ 48213, 21.11.2026 15:00–17:00"),
        ("84К2301, #5617, 233#4512", "84К2301, #5617, 233#4512"),
        ("9 мая 1945 — 9 мая 2026", "9 мая 1945 — 9 мая 2026"),
        ("Итого 12 900 ₽ за 3 шт.", "Итого 12 900 ₽ за 3 шт."),
    ],
)
def test_a_phone_is_masked_and_nothing_else(written: str, shown: str) -> None:
    assert covered(written) == shown
