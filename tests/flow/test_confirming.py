"""A phrase confirmed in writing: asked exactly as it stands, kept as it was confirmed."""

from __future__ import annotations

from typing import Any

from sandbox.client import SeenMessage
from tests.flow.conftest import Hub
from tests.flow.posting import chat, post
from tests.flow.world import SPB, VK_SPB, World, world_of

ARTYOM, IRINA = 6008, 6001
SVETLANA = 810007
PHRASE = "«Время — деньги», Ёжиков &amp; Ко <b> e\u0301  \u00a0👩🏽‍🍳 שלום"
ASKED = "Проверьте надпись:"


async def _wrote(world: World, text: str, who: int = ARTYOM) -> SeenMessage:
    """The copy on the desk of what a customer wrote, once his order is known there."""
    await world.person(who).write(text, bot=SPB)
    copy = await world.clients.all.wait_for(text, by="bots")
    await world.conversation_that(order=None)
    await world.clients.all.wait_for("Заказ", by="bots")
    return copy


def _at(world: World, copy: SeenMessage) -> dict[str, Any]:
    return {"group": world.clients.id, "topic": copy.topic, "reply_to": copy.id}


async def _stored(world: World, order: str, field: str) -> str | None:
    found = (await world.people.orders.get(order))["fields"].get(field)
    return str(found) if found is not None else None


async def test_a_confirmed_phrase_goes_to_the_order_byte_for_byte(world: World) -> None:
    """G01 G02 G03 X11"""
    copy = await _wrote(world, PHRASE)
    await world.lena.write("/confirm engraving", **_at(world, copy))
    artyom = world.person(ARTYOM)
    asked = await artyom.chat(SPB).wait_for(ASKED, button="Всё верно")
    assert asked.text.startswith(f"Проверьте надпись:\n\n{PHRASE}\n\nЗаказ 4822")
    assert "Буква Ё: Ё (место: 19)" in asked.text
    assert asked.labels == ["Всё верно", "Исправить"]
    await artyom.press("Всё верно", message=asked)
    told = await asked.becomes(contains="Записано", no_button="Всё верно")
    assert PHRASE in told.text
    await world.clients.all.wait_for(f"Записано в заказ 48222, гравировка: «{PHRASE}».")
    assert await _stored(world, "48222", "engraving") == PHRASE
    audit = [one["did"] for one in (await world.get("/api/audit"))["items"]]
    assert {"confirm_asked", "phrase_confirmed"} <= set(audit)


async def test_the_same_in_vk(world: World) -> None:
    svetlana = world.people.vk.user(SVETLANA)
    await svetlana.write(VK_SPB, PHRASE)
    copy = await world.clients.all.wait_for(PHRASE, by="bots")
    await world.clients.all.wait_for("48221", by="bots")
    await world.lena.write("/confirm engraving", **_at(world, copy))
    dialog = svetlana.dialog(VK_SPB)
    asked = await dialog.wait_for(ASKED)
    assert asked.text.startswith(f"Проверьте надпись:\n\n{PHRASE}\n\nЗаказ 4822")
    await svetlana.press(VK_SPB, "Всё верно", message=asked.id)
    await world.clients.all.wait_for(f"Записано в заказ 48221, гравировка: «{PHRASE}».")
    assert await _stored(world, "48221", "engraving") == PHRASE
    assert await world.clients.all.find("\nВсё верно") == []


async def test_a_written_yes_is_as_good_as_the_button(world: World) -> None:
    copy = await _wrote(world, "Хлеб да соль")
    await world.lena.write("/confirm engraving", **_at(world, copy))
    await world.person(ARTYOM).chat(SPB).wait_for(ASKED)
    await world.person(ARTYOM).write("Да, всё верно.", bot=SPB)
    await world.clients.all.wait_for("Записано в заказ 48222")
    assert await _stored(world, "48222", "engraving") == "Хлеб да соль"


