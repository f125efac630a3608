"""The old Markdown of the Bot API: no nesting, four marks."""

from __future__ import annotations

import re

from sandbox.telegram.text.entities import BadText, Entity, utf16_length
from sandbox.telegram.text.links import link_entity

_MARK = re.compile(r"\\([_*`\[])|[_*`\[]")
_URL = re.compile(r"\(([^)]*)\)?")
_LANGUAGE = re.compile(r"[^ \t\r\n\v\0`]++(?=[^`])", re.DOTALL)
_LINE_END = re.compile(r"\r\n|\n\r|\n|\r")
STYLES = {"_": "italic", "*": "bold", "`": "code"}


def parse_markdown(text: str) -> tuple[str, list[Entity]]:
    return _Legacy(text).run()


class _Legacy:
    def __init__(self, text: str) -> None:
        self._text = text
        self._pos = 0
        self._out: list[str] = []
        self._offset = 0
        self._entities: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        while (found := _MARK.search(self._text, self._pos)) is not None:
            self._write(self._text[self._pos : found.start()])
            self._pos = found.end()
            if found[1]:
                self._write(found[1])
            else:
                self._entity(found[0], found.start())
        self._write(self._text[self._pos :])
        return "".join(self._out), self._entities

    def _write(self, piece: str) -> None:
        self._out.append(piece)
        self._offset += utf16_length(piece)

    def _entity(self, mark: str, begin: int) -> None:
        is_pre = self._text.startswith("```", begin)
        language = self._open_pre() if is_pre else ""
        inside = self._until("```" if is_pre else "]" if mark == "[" else mark, begin)
        offset = self._offset
        self._write(inside)
        entity = self._made(mark, inside, offset, is_pre, language)
        if entity is not None and entity.length:
            self._entities.append(entity)

    def _made(
        self, mark: str, inside: str, offset: int, is_pre: bool, language: str
    ) -> Entity | None:
        length = self._offset - offset
        if is_pre:
            return Entity("pre", offset, length, (("language", language),) if language else ())
        if mark != "[":
            return Entity(STYLES[mark], offset, length)
        url = _URL.match(self._text, self._pos) if length else None
        self._pos = url.end() if url else self._pos
        return link_entity(url[1] if url else inside, offset, length)

    def _open_pre(self) -> str:
        self._pos += 2
        language = _LANGUAGE.match(self._text, self._pos)
        self._pos = language.end() if language else self._pos
        line_end = _LINE_END.match(self._text, self._pos)
        self._pos = line_end.end() if line_end else self._pos
        return language[0] if language else ""

    def _until(self, end: str, begin: int) -> str:
        found = self._text.find(end, self._pos)
        if found < 0:
            offset = len(self._text[:begin].encode("utf-8", "surrogatepass"))
            raise BadText(f"Can't find end of the entity starting at byte offset {offset}")
        inside = self._text[self._pos : found]
        self._pos = found + len(end)
        return inside
