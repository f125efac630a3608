"""Rich messages (Bot API 10.1): their words with formatting, and what is shown in them.

Blocks are read by the fields they have, not by a list of types: a type of tomorrow that has words
shows them. What is read is bounded: what lies deeper or further is cut.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from bots.raw import mapping
from bots.telegram_lines import Lines
from bots.text import Piece
from hub.model import Attachment

DEEPEST: Final = 48
"""Levels of blocks and of formatting in them; Telegram has at most 16 levels of blocks."""
MOST_NODES: Final = 20_000
"""Blocks, cells and stretches of text that are looked at."""
LONGEST: Final = 40_000
"""Code points of all words; Telegram has at most 32 768."""

_FORMATS: Final = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler", "code"})
_QUOTES: Final = {
    "blockquote": "blockquote",
    "expandable_blockquote": "expandable_blockquote",
    "pullquote": "blockquote",
}
_STYLES: Final = {"heading": "bold", "section_heading": "bold", "footer": "italic", "pre": "pre"}
_RULE: Final = "———"
_MEDIA: Final = {
    **{kind: kind for kind in ("photo", "video", "animation", "audio", "document", "location")},
    "voice_note": "voice",
}
"""Which field of a block holds what kind of thing."""

Attach = Callable[[str, object], Attachment | None]
"""Makes an attachment of what stands in a field of that kind, if it can be read."""


def rich_words(message: object, attach: Attach) -> tuple[Piece, tuple[Attachment, ...]]:
    """What a rich message says, in lines, and what it shows."""
    reader = _Reader(attach)
    reader.blocks(mapping(message).get("blocks"), 0)
    return reader.said.piece(), tuple(reader.shown)


class _Reader:
    def __init__(self, attach: Attach) -> None:
        self.said = Lines(LONGEST)
        self.shown: list[Attachment] = []
        self._attach = attach
        self._left = MOST_NODES
        self._quoting = False

    def blocks(self, given: object, depth: int) -> None:
        for block in _list(given):
            if isinstance(block, Mapping) and self._enters(depth):
                self._block(block, depth + 1)

    def _block(self, block: Mapping[str, Any], depth: int) -> None:
        kind = _text(block.get("type"))
        self.said.line()
        if kind == "divider":
            self.said.write(_RULE)
        if kind in _QUOTES and not self._quoting:
            self._quoting = True
            with self.said.formatted(_QUOTES[kind]):
                self._contents(block, depth)
            self._quoting = False
        else:
            with self.said.formatted(_STYLES.get(kind, ""), _texts(block, "language")):
                self._contents(block, depth)

    def _contents(self, block: Mapping[str, Any], depth: int) -> None:
        """All that a block of whatever type may have, in the order in which it is read."""
        self._line(block.get("summary"), depth, "bold")
        self.words(block.get("text"), depth)
        self.said.write(_text(block.get("expression")))
        self.blocks(block.get("blocks"), depth)
        for item in _list(block.get("items")):
            self._item(mapping(item), depth)
        for row in _list(block.get("cells")):
            self._row(row, depth)
        self._buttons(block.get("buttons"), depth)
        self._show(block)
        self._caption(block.get("caption"), depth)
        self._credit(block.get("credit"), depth)

    def _item(self, item: Mapping[str, Any], depth: int) -> None:
        if self._enters(depth):
            self.said.begin(f"{_mark(item)} ")
            with self.said.indented():
                self.words(item.get("text"), depth + 1)
                self.blocks(item.get("blocks"), depth + 1)

    def _row(self, row: object, depth: int) -> None:
        self.said.line()
        for number, cell in enumerate(_list(row)):
            if not self._enters(depth):
                return
            self.said.write(" | " if number else "")
            style = "bold" if mapping(cell).get("is_header") is True else ""
            with self.said.formatted(style):
                self.words(mapping(cell).get("text"), depth + 1)

    def _buttons(self, given: object, depth: int) -> None:
        self.said.line()
        for number, button in enumerate(_list(given)):
            self.said.write(" " if number else "")
            self._button(mapping(button), depth)

    def _button(self, button: Mapping[str, Any], depth: int) -> None:
        link = _texts(button, "url")
        with self.said.formatted("text_link" if link else "", link):
            self.said.write("[")
            self.words(button.get("text"), depth)
            self.said.write("]")

    def _show(self, block: Mapping[str, Any]) -> None:
        for field, kind in _MEDIA.items():
            if block.get(field) and (one := self._attach(kind, block[field])):
                self.shown.append(one)

    def _caption(self, caption: object, depth: int) -> None:
        """Of media it is an object of its own, of a table it is text."""
        told = mapping(caption)
        if "credit" in told:
            self._line(told.get("text"), depth)
            self._credit(told["credit"], depth)
        else:
            self._line(caption, depth)

    def _credit(self, credit: object, depth: int) -> None:
        if credit:
            self.said.begin("— ")
            self.words(credit, depth)

    def _line(self, words: object, depth: int, style: str = "") -> None:
        if words:
            self.said.line()
            with self.said.formatted(style):
                self.words(words, depth)
            self.said.line()

    def words(self, given: object, depth: int) -> None:
        """Rich text: a string, a list of such, or an object with text in it."""
        if isinstance(given, str):
            self.said.write(given)
        elif self._enters(depth):
            for one in _list(given):
                self.words(one, depth + 1)
            if isinstance(given, Mapping):
                self._formatted(given, depth + 1)

    def _formatted(self, text: Mapping[str, Any], depth: int) -> None:
        kind, data = _format(text)
        with self.said.formatted(kind, data):
            self.words(text.get("text"), depth)
            self.said.write(_text(text.get("alternative_text")))
            self.said.write(_text(text.get("expression")))
        if isinstance(button := text.get("button"), Mapping):
            self._button(button, depth)

    def _enters(self, depth: int) -> bool:
        self._left -= 1
        return self._left > 0 and depth < DEEPEST


def plain_words(thing: object) -> str:
    """Whatever words there are in something of an unknown kind, in lines."""
    said, left = Lines(LONGEST), MOST_NODES
    waiting: list[object] = [thing]
    while waiting and left:
        left -= 1
        one = waiting.pop()
        if isinstance(one, str):
            said.line()
            said.write(one)
        waiting += reversed(list(_wordy(one)) if isinstance(one, Mapping) else _list(one))
    return said.piece().text


_WORDS: Final = ("title", "question", "name", "text", "caption", "description", "label", "summary")


def _wordy(thing: Mapping[str, Any]) -> Iterator[object]:
    """What of an object may be words, or hold some: not its codes and numbers."""
    for name, value in thing.items():
        if name in _WORDS or not isinstance(value, str):
            yield value


def _format(text: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The kind of formatting that a message has for it too, "" if none; with what belongs to it."""
    kind = _text(text.get("type"))
    if kind in _FORMATS:
        return kind, {}
    if kind == "url" and (link := _texts(text, "url")):
        return "text_link", link
    if kind == "custom_emoji" and (emoji := _texts(text, "custom_emoji_id")):
        return kind, emoji
    if kind == "text_mention" and isinstance(id := mapping(text.get("user")).get("id"), int):
        named = {"id": id, "is_bot": False, "first_name": _text(text["user"].get("first_name"))}
        return kind, {"user": json.dumps(named)}
    if kind == "date_time" and isinstance(text.get("unix_time"), int):
        date = {"unix_time": str(text["unix_time"])}
        return kind, date | _texts(text, "date_time_format")
    return "", {}


def _mark(item: Mapping[str, Any]) -> str:
    if item.get("has_checkbox") is True:
        return "☑" if item.get("is_checked") is True else "☐"
    return _text(item.get("label")) or "•"


def _texts(thing: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {name: thing[name] for name in names if isinstance(thing.get(name), str)}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