async def test_letters_of_another_alphabet_are_pointed_at_before_anything_is_sent(
    world: World,
) -> None:
    copy = await _wrote(world, "Любимой мaме")
    await world.lena.write("/confirm engraving", **_at(world, copy))
    doubt = await world.clients.all.wait_for("она ещё не отправлена", button="Отправить клиенту")
    assert "похожие на обычные: a (место: 10)" in doubt.text
    chat = world.person(ARTYOM).chat(SPB)
    assert await chat.find(ASKED) == []
    await world.lena.press("Отправить клиенту", message=doubt)
    asked = await chat.wait_for(ASKED, button="Всё верно")
    assert "a (место: 10)" in asked.text


async def test_a_correction_makes_a_second_version(world: World) -> None:
    copy = await _wrote(world, "Любимому деду")
    await world.lena.write("/confirm engraving", **_at(world, copy))
    artyom = world.person(ARTYOM)
    first = await artyom.chat(SPB).wait_for(ASKED, button="Исправить")
    await artyom.press("Исправить", message=first)
    await first.becomes(contains="Напишите, пожалуйста, как правильно", no_button="Исправить")
    await world.clients.all.wait_for("хочет исправить")
    second = await _wrote(world, "Любимой бабушке")
    await world.lena.write("/confirm engraving", **_at(world, second))
    asked = await artyom.chat(SPB).wait_for("Любимой бабушке", button="Всё верно")
    await artyom.press("Всё верно", message=asked)
    await world.clients.all.wait_for("Записано в заказ 48222, гравировка: «Любимой бабушке».")
    assert await _stored(world, "48222", "engraving") == "Любимой бабушке"


async def test_a_later_edit_is_pointed_out_and_changes_nothing(world: World) -> None:
    artyom = world.person(ARTYOM)
    written = await artyom.write("Любимому деду", bot=SPB)
    copy = await world.clients.all.wait_for("Любимому деду", by="bots")
    await world.clients.all.wait_for("48222", by="bots")
    await world.lena.write("/confirm engraving", **_at(world, copy))
    asked = await artyom.chat(SPB).wait_for(ASKED, button="Всё верно")
    await artyom.press("Всё верно", message=asked)
    await world.clients.all.wait_for("Записано в заказ")
    await artyom.edit(written, "Нелюбимому деду")
    pointed = await world.clients.all.wait_for("На подтверждение это не влияет")
    assert "\nЛюбимому деду\n" in pointed.text
    assert await _stored(world, "48222", "engraving") == "Любимому деду"


async def test_a_newer_request_takes_the_older_ones_buttons(world: World) -> None:
    copy = await _wrote(world, "Первая")
    artyom = world.person(ARTYOM)
    await world.lena.write("/confirm engraving", **_at(world, copy))
    first = await artyom.chat(SPB).wait_for("\nПервая\n", button="Всё верно")
    await world.lena.write("/confirm engraving Вторая", **_at(world, copy))
    await artyom.chat(SPB).wait_for("\nВторая\n", button="Всё верно")
    await first.becomes(no_button="Всё верно")
    answer = await artyom.forge(first, "right:w" + "c" * 21)
    assert "нет" in answer["text"]


async def test_nobody_confirms_for_another(world: World) -> None:
    copy = await _wrote(world, "Хлеб да соль")
    await world.lena.write("/confirm engraving", **_at(world, copy))
    asked = await world.person(ARTYOM).chat(SPB).wait_for(ASKED, button="Всё верно")
    ((press, *_), *_) = asked.raw["buttons"]
    irina = world.person(IRINA)
    await irina.start(SPB)
    own = await irina.chat(SPB).wait_for(by="bots")
    answer = await irina.forge(own, press["data"])
    assert answer["text"] == "Такого обращения у вас нет."
    await world.lena.forge(copy, press["data"])
    assert await _stored(world, "48222", "engraving") != "Хлеб да соль"
    refused = [one["detail"]["tried"] for one in await world.audit("refused", count=1)]
    assert any(one.startswith("press right:") for one in refused)


