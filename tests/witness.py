"""Aiogram's own models read everything that the Bot API stand-in says, whoever asked it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sandbox.telegram.botapi.query import Encoded, Said
from sandbox.telegram.state import Telegram


@contextmanager
def witnessed(telegram: Telegram) -> Iterator[None]:
    """While this lasts every result and every update is read; in the end none may be strange."""
    strange: list[str] = []

    def read(what: str, given: Any) -> None:
        try:
            _reader(what).validate_json(json.dumps(given))
        except ValidationError as error:
            strange.append(f"{what}: {error}")

    def saw(what: str, given: Any) -> None:
        if not isinstance(given, Encoded):
            read(what, given.result if isinstance(given, Said) else given)

    telegram.witness = saw
    yield
    assert not strange, "\n".join(strange)


@cache
def _reader(what: str) -> TypeAdapter[Any]:
    """Of the method's result, or of an update."""
    from aiogram import methods
    from aiogram.types import Update

    if what == "update":
        return TypeAdapter(Update)
    return TypeAdapter(getattr(methods, what[0].upper() + what[1:]).__returning__)
