"""What Prometheus is told. No label holds a token, a person, or a chat with one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from hub.model import Delivery, DeliveryState, Lane, Voice, Work
from hub.ports import Clock, Queue

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_OUTCOMES: Final = {
    DeliveryState.SENT: "sent",
    DeliveryState.RETRY: "retried",
    DeliveryState.UNCERTAIN: "uncertain",
    DeliveryState.DEAD: "dead",
    DeliveryState.PENDING: "in_part",
}
_FLOODED: Final = "flooded"
_LATE: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""


class Metrics:
    """Has a registry of its own: several hubs in one process do not mix."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._registry = registry = CollectorRegistry()
        self._blocked_until: dict[Lane, datetime] = {}
        self._updates = Counter(
            "hub_updates", "Updates, by what became of them", ["voice", "state"], registry=registry
        )
        self._deliveries = Counter(
            "hub_deliveries", "Turns of deliveries", ["voice", "work", "outcome"], registry=registry
        )
        self._blocked = Counter(
            "hub_flood_blocked_seconds", "Asked to wait", ["voice", "place"], registry=registry
        )
        self._requests = Counter(
            "hub_http_requests", "Answered", ["method", "route", "status"], registry=registry
        )
        self._lateness = Histogram(
            "hub_loop_lateness_seconds",
            "How late the event loop came back to a beat",
            buckets=_LATE,
            registry=registry,
        )
        self._waiting = Gauge(
            "hub_deliveries_waiting", "Not sent yet", ["voice", "place"], registry=registry
        )
        self._oldest = Gauge(
            "hub_deliveries_oldest_seconds",
            "Age of the oldest that waits",
            ["voice", "place"],
            registry=registry,
        )

    def updates(self, voice: Voice, state: str, number: int = 1) -> None:
        """`state`: stored, handled, failed (and tried again) or dead."""
        self._updates.labels(voice, state).inc(number)

    def delivery(self, delivery: Delivery) -> None:
        """One turn is over. Probes move no message: their outcome stands in the roster alone."""
        if delivery.work is Work.PROBE:
            return
        outcome = _FLOODED if _flooded(delivery) else _OUTCOMES.get(delivery.state, delivery.state)
        self._deliveries.labels(delivery.lane.voice, delivery.work, outcome).inc()

    def blocked(self, lane: Lane, until: datetime) -> None:
        """Counts the time that was not blocked already."""
        now = self._clock.now()
        before = self._blocked_until.get(lane, now)
        seconds = (until - max(before, now)).total_seconds()
        if seconds > 0:
            self._blocked.labels(lane.voice, place(lane)).inc(seconds)
            still = {one: end for one, end in self._blocked_until.items() if end > now}
            self._blocked_until = still | {lane: until}

    def late(self, seconds: float) -> None:
        """At one beat of the event loop."""
        self._lateness.observe(seconds)

    def request(self, method: str, route: str, status: int) -> None:
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()

    def queues(self, queues: Iterable[Queue]) -> None:
        """All that waits now; what is not named here does not wait any more."""
        self._waiting.clear()
        self._oldest.clear()
        now = self._clock.now()
        oldest: dict[tuple[str, str], float] = {}
        for queue in queues:
            labels = (str(queue.lane.voice), place(queue.lane))
            self._waiting.labels(*labels).inc(queue.waiting)
            age = max(0.0, (now - queue.since).total_seconds())
            oldest[labels] = max(age, oldest.get(labels, 0.0))
        for labels, age in oldest.items():
            self._oldest.labels(*labels).set(age)

    def exposition(self) -> tuple[bytes, str]:
        """The text and its content type."""
        return generate_latest(self._registry), CONTENT_TYPE_LATEST


def place(lane: Lane) -> str:
    """A desk by its name; chats with single people are all one: they are many, and their own."""
    return lane.place if lane.place.startswith("desk:") else "private"


def _flooded(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.RETRY and delivery.reason == _FLOODED