async def test_the_phrase_waits_for_an_order_service_that_is_away(world: World, hub: Hub) -> None:
    copy = await _wrote(world, "Хлеб да соль")
    await world.lena.write("/confirm engraving", **_at(world, copy))
    artyom = world.person(ARTYOM)
    asked = await artyom.chat(SPB).wait_for(ASKED, button="Всё верно")
    fault = await world.people.faults.add(service="orders", effect="error", code=500)
    await artyom.press("Всё верно", message=asked)
    await world.clients.all.wait_for("Подтверждённое сохранено и будет записано")
    await world.people.faults.remove(fault)
    await world.clients.all.wait_for("Записано в заказ 48222", within=40)
    assert await _stored(world, "48222", "engraving") == "Хлеб да соль"


async def test_without_a_written_phrase_it_is_refused(world: World) -> None:
    await world.person(ARTYOM).sticker(bot=SPB)
    copy = await world.clients.all.wait_for(kind="sticker")
    await world.lena.write("/confirm engraving", **_at(world, copy))
    refusal = await world.clients.all.wait_for("письменной фразы здесь нет")
    assert refusal.topic == copy.topic
    assert await world.person(ARTYOM).chat(SPB).find(ASKED) == []


async def test_a_request_that_does_not_arrive_is_named(world: World) -> None:
    copy = await _wrote(world, "Хлеб да соль")
    await world.person(ARTYOM).block(SPB)
    await world.lena.write("/confirm engraving", **_at(world, copy))
    failure = await world.clients.all.wait_for("Не доставлено", button="Повторить")
    await world.person(ARTYOM).unblock(SPB)
    await world.lena.press("Повторить", message=failure)
    await world.person(ARTYOM).chat(SPB).wait_for(ASKED, button="Всё верно")


async def test_it_survives_a_restart(world: World, hub: Hub) -> None:
    copy = await _wrote(world, "Хлеб да соль")
    await world.lena.write("/confirm engraving", **_at(world, copy))
    artyom = world.person(ARTYOM)
    asked = await artyom.chat(SPB).wait_for(ASKED, button="Всё верно")
    async with hub() as app, world_of(world.people, app) as again:
        await artyom.press("Всё верно", message=asked)
        await again.clients.all.wait_for("Записано в заказ 48222")


async def test_what_is_said_of_the_phrase_stands_apart_and_in_vk_the_record_comes_last(
    world: World,
) -> None:
    svetlana = world.people.vk.user(SVETLANA)
    await svetlana.write(VK_SPB, "«Ёжик»")
    copy = await world.clients.all.wait_for("«Ёжик»", by="bots")
    await world.clients.all.wait_for("48221", by="bots")
    await world.lena.write("/confirm Гравировка", **_at(world, copy))
    dialog = svetlana.dialog(VK_SPB)
    asked = await dialog.wait_for(ASKED)
    head, phrase, rest = asked.text.split("\n\n")
    assert (head, phrase) == ("Проверьте надпись:", "«Ёжик»")
    assert rest.startswith("Заказ 48221, гравировка. Знаков: 6.\n")
    assert rest.endswith("\nЕсли всё верно, нажмите кнопку или напишите «Всё верно».")
    await svetlana.press(VK_SPB, "Всё верно", message=asked.id)
    await world.clients.all.wait_for("Записано в заказ 48221, гравировка: «Ёжик».")
    await dialog.wait_for("Записано, заказ 48221, гравировка:\n\n«Ёжик»")
    said = [one.text for one in await dialog.messages()]
    assert said[-1] == "Записано, заказ 48221, гравировка:\n\n«Ёжик»"


