"""/healthz and /metrics, asked over HTTP."""

import asyncio
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from bots.health import Health
from hub.model import Lane, Voice
from storage.mongo import MongoStore
from tests.api.conftest import Fail
from tests.api.support import Served, Still, served
from tests.contract.samples import NOON, delivery

STAFF = Voice("telegram:staff")


async def test_all_is_well_when_the_stores_answer_whoever_else_is_down(store: MongoStore) -> None:
    clock = Still()
    health = Health(clock)
    health.ok("telegram:staff")
    health.down("vk:customers-vk", "connection refused")
    health.look("redis", lambda: NOON)
    clock.time += timedelta(minutes=5)
    with health.worker("timers"):
        async with served(store, health=health) as hub:
            assert await hub.get("/healthz", None) == (
                200,
                {
                    "status": "ok",
                    "parties": {
                        "mongo": "ok",
                        "redis": "down since 2026-11-21T12:00:00+00:00",
                        "telegram:staff": "ok",
                        "vk:customers-vk": (
                            "down since 2026-11-21T12:00:00+00:00 (connection refused)"
                        ),
                    },
                },
            )


async def test_a_database_that_does_not_answer_is_503_until_it_does(
    hub: Served, fail: Fail
) -> None:
    await fail("ping", closeConnection=True)
    status, said = await hub.get("/healthz", None)
    assert (status, said["status"], said["failing"]) == (503, "failing", ["mongo"])
    assert said["parties"]["mongo"].startswith("down since 2026-11-21T12:00:00+00:00")
    await fail("nothing", closeConnection=True)
    assert (await hub.get("/healthz", None))[0] == 200


async def test_a_database_that_hangs_is_asked_only_shortly(store: MongoStore, fail: Fail) -> None:
    await fail("ping", blockConnection=True, blockTimeMS=1_000)
    async with served(store, patience=0.2) as hub, asyncio.timeout(0.9):
        assert (await hub.get("/healthz", None))[0] == 503


async def test_a_worker_that_ended_is_503(store: MongoStore) -> None:
    health = Health(Still())
    with health.worker("timers"):
        pass
    async with served(store, health=health) as hub:
        status, said = await hub.get("/healthz", None)
        assert (status, said["failing"]) == (503, ["worker:timers"])


async def _metrics(hub: Served) -> dict[tuple[str, tuple[str, ...]], float]:
    async with hub.session.get("/metrics") as response:
        assert (response.status, response.content_type) == (200, "text/plain")
        text = await response.text()
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_what_waits_is_counted_per_desk_and_for_all_single_people_together(
    store: MongoStore, hub: Served
) -> None:
    lanes = [
        Lane(voice=STAFF, place=place)
        for place in ("desk:couriers", "desk:couriers", "5101", "5102")
    ]
    await store.deliveries.insert(
        [
            delivery(f"d{age}", due=NOON - timedelta(seconds=age), lane=lane)
            for age, lane in zip((5, 60, 7, 30), lanes, strict=True)
        ]
    )
    found = await _metrics(hub)
    waiting, oldest = "hub_deliveries_waiting", "hub_deliveries_oldest_seconds"
    assert found[waiting, ("desk:couriers", STAFF)] == 2
    assert found[oldest, ("desk:couriers", STAFF)] == 60
    assert found[waiting, ("private", STAFF)] == 2
    assert found[oldest, ("private", STAFF)] == 30
    for age in (5, 60, 7, 30):
        await store.deliveries.call_off(delivery(f"d{age}").id)
    assert not any(name == waiting for name, _ in await _metrics(hub))


async def test_metrics_are_told_while_the_database_is_away(hub: Served, fail: Fail) -> None:
    await fail("aggregate", "find", closeConnection=True)
    assert (await hub.get("/api/conversations"))[0] == 503
    found = await _metrics(hub)
    assert found["hub_http_requests_total", ("GET", "/api/conversations", "503")] == 1


async def test_requests_are_counted_by_route_whatever_they_name(hub: Served) -> None:
    for path in ("/api/conversations/+79110005101", "/api/conversations/c1", "/wp-login.php", "/x"):
        await hub.get(path)
    async with hub.session.request("PROPFIND", "/healthz"):
        pass
    found = await _metrics(hub)
    assert found["hub_http_requests_total", ("GET", "/api/conversations/{id}", "404")] == 2
    assert found["hub_http_requests_total", ("GET", "unknown", "404")] == 2
    assert found["hub_http_requests_total", ("other", "unknown", "405")] == 1
    assert not any("5101" in label for _, labels in found for label in labels)
