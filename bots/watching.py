"""Passes on to health and metrics what the engine tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bots.delivery.watch import Doing
from bots.health import Health
from bots.metrics import Metrics
from hub import reasons
from hub.model import Delivery, DeliveryState, DeskId, Lane, Update, Voice

NO_PLACE: Final = {
    reasons.NOT_ON_DESK: "the bot is not in the group: add it",
    reasons.NO_RIGHT_ON_DESK: "the bot may not manage topics there: make it an administrator",
}
"""Why a desk is down, in the words of /healthz."""


class Watching:
    """The engine's Watch. `parties` are what each voice is called in /healthz: a token that is
    both an inbox's and the desk's is two parties. `desks` are the places a voice works at, which
    are parties as well.
    """

    def __init__(
        self,
        health: Health,
        metrics: Metrics,
        parties: Mapping[Voice, tuple[str, ...]],
        desks: Mapping[Voice, tuple[str, ...]] | None = None,
    ) -> None:
        self._health = health
        self._metrics = metrics
        self._parties = parties
        self._desks = desks or {}

    def owned(self, voice: Voice, epoch: int | None) -> None:
        for party in (*self._named(voice), *self._desks.get(voice, ())):
            if epoch is None:
                self._health.stands_by(party)
            else:
                self._health.ok(party)

    def up(self, voice: Voice, doing: Doing) -> None:
        for party in self._named(voice):
            self._health.ok(party, doing)

    def down(self, voice: Voice, doing: Doing, reason: str, since: datetime) -> None:
        for party in self._named(voice):
            self._health.down(party, reason, doing, since=since)

    def settled(self, delivery: Delivery) -> None:
        self._metrics.delivery(delivery)
        if delivery.lane.place.startswith("desk:"):
            self._desk(delivery)

    def flooded(self, lane: Lane, until: datetime) -> None:
        self._metrics.blocked(lane, until)

    def received(self, voice: Voice, updates: int) -> None:
        self._metrics.updates(voice, "stored", updates)

    def handled(self, update: Update) -> None:
        self._metrics.updates(update.voice, "handled")

    def failed(self, update: Update, reason: str) -> None:  # noqa: ARG002 - numbers need no reason
        self._metrics.updates(update.voice, "failed")

    def buried(self, update: Update, reason: str) -> None:  # noqa: ARG002 - the same
        self._metrics.updates(update.voice, "dead")

    def _desk(self, delivery: Delivery) -> None:
        """Each line by itself: what still works on a desk does not hide what does not."""
        desk = delivery.lane.place
        if delivery.reason in NO_PLACE and delivery.state is DeliveryState.RETRY:
            self._health.down(desk, NO_PLACE[delivery.reason], delivery.line)
        elif delivery.state in (DeliveryState.SENT, DeliveryState.PENDING):
            self._health.ok(desk, delivery.line)

    def _named(self, voice: Voice) -> tuple[str, ...]:
        return self._parties.get(voice, (voice,))


class DeskReport:
    """What Telegram says of the desks' groups, told to health."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def works(self, desk: DeskId) -> None:
        self._health.mended(f"desk:{desk}")

    def fails(self, desk: DeskId, reason: str) -> None:
        self._health.down(f"desk:{desk}", NO_PLACE[reason], "seat")

    def moved(self, desk: DeskId, declared: int, now: int) -> None:
        words = f"its group is now {now}: write that into hub.yaml in place of {declared}"
        self._health.remark(f"desk:{desk}", words)
