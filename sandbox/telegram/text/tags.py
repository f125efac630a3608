"""The tags of the Bot API's HTML: which there are, and what each makes of its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.telegram.text.entities import BadText, Entity
from sandbox.telegram.text.links import link_entity

STYLES = {
    "i": "italic",
    "em": "italic",
    "b": "bold",
    "strong": "bold",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
TAGS = frozenset(STYLES) | {"a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}
# what an attribute means, by tag and name; a prefix that the value must have is cut off
ATTRIBUTES = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
    ("tg-time", "format"): "",
}

_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")


@dataclass(slots=True)
class OpenTag:
    """A tag waiting for its end; `argument` is the one attribute that matters of it."""

    tag: str
    argument: str
    unix: int
    offset: int
    begin: int


def entity_of(opened: OpenTag, length: int, inside: str) -> Entity | None:
    """What a tag other than pre and code has made of the text inside."""
    if opened.tag in STYLES:
        return Entity(STYLES[opened.tag], opened.offset, length)
    if opened.tag == "a":
        return link_entity(opened.argument or inside, opened.offset, length)
    if opened.tag == "blockquote":
        kind = "expandable_blockquote" if opened.argument else "blockquote"
        return Entity(kind, opened.offset, length)
    return _time(opened, length) if opened.tag == "tg-time" else _emoji(opened, length)


def apply_attribute(opened: OpenTag, name: str, value: str, has_value: bool) -> None:
    if (opened.tag, name) == ("blockquote", "expandable"):
        opened.argument = "1"
    if not has_value:
        return
    if (opened.tag, name) == ("tg-time", "unix"):
        opened.unix = int(value) if re.fullmatch(r"-?\d{1,10}", value) else 0
    prefix = ATTRIBUTES.get((opened.tag, name))
    if prefix is not None and value.startswith(prefix):
        opened.argument = value[len(prefix) :]


def _time(opened: OpenTag, length: int) -> Entity | None:
    if not _TIME_FORMAT.fullmatch(opened.argument):
        raise BadText("Invalid date format used")
    extra: tuple[tuple[str, object], ...] = (("unix_time", opened.unix),)
    if opened.argument:
        extra += (("date_time_format", opened.argument),)
    return Entity("date_time", opened.offset, length, extra) if opened.unix > 0 else None


def _emoji(opened: OpenTag, length: int) -> Entity:
    if not re.fullmatch(r"-?\d+", opened.argument) or not int(opened.argument):
        raise BadText("Invalid custom emoji identifier specified")
    return Entity("custom_emoji", opened.offset, length, (("custom_emoji_id", opened.argument),))