async def test_a_field_goes_by_its_label_and_others_are_refused_with_the_list(world: World) -> None:
    copy = await _wrote(world, "Хлеб да соль")
    await world.lena.write("/confirm гравировка  Хлеб да  соль", **_at(world, copy))
    asked = (
        await world.person(ARTYOM).chat(SPB).wait_for("\n\nХлеб да  соль\n\n", button="Всё верно")
    )
    await world.person(ARTYOM).press("Всё верно", message=asked)
    await world.clients.all.wait_for("Записано в заказ 48222, гравировка: «Хлеб да  соль».")
    assert await _stored(world, "48222", "engraving") == "Хлеб да  соль"
    await world.clients.all.wait_for("Гравировка: Хлеб да  соль", by="bots")
    await world.lena.write("/confirm открытка Маме", **_at(world, copy))
    refusal = await world.clients.all.wait_for("Поля «открытка» у заказа 48222 нет.")
    assert "Гравировка" in refusal.text
    assert "engraving" not in refusal.text


async def test_without_a_field_there_is_a_button_for_each(world: World) -> None:
    copy = await _wrote(world, "Хлеб да соль")
    await world.lena.write("/confirm", **_at(world, copy))
    offer = await world.clients.all.wait_for("Какое поле заказа 48222", button="Гравировка")
    await world.lena.press("Гравировка", message=offer)
    await world.person(ARTYOM).chat(SPB).wait_for("\n\nХлеб да соль\n\n", button="Всё верно")


async def test_a_phrase_typed_by_the_operator_is_bound_to_the_message_it_stands_in(
    world: World,
) -> None:
    artyom = world.person(ARTYOM)
    written = await artyom.write("Напишите: Любимому деду, и всё", bot=SPB)
    copy = await world.clients.all.wait_for("Любимому деду", by="bots")
    await world.clients.all.wait_for("48222", by="bots")
    await world.lena.write("/confirm engraving Любимому деду", **_at(world, copy))
    asked = await artyom.chat(SPB).wait_for(ASKED, button="Всё верно")
    await artyom.press("Всё верно", message=asked)
    await world.clients.all.wait_for("Записано в заказ")
    await artyom.edit(written, "Напишите: Любимому деду, спасибо")
    await artyom.edit(written, "Напишите: Нелюбимому деду, спасибо")
    await world.clients.all.wait_for("На подтверждение это не влияет")
    assert len(await world.clients.all.find("На подтверждение это не влияет")) == 1


async def test_whoever_only_says_whose_phone_it_is_changes_no_order(world: World) -> None:
    """Nor learns which orders there are."""
    contact = {"name": "Некто", "phone": "+79112224517"}
    await post(world, "site-chat", chat(text="Хочу гравировку: Вор был тут", contact=contact))
    copy = await world.clients.all.wait_for("Вор был тут", by="bots")
    await world.clients.all.wait_for("48224", by="bots")
    before = await _stored(world, "48224", "engraving")
    await world.lena.write("/confirm engraving Вор был тут", **_at(world, copy))
    await world.clients.all.wait_for("Неясно, чей это заказ")
    assert await _stored(world, "48224", "engraving") == before
    assert await world.people.calls.all(method="field") == []


async def test_what_was_confirmed_is_pinned_and_a_desk_without_that_right_goes_on(
    world: World,
) -> None:
    refusal = "Bad Request: not enough rights to manage pinned messages in the chat"
    artyom = world.person(ARTYOM)
    for phrase in ("Хлеб да соль", "Любимой бабушке"):
        copy = await _wrote(world, phrase)
        await world.lena.write("/confirm engraving", **_at(world, copy))
        asked = await artyom.chat(SPB).wait_for(f"\n\n{phrase}\n\n", button="Всё верно")
        since = await world.people.calls.last()
        await artyom.press("Всё верно", message=asked)
        [call] = await world.people.calls.wait_for("pinChatMessage", since=since)
        line = await world.clients.all.wait_for(f"\n\n{phrase}\n\n⚙ Знаков: ", by="bots")
        assert int(call["params"]["message_id"]) == line.id
        await world.people.faults.add(
            service="telegram", method="pinChatMessage", effect="error", code=400,
            description=refusal,
        )  # fmt: skip
    await artyom.write("Спасибо", bot=SPB)
    await world.clients.all.wait_for("Спасибо", by="bots")
    assert len(await world.people.calls.all(method="pinChatMessage")) == 2
