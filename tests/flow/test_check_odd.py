"""`check` before parties that answer anything: a line with a remedy for each, never a traceback."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from aiohttp import web

import settings
from bots.checks import answered, findings, of_messengers, of_orders
from bots.declared import directory
from bots.parties import Parties, parties
from handlers.texts import Words
from hub.ports import Finding
from settings import Settings

Body = str | bytes
HUB_YAML: Final = """
desk_bot: {token: "1000001:AAdesk-desk-desk-desk-desk-desk-desk"}
inboxes:
  - {id: staff, channel: telegram, audience: staff,
     token: "1000002:AAstaff-staff-staff-staff-staff-staf", desk: clients}
  - {id: vk, channel: vk, audience: customers, token: vk-token, group_id: 5, desk: clients}
  - {id: vk2, channel: vk, audience: customers, token: vk-token-2, group_id: 6, desk: clients,
     mode: callback, secret: a-secret-of-the-tests, confirmation: c0de}
desks: [{id: clients, title: Clients, chat_id: -1001}]
people: [{id: lena, name: Lena, telegram_id: 4001, role: operator, desks: [clients]}]
"""
ODD: Final[tuple[Any, ...]] = (
    *(None, True, 0, "", "text", [], {}, [[]], [None], {"a": 1}, 1e300, "\\ud800"),
    {"permissions": None, "items": None, "is_enabled": None, "events": None, "code": None},
    {"permissions": [5], "items": [5], "is_enabled": 1, "events": [5], "code": []},
    {"permissions": [{"name": "messages"}], "items": [{}], "is_enabled": True, "events": {}},
    {"permissions": [{"name": {}}], "items": [{"url": 5}], "count": "many"},
    {"id": "me", "is_bot": "no", "first_name": 5, "url": None, "pending_update_count": "many"},
    {"id": 1, "is_bot": True, "first_name": "x", "username": None, "url": [], "type": "odd"},
    [{"status": "odd"}, {"user": None}],
)
WHOLE: Final[tuple[Body, ...]] = (
    *("", "null", "[]", "{}", "<html><body>502</body></html>", "{", "NaN", '{"ok": true}'),
    *('{"ok": false}', '{"ok": "maybe"}', '{"error": null}', '{"error": {}}', '{"error": 5}'),
    *('{"ok": false, "error_code": "x", "description": 5, "parameters": []}', '{"response": null}'),
    *("[" * 5_000, b"\xff\xfe\x00", "9" * 5_000),
)


class Answering:
    """Telegram, VK and the order service in one, which say `body` to everything."""

    def __init__(self) -> None:
        self.body: Body = ""
        self.status = 200
        self.headers: dict[str, str] = {}

    async def handle(self, _request: web.Request) -> web.Response:
        raw = self.body if isinstance(self.body, bytes) else self.body.encode()
        return web.Response(body=raw, status=self.status, headers=self.headers)


@asynccontextmanager
async def _served(answering: Answering, tmp_path: Path) -> AsyncIterator[Settings]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answering.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    file = tmp_path / "hub.yaml"
    file.write_text(HUB_YAML)
    bases = dict.fromkeys(("TELEGRAM_API_URL", "VK_API_URL", "ORDERS_URL"), url)
    redis = {"REDIS_URL": f"redis{url[4:]}"}
    try:
        yield settings.load({"HUB_CONFIG": str(file)} | bases | redis)
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _outside(configured: Settings) -> AsyncIterator[Parties]:
    words = Words(configured.language)
    outside = parties(configured, directory(configured), words, timedelta(seconds=10))
    try:
        yield outside
    finally:
        await outside.close()


async def _told(configured: Settings, outside: Parties) -> list[Finding]:
    orders = await answered("orders", "", of_orders(configured.environment))
    return [*orders, *[one async for one in of_messengers(configured, outside)]]


def _is_amiss(found: list[Finding], said: object) -> None:
    """Each party has a line, and of what is no answer at all none is well."""
    assert {"telegram:staff", "vk:vk", "vk:vk2", "desks", "orders"} <= {one.party for one in found}
    for one in found:
        assert one.says.strip(), (one, said)
        assert "\n" not in one.says
        assert one.level in ("warn", "FAIL"), (one, said)


async def test_what_is_no_answer_at_all_is_a_line_for_each_party(tmp_path: Path) -> None:
    answering = Answering()
    async with _served(answering, tmp_path) as configured, _outside(configured) as outside:
        for answering.status in (200, 500):
            for answering.body in WHOLE:
                _is_amiss(await _told(configured, outside), answering.body)


async def test_an_answer_of_the_wrong_shape_is_a_line_for_each_party(tmp_path: Path) -> None:
    answering = Answering()
    async with _served(answering, tmp_path) as configured, _outside(configured) as outside:
        for one in ODD:
            answering.body = json.dumps({"ok": True, "result": one, "response": one})
            for found in await _told(configured, outside):
                assert found.level in ("ok", "warn", "FAIL")
                assert found.says.strip()
                assert found.level != "ok" or found.party == "vk:vk", (found, one)


async def test_the_whole_check_ends_whoever_answers(tmp_path: Path) -> None:
    answering = Answering()
    answering.body = "<html>welcome</html>"
    answering.headers = {"Date": "yesterday"}
    async with _served(answering, tmp_path) as configured:
        told = {one.party: (one.level, one.says) async for one in findings(configured)}
    level, says = told["orders"]
    assert level == "FAIL"
    assert says.startswith("GET /orders/0 answers without a JSON object; look at ORDERS_URL")
    assert told["clock"][0] == told["redis"][0] == "warn"
