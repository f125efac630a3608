"""Entities of a text, and how TDLib sorts, merges and splits those that overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
PRES = frozenset({"pre", "code", "date_time"})
CONTINUOUS = frozenset(
    {
        "mention",
        "hashtag",
        "bot_command",
        "url",
        "email",
        "text_link",
        "text_mention",
        "cashtag",
        "phone_number",
        "custom_emoji",
    }
)
PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
USERS_OWN = frozenset(SPLITTABLE) | QUOTES | PRES | {"text_link", "text_mention", "custom_emoji"}


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of text in UTF-16 units; `extra` is what else is shown: url, language, user."""

    kind: str
    offset: int
    length: int
    extra: tuple[tuple[str, Any], ...] = field(default=())

    @property
    def end(self) -> int:
        return self.offset + self.length

    @property
    def rank(self) -> tuple[int, int, int]:
        """Outer before inner, as TDLib sorts."""
        priority = PRIORITY.get(self.kind, 50)
        return (self.offset, -self.length, 10 if self.kind == "pre" and self.extra else priority)

    def as_json(self) -> dict[str, Any]:
        return {"offset": self.offset, "length": self.length, "type": self.kind, **dict(self.extra)}


class BadText(ValueError):
    """A text or its markup cannot be used; the words are TDLib's."""


def utf16_length(text: str) -> int:
    return (
        len(text) + sum(1 for char in text if char > "\uffff") if not text.isascii() else len(text)
    )


def fix(entities: Iterable[Entity]) -> list[Entity]:
    """Entities that nest properly: the splittable ones merged, and split around the others."""
    ordered = sorted(entities, key=lambda entity: entity.rank)
    if are_valid(ordered):
        return ordered
    continuous = without_overlaps(
        [e for e in ordered if e.kind not in SPLITTABLE and e.kind not in QUOTES]
    )
    quotes = without_overlaps([e for e in ordered if e.kind in QUOTES])
    continuous = [e for e in continuous if not _cuts(e, quotes)]
    return resplit(
        [e for e in ordered if e.kind in SPLITTABLE],
        sorted(continuous + quotes, key=lambda e: e.rank),
    )


def merge_found(entities: list[Entity], found: list[Entity]) -> list[Entity]:
    """Add automatically found entities where nothing continuous stands already."""
    if not found:
        return entities
    quotes = [e for e in entities if e.kind in QUOTES]
    continuous = [e for e in entities if e.kind not in SPLITTABLE and e.kind not in QUOTES]
    fresh = [
        e
        for e in found
        if not _cuts(e, quotes) and not any(_meet(e, other) for other in continuous)
    ]
    others = sorted(continuous + fresh + quotes, key=lambda e: e.rank)
    return resplit([e for e in entities if e.kind in SPLITTABLE], others)


def are_valid(ordered: list[Entity]) -> bool:
    """TDLib's quick check: a splittable entity has nothing inside, and nothing crosses anything."""
    ends = dict.fromkeys(SPLITTABLE, -1)
    stack: list[Entity] = []
    for entity in ordered:
        while stack and entity.offset >= stack[-1].end:
            stack.pop()
        if stack and not _may_stand_in(entity, stack):
            return False
        if entity.kind in ends:
            if ends[entity.kind] >= entity.offset:
                return False
            ends[entity.kind] = entity.end
        stack.append(entity)
    return True


def without_overlaps(ordered: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in ordered:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def resplit(splittable: list[Entity], others: list[Entity]) -> list[Entity]:
    """Cut the splittable ones at the edges of the others, joining neighbours; none in a pre."""
    if not splittable:
        return others
    return sorted(_Splitter(splittable).around(others) + others, key=lambda entity: entity.rank)


class _Splitter:
    """One pass over the text from left to right, holding one open stretch per splittable kind."""

    def __init__(self, splittable: list[Entity]) -> None:
        self._waiting = splittable[::-1]
        self._open: dict[str, tuple[int, int]] = {}
        self._done: list[Entity] = []

    def around(self, others: list[Entity]) -> list[Entity]:
        stack: list[Entity] = []
        for other in others:
            self._close_until(other.offset, stack)
            stack.append(other)
        self._close_until(2**31, stack)
        return self._done

    def _close_until(self, offset: int, stack: list[Entity]) -> None:
        while stack and offset >= stack[-1].end:
            before = len(self._done)
            self._advance(stack[-1].end)
            if stack.pop().kind in PRES:
                del self._done[before:]
        self._advance(offset)

    def _advance(self, end: int) -> None:
        while self._waiting and self._waiting[-1].offset < end:
            entity = self._waiting.pop()
            stretch = self._open.get(entity.kind)
            if stretch is not None and entity.offset <= stretch[1]:
                self._open[entity.kind] = (stretch[0], max(stretch[1], entity.end))
            else:
                self._flush(entity.offset)
                self._open[entity.kind] = (entity.offset, entity.end)
        self._flush(end)

    def _flush(self, offset: int) -> None:
        for kind in SPLITTABLE:
            begin, end = self._open.get(kind, (offset, offset))
            if begin >= offset:
                continue
            cut = min(end, offset)
            self._done.append(Entity(kind, begin, cut - begin))
            if end <= offset:
                del self._open[kind]
            else:
                self._open[kind] = (offset, end)


def shifted(entity: Entity, by: int) -> Entity:
    return replace(entity, offset=entity.offset + by)


def _may_stand_in(entity: Entity, stack: list[Entity]) -> bool:
    kinds = {outer.kind for outer in stack}
    outer = stack[-1]
    if entity.end > outer.end or entity.kind in kinds or outer.kind in PRES:
        return False
    if entity.kind in PRES and kinds - QUOTES:
        return False
    if kinds & CONTINUOUS and (entity.kind in CONTINUOUS or entity.kind in QUOTES):
        return False
    if entity.kind in QUOTES and kinds & QUOTES:
        return False
    return not kinds & set(SPLITTABLE)


def _cuts(entity: Entity, quotes: list[Entity]) -> bool:
    """Whether it crosses a quote's edge, or swallows one."""
    for quote in quotes:
        if quote.end <= entity.offset:
            continue
        return quote.end < entity.end or entity.offset < quote.offset < entity.end
    return False


def _meet(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end
