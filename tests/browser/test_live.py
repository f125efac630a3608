"""The page stays true: over a broken line, a killed hub, and a long day."""

from __future__ import annotations

import asyncio

from playwright.async_api import expect

from sandbox.playground import Backstage
from sandbox.server import Sandbox
from tests.browser.playground import Playground

ILYA, DENIS = 5103, 5102
STAFF = "sandbox_staff_bot"


async def test_after_a_broken_line_nothing_is_missing_or_double(
    playground: Playground, sandbox: Sandbox
) -> None:
    phone, line = await playground.put("courier", ILYA), playground.page.locator(".top .pill")
    ilya = playground.people.telegram.user(ILYA)
    await ilya.write("до обрыва", bot=STAFF)
    await phone.shows("до обрыва")
    await playground.page.route("**/people/events*", lambda route: route.abort())
    _tear_streams(sandbox)
    await expect(line).to_have_attribute("data-status", "down")
    await ilya.write("во время обрыва", bot=STAFF)
    await playground.page.unroute("**/people/events*")
    await expect(line).to_have_attribute("data-status", "ok")
    await ilya.write("после обрыва", bot=STAFF)
    await phone.shows("после обрыва")
    for text in ("до обрыва", "во время обрыва", "после обрыва"):
        await expect(phone.bubbles.filter(has_text=text)).to_have_count(1)


def _tear_streams(sandbox: Sandbox) -> None:
    """All connections at once: the hub's polls too, which it must survive as well."""
    server = sandbox._runner.server
    assert server is not None
    for connection in server.connections:
        if connection.transport is not None:
            connection.transport.abort()


async def test_a_killed_hub_is_shown_and_its_work_goes_on_after_a_restart(
    playground: Playground, behind: Backstage
) -> None:
    page, courier = playground.page, await playground.put("courier", DENIS)
    scenes, line = playground.story.locator("[data-scene]"), playground.story.locator(".story-line")
    await expect(scenes.first).to_be_enabled()
    await page.locator('[data-hub="kill"]').click()
    await expect(playground.engine.locator(".pill")).to_have_text("хаб не работает")
    assert not behind.hub.running
    await expect(scenes.first).to_be_disabled()
    await expect(line).to_contain_text("Хаб не работает")
    await courier.write("Пока хаба нет")
    await courier.shows("Пока хаба нет")
    await page.locator('[data-hub="start"]').click()
    await expect(playground.engine.locator(".pill")).to_have_text("работает", timeout=90_000)
    await expect(scenes.first).to_be_enabled()
    desk = playground.people.telegram.group(-1001000000001)
    copies = await desk.all.wait_for_all("Пока хаба нет", within=30)
    assert len(copies) == 1


async def test_weather_is_made_and_cleared_and_seen_in_the_engine(playground: Playground) -> None:
    floods = playground.page.locator('[data-weather="floods"]')
    await floods.click()
    await expect(floods).to_have_attribute("aria-pressed", "true")
    await playground.people.telegram.user(ILYA).write("в непогоду", bot=STAFF)
    flooded = playground.engine.locator('[data-number="flooded"] dd')
    await expect(flooded).not_to_have_text("0")
    await floods.click()
    await expect(floods).to_have_attribute("aria-pressed", "false")
    await playground.people.telegram.forget_limits()


async def test_a_long_day_leaves_only_a_window_of_it_in_the_page(playground: Playground) -> None:
    bot = "quiet_bot"  # not the hub's: this is about the page
    await playground.people.telegram.add_bot(bot, name="Тихий бот")
    someone = await playground.people.telegram.add_user("Болтун", id=970_200)
    await someone.start(bot)
    for begin in range(0, 1200, 100):
        lines = (f"строка {number}" for number in range(begin, begin + 100))
        await asyncio.gather(*(someone.write(line, bot=bot) for line in lines))
    await playground.page.reload()
    await playground.page.wait_for_selector("body[data-ready]")
    phone = await playground.put("customer", 970_200)
    await phone.open_chat("Тихий бот")
    await expect(phone.bubbles.first).to_be_visible()
    assert 50 < await phone.bubbles.count() <= 300
    earliest = await phone.bubbles.first.inner_text()
    await phone.node.locator(".log").evaluate("log => { log.scrollTop = 0; }")
    await expect(phone.bubbles.first).not_to_have_text(earliest)
    assert await phone.bubbles.count() <= 300
    await phone.node.get_by_role("button", name="К новым сообщениям").click()
    await someone.write("последняя", bot=bot)
    await phone.shows("последняя")


async def test_an_order_changed_by_the_shop_changes_on_the_page(playground: Playground) -> None:
    await playground.people.orders.change("48213", status="delivered")
    await expect(playground.page.locator(".order .status")).to_have_value("delivered")
