"""Texts, against TDLib itself (the wheel tdjson needs no network): markup, errors, entities."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.telegram.text.entities import BadText
from sandbox.telegram.text.formatted import cleaned, formatted, parsed
from tests.sandbox.tdlib import Shown, in_order, ours, ours_found, shown, td, theirs, theirs_found

LINKS = [
    "http://x.ru/a?b=1",
    "tg://user?id=5101",
    "localhost",
    "tg://resolve?domain=a",
    "x.ru:0",
    "",
]
HTML = [
    *(f"<{tag}>" for tag in ("b", "i", "u", "s", "a", "pre", "code", "blockquote", "tg-spoiler")),
    *(f"</{tag}>" for tag in ("b", "i", "u", "s", "a", "pre", "code", "blockquote", "tg-spoiler")),
    *(f'<a href="{link}">' for link in LINKS),
    '<code class="language-py">', "<blockquote expandable>", "</>", '<span class="tg-spoiler">',
    "</span>", "<span>", "<x>", "<b", "<", ">", "<B x='y' z>", "<b x=1>", "&lt;", "&amp;",
    "&#1040;", "&#x1F600;", "&#xD83D;", "&#xDE00;", "&nbsp;", "&", "&#;", "a", "Ъ", "😀", " ", "\n",
    "\r", '<tg-emoji emoji-id="5368324170671202286">', "</tg-emoji>", "example.com", "/cmd", "</b ",
    "\t",
]  # fmt: skip
MARKDOWN_V2 = [
    "*", "_", "__", "~", "||", "`", "```", "```py\n", "[", "]", "](http://x.ru)", "](localhost)",
    "](tg://user?id=5101)", "(", ")", "!", "![", "](tg://emoji?id=5368324170671202286)", ">", "\n>",
    "\n", "||\n", "\\*", "\\", "\\\n", "\\\r", "a", "Ъ", "😀", " ", "-", ".", "\\.", "#", "=", "{",
    "**>", "\r", "](x\\)y.ru)",
]  # fmt: skip
MARKDOWN = [
    "_", "*", "`", "```", "```py\n", "[", "](http://x.ru)", "](tg://user?id=5101)", "]", "(", ")",
    "\\*", "\\_", "\\", "a", "Ъ", "😀", " ", "\n",
]  # fmt: skip
FOUND = [
    "http://", "https://", "ftp://", " tg://", "HTTP://", "example.com", "пример.рф", "a.b",
    "1.2.3.4", "256.1.1.1", "localhost", ":80", ":99999", "/path", "/p(a)th", "?q=1", "#x", "@",
    "user", "a@b.ru", "@user", "@gif", "@abc", " ", "\n", ".", ",", "!", ")", "(", "/cmd",
    "/cmd@bot", "/cmd@bo", "#tag", "#123", "#тег", "$USD", "$usd", "слово", "_", "-", "«", "»",
    "Москва", "COM", "Com", "mailto:", "..", "test.co", "t.me/joinchat", "'", '"', "<", ">", "ru",
    "я", "😀", "[", "]",
]  # fmt: skip


def mixtures(pieces: list[str], seed: int, count: int = 4000) -> list[str]:
    dice = random.Random(seed)  # noqa: S311 - reproducible texts, no secrets
    return ["".join(dice.choices(pieces, k=dice.randint(1, 9))) for _ in range(count)]


@pytest.mark.parametrize(
    ("mode", "pieces"), [("HTML", HTML), ("MarkdownV2", MARKDOWN_V2), ("Markdown", MARKDOWN)]
)
def test_markup_is_read_and_refused_as_by_tdlib(mode: str, pieces: list[str]) -> None:
    for text in mixtures(pieces, seed=7):
        assert ours(text, mode) == theirs(text, mode), text


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_any_html_at_all_is_read_as_by_tdlib(text: str) -> None:
    if "\0" not in text:
        assert ours(text, "HTML") == theirs(text, "HTML")


def test_what_is_found_in_a_text_is_what_tdlib_finds() -> None:
    for text in mixtures(FOUND, seed=11):
        assert ours_found(text) == theirs_found(text), text


SPLIT = ["bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote"]


def test_overlapping_entities_are_cut_as_by_tdlib() -> None:
    """`parseMarkdown` of a text without marks only mends the entities it is given."""
    dice = random.Random(5)  # noqa: S311 - the same
    for _ in range(4000):
        inside = "".join(dice.choices("abвё \n😀\r\x01", k=dice.randint(1, 12)))
        text = f"x{inside}y"
        raw = [_random_entity(dice, text) for _ in range(dice.randint(0, 4))]
        kinds = {"blockquote": "BlockQuote"}
        wanted = [
            {**one, "type": {"@type": f"textEntityType{kinds.get(kind, kind.title())}"}}
            for one in raw
            for kind in [one["type"]]
        ]
        answer = td(
            kind="parseMarkdown", text={"@type": "formattedText", "text": text, "entities": wanted}
        )
        assert _cleaned(text, raw) == shown(answer), (text, raw)


def _random_entity(dice: random.Random, text: str) -> dict[str, Any]:
    length = len(text.encode("utf-16-le")) // 2
    begin = dice.randint(0, length)
    size = dice.randint(0, length - begin + (dice.random() < 0.05))
    return {"offset": begin, "length": size, "type": dice.choice(SPLIT)}


def _cleaned(text: str, raw: list[dict[str, Any]]) -> Shown:
    _, entities = parsed(text, "", raw)
    try:
        kept, mended = cleaned(text, entities)
    except BadText as wrong:
        return str(wrong)
    return kept, in_order([one.as_json() for one in mended])


def test_a_text_is_trimmed_and_its_entities_with_it() -> None:
    text, entities = formatted(" \n <b>жирно </b> @anna  \n", "HTML")
    assert text == "жирно  @anna"
    assert [(one["type"], one["offset"]) for one in entities] == [("bold", 0), ("mention", 7)]


def test_marks_and_found_entities_stand_together() -> None:
    _, entities = formatted("<b>см. example.com</b> <code>/take</code>", "HTML")
    assert [(one["type"], one["offset"], one["length"]) for one in entities] == [
        ("bold", 0, 4),
        ("url", 4, 11),
        ("bold", 4, 11),
        ("code", 16, 5),
    ]


def test_a_phone_number_is_found() -> None:
    _, [entity] = formatted("звоните +79110005101")
    assert (entity["type"], entity["offset"], entity["length"]) == ("phone_number", 8, 12)
