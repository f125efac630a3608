"""One call of a bot, with its parameters as Telegram reads them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from sandbox.in_vain import Asked, asked
from sandbox.telegram.errors import bad_request
from sandbox.telegram.model import Bot
from sandbox.telegram.state import Telegram


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Query:
    """Every parameter is a text here, wherever it came from; nested values are JSON."""

    telegram: Telegram
    bot: Bot
    method: str
    args: Mapping[str, str]
    files: Mapping[str, Upload]
    began: float = 0.0

    @property
    def asked(self) -> Asked:
        return asked("telegram", self.bot.username, self.method, self.args)

    def in_vain(self, there: str = "") -> None:
        """What it is to change is so already, and says `there`."""
        self.telegram.ground.in_vain.note(self.asked, there)

    def text(self, name: str, default: str = "") -> str:
        return self.args.get(name, default)

    def flag(self, name: str) -> bool:
        return self.args.get(name, "").strip().lower() in ("true", "yes", "1")

    def number(self, name: str, default: int = 0, low: int = -(2**53), high: int = 2**53) -> int:
        """The leading integer of the text, clamped; 0 where there is none."""
        raw = self.args.get(name, "").strip()
        if not raw:
            return default
        try:
            value = int(raw)
        except ValueError:
            value = 0
        return min(max(value, low), high)

    def real(self, name: str) -> float:
        try:
            return float(self.args.get(name, "").strip())
        except ValueError:
            return 0.0

    def json(self, name: str, what: str) -> Any:
        """The decoded value, None where it is absent; `what` names it in the refusal."""
        raw = self.args.get(name, "")
        if not raw:
            return None
        try:
            return json.loads(raw)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None


@dataclass(frozen=True, slots=True)
class Said:
    """A result with a description beside it, as webhook methods give."""

    result: Any
    description: str


@dataclass(frozen=True, slots=True)
class Encoded:
    """A result that is JSON already."""

    body: bytes


Handler: TypeAlias = Callable[[Query], Any | Awaitable[Any]]
METHODS: dict[str, tuple[str, Handler]] = {}


H = TypeVar("H", bound=Handler)


def method(name: str) -> Callable[[H], H]:
    """Serve the function under this name, in any case of letters."""

    def register(handler: H) -> H:
        METHODS[name.lower()] = (name, handler)
        return handler

    return register
