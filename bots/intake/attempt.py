"""One attempt at an update: handled, put off, or buried."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import structlog

from bots.backoff import backoff, outlast
from bots.delivery.watch import Watch
from bots.intake.feed import IntakePace
from bots.intake.log import HOPELESS
from bots.lateness import in_steps
from hub.errors import Malformed, NotYet
from hub.model import Update, UpdateState
from hub.ports import Clock, Updates

Handle = Callable[[Update, bool], Awaitable[None]]
"""Handles an update; told whether this is its last chance, when NotYet is not patiently heard any
more. Handling twice changes nothing.
"""
OnDead = Callable[[Update], Awaitable[None]]
"""Tells of a dead letter. Telling twice changes nothing."""

_log = structlog.get_logger(__name__)


class Attempts:
    def __init__(
        self,
        *,
        updates: Updates,
        clock: Clock,
        watch: Watch,
        handle: Handle,
        on_dead: OnDead,
        pace: IntakePace,
    ) -> None:
        self._updates = updates
        self._clock = clock
        self._watch = watch
        self._handle = handle
        self._on_dead = on_dead
        self._pace = pace
        self._waited: dict[str, int] = {}

    async def make(self, update: Update) -> Update | None:
        """What is to be handled again, when it is due; None if that is over."""
        if update.reason in HOPELESS:
            await self._bury(update, update.reason)
            return None
        last_chance = self._waited.get(update.id, 0) >= self._pace.not_yet
        again = None
        try:
            await outlast(lambda: self._handled_in_steps(update, last_chance=last_chance))
            await self._handled(update)
        except Malformed as error:
            await self._bury(update, str(error) or "malformed")
        except NotYet as error:
            again = await self._failed(update, error) if last_chance else self._wait(update)
        except Exception as error:  # noqa: BLE001 - poison must stop neither its line nor others
            _log.exception("update failed", update=update.id, tries=update.tries + 1)
            again = await self._failed(update, error)
        return again

    async def _handled_in_steps(self, update: Update, *, last_chance: bool) -> None:
        named = {"update": update.id, "voice": update.voice, "kind": _kind(update)}
        await in_steps(self._handle(update, last_chance), "update", **named)

    async def _handled(self, update: Update) -> None:
        await outlast(lambda: self._updates.handled(update.id))
        self._over(update)
        self._watch.handled(update)

    def _wait(self, update: Update) -> Update:
        """In memory alone: after a restart there is no harm in waiting anew."""
        waited = self._waited.get(update.id, 0) + 1
        self._waited[update.id] = waited
        return replace(update, due=self._clock.now() + waited * self._pace.not_yet_first)

    async def _failed(self, update: Update, error: Exception) -> Update | None:
        reason = f"{type(error).__name__}: {error}"
        tries = update.tries + 1
        if tries >= self._pace.tries:
            await self._bury(update, reason)
            return None
        pause = backoff(tries, first=self._pace.first, longest=self._pace.longest)
        due = self._clock.now() + timedelta(seconds=pause)
        await outlast(lambda: self._updates.postpone(update.id, due, reason))
        self._watch.failed(update, reason)
        return replace(update, tries=tries, due=due, reason=reason)

    async def _bury(self, update: Update, reason: str) -> None:
        """Told before it is written: a kill in between tells of it once more, not never."""
        _log.warning("update buried", update=update.id, reason=reason)
        dead = replace(update, state=UpdateState.DEAD, reason=reason)
        try:
            await outlast(lambda: self._on_dead(dead))
        except Exception:  # noqa: BLE001 - it is buried whether or not the notice could be made
            _log.exception("dead letter not told of", update=update.id)
        await outlast(lambda: self._updates.bury(update.id, reason))
        self._over(update)
        self._watch.buried(dead, reason)

    def _over(self, update: Update) -> None:
        self._waited.pop(update.id, None)


def _kind(update: Update) -> str:
    """What a messenger calls it: the `type` of an event, or the only key besides its number."""
    others = (name for name in update.raw if name != "update_id")
    return str(update.raw.get("type") or next(others, ""))
