"""Patterns of hub.yaml: on a linear engine, for letters of any alphabet, or a sentence why not."""

import pytest

from configuration.patterns import MOST_STEPS, LinearPattern

LINE = "МНЕ 12345, 12346 заказ12347 12348й сайт, Сайтик AB-1,CD-34"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (r"\b\d{5}\b", ["12345", "12346"]),
        (r"\b\d{5}", ["12345", "12346", "12348"]),
        (r"\d{5}\b", ["12345", "12346", "12347"]),
        (r"\d{5}", ["12345", "12346", "12347", "12348"]),
        (r"\b[A-Z]{2}-\d+\b", ["AB-1", "CD-34"]),
        (r"(?i)\bсайт\b", ["сайт"]),
        (r"(?i)сайт", ["сайт", "Сайт"]),
        (r"\b(?:сайт|мне)\w*", ["сайт"]),
        (r"[\w-]+\d", ["12345", "12346", "заказ12347", "12348", "AB-1", "CD-34"]),
        (r"\W\s\S", [", 1", ", С"]),
        (r"^МНЕ|34$", ["МНЕ", "34"]),
        (r"x*", []),
    ],
)
def test_letters_and_digits_are_those_of_any_alphabet(written: str, found: list[str]) -> None:
    assert [LINE[start:end] for start, end in LinearPattern(written).places(LINE)] == found


def test_a_place_ends_where_the_next_one_may_begin() -> None:
    pattern = LinearPattern(r"\b#?\d+\b")
    assert list(pattern.places("1 2,3")) == [(0, 1), (2, 3), (4, 5)]


def test_the_whole_is_the_pattern_and_nothing_else() -> None:
    pattern = LinearPattern(r"\b(?:1|23)\b")
    assert pattern.is_whole("23")
    assert not pattern.is_whole("2")
    assert not pattern.is_whole("23 ")


def test_halves_of_characters_stop_nothing() -> None:
    assert list(LinearPattern(r"\b\d{5}\b").places("\ud800 12345 \udfff")) == [(2, 7)]


@pytest.mark.parametrize(
    ("written", "part", "instead"),
    [
        (r"(?<!\w)\d{5}", "(?<!", r"write \b at an end"),
        (r"\d{5}(?!\d)", "(?!", "be part of the pattern"),
        (r"(\d)\1", r"\1", "write the repeated part out"),
        (r"(?P<n>a)(?P=n)", "(?P", "write the repeated part out"),
        (r"\bсайт\b|\bчат\b", r"\b within", r"\b(?:one|other)\b"),
        (r"\ba|b\b", r"\b within", r"\b(?:one|other)\b"),
        (r"a\bb", r"\b within", r"\b(?:one|other)\b"),
        (r"\B\d", r"\B", "what may stand there"),
        (r"[^\W\d]+", r"\W within []", r"\p{L}"),
        (r"\d+\Z", r"\Z", r"\z"),
        (r"\u0451", r"\u", r"\x{401}"),
        (r"a++", "++", "leave"),
        (r"(?>a)", "(?>", "leave"),
        (r"(?x)a", "(?x", "without it"),
        (r"\Qa\E", r"\Q", "backslash"),
        (r"\d{2000}", "{2000}", "1000 times"),
        (r"(?:\w{1,20}\s?){1,20}", "too large", "shorter"),
    ],
)
def test_what_the_engine_cannot_take_is_named_with_what_to_write(
    written: str, part: str, instead: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="expected a regular expression, but ") as why:
        LinearPattern(written)
    assert part in str(why.value)
    assert instead in str(why.value)
    assert capfd.readouterr().err == ""


def test_a_pattern_that_fits_nothing_at_all_is_not_tried_at_every_place() -> None:
    """Each try looks at all that follows."""
    pattern = LinearPattern(r"\b\d*")
    blank = " " * MOST_STEPS
    assert list(pattern.places(f" 12345{blank}")) == [(1, 6)]
    assert list(pattern.places(f"{blank} 12345")) == []
