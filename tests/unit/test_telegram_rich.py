"""Rich messages become words with formatting, whatever their blocks are called; in linear time."""

from __future__ import annotations

from time import thread_time
from typing import Any

import pytest
from aiogram.enums import RichBlockType

from bots.telegram_content import Told, told
from bots.telegram_rich import LONGEST
from hub.model import Voice

VOICE = Voice("staff")
SIZE = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
LINK = {"type": "url", "text": "карта", "url": "https://a.example/"}


def _read(*blocks: Any) -> Told:
    return told({"rich_message": {"blocks": list(blocks)}}, VOICE)


def _paragraph(text: Any) -> dict[str, Any]:
    return {"type": "paragraph", "text": text}


BLOCKS: list[tuple[dict[str, Any], str]] = [
    (_paragraph(["Доставка ", {"type": "bold", "text": "завтра"}]), "Доставка завтра"),
    ({"type": "heading", "size": 2, "text": "Заказ 48213"}, "Заказ 48213"),
    ({"type": "pre", "text": "код", "language": "sql"}, "код"),
    ({"type": "footer", "text": "с уважением"}, "с уважением"),
    ({"type": "divider"}, "———"),
    ({"type": "mathematical_expression", "expression": "x^2"}, "x^2"),
    ({"type": "anchor", "name": "a"}, ""),
    (
        {
            "type": "list",
            "items": [
                {"label": "1.", "blocks": [_paragraph("Торт"), _paragraph("свежий")]},
                {"label": "", "has_checkbox": True, "is_checked": True, "blocks": []},
                {"label": "•", "has_checkbox": True, "blocks": [_paragraph("Свечи")]},
            ],
        },
        "1. Торт\n  свежий\n☑ \n☐ Свечи",
    ),
    ({"type": "blockquote", "blocks": [_paragraph("да")], "credit": "Нина"}, "да\n— Нина"),
    ({"type": "expandable_blockquote", "text": "нет"}, "нет"),
    ({"type": "pullquote", "text": "ого", "credit": "Глеб"}, "ого\n— Глеб"),
    ({"type": "collage", "blocks": [_paragraph("внутри")], "caption": {"text": "Три"}}, "внутри"),
    ({"type": "slideshow", "blocks": [_paragraph("внутри")]}, "внутри"),
    (
        {
            "type": "table",
            "caption": "Цены",
            "cells": [[{"text": "Торт", "is_header": True}, {"text": "990"}], [{"text": "Чай"}]],
        },
        "Торт | 990\nЧай\nЦены",
    ),
    (
        {"type": "details", "summary": "Подробнее", "blocks": [_paragraph("Внутри")]},
        "Подробнее\nВнутри",
    ),
    ({"type": "map", "location": {"latitude": 1.5, "longitude": 2.5}}, ""),
    (
        {"type": "buttons", "buttons": [{"text": "Да"}, {"text": "Сайт", "url": "https://a.b/"}]},
        "[Да] [Сайт]",
    ),
    ({"type": "photo", "photo": [SIZE], "caption": {"text": "Вот", "credit": "Глеб"}}, "Вот"),
    ({"type": "video", "video": SIZE}, ""),
    ({"type": "animation", "animation": SIZE}, ""),
    ({"type": "audio", "audio": SIZE}, ""),
    ({"type": "document", "document": SIZE}, ""),
    ({"type": "voice_note", "voice_note": SIZE}, ""),
    ({"type": "thinking", "text": "Думаю"}, "Думаю"),
    ({"type": "of_tomorrow", "text": "и это"}, "и это"),
]


@pytest.mark.parametrize(("block", "text"), BLOCKS, ids=lambda one: str(one)[:24])
def test_a_block_is_told_in_its_words(block: dict[str, Any], text: str) -> None:
    assert _read(_paragraph("до"), block, _paragraph("после")).text.startswith(
        f"до\n{text}\n" if text else "до\nпосле"
    )


def test_every_type_of_block_has_its_line_here() -> None:
    """Fails where aiogram learns a type that nobody has looked at."""
    assert {one.value for one in RichBlockType} <= {block["type"] for block, _ in BLOCKS}


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ({"photo": [SIZE]}, "photo"),
        ({"video": SIZE}, "video"),
        ({"voice_note": SIZE}, "voice"),
        ({"document": SIZE}, "document"),
        ({"location": {"latitude": 1.5, "longitude": 2.5}}, "location"),
    ],
)
def test_what_it_shows_goes_along(block: dict[str, Any], kind: str) -> None:
    says = _read(_paragraph("вот"), {"type": "collage", "blocks": [block]})
    assert [one.kind for one in says.attachments] == [kind]


def test_formatting_stays_in_its_place() -> None:
    quote = {"type": "blockquote", "blocks": [_paragraph(["на ", LINK])]}
    says = _read({"type": "heading", "text": "😀 Адрес"}, quote)
    covered = [
        (
            span.kind,
            says.text.encode("utf-16-le")[span.offset * 2 :][: span.length * 2].decode("utf-16-le"),
        )
        for span in says.spans
    ]
    assert covered == [("bold", "😀 Адрес"), ("blockquote", "на карта"), ("text_link", "карта")]
    assert says.spans[2].data == {"url": "https://a.example/"}


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, [[]], {"text": 5}, {"blocks": "x"}])
def test_an_odd_block_costs_only_itself(odd: object) -> None:
    says = _read(odd, _paragraph("слова"), {"type": "table", "cells": odd}, _paragraph(odd))
    assert says.text.replace("x", "").strip() == "слова"


def test_what_nests_without_end_is_cut_and_the_rest_stays() -> None:
    deep: dict[str, Any] = _paragraph("дно")
    formatted: Any = "дно"
    for _ in range(400):
        deep = {"type": "blockquote", "blocks": [deep]}
        formatted = {"type": "bold", "text": [formatted]}
    assert _read(deep, _paragraph(formatted), _paragraph("слова")).text == "слова"


def test_it_is_never_longer_than_is_said() -> None:
    says = _read(*(_paragraph("ж" * 9_000) for _ in range(9)))
    assert len(says.text) <= LONGEST + 9
    assert says.text.endswith("…")


@pytest.mark.parametrize(
    "blocks",
    [
        lambda size: [_paragraph("а") for _ in range(size)],
        lambda size: [_paragraph([{"type": "bold", "text": "а"}] * size)],
        lambda size: [{"type": "table", "cells": [[{"text": "а"}] * 20] * (size // 20)}],
        lambda size: [{"type": "list", "items": [{"label": "1", "blocks": []}] * size}],
        lambda size: [{"type": "blockquote", "blocks": [{}] * size}],
    ],
)
def test_twice_as_much_takes_about_twice_as_long(blocks: Any) -> None:
    def seconds(size: int) -> float:
        given = {"rich_message": {"blocks": blocks(size)}}
        began = thread_time()
        told(given, VOICE)
        return thread_time() - began

    seconds(100)
    tried = [(seconds(4_000), seconds(8_000)) for _ in range(5)]
    small, large = (min(times) for times in zip(*tried, strict=True))
    assert large < 4 * small + 0.02
