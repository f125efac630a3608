"""Reads what was posted: what nobody needs is left out and named, what is needed is a fault.

JSON is taken as it comes: null is absent, a number may be a string, half an emoji is a gap.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NoReturn, TypeAlias, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, to_json

from bots.posted_files import Shape

Where: TypeAlias = tuple[int | str, ...]
S = TypeVar("S", bound="Readable")
T = TypeVar("T")

_TRIES: Final = 8
_ROOM: Final = 1_000
"""Values of one field that are read."""
_HALF: Final = re.compile("[\ud800-\udfff]")
_IDENTITY: Final = frozenset({"external_id", "thread", "at"})
"""These are taken as they are or not at all."""
_TOO_LONG: Final = frozenset({"string_too_long", "too_long"})
_SAID: Final = frozenset({"attachments"})
_WHOLE: Final = frozenset({"url", "recording_url"})
"""A part of these is worth nothing."""
_GONE: Final = object()


class Readable(Shape):
    """A body, and what may be done to read it."""

    @classmethod
    def needs(cls) -> frozenset[str]:
        """What it cannot be without."""
        return frozenset({"external_id", "at"})

    @classmethod
    def cuts(cls) -> bool:
        """Whether what is too long is cut, rather than refused."""
        return False

    @classmethod
    def recognised(cls, posted: Mapping[str, Any]) -> dict[str, Any]:
        """What other systems call or write otherwise, as we do."""
        return dict(posted)


def read(shape: type[S], body: bytes) -> tuple[S, tuple[str, ...]]:
    """With the names of what could not be read, of attachments each one's own. Raises
    ValidationError, or ValueError with a sentence.
    """
    posted = _parsed(shape, body)
    data = shape.recognised(posted) if isinstance(posted, dict) else posted
    left_out: dict[str, None] = {}
    for _ in range(_TRIES):
        try:
            return shape.model_validate_json(to_json(data)), tuple(left_out)
        except ValidationError as error:
            left_out |= dict.fromkeys(_mend(shape, data, error))
    return shape.model_validate_json(to_json(data)), tuple(left_out)


def _parsed(shape: type[Readable], body: bytes) -> Any:
    try:
        posted = json.loads(body.decode(), parse_constant=_no_number)
        return _known(shape, posted) if isinstance(posted, dict) else posted
    except RecursionError:
        raise ValueError("the body: it is nested too deeply") from None
    except ValueError:
        raise ValueError("the body: expected JSON in UTF-8") from None


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _known(shape: type[Readable], posted: dict[str, Any]) -> dict[str, Any]:
    """Only what has a place in the shape, and of each no more than anybody needs."""
    names = {one.alias or name for name, one in shape.model_fields.items()}
    found = {name: _Cleaning().of(posted[name]) for name in names & posted.keys()}
    return {name: value for name, value in found.items() if value is not None}


class _Cleaning:
    """Without nulls and halves of characters. What is beyond the room is left out: no list and no
    object of a body is as long.
    """

    def __init__(self) -> None:
        self._room = _ROOM

    def of(self, value: Any) -> Any:
        match value:
            case dict():
                pairs = ((_whole(key), self.of(one)) for key, one in self._some(value.items()))
                return {key: one for key, one in pairs if one is not None}
            case list():
                return [one for one in map(self.of, self._some(value)) if one is not None]
            case str():
                return _whole(value)
        return value

    def _some(self, items: Collection[T]) -> Iterator[T]:
        for item in items:
            if self._room == 0:
                return
            self._room -= 1
            yield item


def _whole(text: str) -> str:
    return text if text.isascii() else _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


def _mend(shape: type[Readable], data: Any, error: ValidationError) -> list[str]:
    """The names of what was left out. Raises the error where it cannot be mended."""
    faults = error.errors(include_url=False)
    if not all(_can_be_mended(shape, data, fault) for fault in faults):
        raise error
    left_out = [_name(data, fault["loc"]) for fault in faults if _is_said(data, fault)]
    for fault in sorted(faults, key=lambda one: _order(one["loc"]), reverse=True):
        _repair(data, fault)
    return left_out


def _order(where: Where) -> list[tuple[bool, int | str]]:
    """Of a list the last first: taking it out moves no other."""
    return [(isinstance(one, int), one) for one in where]


def _can_be_mended(shape: type[Readable], data: Any, fault: ErrorDetails) -> bool:
    where = fault["loc"]
    if not where or where[0] in _IDENTITY:
        return False
    if fault["type"] in _TOO_LONG and not shape.cuts():
        return False
    if fault["type"] == "missing":
        return False
    return where[0] not in shape.needs() or _mended(_at(data, where), fault) is not _GONE


def _is_said(data: Any, fault: ErrorDetails) -> bool:
    """Of attachments only what goes as a whole: without its name, or kind, a file is one still."""
    where, value = fault["loc"], _at(data, fault["loc"])
    if _mended(value, fault) is not _GONE:
        return isinstance(value, list)
    return where[0] not in _SAID or len(where) <= 2  # noqa: PLR2004 - the list, or one of it


def _name(data: Any, where: Where) -> str:
    file = _at(data, where) if where[0] in _SAID and len(where) > 1 else None
    name = file.get("name") if isinstance(file, dict) else None
    return f"attachments/{name}" if isinstance(name, str) else str(where[0])


def _repair(data: Any, fault: ErrorDetails) -> None:
    *above, last = tuple(_steps(data, fault["loc"]))
    home = _at(data, tuple(above))
    mended = _mended(home[last], fault)
    if mended is _GONE:
        del home[last]
    else:
        home[last] = mended


def _mended(value: Any, fault: ErrorDetails) -> Any:
    kind, most = fault["type"], fault.get("ctx", {}).get("max_length")
    if kind == "string_type" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if kind in ("int_type", "int_from_float", "float_type"):
        return _number(value)
    if kind in _TOO_LONG and most is not None and fault["loc"][-1] not in _WHOLE:
        return value[:most]
    return _GONE


def _number(value: Any) -> Any:
    try:
        number = float(value) if isinstance(value, str) else value
    except ValueError:
        return _GONE
    whole = isinstance(number, float) and number.is_integer()
    return int(number) if whole else (number if isinstance(value, str) else _GONE)


def _steps(data: Any, where: Where) -> Iterator[int | str]:
    for step in where:
        inside = (isinstance(data, dict) and step in data) or (
            isinstance(data, list) and isinstance(step, int) and step < len(data)
        )
        if not inside:
            return
        yield step
        data = data[step]


def _at(data: Any, where: Where) -> Any:
    """As far as it leads into the data: what follows names a shape that was tried."""
    for step in _steps(data, where):
        data = data[step]
    return data
