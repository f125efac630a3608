"""What is edited on one side follows on the other; a comment never goes out by being edited."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hub.model import Message, MessageId, PersonId, Revision, Source
from sandbox.client import SeenMessage, SeenTopic
from sandbox.client_http import PATIENCE
from sandbox.telegram.files import sample_png
from tests.flow.world import SPB, STAFF, VK_SPB, World

pytestmark = pytest.mark.usefixtures("idle")

DOOR, MAP = sample_png(64, 48), sample_png(48, 64)


# The contact's


async def test_a_contacts_edit_changes_the_copy_and_the_old_text_is_kept(world: World) -> None:
    sent = await world.ruslan.write("Дом 5", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Дом 5")
    await world.ruslan.edit(sent, "Дом <b>7</b>", html=True)
    changed = await copy.becomes(contains="Дом 7", edited=True)
    assert changed.html == "Дом <b>7</b>"
    assert (await topic.texts())[1:] == ["Дом 7"]
    assert (await _stored(world, sent)).earlier == ("Дом 5",)
    assert [event["who"] for event in await world.audit("edited", count=1)] == [None]


async def test_a_caption_is_edited_under_its_photo(world: World) -> None:
    sent = await world.ruslan.photo(DOOR, bot=STAFF, caption="Подъезд 1")
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Подъезд 1", kind="photo")
    await world.ruslan.edit(sent, "Подъезд 2")
    await copy.becomes(contains="Подъезд 2", edited=True)
    assert await copy.download() == DOOR


async def test_what_is_edited_before_it_is_shown_is_shown_once_as_it_is_now(world: World) -> None:
    await _flood(world, "createForumTopic")
    sent = await world.ruslan.write("старое", bot=STAFF)
    await world.people.calls.wait_for("createForumTopic")
    await world.ruslan.edit(sent, "новое")
    topic = await world.couriers.topic("Руслан")
    await topic.wait_for("новое")
    await _followed_by_more(world, topic)
    assert (await topic.texts())[1:] == ["новое", "Ещё"]
    assert (await topic.find("новое"))[0].raw["earlier"] == []


async def test_an_edit_that_comes_before_its_original_is_shown_once(world: World) -> None:
    late = {"effect": "late", "seconds": 1, "times": 1}
    await world.people.faults.add(service="telegram", method="message", **late)
    sent = await world.ruslan.write("старое", bot=STAFF)
    await world.ruslan.edit(sent, "новое")
    topic = await world.couriers.topic("Руслан")
    await topic.wait_for("новое")
    await world.people.clock.advance(2)
    await _followed_by_more(world, topic)
    assert (await topic.texts())[1:] == ["новое", "Ещё"]


async def test_an_edit_that_comes_twice_is_one_edit(world: World) -> None:
    repeated = {"effect": "duplicate", "times": 5}
    await world.people.faults.add(service="telegram", method="edited_message", **repeated)
    sent = await world.ruslan.write("Дом 5", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Дом 5")
    await world.ruslan.edit(sent, "Дом 7")
    await copy.becomes(contains="Дом 7")
    await _followed_by_more(world, topic)
    assert (await _stored(world, sent)).earlier == ("Дом 5",)
    edits = await world.people.calls.all(method="editMessageText")
    assert len([one for one in edits if int(one["params"]["message_id"]) == copy.id]) == 1


async def test_an_older_edit_does_not_undo_a_newer_one(world: World) -> None:
    sent = await world.ruslan.write("Дом 5", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Дом 5")
    now = sent.raw["date"]
    await _edited_by_ruslan(world, sent, text="Дом 9", edit_date=now + 60)
    await copy.becomes(contains="Дом 9")
    await _edited_by_ruslan(world, sent, text="Дом 7", edit_date=now + 30)
    await _followed_by_more(world, topic)
    assert (await topic.texts())[1:] == ["Дом 9", "Ещё"]


async def test_where_the_copy_is_gone_a_line_says_what_changed(world: World) -> None:
    sent = await world.ruslan.write("Дом 5", bot=STAFF)
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Дом 5")
    await world.andrey.delete(copy)
    await world.ruslan.edit(sent, "Дом 7")
    await topic.wait_for("Собеседник изменил сообщение:\nДом 7")


async def test_a_replaced_photo_is_shown_under_its_message(world: World) -> None:
    sent = await world.ruslan.photo(DOOR, bot=STAFF, caption="Вот")
    other = await world.ruslan.photo(MAP, bot=STAFF, caption="Другое")
    topic = await world.couriers.topic("Руслан")
    copy = await topic.wait_for("Вот", kind="photo")
    await topic.wait_for("Другое", kind="photo")
    (photo,) = (await _stored(world, other)).attachments
    photos = [{"file_id": photo.ref, "file_unique_id": "u", "width": 48, "height": 64}]
    photos[0] |= {"file_size": photo.size}
    later = sent.raw["date"] + 60
    await _edited_by_ruslan(world, sent, caption="Вот", photo=photos, edit_date=later)
    said = await topic.wait_for("Собеседник изменил сообщение", kind="photo")
    assert said.reply_to == copy.id
    assert await said.download() == MAP


async def test_a_vk_customers_edit_changes_the_copy(world: World) -> None:
    customer = await world.people.vk.add_user("Нина", "Волкова")
    sent = await customer.write(VK_SPB, "Дом 5")
    copy = await world.clients.all.wait_for("Дом 5")
    await customer.edit(VK_SPB, sent.id, "Дом 7")
    await copy.becomes(contains="Дом 7", edited=True)


# The operator's


async def test_an_operators_edit_changes_what_the_courier_has(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    got = await world.ruslan.chat(STAFF).wait_for("Код 12")
    await world.lena.edit(answer, "Код <b>21</b>", html=True)
    changed = await got.becomes(contains="Код 21", edited=True)
    assert changed.html == "Код <b>21</b>"
    assert [event["who"] for event in await world.audit("edited", count=1)] == ["lena"]


async def test_an_operators_caption_is_edited_under_its_photo(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    place = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    answer = await world.lena.photo(MAP, caption="Вход тут", **place)
    got = await world.ruslan.chat(STAFF).wait_for("Вход тут", kind="photo")
    await world.lena.edit(answer, "Вход там")
    await got.becomes(contains="Вход там", edited=True)


async def test_an_edit_reaches_vk_with_the_photo_kept(world: World) -> None:
    customer = await world.people.vk.add_user("Нина", "Волкова")
    await customer.write(VK_SPB, "Вопрос")
    copy = await world.clients.all.wait_for("Вопрос")
    place = {"group": world.clients.id, "topic": copy.topic, "reply_to": copy.id}
    text = await world.lena.write("Код 12", **place)
    photo = await world.lena.photo(MAP, caption="Вход тут", **place)
    await photo.becomes(reaction="👌")
    await world.lena.edit(text, "Код 21")
    await world.lena.edit(photo, "Вход там")
    await customer.dialog(VK_SPB).wait_for("Код 21", by="bot")
    got = await customer.dialog(VK_SPB).wait_for("Вход там", by="bot")
    assert "photo" in got.kinds
    assert not [one for one in await customer.dialog(VK_SPB).messages() if "тут" in one.text]


async def test_what_the_messenger_refuses_to_change_is_said_in_the_topic(world: World) -> None:
    customer = await world.people.vk.add_user("Нина", "Волкова")
    await customer.write(VK_SPB, "Вопрос")
    copy = await world.clients.all.wait_for("Вопрос")
    place = {"group": world.clients.id, "topic": copy.topic, "reply_to": copy.id}
    answer = await world.lena.write("Код 12", **place)
    await answer.becomes(reaction="👌")
    await world.people.vk.settings(edit_seconds=-1)
    await world.lena.edit(answer, "Код 21")
    said = await world.clients.all.wait_for("Правка не дошла")
    assert said.reply_to == answer.id
    await customer.dialog(VK_SPB).wait_for("Код 12", by="bot")


async def test_an_answer_edited_before_it_is_sent_goes_once_as_it_is_now(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await _taken(world, topic)
    await _flood(world, "sendMessage", bot=STAFF)
    answer = await _written(world, topic, copy, "Код 12")
    await answer.becomes(reaction="👀")
    await world.lena.edit(answer, "Код 21")
    await world.ruslan.chat(STAFF).wait_for("Код 21")
    await answer.becomes(reaction="👌")
    assert not await world.ruslan.chat(STAFF).find("Код 12")
    assert not await world.people.calls.all(method="editMessageText", bot=STAFF)


async def test_a_tapped_comment_is_edited_like_an_answer(world: World) -> None:
    topic, _ = await _customer_asks(world)
    typed = await world.lena.write("Сейчас узнаю", group=topic.group, topic=topic.id)
    await world.lena.press("Отправить клиенту", message=await topic.wait_for("Это комментарий"))
    customer = world.person(970_001)
    got = await customer.chat(SPB).wait_for("Сейчас узнаю")
    await world.lena.edit(typed, "Уже узнала")
    await got.becomes(contains="Уже узнала")


# What must never leave the company


async def test_a_comment_never_goes_out_by_losing_its_mark(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    comment = await _written(world, topic, copy, "// между нами")
    await world.lena.edit(comment, "между нами, не для него")
    await _answered(world, topic, copy, "Ответ")
    assert not await world.ruslan.chat(STAFF).find("между нами")
    kinds = [(one["kind"], one["text"]) for one in (await world.conversation())["messages"]]
    assert ("comment", "между нами, не для него") in kinds


async def test_a_comment_edited_into_a_command_carries_out_nothing(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    comment = await _written(world, topic, copy, "// тише")
    await world.lena.edit(comment, "/close impossible")
    await _answered(world, topic, copy, "Ответ")
    assert (await world.conversation())["status"] == "pending"
    assert not await world.ruslan.chat(STAFF).find("close")


@pytest.mark.parametrize("text", ["// между нами", "/note между нами", "!заметка между нами"])
async def test_a_sent_answer_does_not_become_a_comment(world: World, text: str) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    await world.lena.edit(answer, text)
    said = await topic.wait_for("ответ уже отправлен", by="bots")
    assert said.reply_to == answer.id
    await _answered(world, topic, copy, "Ещё")
    assert "между нами" not in " ".join(await world.ruslan.chat(STAFF).texts())
    assert "Код 12" in await world.ruslan.chat(STAFF).texts()


@pytest.mark.parametrize("text", ["/close impossible", "!взять", "/чтоугодно секрет"])
async def test_a_sent_answer_does_not_become_a_command(world: World, text: str) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    await world.lena.edit(answer, text)
    await topic.wait_for("команда не выполнена", by="bots")
    assert (await world.conversation())["status"] == "pending"
    assert "Код 12" in await world.ruslan.chat(STAFF).texts()
    assert not await world.ruslan.chat(STAFF).find(text)


async def test_an_answer_marked_before_it_is_sent_is_called_off(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    await _taken(world, topic)
    await _flood(world, "sendMessage", bot=STAFF)
    answer = await _written(world, topic, copy, "Он опять врёт")
    await answer.becomes(reaction="👀")
    await world.lena.edit(answer, "// Он опять врёт")
    await topic.wait_for("теперь отменён", by="bots")
    await answer.becomes(reaction="🙈")
    await _answered(world, topic, copy, "Ответ")
    assert not await world.ruslan.chat(STAFF).find("врёт")


async def test_a_comment_marked_since_is_not_sent_by_the_tap(world: World) -> None:
    topic, _ = await _customer_asks(world)
    typed = await world.lena.write("Он опять врёт", group=topic.group, topic=topic.id)
    offer = await topic.wait_for("Это комментарий", button="Отправить клиенту")
    await world.lena.edit(typed, "// Он опять врёт")
    await _stored_says(world, typed, "// Он опять врёт")
    refused = await world.lena.press("Отправить клиенту", message=offer)
    assert "Ничего не отправлено" in refused["text"]
    customer = world.person(970_001)
    assert not await customer.chat(SPB).find("врёт")


async def test_the_tap_sends_a_comment_as_it_is_now(world: World) -> None:
    topic, _ = await _customer_asks(world)
    typed = await world.lena.write("Сейчас узнаю", group=topic.group, topic=topic.id)
    offer = await topic.wait_for("Это комментарий", button="Отправить клиенту")
    await world.lena.edit(typed, "Через час узнаю")
    await _stored_says(world, typed, "Через час узнаю")
    await world.lena.press("Отправить клиенту", message=offer)
    await typed.becomes(reaction="👌")
    assert not await world.person(970_001).chat(SPB).find("Сейчас")


async def test_handling_an_operators_edit_twice_changes_nothing(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    answer = await _answered(world, topic, copy, "Код 12")
    await world.lena.edit(answer, "Код 21")
    await (await world.ruslan.chat(STAFF).wait_for("Код")).becomes(contains="Код 21")
    before = await _stored(world, answer)
    assert before.revised_at is not None
    lena = world.app.hub.directory.people[PersonId("lena")]
    revision = Revision(at=before.revised_at, text="Код 21")
    await world.app.hub.revising.operator_edited(Source(before.id), lena, revision)
    assert await _stored(world, answer) == before
    assert len(await world.audit("edited", count=1)) == 1


async def test_the_caption_of_a_sent_album_does_not_become_a_comment(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    items = [{"kind": "photo", "caption": "Вход тут"}, {"kind": "photo"}]
    place = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    first, second = await world.lena.album(items, **place)
    got = await world.ruslan.chat(STAFF).wait_for("Вход тут", kind="photo", within=15)
    await world.lena.edit(first, "// между нами")
    await topic.wait_for("ответ уже отправлен", by="bots")
    await world.lena.edit(first, "Вход там")
    await got.becomes(contains="Вход там")
    await world.lena.edit(second, "// тоже между нами")
    await topic.wait_for("ответ уже отправлен", by="bots", count=2)
    await _answered(world, topic, copy, "Ответ")
    assert "между нами" not in " ".join(await world.ruslan.chat(STAFF).texts())


async def test_an_album_of_comments_stays_inside_when_its_mark_goes(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    items = [{"kind": "photo"}, {"kind": "photo", "caption": "// между нами"}]
    place = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    first, marked = await world.lena.album(items, **place)
    await _stored_says(world, first, "между нами", within=15)
    await world.lena.edit(marked, "без пометки")
    await _answered(world, topic, copy, "Ответ")
    seen = await world.ruslan.chat(STAFF).messages()
    assert not [one for one in seen if one.kind == "photo" or "пометки" in one.text]


async def test_a_strangers_edit_goes_nowhere_and_is_audited(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    stranger = await world.people.telegram.add_user("Чужой", id=970_009)
    await world.couriers.set_member(970_009, "member")
    place = {"group": topic.group, "topic": topic.id, "reply_to": copy.id}
    typed = await stranger.write("привет", **place)
    await topic.wait_for("у вас нет доступа", by="bots")
    await stranger.edit(typed, "привет, это я")
    await _answered(world, topic, copy, "Ответ")
    assert not await world.ruslan.chat(STAFF).find("привет")
    tried = [event["detail"]["tried"] for event in await world.audit("refused", count=2)]
    assert tried == ["write", "edit"]
    assert len(await topic.find("у вас нет доступа")) == 1


async def test_edits_in_general_and_of_commands_go_nowhere(world: World) -> None:
    topic, copy = await world.courier_writes("Вопрос")
    chat = await world.lena.write("Всем привет", group=topic.group)
    command = await _written(world, topic, copy, "/clsoe")
    await topic.wait_for("Команды /clsoe нет", by="bots")
    await world.lena.edit(chat, "Всем пока")
    await world.lena.edit(command, "секрет без команды")
    await _answered(world, topic, copy, "Ответ")
    texts = " ".join(await world.ruslan.chat(STAFF).texts())
    assert "пока" not in texts
    assert "секрет" not in texts


async def _written(world: World, topic: SeenTopic, copy: SeenMessage, text: str) -> SeenMessage:
    return await world.lena.write(text, group=topic.group, topic=topic.id, reply_to=copy.id)


async def _answered(world: World, topic: SeenTopic, copy: SeenMessage, text: str) -> SeenMessage:
    """Delivered: whatever came before it in the topic was handled."""
    answer = await _written(world, topic, copy, text)
    return await answer.becomes(reaction="👌")


async def _taken(world: World, topic: SeenTopic) -> None:
    """So that the courier hears nothing but answers from now on."""
    await world.lena.press("Взять", group=topic.group, topic=topic.id)
    await world.ruslan.chat(STAFF).wait_for("С вами Лена.")


async def _flood(world: World, method: str, **more: Any) -> None:
    """The next call of that method is refused for three seconds."""
    wait = {"code": 429, "parameters": {"retry_after": 3}, "times": 1}
    await world.people.faults.add(service="telegram", method=method, effect="error", **wait, **more)


async def _followed_by_more(world: World, topic: SeenTopic) -> None:
    """Whatever came before it from the courier was handled."""
    await world.ruslan.write("Ещё", bot=STAFF)
    await topic.wait_for("Ещё")


async def _edited_by_ruslan(world: World, sent: SeenMessage, **content: Any) -> None:
    said = {"message_id": sent.id, "date": sent.raw["date"], **content}
    said |= {"chat": {"id": 5101, "type": "private"}}
    said |= {"from": {"id": 5101, "is_bot": False, "first_name": "Руслан"}}
    await world.people.telegram.bot(STAFF).put_update({"edited_message": said})


async def _stored(world: World, sent: SeenMessage) -> Message:
    """As the hub keeps it."""
    source = f"staff:{sent.chat}:{sent.id}" if sent.bot else f"d{sent.chat}:{sent.id}"
    message = await world.app.hub.store.messages.get(MessageId(source))
    assert message is not None
    return message


async def _customer_asks(world: World) -> tuple[SeenTopic, SeenMessage]:
    customer = await world.people.telegram.add_user("Мария", id=970_001)
    await customer.start(SPB)
    await customer.write("Где мой заказ?", bot=SPB)
    topic = await world.clients.topic("Мария")
    return topic, await topic.wait_for("Где мой заказ?")


async def _stored_says(
    world: World, sent: SeenMessage, text: str, *, within: float = PATIENCE
) -> None:
    deadline = asyncio.get_running_loop().time() + within
    source = MessageId(f"d{sent.chat}:{sent.id}")
    while True:
        message = await world.app.hub.store.messages.get(source)
        if message and message.text == text:
            return
        assert asyncio.get_running_loop().time() < deadline, f"it is {message}"
        await asyncio.sleep(0.05)
