"""What is unusual in a phrase, by the place a reader counts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.oddities import Oddity, clusters, length, oddities

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def _found(phrase: str) -> dict[Oddity, tuple[int, ...]]:
    return {one.oddity: one.at for one in oddities(phrase)}


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Любимой маме", {}),
        ("Любимой мaме", {Oddity.LOOK_ALIKE: (10,)}),
        ("c любовью", {Oddity.LOOK_ALIKE: (1,)}),
        ("Моя COBA", {Oddity.LOOK_ALIKE: (5, 6, 7, 8)}),
        ("Nike и Сова", {}),
        ("Ёлка и ёж", {Oddity.YO: (1, 8)}),
        ("Е\u0308лка", {Oddity.YO: (1,), Oddity.COMBINING: (1,)}),
        ("Анна & Пётр", {Oddity.YO: (9,), Oddity.AMPERSAND: (6,)}),
        ("Анна — Пётр", {Oddity.YO: (9,), Oddity.LONG_DASH: (6,)}),
        ("Анна-Мария", {}),
        ("«Сова»", {Oddity.QUOTES: (1, 6)}),
        ("два  пробела ", {Oddity.ODD_SPACE: (5, 13)}),
        ("два\u00a0слова", {Oddity.ODD_SPACE: (4,)}),
        ("два\nслова", {Oddity.LINE_BREAK: (4,)}),
        ("два\u200bслова", {Oddity.INVISIBLE: (4,)}),
        ("Маме 👩🏽‍🍳", {Oddity.PICTURE: (6,)}),
        ("שלום", {Oddity.RIGHT_TO_LEFT: (1, 2, 3, 4)}),
    ],
)
def test_an_oddity_is_named_with_its_place(
    phrase: str, expected: dict[Oddity, tuple[int, ...]]
) -> None:
    assert _found(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Любимой маме", 12),
        ("e\u0301le\u0301", 3),
        ("👨‍👩‍👧", 1),
        ("👍🏽", 1),
        ("🇷🇺🇷🇺", 2),
        ("1\ufe0f\u20e3", 1),
        ("", 0),
    ],
)
def test_its_length_is_what_a_reader_counts(phrase: str, expected: int) -> None:
    assert length(phrase) == expected


@given(ANY)
def test_no_character_is_lost_in_counting(phrase: str) -> None:
    assert "".join(clusters(phrase)) == phrase


@given(ANY)
def test_every_place_is_in_the_phrase_and_bears_what_is_named(phrase: str) -> None:
    letters = clusters(phrase)
    for found in oddities(phrase):
        assert {letters[at - 1] for at in found.at} == set(found.what)


@given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюя АБВГД,.-", max_size=40))
def test_plain_russian_is_not_odd(phrase: str) -> None:
    plain = " ".join(unicodedata.normalize("NFC", phrase).split())
    assert not _found(plain)
