"""What opens the embedded mongod: random, made once, in files that only their owner can read.

`key` is what servers of one set show each other; whoever has it is the server itself. `password` is
the hub's. Neither is ever an argument of a command, where every account of the machine reads it.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

USER: Final = "dezhurka"

_KEY_BYTES: Final = 96
_PASSWORD_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """`key_file` is for mongod; it holds `key`."""

    key_file: Path
    key: str = field(repr=False)
    password: str = field(repr=False)


def keys_in(home: Path) -> Keys:
    """Those of this directory, made if they are not there. Raises OSError."""
    key_file = home / "key"
    return Keys(
        key_file=key_file,
        key=_kept(key_file, lambda: base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()),
        password=_kept(home / "password", lambda: secrets.token_urlsafe(_PASSWORD_BYTES)),
    )


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, and readable by nobody else at any moment."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    beside.replace(path)


def _kept(path: Path, made: Callable[[], str]) -> str:
    if not path.exists():
        write_private(path, made())
    path.chmod(0o600)
    return path.read_text(encoding="utf-8")
