"""Which group each desk is in: hub.yaml's, or the one that Telegram has made of it since."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from hub.model import DeskId
from hub.ports import Views, Window


@dataclass(frozen=True, slots=True)
class DeskGroup:
    """A desk's forum group, and how often Telegram lets us speak there."""

    id: DeskId
    chat_id: int
    window: Window


class Report(Protocol):
    """What is told of the desks to whoever watches over the hub."""

    def works(self, desk: DeskId) -> None:
        """The bot has its place and its rights there."""

    def fails(self, desk: DeskId, reason: str) -> None:
        """It has not; `reason` is a code of hub.reasons."""

    def moved(self, desk: DeskId, declared: int, now: int) -> None:
        """Hub.yaml still has the group's former id."""


class Groups:
    """`desks` are the desks by their groups' present ids; it changes when a group moves."""

    def __init__(self, declared: Iterable[DeskGroup], views: Views, report: Report) -> None:
        self._declared = {group.id: group for group in declared}
        self._present = dict(self._declared)
        self._views = views
        self._report = report
        self._moving = asyncio.Lock()
        self.desks = {group.chat_id: group.id for group in self._declared.values()}

    def of(self, desk: DeskId) -> DeskGroup | None:
        return self._present.get(desk)

    def at(self, place: str) -> DeskGroup | None:
        """By the place of a lane."""
        kind, _, desk = place.partition(":")
        return self._present.get(DeskId(desk)) if kind == "desk" else None

    async def load(self) -> None:
        """What was learnt before; a desk that hub.yaml has put elsewhere begins anew there."""
        async with self._moving:
            for group in self._declared.values():
                self._use(group.id, await self._present_id(group))

    async def moved(self, old: int, new: int) -> None:
        """Telegram has given the group another id: everything is to be shown anew there."""
        async with self._moving:
            desk = self.desks.get(old)
            if desk is None or old == new:
                return
            been = await self._views.groups(desk) or (str(old),)
            await self._views.moved(desk, (*been, str(new)))
            self._use(desk, new)

    def seated(self, chat: int, refusal: str | None) -> DeskId | None:
        """The bot's standing in a group has changed; `refusal` is why it cannot work there."""
        desk = self.desks.get(chat)
        if desk and refusal:
            self._report.fails(desk, refusal)
        elif desk:
            self._report.works(desk)
        return desk

    async def _present_id(self, group: DeskGroup) -> int:
        declared, been = str(group.chat_id), await self._views.groups(group.id)
        if declared in been:
            return int(been[-1])
        if been:
            await self._views.moved(group.id, (declared,))
        else:
            await self._views.settled_in(group.id, (declared,))
        return group.chat_id

    def _use(self, desk: DeskId, chat_id: int) -> None:
        former, declared = self._present[desk].chat_id, self._declared[desk].chat_id
        self._present[desk] = replace(self._present[desk], chat_id=chat_id)
        del self.desks[former]
        self.desks[chat_id] = desk
        if chat_id != declared:
            self._report.moved(desk, declared, chat_id)
