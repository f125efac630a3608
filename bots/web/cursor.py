"""Places in lists that clients hand back: opaque to them, and worth no right to anybody."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

from bots.web.endpoint import Param

Position: TypeAlias = tuple[datetime, str]

AFTER: Final = Param(name="after", says="`next` of the page before", longest=1_000)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_WRITTEN: Final = re.compile(r"([0-9]{1,14}) (.*)", re.DOTALL)


def written(position: Position) -> str:
    at, id = position
    text = f"{(at - _EPOCH) // _MILLISECOND} {id}"
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(cursor: str) -> Position:
    """Raises a Fault that names the parameter."""
    found = _WRITTEN.fullmatch(_decoded(cursor))
    if not found:
        raise AFTER.fault("expected the `next` of an earlier answer")
    return _EPOCH + int(found[1]) * _MILLISECOND, found[2]


def _decoded(cursor: str) -> str:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
