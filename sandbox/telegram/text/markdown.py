"""MarkdownV2 as the Bot API understands it, with TDLib's complaints and byte offsets."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.telegram.text.entities import BadText, Entity
from sandbox.telegram.text.links import custom_emoji_id, link_entity

RESERVED = frozenset(b"_*[]()~`>#+-=|{}.!\n")
NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "precode": "PreCode",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}
ENDS = {
    "bold": b"*",
    "code": b"`",
    "pre": b"```",
    "precode": b"```",
    "text_link": b"]",
    "custom_emoji": b"]",
    "underline": b"__",
    "strikethrough": b"~",
    "spoiler": b"||",
}
PRES = ("code", "pre", "precode")


@dataclass(slots=True)
class _Open:
    kind: str
    argument: str
    offset: int
    byte: int
    begin: int


def parse_markdown_v2(text: str) -> tuple[str, list[Entity]]:
    return _Markdown(text.encode("utf-8", "surrogatepass")).run()


class _Markdown:
    """One run over the bytes; `pos` is where we are, `out` what has been written."""

    def __init__(self, data: bytes) -> None:
        self._size = len(data)
        self._data = data + b"\0\0\0\0"
        self._pos = 0
        self._out = bytearray()
        self._offset = 0
        self._stack: list[_Open] = []
        self._entities: list[Entity] = []
        self._in_quote = False
        self._may_quote = True

    def run(self) -> tuple[str, list[Entity]]:
        while self._pos < self._size:
            self._step(self._data[self._pos])
            self._pos += 1
        if self._in_quote:
            self._end_last_quote()
        if self._stack:
            raise self._unclosed()
        return self._out.decode("utf-8", "surrogatepass"), sorted(
            self._entities, key=lambda e: e.rank
        )

    def _step(self, char: int) -> None:
        if char == ord("\\") and 0 < self._data[self._pos + 1] <= 126:
            self._pos += 1
            self._plain(self._data[self._pos])
            self._may_quote |= self._data[self._pos] == ord("\n")
        elif char not in self._reserved():
            self._plain(char)
        elif self._ends(char):
            self._end(char)
        else:
            self._begin(char)

    def _plain(self, char: int) -> None:
        self._out.append(char)
        if char & 0xC0 != 0x80:
            self._offset += 2 if char >= 0xF0 else 1
            self._may_quote &= char == ord("\r")

    def _reserved(self) -> frozenset[int]:
        return frozenset(b"`") if self._stack and self._stack[-1].kind in PRES else RESERVED

    def _at(self, what: bytes) -> bool:
        return self._data.startswith(what, self._pos)

    def _ends(self, char: int) -> bool:
        if not self._stack:
            return False
        if self._in_quote and char == ord("\n") and not self._quote_goes_on():
            return True
        kind = self._stack[-1].kind
        if kind == "italic":
            return char == ord("_") and not self._at(b"__")
        return kind in ENDS and self._at(ENDS[kind])

    def _quote_goes_on(self) -> bool:
        return self._pos + 1 != self._size and self._data[self._pos + 1] == ord(">")

    def _begin(self, char: int) -> None:
        start = self._pos
        if char == ord("\n"):
            self._plain(char)
            self._may_quote = True
            return
        kind = self._kind_beginning(chr(char))
        argument = self._open_pre() if kind == "pre" else ""
        if kind == "blockquote":
            if self._in_quote:
                return
            self._in_quote = True
        opened = "precode" if argument else kind
        self._stack.append(_Open(opened, argument, self._offset, start, len(self._out)))

    def _kind_beginning(self, char: str) -> str:
        """What begins here, stepping onto the last byte of its mark."""
        double = {"_": "underline", "|": "spoiler"}.get(char)
        if double and self._data[self._pos + 1] == ord(char):
            self._pos += 1
            return double
        if char == "!" and self._data[self._pos + 1] == ord("["):
            self._pos += 1
            return "custom_emoji"
        if char == ">" and self._may_quote:
            return "blockquote"
        if char == "`":
            return "pre" if self._at(b"```") else "code"
        single = {"_": "italic", "*": "bold", "~": "strikethrough", "[": "text_link"}.get(char)
        if single is None:
            raise BadText(
                f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
            )
        return single

    def _open_pre(self) -> str:
        """Step over the backticks, a language and one line end; the language if there is one."""
        begin = end = self._pos + 3
        while self._data[end] not in b" \t\r\n\v\0`":
            end += 1
        language = ""
        self._pos = begin
        if end != begin and end < self._size and self._data[end] != ord("`"):
            language = self._data[begin:end].decode("utf-8", "replace")
            self._pos = end
        pair = self._data[self._pos : self._pos + 2]
        if pair[:1] in (b"\n", b"\r"):
            self._pos += 2 if pair in (b"\n\r", b"\r\n") else 1
        self._pos -= 1
        return language

    def _end(self, char: int) -> None:
        kind = self._stack[-1].kind
        if char == ord("\n") and kind != "blockquote":
            kind = self._expandable_end()
        opened = self._stack[-1]
        if kind in ("blockquote", "expandable_blockquote"):
            self._in_quote = False
            self._plain(char)
            self._may_quote = True
            self._close(Entity(kind, opened.offset, self._offset - opened.offset))
            return
        length = self._offset - opened.offset
        self._pos += len(ENDS.get(kind, b"_")) - 1
        entity = self._ended(kind, opened, length)
        self._close(entity if length else None)

    def _close(self, entity: Entity | None) -> None:
        self._stack.pop()
        if entity is not None:
            self._entities.append(entity)

    def _ended(self, kind: str, opened: _Open, length: int) -> Entity | None:
        if kind == "text_link":
            url = (
                self._url()
                if self._data[self._pos + 1] == ord("(")
                else self._written_since(opened)
            )
            return link_entity(url, opened.offset, length)
        if kind == "custom_emoji":
            if self._data[self._pos + 1] != ord("("):
                raise BadText("The entity must contain a tg://emoji or tg://time URL")
            emoji = custom_emoji_id(self._url())
            return Entity(kind, opened.offset, length, (("custom_emoji_id", emoji),))
        if kind == "precode":
            return Entity("pre", opened.offset, length, (("language", opened.argument),))
        return Entity(kind, opened.offset, length)

    def _written_since(self, opened: _Open) -> str:
        return self._out[opened.begin :].decode("utf-8", "replace")

    def _url(self) -> str:
        begin = self._pos = self._pos + 2
        url = bytearray()
        while self._pos < self._size and self._data[self._pos] != ord(")"):
            if self._data[self._pos] == ord("\\") and 0 < self._data[self._pos + 1] <= 126:
                self._pos += 1
            url.append(self._data[self._pos])
            self._pos += 1
        if self._data[self._pos] != ord(")"):
            raise BadText(f"Can't find end of a URL at byte offset {begin}")
        return url.decode("utf-8", "replace")

    def _expandable_end(self) -> str:
        """A quote whose last line ends with an empty spoiler mark is an expandable one."""
        last = self._stack[-1]
        touching = last.byte == self._pos - 2
        touching |= last.byte == self._pos - 3 and self._out.endswith(b"\r")
        if last.kind != "spoiler" or not touching:
            raise self._unclosed()
        self._stack.pop()
        if self._stack[-1].kind != "blockquote":
            raise self._unclosed()
        return "expandable_blockquote"

    def _end_last_quote(self) -> None:
        kind = "blockquote"
        if self._stack[-1].kind == "spoiler" and self._stack[-1].byte == self._size - 2:
            self._stack.pop()
            kind = "expandable_blockquote"
        if self._stack[-1].kind == "blockquote":
            opened = self._stack.pop()
            if length := self._offset - opened.offset:
                self._entities.append(Entity(kind, opened.offset, length))

    def _unclosed(self) -> BadText:
        last = self._stack[-1]
        return BadText(f"Can't find end of {NAMES[last.kind]} entity at byte offset {last.byte}")
