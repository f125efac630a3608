"""Rich messages and lists of tasks: their words, as somebody who looks at them reads them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.telegram.model import JSON, Content

MOST_BLOCKS = 500
BLOCKS = frozenset(
    {
        *("paragraph", "heading", "pre", "footer", "divider", "mathematical_expression"),
        *("anchor", "list", "blockquote", "expandable_blockquote", "pullquote", "collage"),
        *("slideshow", "table", "details", "map", "buttons", "thinking"),
    }
)
"""Types of blocks that are played: all but those with files."""
_PARTS = ("summary", "text", "expression", "blocks", "items", "cells", "buttons", "caption")


class BadBlocks(ValueError):
    """What is no list of blocks that the stand-in plays."""


def words_of(content: Content) -> str:
    """Of what has no text of its own."""
    if content.kind == "rich_message":
        return "\n".join(_lines(content.body["blocks"]))
    if content.kind == "checklist":
        tasks = content.body["tasks"]
        return "\n".join((content.body["title"], *map(_task, tasks)))
    return ""


def _task(task: JSON) -> str:
    return f"{'☑' if 'completion_date' in task else '☐'} {task['text']}"


def blocks_of(given: Any) -> list[JSON]:
    """As they are kept: every item of a list has a label."""
    if not isinstance(given, list) or not 0 < len(given) <= MOST_BLOCKS:
        raise BadBlocks(f"blocks should be a list of 1 to {MOST_BLOCKS}")
    return [_block(one) for one in given]


def _block(given: Any) -> JSON:
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in BLOCKS:
        raise BadBlocks(f"the stand-in plays no block of the type {kind}")
    block = dict(given)
    for name in ("blocks",):
        if name in block:
            block[name] = blocks_of(block[name])
    if "items" in block:
        block["items"] = [_item(one, number) for number, one in enumerate(block["items"], 1)]
    if "cells" in block:
        block["cells"] = [[_cell(cell) for cell in row] for row in block["cells"]]
    return block


def _item(given: JSON, number: int) -> JSON:
    return {"label": f"{number}.", **given, "blocks": blocks_of(given["blocks"])}


def _cell(given: JSON) -> JSON:
    return {"align": "left", "valign": "middle", **given}


def _lines(blocks: list[JSON]) -> Iterator[str]:
    for block in blocks:
        yield "".join(_words(block))


def _words(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, list):
        for one in thing:
            yield from _words(one)
    elif isinstance(thing, dict):
        for name in _PARTS:
            yield from _words(thing.get(name))
