"""Updates that Telegram brings to us: safe, in order, once; and the way to polling and back."""

from __future__ import annotations

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from motor.motor_asyncio import AsyncIOMotorClient

from bots.app import App, running
from bots.checks import findings
from sandbox.client import People
from sandbox.server import Sandbox
from settings import Settings
from tests.flow.conftest import HUB_YAML, load
from tests.flow.world import DESK, STAFF, World, world_of

pytestmark = pytest.mark.usefixtures("idle")

SECRET: Final = "courier_secret-1"
DESK_SECRET: Final = "desk_secret-1"
HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"

Hooked = Callable[..., AbstractAsyncContextManager[World]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def declared(public_url: str, mode: str = "webhook") -> dict[str, Any]:
    """The staff bot and the desk bot in this mode."""
    world = yaml.safe_load(HUB_YAML.read_text())
    staff, *others = world["inboxes"]
    own = {"mode": mode, "secret": SECRET}
    desk_bot = world["desk_bot"] | {"mode": mode, "secret": DESK_SECRET}
    return {"public_url": public_url, "inboxes": [staff | own, *others], "desk_bot": desk_bot}


def at_port(settings: Settings, port: int) -> Settings:
    environment = settings.environment.model_copy(update={"http_port": port})
    return settings.model_copy(update={"environment": environment})


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def configured(
    sandbox: Sandbox, mongo_url: str, redis_url: str, tmp_path: Path, port: int
) -> Callable[..., Settings]:
    def configure(mode: str = "webhook", own_port: int = port) -> Settings:
        changes = declared(f"http://127.0.0.1:{port}", mode)
        return at_port(load(tmp_path, sandbox.url, mongo_url, redis_url, changes), own_port)

    return configure


@pytest.fixture
def hooked(people: People, configured: Callable[..., Settings]) -> Hooked:
    """A hub in that mode, once its bots are set as they are meant to be."""

    @asynccontextmanager
    async def start(mode: str = "webhook") -> AsyncIterator[World]:
        since = await people.calls.last()
        async with running(configured(mode)) as app, world_of(people, app) as world:
            awaited = "setWebhook" if mode == "webhook" else "getWebhookInfo"
            for bot in (STAFF, DESK):
                await people.calls.wait_for(awaited, since=since, bot=bot)
            yield world

    return start


async def bring(
    world: World, update: object, *, to: str = "staff", secret: str | None = SECRET, app: Any = None
) -> int:
    raw = update if isinstance(update, bytes) else json.dumps(update).encode()
    headers = {} if secret is None else {HEADER: secret}
    base = f"http://127.0.0.1:{(app or world.app).port}"
    async with world.http.post(
        f"{base}/telegram/{to}", data=io.BytesIO(raw), headers=headers
    ) as response:
        return response.status


def written(number: int, text: str, person: int = 5101) -> dict[str, Any]:
    who = {"id": person, "first_name": "Р", "is_bot": False}
    chat = {"id": person, "type": "private", "first_name": "Р"}
    message = {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": who, "text": text}
    return {"update_id": 900_000_000 + number, "message": message}


async def test_the_main_job_is_done_by_webhooks(hooked: Hooked, people: People) -> None:
    """A02"""
    async with hooked() as world:
        topic, copy = await world.courier_writes("Вопрос")
        sent = await world.lena.write("Ответ", group=topic.group, topic=topic.id, reply_to=copy.id)
        await sent.becomes(reaction="👌")
        await world.ruslan.chat(STAFF).wait_for("Ответ")
        await world.lena.press("Закрыть", group=topic.group, topic=topic.id)
        for bot in (STAFF, DESK):
            assert await people.calls.all(method="getUpdates", bot=bot) == []
        (call,) = await people.calls.all(method="setWebhook", bot=STAFF)
        assert call["params"]["url"].endswith("/telegram/staff")
        assert not json.loads(str(call["params"].get("drop_pending_updates", "false")).lower())


async def test_many_messages_come_once_and_in_order(hooked: Hooked, people: People) -> None:
    async with hooked() as world:
        await people.faults.add(service="telegram", method="message", effect="duplicate", times=20)
        for number in range(20):
            await world.ruslan.write(f"строка {number}", bot=STAFF)
        topic = await world.couriers.topic("Руслан")
        await topic.wait_for("строка 19", within=20)
        rows = [text for text in await topic.texts() if text.startswith("строка")]
        assert rows == [f"строка {number}" for number in range(20)]


async def test_there_and_back_again_loses_nothing(hooked: Hooked, people: People) -> None:
    said = []
    for number, mode in enumerate(("polling", "webhook", "polling", "webhook")):
        said.append(f"при {number} {mode}")
        async with hooked(mode) as world:
            await world.ruslan.write(said[-1], bot=STAFF)
            await world.couriers.all.wait_for(said[-1], within=20)
        said.append(f"без нас {number}")
        await people.telegram.user(5101).write(said[-1], bot=STAFF)
    async with hooked("polling") as world:
        topic = await world.couriers.topic("Руслан")
        await topic.wait_for(said[-1], within=30)
        assert [text for text in await topic.texts() if text in said] == said
        (call,) = (await people.calls.all(method="deleteWebhook", bot=STAFF))[-1:]
        assert "true" not in str(call["params"]).lower()


async def test_without_the_secret_nothing_is_taken(hooked: Hooked) -> None:
    async with hooked() as world:
        update = written(1, "подделка")
        for wrong in (None, "", SECRET[:-1], SECRET + "1", SECRET.upper(), DESK_SECRET, "ё"):
            assert await bring(world, update, secret=wrong) == 401, wrong
        assert await bring(world, update, to="desk", secret=SECRET) == 401
        for absent in ("customers-tg", "absent", "orders-mail", "customers-vk"):
            assert await bring(world, update, to=absent) == 404, absent
        await world.courier_writes("Вопрос")
        assert await world.couriers.all.find("подделка") == []


async def test_a_bot_in_polling_mode_has_no_webhook(hooked: Hooked) -> None:
    async with hooked("polling") as world:
        assert await bring(world, written(1, "подделка")) == 404
        await world.courier_writes("Вопрос")
        assert await world.couriers.all.find("подделка") == []


async def test_what_cannot_be_read_is_kept_as_dead_and_holds_up_nothing(hooked: Hooked) -> None:
    bodies: tuple[bytes, ...] = (
        *(b"", b"{", b"[]", b"null", b"\xff", b"[" * 200_000, b'{"update_id": "x"}'),
        b'{"update_id": 900000077, "message": {"text": "\\ud800"}}',
        b'{"update_id": 900000078, "message": {"text": "' + b"x" * (2**20 + 1) + b'"}}',
        b'{"update_id": 900000079, "message": {"message_id": "x"}}',
    )
    async with hooked() as world:
        for body in bodies:
            assert await bring(world, body) == 200, body[:40]
        topic, _ = await world.courier_writes("Вопрос", within=20)
        notes = await world.couriers.general.wait_for_all("staff", count=6, within=20)
        assert any("900000078" in note.text for note in notes)
        assert (await topic.texts())[-1] == "Вопрос"


async def test_a_repeated_update_changes_nothing(hooked: Hooked) -> None:
    async with hooked() as world:
        update = written(1, "один раз")
        assert set(await asyncio.gather(*(bring(world, update) for _ in range(20)))) == {200}
        await world.couriers.all.wait_for("один раз")
        assert await bring(world, written(2, "потом")) == 200
        await world.couriers.all.wait_for("потом")
        assert len(await world.couriers.all.find("один раз")) == 1


async def test_another_process_than_the_owner_may_receive(
    hooked: Hooked, configured: Callable[..., Settings]
) -> None:
    async with hooked() as world, running(configured(own_port=0)) as standby:
        processes: list[App] = [world.app, standby]
        for number in range(1, 21):
            app = processes[number % 2]
            assert await bring(world, written(number, f"строка {number}"), app=app) == 200
        topic = await world.couriers.topic("Руслан")
        await topic.wait_for("строка 20", within=20)
        rows = [text for text in await topic.texts() if "строка" in text]
        assert [row.splitlines()[-1] for row in rows] == [f"строка {n}" for n in range(1, 21)]


async def test_check_tells_how_the_updates_come(
    people: People, configured: Callable[..., Settings], hooked: Hooked
) -> None:
    async def says(mode: str) -> tuple[str, str]:
        found = {one.party: one async for one in findings(configured(mode))}
        return found["telegram:staff"].level, found["telegram:staff"].says

    level, sentence = await says("webhook")
    assert (level, "nowhere" in sentence) == ("warn", True)
    async with hooked():
        level, sentence = await says("webhook")
        assert (level, "/telegram/staff" in sentence) == ("ok", True)
    level, sentence = await says("polling")
    assert (level, "takes away" in sentence) == ("warn", True)
    await people.telegram.user(5101).write("Никого нет", bot=STAFF)
    await people.telegram.bot(STAFF).pending()
    level, sentence = await _once(says, "FAIL")
    assert "public_url" in sentence


async def _once(says: Callable[[str], Any], level: str) -> tuple[str, str]:
    """As soon as Telegram has found nobody."""
    async with asyncio.timeout(10):
        while True:
            found: tuple[str, str] = await says("webhook")
            if found[0] == level:
                return found
            await asyncio.sleep(0.1)


@pytest.mark.faults
async def test_while_the_store_is_down_nothing_is_acknowledged(
    hooked: Hooked, mongo_server: str
) -> None:
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(mongo_server)
    fail = {"failCommands": ["insert"], "errorCode": 11600, "closeConnection": False}
    async with hooked() as world:
        await client.admin.command("configureFailPoint", "failCommand", mode="alwaysOn", data=fail)
        try:
            assert await bring(world, written(1, "потерпи")) == 503
        finally:
            await client.admin.command("configureFailPoint", "failCommand", mode="off")
            client.close()
        assert await bring(world, written(1, "потерпи")) == 200
        await world.couriers.all.wait_for("потерпи", within=20)


@pytest.fixture
def one_bot(
    sandbox: Sandbox, mongo_url: str, redis_url: str, tmp_path: Path, port: int
) -> Settings:
    """The staff bot's token is the desk bot's as well."""
    changes = declared(f"http://127.0.0.1:{port}")
    changes["desk_bot"]["token"] = changes["inboxes"][0]["token"]
    return at_port(load(tmp_path, sandbox.url, mongo_url, redis_url, changes), port)


async def test_one_bot_for_staff_and_desks_has_one_webhook(
    people: People, one_bot: Settings, port: int
) -> None:
    """Whatever comes to either of its addresses is handled once, by the one voice."""
    for group in (-1001000000001, -1001000000002):
        await people.telegram.group(group).promote(STAFF)
    await people.telegram.user(4001).start(STAFF)
    async with running(one_bot) as app, world_of(people, app) as world:
        await people.calls.wait_for("setWebhook", bot=STAFF)
        topic, copy = await world.courier_writes("Вопрос")
        sent = await world.lena.write("Ответ", group=topic.group, topic=topic.id, reply_to=copy.id)
        await sent.becomes(reaction="👌")
        await world.ruslan.chat(STAFF).wait_for("Ответ")
        assert (await world.lena.press("Закрыть", group=topic.group, topic=topic.id))["answered"]
        await world.lena.write("что это?", bot=STAFF)
        await world.lena.chat(STAFF).wait_for("присылаю уведомления")
        update = written(901, "один раз")
        assert await bring(world, update, to="desk", secret=DESK_SECRET) == 200
        assert await bring(world, update, to="staff", secret=SECRET) == 200
        for name, other in (("desk", SECRET), ("staff", DESK_SECRET)):
            assert await bring(world, update, to=name, secret=other) == 401
        assert await bring(world, written(902, "потом")) == 200
        await topic.wait_for("потом")
        assert len(await topic.find("один раз")) == 1
        assert await people.calls.all(method="getUpdates", bot=STAFF) == []
        urls = {one["params"]["url"] for one in await people.calls.all(method="setWebhook")}
        assert urls == {f"http://127.0.0.1:{port}/telegram/staff"}
