"""`make screenshots`: the pictures of README and the guides, taken of a demo in full swing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Locator, Page, expect

from sandbox.backstage import backstage
from sandbox.playground import Backstage
from sandbox.scenes import all_scenes
from sandbox.server import Sandbox
from tests.browser.chromium import chromium, go

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
LAPTOP, PHONE = (1440, 900), (390, 844)


async def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data:
        async with Sandbox(port=0) as sandbox, backstage(sandbox, Path(data)) as behind:
            behind.teller.pace = 0.1
            await _play(behind, *reversed(all_scenes()))
            async with chromium() as browser:
                await _take(browser, sandbox.url)


async def _play(behind: Backstage, *scenes: str) -> None:
    for scene in scenes:
        await behind.teller.play(scene)
        await behind.teller.over()
        if behind.teller.state["state"] != "done":
            raise SystemExit(f"{scene}: {behind.teller.failure}")


async def _take(browser: Browser, url: str) -> None:
    wide = await _page(browser, url, LAPTOP)
    await _shot(wide, "playground.png")
    await _shot(wide, "playground-topic.png", wide.locator("#phone-operators"))
    narrow = await _page(browser, url, PHONE)
    await narrow.locator('[data-tab="operators"]').click()
    await _shot(narrow, "playground-phone.png")


async def _page(browser: Browser, url: str, size: tuple[int, int]) -> Page:
    width, height = size
    page = await browser.new_page(
        viewport={"width": width, "height": height}, locale="ru-RU", base_url=url
    )
    await go(page)
    await page.wait_for_selector(".cases li", state="attached")
    return page


async def _shot(page: Page, name: str, part: Locator | None = None) -> None:
    for image in await page.locator(".photo img:visible").all():
        await expect(image).to_have_js_property("complete", value=True)
    await (part or page).screenshot(path=IMAGES / name)


if __name__ == "__main__":
    asyncio.run(main())
