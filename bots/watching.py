"""Passes on to health and metrics what the engine tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bots.delivery.watch import Doing
from bots.health import Health
from bots.metrics import Metrics
from hub.model import Delivery, Lane, Update, Voice


class Watching:
    """The engine's Watch. `parties` are what each voice is called in /healthz: a token that is
    both an inbox's and the desk's is two parties.
    """

    def __init__(
        self, health: Health, metrics: Metrics, parties: Mapping[Voice, tuple[str, ...]]
    ) -> None:
        self._health = health
        self._metrics = metrics
        self._parties = parties

    def owned(self, voice: Voice, epoch: int | None) -> None:
        for party in self._named(voice):
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

    def _named(self, voice: Voice) -> tuple[str, ...]:
        return self._parties.get(voice, (voice,))
