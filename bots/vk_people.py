"""The names of people in VK. Reading an update asks nobody, so names travel in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from bots.vk_calls import Calls
from hub.errors import DeliveryError

_WHO: Final = frozenset({"from_id", "admin_author_id"})
_MOST: Final = 1000


class VkPeople:
    """Without a name there is an id."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._names: dict[int, str] = {}

    async def learn(self, events: Iterable[object]) -> None:
        unknown = sorted({id for event in events for id in _people(event)} - self._names.keys())
        if not unknown:
            return
        ids = ",".join(map(str, unknown[:_MOST]))
        try:
            users = await self._calls("users.get", user_ids=ids)
        except DeliveryError:
            return
        for user in users:
            self._names[user["id"]] = f"{user['first_name']} {user['last_name']}".strip()

    def names_in(self, event: object) -> dict[str, str]:
        return {str(id): self._names[id] for id in _people(event) if id in self._names}

    async def name(self, id: int) -> str:
        """Nothing if it cannot be had."""
        await self.learn([{"from_id": id}])
        return self._names.get(id, "")


def _people(event: object) -> Iterator[int]:
    """Everybody named anywhere in it, however deep forwards are nested."""
    left: list[object] = [event]
    while left:
        here = left.pop()
        if isinstance(here, Mapping):
            yield from _named(here)
            left += here.values()
        elif isinstance(here, list):
            left += here


def _named(here: Mapping[str, Any]) -> Iterator[int]:
    for key in _WHO & here.keys():
        if isinstance(here[key], int) and here[key] > 0:
            yield here[key]
