"""Shapes of text that make slow what is slow: long runs, near misses, marks, thousands of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final


def _to(length: int, beginning: str) -> str:
    return (beginning * (length // len(beginning) + 1))[:length]


_CLASSES: Final = (
    *("a", "я", "Ё", "1", "٣", "-", "_", ".", ",", ":", " ", "\n", "\t", "\u00a0", "@", "+", "#"),
    *("(", ")", "[", "]", "<", ">", "{", '"', "'", "«", "“", "/", "!", "|", "\\", "•", "₽", "—"),
    *("\u0301", "\u0308", "\u200b", "\u200d", "\u202e", "\u3164", "\ufe0f", "ﷺ", "😀", "🇷", "ß"),
)
_REPEATED: Final = (
    *("12345 ", "12345", "1234567 ", "1-", "1.", "1,1 ", "1:", "12345₽ ", "$12345 ", "12345.1 "),
    *("+7 ", "+1", "8 ", "8(", "7 911 ", "+7911", "89119994501 ", "8 911 999-45-0", "0049 ", "810"),
    *("a@", "@a", "a@b.", "a@b.c ", "a.", "a-", "a_b.", '"a@', '" a" ', "<a@b>", "a@[", "a+b@c.d-"),
    *(
        "[id1|",
        "[id1|a",
        "[club1|a] ",
        "[id1:bp-1_1|",
        "@user ",
        "#tag ",
        "http://",
        "www.a.",
        "//",
    ),
    *(
        "/a ",
        "!a ",
        "/ ",
        "a\u0301",
        "е\u0308",
        "\r\n",
        "a\u200d",
        "1234•",
        "1234••••",
        "tel:",
        "№1 ",
    ),
    *(
        "сайт ",
        "прилож",
        "аa",
        "слово ",
        "доб. 1 ",
        "1 доб ",
        "ext",
        "—«a» ",
        "1\n",
        "\ufb01",
        "x:1 ",
    ),
)
SHAPES: Final[Mapping[str, Callable[[int], str]]] = {
    **{f"run of {one!r}": partial(_to, beginning=one) for one in _CLASSES},
    **{f"repeated {one!r}": partial(_to, beginning=one) for one in _REPEATED},
    "digits and then numbers": lambda length: (
        _to(2 * length // 3, "1") + _to(length // 3, " 12345")
    ),
    "a letter and marks": lambda length: "a" + _to(length - 1, "\u0301\u0323\u0338"),
    "a digit and dashes": lambda length: "1" + _to(length - 1, "-"),
    "an address that never ends": lambda length: "a@" + _to(length - 2, "b-"),
    "a phone that never ends": lambda length: "+7" + _to(length - 2, " "),
    "words as long as may be": lambda length: _to(length, "щ" * 319 + " "),
    "all there is": lambda length: _to(length, "".join((*_CLASSES, *_REPEATED))),
}
"""Each makes a text of that many characters."""
