"""Health: who is told to be down, since when, and what of the reason may be told."""

from datetime import UTC, datetime, timedelta

import pytest

from bots.health import Health

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SINCE_NOON = "down since 2026-11-21T12:00:00+00:00"


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_party_nobody_has_heard_of_yet_is_neither_well_nor_down(clock: Clock) -> None:
    assert Health(clock, parties=["orders"]).parties() == {"orders": "not asked yet"}


def test_down_is_told_since_the_first_vain_try_with_the_latest_reason(clock: Clock) -> None:
    health = Health(clock)
    health.down("orders", "refused")
    clock.time += timedelta(minutes=5)
    health.down("orders", "timeout")
    assert health.parties() == {"orders": f"{SINCE_NOON} (timeout)"}
    health.ok("orders")
    assert health.parties() == {"orders": "ok"}
    health.down("orders")
    assert health.parties() == {"orders": "down since 2026-11-21T12:05:00+00:00"}


def test_a_party_is_well_when_all_its_parts_are(clock: Clock) -> None:
    health = Health(clock)
    health.down("telegram:staff", "401", "send")
    clock.time += timedelta(minutes=5)
    health.down("telegram:staff", "409", "fetch")
    assert health.parties() == {"telegram:staff": f"{SINCE_NOON} (401)"}
    health.ok("telegram:staff", "send")
    assert health.parties()["telegram:staff"].endswith("(409)")
    health.ok("telegram:staff", "fetch")
    assert health.parties() == {"telegram:staff": "ok"}


def test_what_another_hub_has_is_not_ours_to_call_down(clock: Clock) -> None:
    health = Health(clock)
    health.down("telegram:staff", "409", "fetch")
    health.stands_by("telegram:staff")
    assert health.parties()["telegram:staff"].startswith("standing by")
    assert health.failing() == []


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("connect to https://h/bot123456:AAF-x_yz0123456789/getMe", "https://h/bot***/getMe"),
        ("mongodb://hub:pass@db/hub", "mongodb://***@db/hub"),
        ("vk1.a.SECRET refused", "*** refused"),
        ("vk1.a.SECRET-and-more refused", "*** refused"),
        ("at 127.0.0.1:27017 since 12:30:00", "at 127.0.0.1:27017 since 12:30:00"),
        ("two\nlines\x00", "two lines"),
    ],
)
def test_no_reason_tells_a_secret(clock: Clock, why: str, told: str) -> None:
    health = Health(clock, secrets=["vk1.a.SECRET", "vk1.a.SECRET-and-more", ""])
    health.down("vk", why)
    assert told in health.parties()["vk"]
    assert "SECRET" not in health.parties()["vk"]
    assert "AAF" not in health.parties()["vk"]


def test_a_reason_is_short(clock: Clock) -> None:
    health = Health(clock)
    health.down("vk", "x" * 10_000)
    assert len(health.parties()["vk"]) < 250


def test_only_stores_and_workers_make_the_hub_unwell(clock: Clock) -> None:
    health = Health(clock)
    for party in ("telegram:staff", "redis", "orders"):
        health.down(party)
    with health.worker("timers"):
        assert health.failing() == []
    health.down("mongo")
    assert health.failing() == ["mongo", "worker:timers"]
    health.ok("mongo")
    with health.worker("timers"):
        assert health.failing() == []


def _break() -> None:
    raise LookupError


def test_a_worker_that_broke_has_ended(clock: Clock) -> None:
    health = Health(clock)
    with pytest.raises(LookupError), health.worker("timers"):
        _break()
    assert health.failing() == ["worker:timers"]


def test_a_party_may_be_asked_instead_of_told_about(clock: Clock) -> None:
    health = Health(clock)
    answers = iter((None, NOON))
    health.look("redis", lambda: next(answers))
    assert health.parties() == {"redis": "ok"}
    assert health.parties() == {"redis": SINCE_NOON}


def test_until_an_expected_worker_runs_it_fails(clock: Clock) -> None:
    health = Health(clock)
    health.expects("people")
    assert health.failing() == ["worker:people"]
    with health.worker("people"):
        health.expects("people")
        assert health.failing() == []
    assert health.failing() == ["worker:people"]
