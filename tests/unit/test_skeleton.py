"""The whole of what Unicode has for blanks and for look-alikes, at every place around a mark."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.intent import STAYS, Mark, text_mark, unmarked
from hub.skeleton import LOOKED_AT, beginning

# Default_Ignorable_Code_Point of Unicode 16 (DerivedCoreProperties.txt), and what looks blank.
IGNORABLE = [
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
]
BLANK = (
    "\u2800\ufffc\U0001d159\u3000\u1680\u0085\u2028\u2029\u00a0\u202f\u205f\t\n\r\v\f\x00\x1f\x7f"
)
# "/" and "!" in security/confusables.txt of Unicode 16, and what people take for them besides.
SLASHES = "/᜵⁁⁄∕╱⟋⧸Ⳇ⼃〳ノ㇓丿𝈺／ﾉ🙼⹊"
BANGS = "!ǃⵑ！﹗︕❗❕❢ꜝ¡"
SEVERAL = "⫽⫻‼⁉"
POSITIONS = ("{0}//x", "/{0}/x", "//{0}x", "{0}/note x", "/{0}note x", "!{0}заметка x")


def blanks() -> Iterator[str]:
    yield from BLANK
    for first, last in IGNORABLE:
        # Of the thousands of tags that nothing is assigned to, some.
        yield from map(chr, range(first, last + 1, 31 if last - first > 1_000 else 1))
    yield from (chr(code) for code in range(0x110000) if _is_blank_by_category(chr(code)))


def _is_blank_by_category(character: str) -> bool:
    return unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cf", "Cc")


def test_a_blank_of_any_kind_hides_no_mark_wherever_it_stands() -> None:
    for blank, position in product(dict.fromkeys(blanks()), POSITIONS):
        text = position.format(blank)
        assert text_mark(text) is Mark.COMMENT, (hex(ord(blank)), position)
        assert unmarked(text).strip(blank) == "x"


def test_a_blank_of_any_kind_makes_no_answer_of_a_command() -> None:
    for blank in dict.fromkeys(blanks()):
        for text in (
            f"{blank}/x",
            f"{blank}!x",
            f"/{blank}x",
            f"!{blank}x",
            f"/{blank}",
            f"{blank}!",
        ):
            assert text_mark(text) is not Mark.NONE, (hex(ord(blank)), text)


@pytest.mark.parametrize("first", SLASHES)
def test_two_slashes_are_a_mark_whatever_they_are_made_of(first: str) -> None:
    for second, between in product(SLASHES, ("", " ", "\ufe0f", "\u0338", "\u2800")):
        assert text_mark(f"{first}{between}{second} x") is Mark.COMMENT


@pytest.mark.parametrize("sign", [*SLASHES, *BANGS, *SEVERAL])
def test_a_look_alike_is_never_sent_by_itself(sign: str) -> None:
    for rest in ("x", " x", "1", "", "\ufe0f x", "_x", "😀", ".", "«x»", "\u0301x"):
        assert text_mark(f"{sign}{rest}") is not Mark.NONE, (sign, rest)
    for note in ("note x", " note x", "заметка x", "\ufe0f коммент: x"):
        assert text_mark(f"{sign}{note}") is Mark.COMMENT, (sign, note)


@given(
    st.text(st.sampled_from([*BLANK[:6], "\u200b", "\u034f", "\ufe0f", "\u0301"]), max_size=20),
    st.sampled_from([*SLASHES, *BANGS, *SEVERAL]),
    st.text(max_size=50),
)
def test_whatever_begins_with_one_of_the_signs_is_kept(before: str, sign: str, rest: str) -> None:
    assert text_mark(f"{before}{sign}{rest}") is not Mark.NONE


def test_who_hides_a_mark_behind_more_than_is_looked_at_is_asked() -> None:
    for length in (LOOKED_AT - 1, LOOKED_AT, LOOKED_AT + 1, 4_000):
        for blank in (" ", "\u200b", "\u2800"):
            assert text_mark(blank * length + "//x") is not Mark.NONE
            assert text_mark("/" + blank * length + "/x") is not Mark.NONE


@pytest.mark.parametrize(
    "shape", ["/", "!", "\u200b", " ", "\u0301", "а\u0301", "/\u200b", "-", "𝈺"]
)
def test_how_long_a_text_is_makes_no_difference(shape: str) -> None:
    """A constant number of characters is looked at; a comment's own text is copied once."""
    text = (shape * 1_000_000)[:1_000_000]
    started = time.perf_counter()
    text_mark(text)
    unmarked(text)
    assert time.perf_counter() - started < 0.5
    assert beginning(text).after <= LOOKED_AT


def test_no_tap_sends_a_comment_or_a_command() -> None:
    assert set(STAYS) == {Mark.COMMENT, Mark.COMMAND}
