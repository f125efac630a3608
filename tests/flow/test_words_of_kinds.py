"""Whatever carries words shows its words, both ways: what Bot API 9 and 10 have brought."""

from __future__ import annotations

from typing import Any, Final

import pytest

from sandbox.client import SeenMessage, SeenTopic
from tests.flow.test_guests import case, ksenia, share
from tests.flow.test_kinds import put
from tests.flow.world import DESK, SPB, STAFF, World

__all__ = ["ksenia"]

pytestmark = pytest.mark.usefixtures("idle")

HEADING: Final = {"type": "heading", "size": 2, "text": "Заказ 48213 оформлен"}
DELIVERY: Final = {
    "type": "paragraph",
    "text": [{"type": "bold", "text": "Доставка:"}, " завтра 10:00"],
}
LISTED: Final = {
    "type": "list",
    "items": [{"blocks": [{"type": "paragraph", "text": "Торт"}], "has_checkbox": True}],
}
ARTICLE: Final = "<b>Заказ 48213 оформлен</b>\n<b>Доставка:</b> завтра 10:00\n☐ Торт"
LIST: Final = ("Сборка", "Торт", {"text": "Свечи", "done": True})
TOLD_LIST: Final = "Список: Сборка\n☐ Торт\n☑ Свечи"
STORY: Final = {"title": "Новинки", "username": "shop_news", "id": 12}
TOLD_STORY: Final = "Вложение (история): Новинки https://t.me/shop_news/s/12"


def _under(topic: SeenTopic, copy: SeenMessage) -> dict[str, Any]:
    return {"group": topic.group, "topic": topic.id, "reply_to": copy.id}


