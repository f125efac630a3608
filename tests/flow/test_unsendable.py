"""One part that cannot be sent takes nothing along: words first, good files, a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.telegram.files import sample_png
from tests.flow.posting import MAIL, chat, group, mail, post
from tests.flow.world import SPB, STAFF, VK_SPB, World

GOOD, STRIP = sample_png(64, 48), sample_png(8000, 100)
PDF = b"%PDF-1.4\n" + bytes(range(200))
SVETLANA_VK = 810007


async def files(world: World, **contents: bytes) -> list[dict[str, str]]:
    """As attachments of a post, by their names with `_` for the point."""
    named = {name.replace("_", "."): content for name, content in contents.items()}
    return [
        {"name": name, "url": await world.people.out.put_file(name, content)}
        for name, content in named.items()
    ]


async def test_an_empty_file_hides_neither_the_words_nor_the_others(world: World) -> None:
    given = await files(world, dogovor_pdf=PDF, pusto_txt=b"")
    await post(world, "orders-mail", mail("e1", text="Важный текст письма", attachments=given))
    shown = await group(world, MAIL).all.wait_for("Важный текст письма", kind="document")
    assert shown.raw["files"][0]["name"] == "dogovor.pdf"
    assert "Здесь было: документ. Файл не передан: он пустой." in shown.text


async def test_a_picture_that_is_taken_for_none_comes_as_a_file(world: World) -> None:
    given = await files(world, foto_png=GOOD, strip_png=STRIP)
    await post(world, "orders-mail", mail("e3", text="Фото и узкая полоска", attachments=given))
    everything = group(world, MAIL).all
    photo = await everything.wait_for("Фото и узкая полоска", kind="photo")
    strip = await everything.wait_for("", kind="document")
    assert (await photo.download(), await strip.download()) == (GOOD, STRIP)
    assert "не передан" not in photo.text
    assert len(await everything.find("Фото и узкая полоска")) == 1


async def test_in_a_larger_album_only_the_bad_one_goes_apart(world: World) -> None:
    given = await files(world, a_png=GOOD, b_png=STRIP, c_png=GOOD, d_png=b"\x89PNG\r\n\x1a\nodd")
    await post(world, "orders-mail", mail("e4", text="Четыре", attachments=given))
    await group(world, MAIL).all.wait_for("", kind="document", count=2)
    shown = [one for one in await group(world, MAIL).all.messages() if one.raw["files"]]
    assert [one.kind for one in shown] == ["photo", "photo", "document", "document"]


async def test_an_operators_picture_of_that_kind_arrives_as_a_file(world: World) -> None:
    topic, copy = await world.courier_writes("Что там?")
    place: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    await world.people.faults.add(
        service="telegram",
        method="sendPhoto",
        bot=STAFF,
        effect="error",
        code=400,
        description="Bad Request: IMAGE_PROCESS_FAILED",
    )
    sent = await world.lena.photo(caption="Вот схема", **place)
    given = await world.ruslan.chat(STAFF).wait_for("Вот схема")
    assert given.kind == "document"
    await sent.becomes(reaction="👌")


async def test_what_is_taken_in_no_form_leaves_its_words_and_the_operator_hears(
    world: World,
) -> None:
    topic, copy = await world.courier_writes("Что там?")
    place: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    refusal = {"effect": "error", "code": 400, "description": "Bad Request: FILE_PARTS_INVALID"}
    for method in ("sendPhoto", "sendDocument"):
        await world.people.faults.add(service="telegram", method=method, bot=STAFF, **refusal)
    await world.lena.photo(caption="Схема ниже", **place)
    given = await world.ruslan.chat(STAFF).wait_for("Схема ниже")
    assert given.kind == "text"
    assert "Файл не передан: мессенджер его не принимает" in given.text
    await topic.wait_for("Ответ дошёл, но без этого: файл.")


async def test_a_file_alone_that_cannot_be_sent_is_named_and_not_repeated(world: World) -> None:
    topic, copy = await world.courier_writes("Что там?")
    place: dict[str, Any] = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    refusal = {"effect": "error", "code": 400, "description": "Bad Request: FILE_PARTS_INVALID"}
    for method in ("sendPhoto", "sendDocument"):
        await world.people.faults.add(service="telegram", method=method, bot=STAFF, **refusal)
    await world.lena.photo(**place)
    told = await topic.wait_for("мессенджер его не принимает")
    assert told.labels == []
    assert await world.ruslan.chat(STAFF).find("не передан") == []


async def test_a_name_with_a_line_break_hides_nothing_and_blocks_nobody(world: World) -> None:
    [given] = await files(world, a_txt=b"text")
    odd = given | {"name": "a\r\nX: 1.txt"}
    await post(world, "site-chat", chat("n1", text="С файлом", attachments=[odd]))
    await post(world, "site-chat", chat("n2", text="Следом"))
    shown = await world.clients.all.wait_for("С файлом", kind="document")
    assert shown.raw["files"][0]["name"] == "a X: 1.txt"
    await world.clients.all.wait_for("Следом")


@pytest.mark.parametrize("code", [911, 912])
async def test_without_its_buttons_a_question_says_what_to_write(world: World, code: int) -> None:
    svetlana = world.people.vk.user(SVETLANA_VK)
    await svetlana.write(VK_SPB, "Любимой маме")
    copy = await world.clients.all.wait_for("Любимой маме", by="bots")
    await world.clients.all.wait_for("Заказ", by="bots")
    refusal = {"code": code, "description": "This is a chat bot feature"}
    fault = {"service": "vk", "method": "messages.send", "effect": "error", "times": 1}
    await world.people.faults.add(**fault, **refusal)
    place = {"group": world.clients.id, "topic": copy.topic, "reply_to": copy.id}
    await world.lena.write("/confirm engraving Любимой маме", **place)
    asked = await svetlana.dialog(VK_SPB).wait_for("Проверьте надпись")
    assert "Напишите ответ словами: «Всё верно»" in asked.text
    await world.clients.all.wait_for("Ответ дошёл, но без этого: кнопки.")
    said = [one.text for one in await svetlana.dialog(VK_SPB).messages()]
    assert len([one for one in said if "Проверьте надпись" in one]) == 1
    assert len(await world.clients.all.find("Ответ дошёл, но без этого")) == 1


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("Bad Request: can't parse entities: unsupported", "оформление"),
        ("Bad Request: ENTITY_TEXT_INVALID", "оформление"),
        ("Bad Request: message to be replied not found", "цитата"),
        ("Bad Request: SOMETHING_NEW", "оформление"),
    ],
)
async def test_an_answer_goes_without_its_trimmings(
    world: World, description: str, told: str
) -> None:
    await world.person(6001).write("Вопрос", bot=SPB)
    copy = await world.clients.all.wait_for("Вопрос")
    fault = {"effect": "error", "code": 400, "description": description, "times": 1}
    await world.people.faults.add(service="telegram", method="sendMessage", bot=SPB, **fault)
    place = {"group": world.clients.id, "topic": copy.topic, "reply_to": copy.id}
    bold = [{"type": "bold", "offset": 0, "length": 5}]
    await world.lena.write("Завтра", entities=bold, **place)
    answer = await world.person(6001).chat(SPB).wait_for("Завтра")
    assert answer.text == "Завтра"
    await world.clients.all.wait_for(f"Ответ дошёл, но без этого: {told}.")
