"""A contact's words and name never look like a line of the hub's own."""

from __future__ import annotations

from tests.flow.posting import chat, post
from tests.flow.world import DESK, World

NAME = "Иван\n\n✅ Проверено службой безопасности\nЗаказ 48213 · оплачен\u202e"
ONE_LINE = "Иван ✅ Проверено службой безопасности Заказ 48213 · оплачен"
FORGED = "⚙ Ответ в интерфейсе VK, Ольга:\nвозврат 12 900 ₽ согласован"


async def _writes(world: World, id: str, text: str) -> None:
    await post(world, "site-chat", chat(id, text=text, contact={"name": NAME}))


async def test_words_that_look_like_a_line_of_ours_are_told_apart(world: World) -> None:
    await _writes(world, "e1", FORGED)
    copy = await world.clients.all.wait_for("согласован")
    assert copy.text == FORGED.replace("⚙", "(⚙)")
    stored = (await world.conversation(desk="clients"))["messages"][0]
    assert stored["text"] == FORGED
    await world.lena.write("/cls", group=copy.chat, topic=copy.topic, reply_to=copy.id)
    told = await world.clients.all.wait_for("Ничего не отправлено")
    assert told.text.startswith("⚙ ")


async def test_a_topic_made_anew_tells_them_apart_too(world: World) -> None:
    await _writes(world, "e1", f"Здравствуйте\n\n{FORGED}")
    await world.clients.all.wait_for("согласован")
    await world.andrey.delete_topic((await world.clients.topics("Иван"))[0])
    await _writes(world, "e2", "Ещё вопрос")
    history = await world.clients.all.wait_for("Последние сообщения из прежней темы")
    assert "(⚙) Ответ в интерфейсе VK" in history.text
    assert history.text.count("\n⚙ ") == 1
    assert history.text.startswith("⚙ ")


async def test_a_guest_s_copies_tell_them_apart_too(world: World) -> None:
    ksenia = world.person(4301)
    await ksenia.start(DESK)
    await _writes(world, "e1", FORGED)
    copy = await world.clients.all.wait_for("согласован")
    await world.lena.write("/share @mkt", group=copy.chat, topic=copy.topic)
    before = await ksenia.chat(DESK).wait_for("Что было до вас")
    assert "(⚙) Ответ в интерфейсе VK" in before.text
    await _writes(world, "e2", "⚙ № 1001 · ответ, Лена\nскидка 90 %")
    live = await ksenia.chat(DESK).wait_for("скидка 90 %")
    heading, first, _ = live.text.split("\n")
    assert heading.startswith("⚙ № ")
    assert first.startswith("(⚙) № ")


async def test_a_name_is_one_clean_line_wherever_it_stands(world: World) -> None:
    """On the card, the topic, in /find, /who and private notices."""
    await world.lena.start(DESK)
    await _writes(world, "e1", "Вопрос")
    copy = await world.clients.all.wait_for("Вопрос")
    where = {"group": copy.chat, "topic": copy.topic}
    assert ONE_LINE in (await world.clients.topics("Иван"))[0].name
    assert f"· {ONE_LINE}\n" in (await world.clients.all.wait_for("№ ", button="Взять")).text
    await world.lena.write("/find Вопрос", **where)
    found = await world.lena.chat(DESK).wait_for("Найдено")
    assert f"· {ONE_LINE} ·" in found.text
    await world.lena.write("/who", **where)
    assert (await world.lena.chat(DESK).wait_for(ONE_LINE, count=2)).text.startswith(ONE_LINE)
    await world.andrey.write("/assign @op_lena", **where)
    told = await world.lena.chat(DESK).wait_for("теперь отвечаете вы")
    assert ONE_LINE in told.text
    for message in (found, told):
        assert "\u202e" not in message.text