async def test_an_article_arrives_in_its_words_both_ways(world: World) -> None:
    await world.ruslan.rich(HEADING, DELIVERY, LISTED, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Доставка")
    assert copy.html == ARTICLE
    shown = await world.conversation(desk="couriers")
    assert shown["messages"][0]["text"].startswith("Заказ 48213 оформлен\nДоставка: завтра")
    sent = await world.lena.rich(HEADING, DELIVERY, LISTED, **_under(topic, copy))
    await sent.becomes(reaction="👌")
    assert (await world.ruslan.chat(STAFF).wait_for("Доставка", by="bots")).html == ARTICLE


async def test_a_forwarded_article_of_a_shop_is_read_too(world: World) -> None:
    """As it came to us: reports/03."""
    shop = {"id": 9900001, "is_bot": True, "first_name": "Магазин", "username": "shop_orders_bot"}
    origin = {"type": "user", "date": 1795999940, "sender_user": shop}
    heading = {"type": "section_heading", "size": 2, "text": "Заказ 48213 оформлен"}
    await put(world, STAFF, forward_origin=origin, rich_message={"blocks": [heading, DELIVERY]})
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Заказ 48213")
    assert copy.text == "⚙ Переслано от Магазин\nЗаказ 48213 оформлен\nДоставка: завтра 10:00"


async def test_a_live_photo_arrives_as_its_photo_both_ways(world: World) -> None:
    live = await world.ruslan.live_photo(bot=STAFF, caption="Вот дверь")
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Вот дверь", kind="photo")
    assert copy.text == "Вот дверь"
    assert await copy.download() == await live.download()
    sent = await world.lena.live_photo(caption="Вот этот", **_under(topic, copy))
    got = await world.ruslan.chat(STAFF).wait_for("Вот этот", kind="photo", by="bots")
    assert await got.download() == await sent.download()


async def test_an_album_with_live_photos_stays_an_album_both_ways(world: World) -> None:
    album: list[dict[str, Any]] = [{"kind": "live_photo", "caption": "Два"}, {"kind": "photo"}]
    await world.ruslan.album(album, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Два", kind="photo")
    await world.lena.album(album, **_under(topic, copy))
    got = await world.ruslan.chat(STAFF).wait_for_all(kind="photo", by="bots", count=2)
    assert len({one.raw["album"] for one in got}) == 1
    assert [one.text for one in got] == ["Два", ""]


async def test_a_list_arrives_with_its_marks_both_ways(world: World) -> None:
    await world.ruslan.checklist(*LIST, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Список")
    assert copy.text == f"⚙ {TOLD_LIST}"
    await world.lena.checklist(*LIST, **_under(topic, copy))
    assert (await world.ruslan.chat(STAFF).wait_for("Список")).text == TOLD_LIST


async def test_a_story_is_told_with_a_way_to_it_both_ways(world: World) -> None:
    await world.ruslan.send("story", story=STORY, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("история")
    assert copy.text == f"⚙ {TOLD_STORY}"
    await world.lena.send("story", story=STORY, **_under(topic, copy))
    assert (await world.ruslan.chat(STAFF).wait_for("история")).text == TOLD_STORY


async def test_a_poll_is_told_with_all_it_says_and_shows(world: World) -> None:
    more = {"description": "На этой неделе", "explanation": "Иначе никак", "photo": True}
    await world.ruslan.poll("Когда?", "Утром", "Вечером", bot=STAFF, **more)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Опрос", kind="photo")
    told = "Опрос: Когда?\nНа этой неделе\n— Утром\n— Вечером\nИначе никак"
    assert copy.text == f"⚙ {told}"
    await world.lena.poll("Когда?", "Утром", "Вечером", **more, **_under(topic, copy))
    assert (await world.ruslan.chat(STAFF).wait_for("Опрос", kind="photo")).text == told


TOLD: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "invoice": (
        {"title": "Торт", "description": "С надписью", "currency": "RUB", "total_amount": 159050},
        "Счёт: Торт, 1590.50 RUB\nС надписью",
    ),
    "game": ({"title": "Змейка", "description": "Кто дальше"}, "Игра: Змейка\nКто дальше"),
    "giveaway": (
        {"chats": [{"title": "Новинки"}], "winner_count": 3, "prize_description": "Торт"},
        "Розыгрыш: Новинки, победителей: 3\nТорт",
    ),
    "giveaway_winners": (
        {"chat": {"title": "Новинки"}, "winner_count": 1, "winners": [{"first_name": "Нина"}]},
        "Итоги розыгрыша: Новинки, победителей: 1\n— Нина",
    ),
    "paid_media": ({"star_count": 50, "paid_media": []}, "Платное вложение, звёзд: 50"),
}


@pytest.mark.parametrize("kind", TOLD)
async def test_what_nobody_can_pass_on_is_told_both_ways(world: World, kind: str) -> None:
    body, told = TOLD[kind]
    content: dict[str, Any] = {kind: body}
    await put(world, STAFF, **content)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for(told)
    assert copy.text == f"⚙ {told}"
    replied = {"message_id": copy.id, "from": {"id": 700004, "is_bot": True}}
    await put(world, DESK, topic=topic, author=4001, reply_to_message=replied, **content)
    assert (await world.ruslan.chat(STAFF).wait_for(told)).text == told


async def test_a_guest_sends_an_article_and_a_list(world: World, ksenia: Any) -> None:
    one = await case(world)
    await share(world, one, ksenia)
    await one.customer.write("А что в заказе?", bot=SPB)
    asked = await ksenia.chat(DESK).wait_for("А что в заказе?")
    await ksenia.rich(HEADING, DELIVERY, bot=DESK, reply_to=asked.id)
    await ksenia.checklist(*LIST, bot=DESK, reply_to=asked.id)
    await one.told("Доставка: завтра")
    assert (await one.told("Список")).text == TOLD_LIST
    assert (await one.customer.chat(SPB).find("Передать нельзя")) == []


async def test_an_old_forward_without_its_author_reaches_the_contact(world: World) -> None:
    """As it came to us: reports/05."""
    topic, copy = await world.courier_writes("Вопрос")
    replied = {"message_id": copy.id, "from": {"id": 700004, "is_bot": True}}
    said: dict[str, Any] = {"text": "Прежний ответ", "reply_to_message": replied}
    origin = {"type": "hidden_user", "date": 1422450181}
    await put(world, DESK, topic=topic, author=4001, forward_origin=origin, **said)
    await world.lena.press("Отправить", message=await topic.wait_for(button="Отправить"))
    got = await world.ruslan.chat(STAFF).wait_for("Прежний ответ")
    assert got.text == "Переслано\nПрежний ответ"


@pytest.mark.parametrize("kind", ["poll_option_added", "boost_added", "video_chat_started"])
async def test_what_telegram_tells_of_itself_opens_nothing(world: World, kind: str) -> None:
    content: dict[str, Any] = {kind: {}}
    await put(world, STAFF, **content)
    await world.ruslan.write("Вопрос", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    await topic.wait_for("Вопрос")
    shown = await world.conversation(desk="couriers")
    assert [one["text"] for one in shown["messages"]] == ["Вопрос"]


async def test_a_kind_of_tomorrow_shows_its_words_both_ways(world: World) -> None:
    content: dict[str, Any] = {
        "hologram": {"id": "x1", "title": "Смета", "rows": [{"text": "Итог"}]}
    }
    await put(world, STAFF, **content)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Смета")
    assert copy.text == "Смета\nИтог"
    replied = {"message_id": copy.id, "from": {"id": 700004, "is_bot": True}}
    await put(world, DESK, topic=topic, author=4001, reply_to_message=replied, **content)
    assert (await world.ruslan.chat(STAFF).wait_for("Смета")).text == "Смета\nИтог"


async def test_two_messages_without_a_number_are_two(world: World) -> None:
    await put(world, STAFF, message_id=0, text="Раз")
    await put(world, STAFF, message_id=0, text="Два")
    topic = await world.couriers.topic("Руслан")
    await topic.wait_for("Раз")
    await topic.wait_for("Два")
