"""Every scene of the story bar, from start to end, on the page."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from sandbox.scenes import all_scenes
from tests.browser.conftest import PHONE, Open
from tests.browser.playground import Playground

# What is to be seen at the end: on which phone, which words.
SEEN = {
    "relay": [("courier", "Звоню клиенту"), ("operators", "👌")],
    "vk-customer": [("vk", "«Ёжик», с кавычками"), ("operators", "Добрый день!")],
    "comment": [("customer", "Курьер уже у подъезда"), ("operators", "домофон")],
    "urgent": [("operators", "Борис"), ("manager", "Борис")],
}


@pytest.mark.parametrize("scene", all_scenes())
async def test_a_scene_plays_itself_to_its_end(playground: Playground, scene: str) -> None:
    await playground.story.locator(f'[data-scene="{scene}"]').click()
    await expect(playground.story).to_have_attribute("data-state", "done", timeout=60_000)
    for phone, words in SEEN[scene]:
        await playground.phone(phone).shows(words)


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
