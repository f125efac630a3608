"""`python -m bots check` finds what is wrong and says what to do."""

from __future__ import annotations

from pathlib import Path

from bots.checks import findings
from hub.model import DeskId
from sandbox.client import People
from sandbox.server import Sandbox
from storage.mongo import MongoStore
from tests.flow.conftest import load

DESK = "sandbox_desk_bot"


async def test_all_is_well_in_the_believable_world(
    sandbox: Sandbox, people: People, mongo_url: str, redis_url: str, tmp_path: Path
) -> None:
    configured = load(tmp_path, sandbox.url, mongo_url, redis_url, {})
    found = {one.party: one async for one in findings(configured) if one.party != "hub.yaml"}
    assert {one.level for one in found.values()} == {"ok"}
    assert {"mongo", "redis", "telegram:staff", "vk:customers-vk", "desk:couriers"} <= found.keys()


async def test_each_fault_is_named_with_its_remedy(
    sandbox: Sandbox, people: People, tmp_path: Path
) -> None:
    couriers, clients, mail = (-1001000000001, -1001000000002, -1001000000003)
    await people.telegram.group(couriers).demote(DESK)
    await people.telegram.group(clients).promote(DESK, rights=["can_pin_messages"])
    await people.telegram.group(mail).remove(DESK)
    await people.faults.add(
        service="telegram",
        bot="sandbox_staff_bot",
        method="getMe",
        effect="error",
        code=401,
        description="Unauthorized",
    )
    await people.faults.add(service="orders", effect="http", status=503)
    nowhere = "mongodb://127.0.0.1:1/nothing?serverSelectionTimeoutMS=200"
    configured = load(tmp_path, sandbox.url, nowhere, "redis://127.0.0.1:1", {})
    found = {one.party: one async for one in findings(configured)}
    expected = {
        "mongo": ("FAIL", "MONGO_URL"),
        "redis": ("warn", "without it"),
        "telegram:staff": ("FAIL", "token"),
        "desk:couriers": ("FAIL", "make it one"),
        "desk:clients": ("FAIL", "manage topics"),
        "desk:mail": ("FAIL", "add @sandbox_desk_bot"),
        "desk:calls": ("ok", "Звонки"),
        "orders": ("FAIL", "503"),
    }
    for party, (level, words) in expected.items():
        assert found[party].level == level, found[party]
        assert words in found[party].says, found[party]


async def test_what_works_but_should_be_put_right_is_a_warning(
    sandbox: Sandbox, people: People, mongo_url: str, redis_url: str, tmp_path: Path
) -> None:
    couriers, clients = (-1001000000001, -1001000000002)
    await people.telegram.group(couriers).set_member(4001, "administrator", anonymous=True)
    await people.telegram.group(clients).promote(DESK, rights=["can_manage_topics"])
    moved = await people.telegram.group(-1001000000003).migrate()
    configured = load(tmp_path, sandbox.url, mongo_url, redis_url, {})
    store = await MongoStore.open(mongo_url)
    await store.views.moved(DeskId("mail"), ("-1001000000003", str(moved.id)))
    await store.close()
    found = {one.party: one async for one in findings(configured)}
    expected = {
        "desk:couriers": "write anonymously",
        "desk:clients": "delete messages, pin messages, invite users, ban users",
        "desk:mail": f"the group is {moved.id} now",
    }
    for party, words in expected.items():
        assert (found[party].level, words in found[party].says) == ("warn", True), found[party]
    assert "Europe/Moscow" in found["clock"].says


async def test_parts_that_are_not_in_use_yet_are_named(
    sandbox: Sandbox, people: People, mongo_url: str, redis_url: str, tmp_path: Path
) -> None:
    configured = load(tmp_path, sandbox.url, mongo_url, redis_url, {})
    said = [one.says async for one in findings(configured) if one.party == "hub.yaml"]
    assert any("rules" in one and "not in use yet" in one for one in said)
