"""Between documents and the nouns of the hub: `_id` is the id, an enum its value, a tuple a list.

BSON keeps times to the millisecond. A lone surrogate, which is no Unicode text, becomes U+FFFD.
"""

import json
from collections.abc import Mapping
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter

from hub.model import Update

T = TypeVar("T")
Document: TypeAlias = dict[str, Any]


class Codec(Generic[T]):
    """One dataclass as documents. `key` names the field kept as `_id`, if there is one."""

    def __init__(self, kind: type[T], *, key: str | None = "id") -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)
        self._key = key

    def dump(self, value: T) -> Document:
        document: Document = self._adapter.dump_python(value)
        if self._key:
            document["_id"] = document.pop(self._key)
        return document

    def load(self, document: Mapping[str, Any]) -> T:
        if not self._key:
            return self._adapter.validate_python(document)
        return self._adapter.validate_python({**document, self._key: document["_id"]})


class UpdateCodec(Codec[Update]):
    """`raw` is kept as JSON text: keys with dots or NULs, huge numbers and half emoji survive."""

    def __init__(self) -> None:
        super().__init__(Update)

    def dump(self, value: Update) -> Document:
        document: Document = self._adapter.dump_python(value, exclude={"raw"})
        document["_id"] = document.pop("id")
        return {**document, "raw": json.dumps(value.raw)}

    def load(self, document: Mapping[str, Any]) -> Update:
        return super().load({**document, "raw": json.loads(document["raw"])})


def storable(value: Any) -> Any:
    """The same in what BSON can say."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {_text(name): storable(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [storable(item) for item in value]
    return value


def _text(text: str) -> str:
    """Surrogates that make a pair are joined; the length in UTF-16 units stays what it was."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def joined(*parts: str) -> str:
    """One id of several; which parts they were stays certain."""
    return "|".join(quote(part, safe=":/@ ", errors="surrogatepass") for part in parts)
