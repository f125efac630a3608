"""Reading a call's parameters as VK does: everything is text, lists are separated by commas."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.vk.errors import invalid

INT32 = range(-(2**31), 2**31)


class Params(Mapping[str, str]):
    """The parameters of one call, read by type; a missing or bad one is error 100."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given

    def __getitem__(self, name: str) -> str:
        return self._given[name]

    def __iter__(self) -> Any:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def shown(self) -> dict[str, str]:
        """All but the token."""
        return {name: value for name, value in self._given.items() if name != "access_token"}

    def text(self, name: str, default: str = "") -> str:
        return self._given.get(name, default)

    def need(self, name: str) -> str:
        if not (value := self.text(name)):
            raise invalid(f"{name} is undefined")
        return value

    def integer(self, name: str, default: int = 0) -> int:
        return _integer(name, value) if (value := self.text(name)) else default

    def optional(self, name: str) -> int | None:
        return _integer(name, value) if (value := self.text(name)) else None

    def need_integer(self, name: str) -> int:
        return _integer(name, self.need(name))

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("1", "true")

    def words(self, name: str) -> list[str]:
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def integers(self, name: str, limit: int = 1000) -> list[int]:
        found = [_integer(name, word) for word in self.words(name)]
        if len(found) > limit:
            raise invalid(f"{name} should be no more than {limit} items")
        return found

    def json_object(self, name: str) -> dict[str, Any] | None:
        if not (given := self.text(name)):
            return None
        try:
            value = json.loads(given)
        except json.JSONDecodeError as wrong:
            raise invalid(f"{name} is not valid JSON") from wrong
        if not isinstance(value, dict):
            raise invalid(f"{name} should be an object")
        return value


def _integer(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError as wrong:
        raise invalid(f"{name} should be integer") from wrong
