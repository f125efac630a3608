"""HTML as the Bot API understands it, with TDLib's complaints and byte offsets."""

from __future__ import annotations

import re

from sandbox.telegram.text.entities import BadText, Entity, utf16_length
from sandbox.telegram.text.tags import TAGS, OpenTag, apply_attribute, entity_of

NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
SPACES = b" \t\r\n\v\0"
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
_HALF = re.compile("[\ud800-\udfff]")
_PLAIN = re.compile(rb"[^&<]+")
_TOKEN = re.compile(rb"[0-9A-Za-z.\-]*")
_ATTRIBUTE = re.compile(rb"[^\s=>/\"'\0]*")


def parse_html(text: str) -> tuple[str, list[Entity]]:
    parser = _Html(text.encode("utf-8", "surrogatepass"))
    return parser.run()


class _Html:
    """One run over the bytes; `pos` is where we are, `out` what has been written."""

    def __init__(self, data: bytes) -> None:
        self._size = len(data)
        self._data = data + b"\0\0"
        self._pos = 0
        self._out: list[str] = []
        self._offset = 0
        self._stack: list[OpenTag] = []
        self._entities: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        while self._pos < self._size:
            self._step()
        if self._stack:
            raise BadText(f'Can\'t find end tag corresponding to start tag "{self._stack[-1].tag}"')
        return _whole("".join(self._out)), sorted(
            map(_without_class, self._entities), key=lambda e: e.rank
        )

    def _step(self) -> None:
        char = self._data[self._pos]
        if char == ord("<"):
            return self._tag()
        if char == ord("&"):
            self._write(self._reference() or self._take(1))
            return None
        self._write(self._eat(_PLAIN).decode("utf-8", "surrogatepass"))
        return None

    def _write(self, piece: str) -> None:
        self._out.append(piece)
        self._offset += utf16_length(piece)

    def _eat(self, pattern: re.Pattern[bytes]) -> bytes:
        """What of the pattern stands here, stepped over."""
        found = pattern.match(self._data, self._pos, self._size)
        self._pos = found.end() if found else self._pos
        return found.group() if found else b""

    def _take(self, count: int) -> str:
        self._pos += count
        return self._data[self._pos - count : self._pos].decode("utf-8", "surrogatepass")

    def _reference(self) -> str:
        """Step over `&...;` and give its character; nothing where it is only an ampersand."""
        found = _REFERENCE.match(self._data, self._pos)
        char = _referred(found) if found else ""
        if found and char:
            self._pos = found.end()
        return char

    def _tag(self) -> None:
        begin = self._pos
        if self._data[begin + 1] == ord("/"):
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        self._pos = self._word_end(begin + 1)
        if self._at_end():
            raise BadText(f"Unclosed start tag at byte offset {begin}")
        tag = _lower(self._data[begin + 1 : self._pos])
        if tag not in TAGS:
            raise BadText(f'Unsupported start tag "{tag}" at byte offset {begin}')
        opened = OpenTag(tag, "", 0, self._offset, len(self._out))
        while self._data[self._pos] != ord(">"):
            self._attribute(opened, begin)
        self._pos += 1
        if tag == "span" and opened.argument != "spoiler":
            raise BadText(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self._stack.append(opened)

    def _attribute(self, opened: OpenTag, begin: int) -> None:
        self._skip_spaces()
        if self._data[self._pos] == ord(">"):
            return
        name = self._attribute_name()
        if not name:
            raise BadText(f'Empty attribute name in the tag "{opened.tag}" at byte offset {begin}')
        self._skip_spaces()
        has_value = self._data[self._pos] == ord("=")
        if has_value:
            self._pos += 1
            self._skip_spaces()
        if self._at_end():
            raise BadText(f'Unclosed start tag "{opened.tag}" at byte offset {begin}')
        value = self._attribute_value() if has_value else "1"
        if self._at_end():
            raise BadText(f"Unclosed start tag at byte offset {begin}")
        apply_attribute(opened, name, value, has_value)

    def _attribute_name(self) -> str:
        return self._eat(_ATTRIBUTE).decode("utf-8", "replace")

    def _attribute_value(self) -> str:
        quote = self._data[self._pos]
        if quote not in b"'\"":
            return self._token()
        self._pos += 1
        value: list[str] = []
        while self._data[self._pos] != quote and not self._at_end():
            value.append(self._reference() if self._data[self._pos] == ord("&") else "")
            if not value[-1]:
                value[-1] = self._literal(quote)
        if self._data[self._pos] == quote:
            self._pos += 1
        return "".join(value)

    def _literal(self, quote: int) -> str:
        end = self._pos + 1
        while self._data[end] not in (quote, ord("&"), 0):
            end += 1
        return self._take(end - self._pos)

    def _token(self) -> str:
        begin = self._pos
        token = self._eat(_TOKEN)
        if self._data[self._pos] not in SPACES + b">":
            raise BadText(f"Unexpected end of name token at byte offset {begin}")
        return _lower(token)

    def _end_tag(self, begin: int) -> None:
        if not self._stack:
            raise BadText(f"Unexpected end tag at byte offset {begin}")
        self._pos = self._word_end(begin + 1)
        found = _lower(self._data[begin + 2 : self._pos])
        self._skip_spaces()
        if self._data[self._pos] != ord(">"):
            raise BadText(f"Unclosed end tag at byte offset {begin}")
        opened = self._stack[-1]
        if found and found != opened.tag:
            raise BadText(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{opened.tag}>", found "</{found}>"'
            )
        self._pos += 1
        if self._offset > opened.offset:
            self._close(opened, self._offset - opened.offset)
        self._stack.pop()

    def _close(self, opened: OpenTag, length: int) -> None:
        if opened.tag in ("pre", "code"):
            return self._close_pre(opened, length)
        entity = entity_of(opened, length, "".join(self._out[opened.begin :]))
        if entity is not None:
            self._entities.append(entity)
        return None

    def _close_pre(self, opened: OpenTag, length: int) -> None:
        """`<pre><code class="language-x">` is one pre with a language, either way round."""
        other = "code" if opened.tag == "pre" else "pre"
        last = self._entities[-1] if self._entities else None
        twin = (
            last
            if last and (last.kind, last.offset, last.length) == (other, opened.offset, length)
            else None
        )
        language = (
            opened.argument
            if opened.tag == "code"
            else dict(twin.extra).get("language", "")
            if twin
            else ""
        )
        extra = (("language", language),) if language else ()
        if twin is not None and language:
            self._entities[-1] = Entity("pre", opened.offset, length, extra)
        else:
            self._entities.append(Entity(opened.tag, opened.offset, length, extra))

    def _word_end(self, pos: int) -> int:
        while self._data[pos] not in b" \t\r\n\v\0>":
            pos += 1
        return pos

    def _skip_spaces(self) -> None:
        while self._data[self._pos] in b" \t\r\n\v":
            self._pos += 1

    def _at_end(self) -> bool:
        return self._data[self._pos] == 0


def _without_class(entity: Entity) -> Entity:
    """A code outside a pre has no language, whatever its class said."""
    return Entity("code", entity.offset, entity.length) if entity.kind == "code" else entity


def _referred(found: re.Match[bytes]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return NAMED.get(name, "")
    digits = hexadecimal if hexadecimal is not None else decimal
    size = len(found.group().rstrip(b";"))
    code = int(digits or b"0", 16 if hexadecimal is not None else 10)
    return chr(code) if 0 < code < 0x10FFFF and size < 10 else ""


def _whole(text: str) -> str:
    """Halves of a surrogate pair come from references, and never make a whole."""
    if _HALF.search(text):
        raise BadText(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return text


def _lower(word: bytes) -> str:
    return word.lower().decode("utf-8", "replace")
