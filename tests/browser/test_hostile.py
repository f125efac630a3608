"""Whatever people write or call themselves stays text, and the page stays whole."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.browser.playground import Playground

HOSTILE = {
    "markup": '<img src=x onerror="window.hacked=1"><script>hacked=1</script> &amp; <b>b</b>',
    "link": "javascript:window.hacked=1 [x](javascript:alert(1)) data:text/html,<script>1</script>",
    "right-to-left": "\u202eтекст наоборот\u202c نص عربي \u2067 ещё",
    "zalgo": "З" + "\u0335\u0322\u0321\u0328\u0301\u0344" * 40 + " алго",
    "huge": "оченьдлинноесловобезпробелов" * 140,
    "template": "${window.hacked=1} {{constructor.constructor('window.hacked=1')()}}",
}


@pytest.mark.parametrize(("messenger", "person"), [("courier", 5104), ("vk", 810003)])
async def test_hostile_text_stays_text(playground: Playground, messenger: str, person: int) -> None:
    phone = await playground.put(messenger, person)
    for kind, hostile in HOSTILE.items():
        text = f"{kind}: {hostile}"
        await phone.write(text)
        await phone.shows(f"{kind}: ")
        shown = phone.bubble(f"{kind}: ").locator(".text")
        wanted = text if messenger == "vk" else _as_telegram_takes_it(text)
        assert await shown.evaluate("node => node.textContent") == wanted
        await _still_whole(playground)
    assert not await phone.node.locator(".log img, .log script, .log b b").count()
    assert await playground.page.evaluate("window.hacked") is None


async def test_hostile_names_stay_text(opened: Open, sandbox_names: str) -> None:
    playground = await opened()
    phone = await playground.put("courier", 970_100)
    await phone.button("Старт").click()
    await phone.write("как меня зовут")
    operators = playground.phone("operators")
    await operators.open_chat("Курьеры и сборщики")
    assert await phone.node.locator("option:checked").inner_text() == sandbox_names
    assert await playground.page.evaluate("window.hacked") is None
    await _still_whole(playground)


@pytest.fixture
async def sandbox_names(people: object, playground: Playground) -> str:
    """Somebody whose name is a script; he is in the world before the page is opened."""
    name = '<svg onload="window.hacked=1"> Ник'
    await playground.people.telegram.add_user(name, id=970_100)
    return name


async def test_a_formatted_link_of_a_harmful_kind_is_no_link(playground: Playground) -> None:
    phone = await playground.put("courier", 5104)
    bad = {"type": "text_link", "offset": 0, "length": 5, "url": "javascript:window.hacked=1"}
    fine = {"type": "text_link", "offset": 6, "length": 5, "url": "https://example.org/"}
    farhod = playground.people.telegram.user(5104)
    await farhod.write("нажми сюда!", bot="sandbox_staff_bot", entities=[bad, fine])
    await phone.shows("нажми сюда!")
    links = phone.bubble("нажми сюда!").locator("a")
    await expect(links).to_have_count(1)
    await expect(links).to_have_attribute("href", "https://example.org/")


def _as_telegram_takes_it(text: str) -> str:
    """It drops the marks that turn text round."""
    return text.replace("\u202e", "").replace("\u202c", "")


async def _still_whole(playground: Playground) -> None:
    """Nothing sticks out of its phone, nor the page out of the screen."""
    wide = await playground.page.evaluate(
        "[...document.querySelectorAll('.log'), document.documentElement]"
        ".filter(node => node.scrollWidth > node.clientWidth).length"
    )
    assert wide == 0
