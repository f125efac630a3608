"""Updates posted to a webhook."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.sandbox.telegram_support import Stage


@dataclass
class Hub:
    """A listening hub: what it was given, and what it answers next (then 200)."""

    url: str = ""
    given: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    answers: list[web.Response] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.given.put_nowait(await request.json())
        return self.answers.pop(0) if self.answers else web.Response()

    async def next_text(self) -> str:
        update = await asyncio.wait_for(self.given.get(), 5)
        return str(update["message"]["text"])


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    hub = Hub()
    app = web.Application()
    app.router.add_post("/telegram/staff", hub.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hub.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram/staff"
    yield hub
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret_and_in_order(stage: Stage, hub: Hub) -> None:
    await stage.desk.drain()
    await stage.ann.write("before", bot="desk_bot")
    await stage.desk.result("setWebhook", url=hub.url, secret_token="s3cret")
    await stage.ann.write("after", bot="desk_bot")
    assert [await hub.next_text(), await hub.next_text()] == ["before", "after"]
    assert hub.secrets == ["s3cret", "s3cret"]


async def test_what_is_not_taken_is_posted_again_and_holds_its_chat(stage: Stage, hub: Hub) -> None:
    await stage.desk.drain()
    await stage.people.clock.scale(1000)
    hub.answers = [web.Response(status=500)]
    await stage.desk.result("setWebhook", url=hub.url)
    await stage.ann.write("one", bot="desk_bot")
    await stage.ann.write("two", bot="desk_bot")
    assert [await hub.next_text() for _ in range(3)] == ["one", "one", "two"]
    info = await stage.desk.result("getWebhookInfo")
    wrong = "Wrong response from the webhook: 500 Internal Server Error"
    assert info["last_error_message"] == wrong


async def test_a_method_in_the_answer_is_executed(stage: Stage, hub: Hub) -> None:
    await stage.desk.drain()
    answer = {"method": "sendMessage", "chat_id": 11, "text": "from the answer"}
    hub.answers = [web.json_response(answer)]
    await stage.desk.result("setWebhook", url=hub.url)
    await stage.ann.write("hi", bot="desk_bot")
    assert (await stage.ann.chat("desk_bot").wait_for("from the answer")).by_bot


async def test_a_removed_webhook_is_left_in_peace(stage: Stage, hub: Hub) -> None:
    await stage.desk.drain()
    await stage.desk.result("setWebhook", url=hub.url)
    assert (await stage.desk.call("deleteWebhook"))["description"] == "Webhook was deleted"
    await stage.ann.write("polled", bot="desk_bot")
    [update] = await stage.desk.updates()
    assert update["message"]["text"] == "polled"
    assert hub.given.empty()
