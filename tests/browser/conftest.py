"""The playground as a person has it: a sandbox, a hub of its own, a real browser before them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import yaml
from playwright.async_api import Browser, Error, expect

from sandbox.backstage import CONFIG, backstage
from sandbox.client import People
from sandbox.playground import Backstage
from sandbox.server import Sandbox
from tests.browser.chromium import CHROMIUM, PATIENCE, chromium, go
from tests.browser.playground import Playground

LAPTOP, PHONE = (1440, 900), (390, 844)

Open = Callable[..., Awaitable[Playground]]


@pytest.fixture(scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(port=0) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
async def people(sandbox: Sandbox) -> AsyncIterator[People]:
    async with People(sandbox.url) as people:
        await people.telegram.limits(enabled=False)
        yield people


@pytest.fixture(scope="session")
async def behind(sandbox: Sandbox, people: People, store_dir: Path) -> AsyncIterator[Backstage]:
    async with hub_behind(sandbox, store_dir / "playground") as behind:
        yield behind


@asynccontextmanager
async def hub_behind(sandbox: Sandbox, data: Path) -> AsyncIterator[Backstage]:
    """The hub as a process of its own, as `make demo` has it, with the limits off."""
    extra = {"HUB_CONFIG": str(_configured(data))}
    async with backstage(sandbox, data, extra) as behind:
        behind.teller.pace = 0.1
        yield behind


def _configured(data: Path) -> Path:
    data.mkdir()
    config = data / "hub.yaml"
    declared = yaml.safe_load(CONFIG.read_text())
    declared["limits"] = {"group_calls": 100_000, "chat_per_second": 1000, "bot_per_second": 1000}
    declared["timers"] |= {"lease": "3s"}
    config.write_text(yaml.safe_dump(declared, allow_unicode=True))
    return config


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.fail(
            "no chromium here: `make test` installs it where it may, or apt install chromium"
        )
    expect.set_options(timeout=PATIENCE)
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def opened(
    browser: Browser, sandbox: Sandbox, people: People, behind: Backstage
) -> AsyncIterator[Open]:
    """Opens the page and gives it when it is ready. No script of it may fail until the end."""
    failures: list[Error] = []
    async with AsyncExitStack() as stack:

        async def open_page(size: tuple[int, int] = LAPTOP, locale: str = "ru-RU") -> Playground:
            width, height = size
            context = await browser.new_context(
                viewport={"width": width, "height": height}, locale=locale, base_url=sandbox.url
            )
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.on("pageerror", lambda error: failures.append(error))  # noqa: PLW0108 - it takes no builtin
            await go(page)
            return Playground(page=page, people=people)

        yield open_page
    await people.faults.clear()
    await behind.teller.stop()
    assert not failures


@pytest.fixture
async def playground(opened: Open) -> Playground:
    return await opened()
