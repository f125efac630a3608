"""Every scene of the story bar, from start to end and more than once, on the page."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect

from sandbox.client import People
from sandbox.playground.routes import PAGE
from sandbox.scenes import all_scenes
from sandbox.server import Sandbox
from sandbox.teller import FAILURES
from tests.browser.chromium import go
from tests.browser.conftest import PHONE, Open, hub_behind
from tests.browser.playground import Playground

# What is to be seen at the end: on which phone, which words.
SEEN = {
    "relay": [("courier", "Звоню клиенту"), ("operators", "👌")],
    "vk-customer": [("vk", "«Ёжик», с кавычками"), ("operators", "Добрый день!")],
    "comment": [("customer", "Курьер уже у подъезда"), ("operators", "домофон")],
    "urgent": [("operators", "Борис"), ("manager", "Борис")],
}


@pytest.mark.parametrize("scene", all_scenes())
async def test_a_scene_plays_itself_to_its_end_as_often_as_it_is_clicked(
    playground: Playground, scene: str
) -> None:
    for _ in range(2):
        await playground.plays(scene)
        for phone, words in SEEN[scene]:
            await playground.phone(phone).shows(words)


async def test_a_page_opened_too_early_and_kept_over_a_restart_plays_every_scene(
    browser: Browser, store_dir: Path
) -> None:
    async with Sandbox(port=0) as sandbox:
        page = await browser.new_page(locale="ru-RU", base_url=sandbox.url)
        await go(page)
        line = page.locator("#story .story-line")
        await expect(line).to_contain_text("запущена без хаба")
        async with hub_behind(sandbox, store_dir / "early"):
            await _plays_all(page, sandbox)
    await expect(page.locator(".top .pill")).to_have_attribute("data-status", "down")
    port = urlsplit(sandbox.url).port
    async with Sandbox(port=port or 0) as again, hub_behind(again, store_dir / "again"):
        await _plays_all(page, again)
    await page.close()


async def _plays_all(page: Page, sandbox: Sandbox) -> None:
    async with People(sandbox.url) as people:
        for scene in all_scenes():
            await Playground(page=page, people=people).plays(scene)


async def test_a_scene_that_breaks_off_says_so_in_words(
    playground: Playground, people: People
) -> None:
    desk = people.telegram.group(-1001000000002)
    await desk.set_member(4001, "left")
    try:
        await playground.story.locator('[data-scene="comment"]').click()
        await expect(playground.story).to_have_attribute("data-state", "failed", timeout=60_000)
        line = playground.story.locator(".story-line")
        await expect(line).to_contain_text("Сцена не сыграла: мессенджер не дал этого сделать")
    finally:
        await desk.set_member(4001, "member")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_whatever_breaks_a_scene_off_has_words(language: str) -> None:
    words = (PAGE / f"lang/{language}.js").read_text()
    assert all(f'"story.failed.{code}"' in words for code in FAILURES.values())


async def test_every_scene_has_something_to_see_at_its_end() -> None:
    assert SEEN.keys() == all_scenes().keys()


async def test_a_scene_can_be_stopped_and_continued_by_hand(playground: Playground) -> None:
    story, lines = playground.story, all_scenes()["relay"].steps()
    await playground.page.evaluate(
        "fetch('stage/scenes/relay/play', {method: 'POST', body: '{\"by_hand\": true}'})"
    )
    for number, step in enumerate(lines):
        await expect(story.locator(".story-line")).to_have_text(step.text.ru)
        await expect(story).to_have_attribute("data-state", "paused")
        await expect(playground.page.locator(".phone.acting")).to_have_attribute(
            "data-phone", step.phone
        )
        if number == 1:
            break
        await story.get_by_role("button", name="Следующий шаг").click()
    await story.get_by_role("button", name="Дальше само").click()
    await expect(story).to_have_attribute("data-state", "done", timeout=60_000)


async def test_on_a_narrow_screen_the_scene_leads_from_phone_to_phone(opened: Open) -> None:
    playground = await opened(size=PHONE)
    await playground.story.locator('[data-scene="relay"]').click()
    await expect(playground.story).to_have_attribute("data-state", "done", timeout=60_000)
    await expect(playground.phone("courier").node).to_be_visible()
    await expect(playground.phone("operators").node).to_be_hidden()
