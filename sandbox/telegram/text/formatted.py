"""From what a sender gives to what the chat keeps: parsed, cleaned, trimmed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.telegram.text.entities import (
    USERS_OWN,
    BadText,
    Entity,
    fix,
    merge_found,
    shifted,
    utf16_length,
)
from sandbox.telegram.text.found import find_entities
from sandbox.telegram.text.html import parse_html
from sandbox.telegram.text.markdown import parse_markdown_v2
from sandbox.telegram.text.markdown_legacy import parse_markdown

MOST_BYTES = 32768
MOST_ENTITIES = 100
MOST_OFFSET = 1_000_000
PARSERS: dict[str, Callable[[str], tuple[str, list[Entity]]]] = {
    "html": parse_html,
    "markdownv2": parse_markdown_v2,
    "markdown": parse_markdown,
}
EXTRAS = ("url", "language", "custom_emoji_id", "unix_time", "date_time_format")

_CONTROL = re.compile("[\0-\t\x0b\x0c\x0e-\x1f]")
_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_LEFT = re.compile(r"[ \n]*")


def formatted(
    text: str, parse_mode: str = "", entities: Any = None
) -> tuple[str, tuple[dict[str, Any], ...]]:
    """Text and entities as the chat keeps them; an empty text where nothing is left."""
    raw, given = parsed(text, parse_mode, entities)
    kept, fixed = cleaned(raw, given)
    everything = merge_found(fixed, find_entities(kept))[:MOST_ENTITIES]
    return kept, tuple(entity.as_json() for entity in everything)


def parsed(text: str, parse_mode: str = "", entities: Any = None) -> tuple[str, list[Entity]]:
    """What the Bot API makes of the three parameters before it sends."""
    if len(text) * 4 > MOST_BYTES and len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise BadText("text is too long")
    mode = parse_mode.lower()
    if not text or mode in ("", "none"):
        return text, [_given(item) for item in entities or ()]
    if mode not in PARSERS:
        raise BadText("unsupported parse_mode")
    try:
        return PARSERS[mode](text)
    except BadText as wrong:
        raise BadText(f"can't parse entities: {wrong}") from None


def cleaned(text: str, entities: Sequence[Entity] = ()) -> tuple[str, list[Entity]]:
    """Without control characters and outer blanks; entities sorted, nested and cut to fit."""
    for entity in entities:
        if not 0 <= entity.offset <= MOST_OFFSET:
            raise BadText(f"receive an entity with incorrect offset {entity.offset}")
        if not 0 <= entity.length <= MOST_OFFSET:
            raise BadText(f"receive an entity with incorrect length {entity.length}")
    spaced = _CONTROL.sub(" ", text)
    kept = [entity for entity in entities if entity.length > 0 and entity.kind in USERS_OWN]
    kept = fix(kept)
    _check_bounds(spaced, kept)
    result, kept = _without_removed(spaced, kept)
    return _trimmed(result, fix([entity for entity in kept if entity.length > 0]))


def _given(item: Any) -> Entity:
    if not isinstance(item, dict) or "type" not in item:
        raise BadText("can't parse MessageEntity: expected an Object with a type")
    offset, length = item.get("offset"), item.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise BadText("can't parse MessageEntity: wrong offset or length")
    extra = tuple((name, item[name]) for name in EXTRAS if item.get(name))
    if item["type"] == "text_mention":
        user = item.get("user")
        extra = (("user", user.get("id") if isinstance(user, dict) else user),)
    return Entity(str(item["type"]), offset, length, extra)


def _check_bounds(text: str, entities: list[Entity]) -> None:
    if not entities:
        return
    _check_middles(text, entities)
    size = utf16_length(text)
    for entity in entities:
        if entity.offset > size:
            raise BadText(
                f"entity begins after the end of the text at UTF-16 offset {entity.offset}"
            )
    for entity in reversed(entities):
        if entity.end > size:
            raise BadText(
                f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text "
                f"at UTF-16 offset {entity.end}"
            )


def _check_middles(text: str, entities: list[Entity]) -> None:
    """No entity may begin or end between the halves of a surrogate pair."""
    edges = {entity.offset for entity in entities} | {entity.end for entity in entities}
    offset, byte = 0, 0
    for char in text if not text.isascii() else "":
        byte += len(char.encode("utf-8", "surrogatepass"))
        offset += 2 if char > "\uffff" else 1
        if char > "\uffff" and offset - 1 in edges:
            raise _in_the_middle(entities, offset - 1, byte)


def _in_the_middle(entities: list[Entity], offset: int, byte: int) -> BadText:
    ending = [entity for entity in entities if entity.end == offset]
    where = f"in a middle of a UTF-16 symbol at byte offset {byte}"
    if ending:
        return BadText(f"entity beginning at UTF-16 offset {ending[-1].offset} ends {where}")
    return BadText(f"entity begins {where}")


def _without_removed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    gaps = (
        [utf16_length(text[: found.start()]) for found in _REMOVED.finditer(text)]
        if entities
        else []
    )
    result = _REMOVED.sub("", text)
    if not gaps:
        return result, entities
    return result, [_closed_up(entity, gaps) for entity in entities]


def _closed_up(entity: Entity, gaps: list[int]) -> Entity:
    before = sum(gap < entity.offset for gap in gaps)
    inside = sum(entity.offset <= gap < entity.end for gap in gaps)
    return Entity(entity.kind, entity.offset - before, entity.length - inside, entity.extra)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Blanks before the first entity and after the last visible character go."""
    right = text.rstrip(" \n")
    if not right:
        return "", []
    end = utf16_length(right)
    kept = [_cut(entity, end) for entity in entities if entity.offset < end]
    blanks = _LEFT.match(right)
    left = blanks.end() if blanks else 0
    left = min(left, kept[0].offset) if kept else left
    moved = [shifted(entity, -left) for entity in kept]
    return right[left:], sorted(moved, key=lambda entity: entity.rank)


def _cut(entity: Entity, end: int) -> Entity:
    if entity.end <= end:
        return entity
    return Entity(entity.kind, entity.offset, end - entity.offset, entity.extra)
