"""Which order somebody of the staff writes about: taken, asked, chosen, and nobody else's."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from sandbox.client import People, SeenMessage
from sandbox.telegram.client import Person
from sandbox.telegram.files import sample_png
from tests.flow.conftest import Hub
from tests.flow.world import DESK, SPB, STAFF, World, world_of

DENIS, ILYA, NIKITA, OLGA = 5102, 5103, 5107, 5401
DENIS_HAS = ("48214", "48217", "48221")
WHICH = "О каком заказе"


async def _conversation(world: World, name: str) -> dict[str, Any]:
    """The newest one of whoever is called that, without its messages; empty if there is none."""
    page = await world.get("/api/conversations", desk="couriers")
    return next((one for one in page["items"] if name in one["contact"]["name"]), {})


async def _becomes_about(world: World, name: str, order: str | None) -> dict[str, Any]:
    deadline = asyncio.get_running_loop().time() + 20
    while (found := await _conversation(world, name)).get("order", "") != order:
        assert asyncio.get_running_loop().time() < deadline, (order, found)
        await asyncio.sleep(0.05)
    return found


async def _question(person: Person, *, count: int = 1) -> SeenMessage:
    return await person.chat(STAFF).wait_for(WHICH, by="bots", count=count)


def _offered(question: SeenMessage) -> list[str]:
    return [label.split(" · ")[0] for label in question.labels]


async def _asked(world: World, text: str, person: int = DENIS) -> SeenMessage:
    """He writes, and is asked."""
    await world.person(person).write(text, bot=STAFF)
    return await _question(world.person(person))


async def test_the_only_order_is_taken_and_named_once(world: World) -> None:
    """B10"""
    topic, copy = await world.courier_writes("Клиент не открывает")
    await copy.becomes(contains="⚙ заказ 48213\nКлиент не открывает")
    await world.ruslan.chat(STAFF).wait_for("Принято, заказ 48213.")
    await world.ruslan.write("Звоню ему", bot=STAFF)
    later = await topic.wait_for("Звоню ему")
    assert later.text == "⚙ заказ 48213\nЗвоню ему"
    assert not later.edited
    assert 'href="https://shop.example/orders/48213"' in later.html
    await _becomes_about(world, "Руслан", "48213")
    assert len(await world.ruslan.chat(STAFF).find("заказ")) == 1
    assert not await world.ruslan.chat(STAFF).find(WHICH)


async def test_of_several_he_is_asked_with_buttons_that_name_exactly_his_own(
    world: World,
) -> None:
    """C07 C12"""
    question = await _asked(world, "Не могу дозвониться")
    assert sorted(_offered(question)) == sorted(DENIS_HAS)
    assert "О'КЕЙ, Богатырский, 13" in question.labels[0]
    assert "–" in question.labels[0]
    topic = await world.couriers.topic("Денис")
    copy = await topic.wait_for("Не могу дозвониться")
    assert "заказ" not in copy.text
    answer = await world.person(DENIS).press("48217", message=question)
    assert answer["text"] == "Заказ 48217."
    await question.becomes(contains="Принято, заказ 48217.", no_button="48214")
    await copy.becomes(contains="⚙ заказ 48217\nНе могу дозвониться")
    await world.person(DENIS).write("И ещё", bot=STAFF)
    assert (await topic.wait_for("И ещё")).text == "⚙ заказ 48217\nИ ещё"
    assert (await _conversation(world, "Денис"))["order"] == "48217"
    [chosen] = await world.audit("order_set", count=1)
    assert (chosen["who"], chosen["detail"]["order"]) == ("denis", "48217")


async def test_who_has_none_is_asked_nothing(world: World) -> None:
    await world.person(NIKITA).write("Когда смена", bot=STAFF)
    topic = await world.couriers.topic("Никита")
    await topic.wait_for("Когда смена")
    await _settled(world)
    assert len(await world.person(NIKITA).chat(STAFF).messages()) == 1
    assert (await _conversation(world, "Никита"))["order"] is None
    assert (await topic.texts())[-1] == "Когда смена"


async def test_he_is_asked_once_however_much_he_writes(world: World) -> None:
    question = await _asked(world, "Раз")
    for word in ("Два", "Три", "Четыре"):
        await world.person(DENIS).write(word, bot=STAFF)
    topic = await world.couriers.topic("Денис")
    copies = [await topic.wait_for(word) for word in ("Раз", "Два", "Три", "Четыре")]
    await _settled(world)
    assert len(await world.person(DENIS).chat(STAFF).find(WHICH)) == 1
    await world.person(DENIS).press("48214", message=question)
    for copy in copies:
        await copy.becomes(contains="заказ 48214")


async def test_a_choice_outlives_the_hub_and_can_be_changed(people: People, hub: Hub) -> None:
    async with hub() as app, world_of(people, app) as world:
        question = await _asked(world, "Раз")
        await world.person(DENIS).press("48221", message=question)
        await question.becomes(contains="48221", button="Другой заказ")
    async with hub() as app, world_of(people, app) as world:
        denis = world.person(DENIS)
        await denis.write("Два", bot=STAFF)
        topic = await world.couriers.topic("Денис")
        assert (await topic.wait_for("Два")).text == "⚙ заказ 48221\nДва"
        await denis.press("Другой заказ", message=question)
        again = await question.becomes(contains=WHICH, button="48214")
        assert sorted(_offered(again)) == sorted(DENIS_HAS)
        await denis.press("48214", message=again)
        await denis.write("Три", bot=STAFF)
        assert (await topic.wait_for("Три")).text == "⚙ заказ 48214\nТри"
        assert (await topic.wait_for("Два")).text == "⚙ заказ 48221\nДва"


async def test_a_question_that_waits_is_answered_after_a_restart(people: People, hub: Hub) -> None:
    async with hub() as app, world_of(people, app) as world:
        question = await _asked(world, "Раз")
    async with hub() as app, world_of(people, app) as world:
        await world.person(DENIS).press("48217", message=question)
        topic = await world.couriers.topic("Денис")
        await topic.wait_for("⚙ заказ 48217\nРаз")
        assert len(await world.person(DENIS).chat(STAFF).find(WHICH)) == 0


async def test_when_the_order_has_ended_he_is_asked_again_or_the_last_one_is_taken(
    world: World,
) -> None:
    denis = world.person(DENIS)
    first = await _asked(world, "Раз")
    await denis.press("48214", message=first)
    await first.becomes(contains="Принято, заказ 48214.")
    await world.people.orders.change("48214", status="delivered")
    await denis.write("Два", bot=STAFF)
    second = await _question(denis)
    assert sorted(_offered(second)) == ["48217", "48221"]
    topic = await world.couriers.topic("Денис")
    await denis.press("48221", message=second)
    await (await topic.wait_for("Два")).becomes(contains="⚙ заказ 48221\nДва")
    await world.people.orders.change("48221", courier=NIKITA)
    await denis.write("Три", bot=STAFF)
    await denis.chat(STAFF).wait_for("Принято, заказ 48217.")
    await (await topic.wait_for("Три")).becomes(contains="⚙ заказ 48217\nТри")
    assert (await topic.wait_for("Раз")).text == "⚙ заказ 48214\nРаз"
    await world.people.orders.change("48217", status="delivered")
    await denis.write("Всё", bot=STAFF)
    await _becomes_about(world, "Денис", None)
    await (await topic.wait_for("Всё")).becomes(contains="Всё")


async def test_a_number_of_his_own_is_as_good_as_a_press(world: World) -> None:
    question = await _asked(world, "Не отвечает")
    await world.person(DENIS).write("это ４８２１７, дом 7", bot=STAFF)
    await question.becomes(contains="Принято, заказ 48217.", no_button="48214")
    topic = await world.couriers.topic("Денис")
    await (await topic.wait_for("Не отвечает")).becomes(contains="заказ 48217")
    await _becomes_about(world, "Денис", "48217")
    await world.person(DENIS).write("а 48221 уже забрал", bot=STAFF)
    await _becomes_about(world, "Денис", "48221")
    assert (await topic.wait_for("Не отвечает")).text == "⚙ заказ 48217\nНе отвечает"


async def test_a_number_added_by_an_edit_counts_as_if_written_so(world: World) -> None:
    question = await _asked(world, "Не отвечает")
    denis, topic = world.person(DENIS), await world.couriers.topic("Денис")
    [written] = await denis.chat(STAFF).find("Не отвечает")
    await denis.write("Жду", bot=STAFF)
    waiting = await topic.wait_for("Жду")
    await denis.edit(written, "Не отвечает, 48217")
    await question.becomes(contains="Принято, заказ 48217.", no_button="48214")
    await (await topic.wait_for("Не отвечает")).becomes(
        contains="⚙ заказ 48217\nНе отвечает, 48217"
    )
    await waiting.becomes(contains="⚙ заказ 48217\nЖду")
    await _becomes_about(world, "Денис", "48217")
    last = await denis.write("По 48221 всё", bot=STAFF)
    await _becomes_about(world, "Денис", "48221")
    await denis.edit(written, "Не отвечает, 48214")
    await (await topic.wait_for("Не отвечает")).becomes(
        contains="⚙ заказ 48214\nНе отвечает, 48214"
    )
    await denis.edit(last, "По 48214 всё")
    await _becomes_about(world, "Денис", "48214")
    await denis.chat(STAFF).wait_for("Принято, заказ 48214.")
    orders = [one["detail"]["order"] for one in await world.audit("order_set", count=3)]
    assert orders == ["48217", "48221", "48214"]
    assert not await world.audit("refused", count=0)


async def test_anothers_number_added_by_an_edit_is_no_more_than_one_that_is_not_there(
    world: World,
) -> None:
    topic, _ = await world.courier_writes("Что с ним")
    await world.ruslan.chat(STAFF).wait_for("Принято, заказ 48213.")
    [written] = await world.ruslan.chat(STAFF).find("Что с ним")
    for number in ("48215", "99999"):
        await world.ruslan.edit(written, f"Что с {number}")
        await world.ruslan.chat(STAFF).wait_for(f"Заказа {number} среди ваших нет.")
    await topic.wait_for("⚙ заказ 48213\nЧто с 99999")
    refused = await world.audit("refused", count=2)
    assert [event["detail"]["tried"] for event in refused] == ["order 48215", "order 99999"]
    assert (await _conversation(world, "Руслан"))["order"] == "48213"
    assert len(await world.ruslan.chat(STAFF).find("Принято")) == 1


async def test_of_two_of_his_own_that_he_names_he_is_asked_about_these(world: World) -> None:
    question = await _asked(world, "Заказы 48214 и 48221, клиент один")
    assert sorted(_offered(question)) == ["48214", "48221"]


async def test_his_order_of_yesterday_can_be_named(world: World) -> None:
    await world.ruslan.write("По 47931 клиент жалуется", bot=STAFF)
    await _becomes_about(world, "Руслан", "47931")
    await world.ruslan.write("На тыкву", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    assert (await topic.wait_for("На тыкву")).text == "⚙ заказ 47931\nНа тыкву"


async def test_anothers_order_and_one_that_is_not_there_are_answered_alike(world: World) -> None:
    """X03: the sentence, the buttons, the calls; only the audit tells what was tried."""
    said = []
    for number in ("48215", "99999"):
        since = await world.people.calls.last()
        sent = await world.ruslan.write(f"А что с {number}?", bot=STAFF)
        answer = await world.ruslan.chat(STAFF).wait_for(f"Заказа {number} среди ваших нет.")
        await world.ruslan.chat(STAFF).wait_for("Принято, заказ 48213.")
        calls = await world.people.calls.all(since, service="orders")
        paths = [call["params"]["path"].replace(number, "N") for call in calls]
        asked = [path for path in paths if "/orders-api/orders/" in path]
        told = [
            (one.text.replace(number, "N"), one.labels, one.html.replace(number, "N"))
            for one in await world.ruslan.chat(STAFF).messages(sent.id)
            if "Принято" not in one.text
        ]
        said.append((answer.labels, asked, told))
    assert said[0] == said[1]
    assert (await _conversation(world, "Руслан"))["order"] == "48213"
    refused = await world.audit("refused", count=2)
    assert [event["detail"]["tried"] for event in refused] == ["order 48215", "order 99999"]
    assert {event["who"] for event in refused} == {"ruslan"}


@pytest.mark.parametrize("order", ["48213", "99999", "", "48213:1", "x" * 50, "$ne", "../48213"])
async def test_a_forged_press_of_what_is_not_his_chooses_nothing(world: World, order: str) -> None:
    question = await _asked(world, "Раз")
    answer = await world.person(DENIS).forge(question, f"order:{order}")
    assert answer["text"] == f"Заказа {order[:20]} среди ваших нет."
    assert (await _conversation(world, "Денис"))["order"] is None
    assert len(await world.audit("refused", count=1)) == 1
    assert (await world.person(DENIS).chat(STAFF).last()).labels == question.labels


async def test_a_button_is_worth_nothing_once_the_order_is_anothers(world: World) -> None:
    question = await _asked(world, "Раз")
    await world.people.orders.change("48214", courier=ILYA)
    answer = await world.person(DENIS).press("48214", message=question)
    assert answer["text"] == "Заказа 48214 среди ваших нет."
    assert (await _conversation(world, "Денис"))["order"] is None
    [refused] = await world.audit("refused", count=1)
    assert (refused["who"], refused["detail"]["tried"]) == ("denis", "press order:48214")


async def test_copied_buttons_do_nothing_for_others(world: World) -> None:
    """Another courier, a customer, an operator: each on a message of the bot he has."""
    await _asked(world, "Раз")
    await world.ruslan.write("Раз", bot=STAFF)
    his = await world.ruslan.chat(STAFF).wait_for("Принято, заказ 48213.")
    courier = await world.ruslan.forge(his, "order:48214")
    assert courier["text"] == "Заказа 48214 среди ваших нет."
    nina = await world.people.telegram.add_user("Нина", id=990_001)
    await nina.start(SPB)
    customer = await nina.forge(await nina.chat(SPB).wait_for(by="bots"), "order:48214")
    await world.lena.start(DESK)
    greeting = await world.lena.chat(DESK).wait_for(by="bots")
    operator = await world.lena.forge(greeting, "order:48214")
    assert customer["text"] == operator["text"] == "Такого обращения у вас нет."
    assert (await _conversation(world, "Денис"))["order"] is None
    assert (await _conversation(world, "Руслан"))["order"] == "48213"
    tried = [event["detail"]["tried"] for event in await world.audit("refused", count=3)]
    assert tried == ["press order:48214"] * 3


async def test_while_the_order_service_is_slow_messages_flow(world: World) -> None:
    fault = await world.people.faults.add(service="orders", effect="delay", seconds=30, times=99)
    denis = world.person(DENIS)
    for word in ("Раз", "Два", "Три"):
        await denis.write(word, bot=STAFF)
    topic = await world.couriers.topic("Денис")
    await topic.wait_for("Три")
    assert not await denis.chat(STAFF).find(WHICH)
    await world.people.faults.remove(fault)
    question = await denis.chat(STAFF).wait_for(WHICH, within=30)
    await denis.press("48217", message=question)
    await topic.wait_for("⚙ заказ 48217\nРаз")


async def test_while_it_is_down_numbers_are_kept_and_nothing_is_refused(world: World) -> None:
    fault = await world.people.faults.add(service="orders", effect="reset", times=999)
    await world.ruslan.write("Что с 48215 и 48213", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    assert (await topic.wait_for("Что с 48215")).text == "Что с 48215 и 48213"
    await _settled(world)
    assert len(await world.ruslan.chat(STAFF).messages()) == 1
    assert not await world.audit("refused", count=0)
    await world.people.faults.remove(fault)
    await world.ruslan.chat(STAFF).wait_for("Принято, заказ 48213.", within=30)
    await world.ruslan.chat(STAFF).wait_for("Заказа 48215 среди ваших нет.")


async def test_a_press_while_it_is_down_says_so_and_chooses_nothing(world: World) -> None:
    question = await _asked(world, "Раз")
    fault = await world.people.faults.add(service="orders", effect="reset", times=999)
    answer = await world.person(DENIS).press("48217", message=question)
    assert "не удаётся узнать о заказах" in answer["text"]
    assert (await _conversation(world, "Денис"))["order"] is None
    assert not await world.audit("refused", count=0)
    await world.people.faults.remove(fault)


async def test_the_next_conversation_begins_with_the_same_order(people: People, hub: Hub) -> None:
    async with hub(timers={"reopen_window": "1s"}) as app, world_of(people, app) as world:
        denis = world.person(DENIS)
        await denis.press("48217", message=await _asked(world, "Раз"))
        topic = await world.couriers.topic("Денис")
        first = await _becomes_about(world, "Денис", "48217")
        await world.lena.write("/close", group=topic.group, topic=topic.id)
        await world.lena.write("/close client_absent", group=topic.group, topic=topic.id)
        await _closed(world, first["id"])
        await denis.write("Снова", bot=STAFF)
        assert (await topic.wait_for("Снова")).text == "⚙ заказ 48217\nСнова"
        await denis.chat(STAFF).wait_for("Принято, заказ 48217.", count=2)
        assert (await _conversation(world, "Денис"))["id"] != first["id"]


async def _closed(world: World, id: str) -> None:
    deadline = asyncio.get_running_loop().time() + 30
    while (await world.get(f"/api/conversations/{id}"))["status"] != "closed":
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.1)


async def test_every_kind_carries_its_order_as_far_as_it_has_words(world: World) -> None:
    await world.ruslan.photo(sample_png(64, 48), bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    await (await topic.wait_for(kind="photo")).becomes(contains="заказ 48213")
    await world.ruslan.photo(sample_png(48, 64), bot=STAFF, caption="Вот дверь")
    door = await topic.wait_for("Вот дверь", kind="photo")
    assert door.text == "⚙ заказ 48213\nВот дверь"
    await world.ruslan.location(60.0, 30.3, bot=STAFF)
    await topic.wait_for(kind="location")
    assert len(await topic.find("заказ 48213")) == 2


async def test_where_the_copy_has_no_room_the_order_stands_below_it(world: World) -> None:
    fault = await world.people.faults.add(service="orders", effect="reset", times=999)
    full = "я" * 4096
    await world.ruslan.write(full, bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for(full[:100])
    await world.people.faults.remove(fault)
    below = await topic.wait_for("заказ 48213", by="bots", within=30)
    assert below.reply_to == copy.id
    assert (await copy.becomes(contains=full[:50])).text == full


async def test_everybody_at_once_sees_only_his_own(world: World) -> None:
    """C11: thirteen people, orders given at random, all write within a moment."""
    chance = random.Random(48213)  # noqa: S311
    couriers, pickers = range(5101, 5108), range(5401, 5406)
    numbers = [str(number) for number in (*range(48213, 48228), 48231, 48232, 48233, 48235, 48236)]
    his: dict[int, set[str]] = {id: set() for id in (*couriers, *pickers)}
    for number in numbers:
        courier, picker = chance.choice(couriers), chance.choice(pickers)
        await world.people.orders.change(number, courier=courier, picker=picker)
        his[courier].add(number)
        his[picker].add(number)
    await asyncio.gather(*(world.person(id).write("Помогите", bot=STAFF) for id in his))
    for id, own in his.items():
        chat = world.person(id).chat(STAFF)
        if len(own) > 1:
            question = await chat.wait_for(WHICH, within=20)
            assert set(_offered(question)) == own
        elif own:
            await chat.wait_for(f"Принято, заказ {next(iter(own))}.", within=20)
        seen = " ".join(text for one in await chat.messages() for text in (one.text, *one.labels))
        assert {number for number in numbers if number in seen} <= own


async def _settled(world: World) -> None:
    """What came later, from somebody with one order, has been found out."""
    farhod = world.person(5104)
    await farhod.start(STAFF)
    sent = await farhod.write("Проверка", bot=STAFF)
    topic = await world.couriers.topic("Фарход")
    await topic.wait_for("Проверка")
    if await _answers(world):
        await farhod.chat(STAFF).wait_for("заказ 48216", since=sent.id, within=20)


async def _answers(world: World) -> bool:
    return not await world.people.faults.all()
