"""Whether the messenger lets a voice speak at all, and whether it answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from bots.asking import Turn
from bots.backoff import backoff
from bots.delivery.means import Means
from bots.delivery.schedule import Schedule
from bots.delivery.verdict import Outcome
from hub import reasons
from hub.errors import StoreDown, Unauthorized
from hub.model import Voice


class Standing:
    """A refused token pauses the whole voice; then one call at a time finds out. What does not
    answer is told of as well: whom it holds back is for `bots.asking` to say.
    """

    def __init__(self, voice: Voice, schedule: Schedule, means: Means) -> None:
        self._voice = voice
        self._schedule = schedule
        self._means = means
        self._down_since: datetime | None = None
        self._ask_again_at: datetime | None = None
        self._refusals = 0
        self._accounts: set[str] = set()

    def heed(self, outcome: Outcome, turn: Turn, now: datetime) -> None:
        if isinstance(outcome, Unauthorized):
            self._refused(outcome.reason, now)
        elif self._refusals and not isinstance(outcome, StoreDown):
            self._refusals, self._ask_again_at = 0, None
            self._schedule.pause(None)
            self._mended()
        elif not self._refusals:
            self._listen(turn)

    def _listen(self, turn: Turn) -> None:
        asked = {account for account, _ in (*turn.answered, *filter(None, [turn.held_by]))}
        self._accounts |= asked
        down = map(self._means.silences.down_since, self._accounts)
        silent_since = min(filter(None, (turn.down_since, *down)), default=None)
        if silent_since:
            self._down_since = silent_since
            self._means.watch.down(self._voice, "send", reasons.NO_ANSWER, silent_since)
        elif self._down_since:
            self._mended()

    def _mended(self) -> None:
        self._down_since = None
        self._means.watch.up(self._voice, "send")

    def _refused(self, reason: str, now: datetime) -> None:
        if self._ask_again_at and now < self._ask_again_at:
            return  # one of several that were under way together
        patience = self._means.pace.patience
        self._refusals += 1
        pause = backoff(self._refusals, first=patience.first, longest=patience.longest)
        self._ask_again_at = now + timedelta(seconds=pause)
        self._down_since = self._down_since or now
        self._schedule.pause(self._ask_again_at)
        self._means.watch.down(self._voice, "send", reason, self._down_since)
