"""What the engine tells reaches health and metrics, under names that give nobody away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bots.delivery.watch import Watch
from bots.health import Health
from bots.metrics import Metrics
from bots.watching import Watching
from hub.model import (
    Delivery,
    DeliveryId,
    DeliveryState,
    Lane,
    Update,
    Urgency,
    Voice,
    Work,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
VOICE = Voice("telegram:staff")
DESK = Lane(voice=VOICE, place="desk:couriers")
PRIVATE = Lane(voice=VOICE, place="5101")
DELIVERY = Delivery(
    id=DeliveryId("d1"),
    lane=PRIVATE,
    work=Work.ANSWER,
    line="staff/5101",
    rank=1,
    urgency=Urgency.STAFF,
    due=NOON,
)


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


class Told:
    """The hub's own health and metrics, and the engine's side of them."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.health = Health(self.clock)
        self.metrics = Metrics(self.clock)
        parties = {VOICE: ("telegram:staff", "telegram:desk")}
        self.watch: Watch = Watching(self.health, self.metrics, parties)

    def lines(self, name: str) -> set[str]:
        text = self.metrics.exposition()[0].decode()
        return {line for line in text.splitlines() if line.startswith(name)}


@pytest.fixture
def told() -> Told:
    return Told()


def test_a_voice_that_fails_is_down_under_each_of_its_names(told: Told) -> None:
    told.watch.owned(VOICE, 1)
    told.watch.down(VOICE, "fetch", "token_refused", NOON - timedelta(minutes=3))
    down = "down since 2026-11-21T11:57:00+00:00 (token_refused)"
    assert told.health.parties() == {"telegram:desk": down, "telegram:staff": down}
    told.watch.up(VOICE, "fetch")
    assert set(told.health.parties().values()) == {"ok"}
    told.watch.owned(VOICE, None)
    assert all(state.startswith("standing by") for state in told.health.parties().values())


def test_updates_are_counted_by_what_became_of_them(told: Told) -> None:
    update = Update(id="u1", voice=VOICE, line="5101", rank=1, raw={}, received_at=NOON, due=NOON)
    told.watch.received(VOICE, 3)
    told.watch.handled(update)
    told.watch.failed(update, "KeyError")
    told.watch.buried(update, "KeyError")
    assert told.lines("hub_updates_total") == {
        f'hub_updates_total{{state="{state}",voice="telegram:staff"}} {number}.0'
        for state, number in {"stored": 3, "handled": 1, "failed": 1, "dead": 1}.items()
    }


@pytest.mark.parametrize(
    ("state", "reason", "outcome"),
    [
        (DeliveryState.SENT, None, "sent"),
        (DeliveryState.RETRY, "connection refused", "retried"),
        (DeliveryState.RETRY, "flooded", "flooded"),
        (DeliveryState.UNCERTAIN, "timeout", "uncertain"),
        (DeliveryState.DEAD, "blocked", "dead"),
        (DeliveryState.PENDING, None, "in_part"),
    ],
)
def test_turns_of_deliveries_are_counted_by_outcome(
    told: Told, state: DeliveryState, reason: str | None, outcome: str
) -> None:
    told.watch.settled(replace(DELIVERY, state=state, reason=reason))
    labels = f'outcome="{outcome}",voice="telegram:staff",work="answer"'
    assert told.lines("hub_deliveries_total") == {f"hub_deliveries_total{{{labels}}} 1.0"}


def test_time_blocked_by_floods_is_counted_once_however_often_it_is_told(told: Told) -> None:
    def blocked() -> set[str]:
        return told.lines("hub_flood_blocked_seconds_total")

    told.watch.flooded(DESK, NOON + timedelta(seconds=30))
    told.watch.flooded(DESK, NOON + timedelta(seconds=20))
    told.clock.time += timedelta(seconds=10)
    told.watch.flooded(DESK, NOON + timedelta(seconds=40))
    desk = 'hub_flood_blocked_seconds_total{place="desk:couriers",voice="telegram:staff"}'
    assert blocked() == {f"{desk} 40.0"}
    told.clock.time += timedelta(seconds=100)
    told.watch.flooded(DESK, told.clock.time + timedelta(seconds=5))
    assert blocked() == {f"{desk} 45.0"}


def test_a_chat_with_one_person_has_no_name_in_metrics(told: Told) -> None:
    told.watch.flooded(PRIVATE, NOON + timedelta(seconds=3))
    told.watch.settled(DELIVERY)
    text = told.metrics.exposition()[0].decode()
    assert "5101" not in text
    assert 'place="private"' in text


def test_two_hubs_in_one_process_count_apart(told: Told) -> None:
    Told().watch.received(VOICE, 3)
    assert told.lines("hub_updates_total") == set()
