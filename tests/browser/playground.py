"""The page's parts by name, and what one does on them."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from sandbox.client import People


@dataclass(frozen=True, slots=True, kw_only=True)
class Playground:
    page: Page
    people: People

    def phone(self, id: str) -> Phone:
        return Phone(node=self.page.locator(f"#phone-{id}:not([aria-busy])"))

    @property
    def story(self) -> Locator:
        return self.page.locator("#story")

    @property
    def engine(self) -> Locator:
        return self.page.locator(".engine")

    async def plays(self, scene: str) -> None:
        """It is clicked, begins, and comes to its end."""
        await self.story.locator(f'[data-scene="{scene}"]').click(timeout=90_000)
        pick = self.story.locator(f'[data-scene="{scene}"][aria-pressed="true"]')
        await expect(pick).to_be_attached()
        await expect(self.story).to_have_attribute("data-state", "done", timeout=60_000)

    async def put(self, id: str, person: int) -> Phone:
        """Somebody takes the phone; the chat that is open stays open, as he has it."""
        phone = self.phone(id)
        await phone.node.locator("select.who").select_option(str(person))
        return phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    node: Locator

    @property
    def bubbles(self) -> Locator:
        return self.node.locator(".log .bubble")

    @property
    def field(self) -> Locator:
        return self.node.locator("textarea")

    def bubble(self, text: str) -> Locator:
        return self.bubbles.filter(has_text=text).last

    def button(self, label: str) -> Locator:
        return self.node.get_by_role("button", name=label, exact=True)

    async def write(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def shows(self, text: str) -> None:
        await expect(self.bubble(text)).to_be_visible(timeout=15_000)

    async def open_chat(self, title: str) -> None:
        """From wherever the phone is."""
        back = self.node.locator(".side-top .icon-button, .main .back").locator("visible=true")
        row = self.node.locator(".list-row", has_text=title).locator("visible=true")
        await expect(row.or_(back).first).to_be_visible()
        while not await row.first.is_visible():
            await back.first.click()
            await expect(row.or_(back).first).to_be_visible()
        await row.first.click()

    async def attach(self, what: str) -> None:
        await self.node.get_by_role("button", name="Приложить").click()
        await self.node.page.get_by_role("menuitem", name=what).click()
