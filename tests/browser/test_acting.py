"""What one can do on a phone, and what is seen of it."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.conftest import PHONE, Open
from tests.browser.playground import Playground

SERGEY, AZIZ, NIKITA, VIKTOR = 5105, 5106, 5107, 5108
STAFF = "sandbox_staff_bot"


async def test_a_button_press_shows_the_bots_answer(playground: Playground) -> None:
    courier = await playground.put("courier", SERGEY)
    await courier.write("Нужна помощь с адресом")
    operators = playground.phone("operators")
    await operators.node.locator(".list-row", has_text="Сергей").click()
    await operators.shows("Нужна помощь с адресом")
    await operators.button("Взять").click()
    await expect(operators.node.locator(".toast")).to_contain_text("Взято")
    await expect(operators.button("Взять")).to_be_hidden()


async def test_everything_can_be_sent_without_having_it_at_hand(playground: Playground) -> None:
    phone = await playground.put("courier", AZIZ)
    await phone.attach("Фотография (образец)")
    await expect(phone.node.locator(".log .photo img")).to_have_js_property("complete", value=True)
    await phone.attach("Альбом")
    await expect(phone.node.locator(".album .photo")).to_have_count(3)
    await phone.attach("Голосовое")
    await expect(phone.node.get_by_role("button", name="Слушать")).to_be_visible()
    await phone.attach("Документ")
    await expect(phone.node.locator(".file")).to_contain_text("чек-48213.txt")
    await phone.attach("Место на карте")
    await expect(phone.node.locator(".place")).to_contain_text("60.00893")
    await phone.attach("Мой контакт")
    await expect(phone.node.locator(".contact")).to_contain_text("+79110005106")


async def test_by_keyboard_alone_one_writes_edits_replies_and_reacts(
    playground: Playground,
) -> None:
    phone, keyboard = await playground.put("courier", NIKITA), playground.page.keyboard
    await phone.node.locator("select.who").focus()
    for _ in range(20):
        await keyboard.press("Tab")
        if await phone.field.evaluate("node => node === document.activeElement"):
            break
    await keyboard.type("Одной клавиатурой")
    await keyboard.press("Enter")
    await phone.shows("Одной клавиатурой")
    await keyboard.press("ArrowUp")
    await keyboard.type(", без мыши")
    await keyboard.press("Enter")
    await phone.shows("Одной клавиатурой, без мыши")
    await expect(phone.bubble("без мыши").locator(".edited")).to_be_visible()
    await phone.node.locator(".log").focus()
    await keyboard.press("ArrowUp")
    await keyboard.press("Enter")
    await keyboard.press("ArrowRight")
    await keyboard.press("Enter")
    await expect(phone.bubble("без мыши").locator(".reaction")).to_have_text("👍")


async def test_a_deleted_message_leaves_a_trace(playground: Playground) -> None:
    phone = await playground.put("courier", NIKITA)
    await phone.write("Лишнее")
    await phone.bubble("Лишнее").hover()
    await phone.node.get_by_role("button", name="Что сделать с сообщением").last.click()
    await playground.page.get_by_role("menuitem", name="Удалить").click()
    await phone.shows("Сообщение удалено")


async def test_start_block_and_unblock(playground: Playground) -> None:
    phone = await playground.put("courier", VIKTOR)
    await phone.open_chat("Служба")
    await phone.button("Старт").click()
    await phone.shows("/start")
    await phone.shows("Виктор")
    await phone.node.get_by_role("button", name="Что сделать с чатом").click()
    await playground.page.get_by_role("menuitem", name="Заблокировать").click()
    await expect(phone.field).to_be_hidden()
    await phone.button("Разблокировать").click()
    await expect(phone.field).to_be_visible()


async def test_leaving_and_joining_a_group(playground: Playground) -> None:
    phone = await playground.put("operators", 4002)
    await phone.open_chat("Почта")
    await phone.node.locator(".list-row", has_text="Общее").click()
    await phone.node.get_by_role("button", name="Что сделать с чатом").click()
    await playground.page.get_by_role("menuitem", name="Выйти").click()
    await phone.button("Вступить в группу").click()
    await expect(phone.field).to_be_visible()


async def test_a_link_opens_the_topic(playground: Playground) -> None:
    lena, boris = playground.phone("operators"), playground.phone("manager")
    await playground.people.telegram.user(SERGEY).write("Где склад?", bot=STAFF)
    desk = playground.people.telegram.group(-1001000000001)
    topic = await desk.topic("Сергей", within=15)
    link = f"https://t.me/c/1000000001/{topic.id}"
    await boris.write(f"Вот тема: {link}")
    await boris.bubble("Вот тема").get_by_role("link").click()
    await expect(lena.node.locator(".chat-title")).to_contain_text("Сергей")
    await lena.shows("Где склад?")


async def test_what_comes_to_another_chat_is_counted_and_announced(playground: Playground) -> None:
    phone = await playground.put("courier", SERGEY)
    await phone.node.locator(".main .back").click()
    telegram = playground.people.telegram
    await telegram.user(SERGEY).write("Куда ехать?", bot=STAFF)
    desk = telegram.group(-1001000000001)
    copy = await desk.all.wait_for("Куда ехать?", by="bots", within=15)
    await telegram.user(4001).write("На Тверскую", group=desk.id, reply_to=copy.id)
    banner = phone.node.locator(".banner", has_text="На Тверскую")
    await expect(banner).to_be_visible()
    row = phone.node.locator(".list-row", has_text="Служба")
    await expect(row.locator(".badge")).to_be_visible()
    await banner.click()
    await phone.shows("На Тверскую")


async def test_on_a_phone_one_pane_is_seen_and_nothing_sticks_out(opened: Open) -> None:
    playground = await opened(size=PHONE)
    page = playground.page
    for tab in ("courier", "customer", "vk", "operators", "manager"):
        await page.locator(f'[data-tab="{tab}"]').click()
        await expect(page.locator(".phone:visible")).to_have_attribute("data-phone", tab)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.locator('[data-tab="engine"]').click()
    await expect(page.locator(".weather")).to_be_visible()


async def test_the_page_speaks_english_too(opened: Open) -> None:
    playground = await opened(locale="en-GB")
    await expect(playground.phone("courier").node.locator("h2")).to_have_text("Courier")
    await playground.page.get_by_role("button", name="Русский").click()
    await expect(playground.phone("courier").node.locator("h2")).to_have_text("Курьер")
