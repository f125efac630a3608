"""What people can do in VK besides writing a line: buttons, attachments, public comments."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.client import NothingCame, Refused
from tests.sandbox.vk_support import IRINA, MSK, NATALYA, SPB, Params, Stage, vk_stage


@pytest.fixture
async def vk() -> AsyncIterator[Stage]:
    async with vk_stage() as stage:
        yield stage


def keyboard(*actions: dict[str, Any], **options: Any) -> str:
    return json.dumps({"buttons": [[{"action": action} for action in actions]], **options})


async def test_start_carries_its_command(vk: Stage) -> None:
    server = await vk.server()
    await vk.people.user(IRINA).start(SPB)
    (update,) = (await vk.poll(server))["updates"]
    assert json.loads(update["object"]["message"]["payload"]) == {"command": "start"}


async def test_a_text_button_sends_its_label_and_payload(vk: Stage) -> None:
    irina = vk.people.user(IRINA)
    await irina.start(SPB)
    button = {"type": "text", "label": "Мой заказ", "payload": '{"do":"order"}'}
    await vk.send(IRINA, "Выберите", keyboard=keyboard(button, one_time=True))
    server = await vk.server()
    await irina.press(SPB, "заказ")
    (update,) = (await vk.poll(server))["updates"]
    assert update["object"]["message"]["text"] == "Мой заказ"
    assert update["object"]["message"]["payload"] == '{"do":"order"}'
    with pytest.raises(Refused):
        await irina.press(SPB, "заказ")


async def test_a_callback_button_waits_for_its_one_answer(vk: Stage) -> None:
    irina = vk.people.user(IRINA)
    await irina.start(SPB)
    button = {"type": "callback", "label": "Принял", "payload": '{"ack":1}'}
    sent = await vk.send(IRINA, "Срочно", keyboard=keyboard(button, inline=True))
    server = await vk.server()
    unanswered = await irina.press(SPB, "Принял", wait=0)
    assert unanswered["answered"] is False
    (update,) = (await vk.poll(server))["updates"]
    event = update["object"]
    assert update["type"] == "message_event"
    assert event["payload"] == {"ack": 1}
    shown = await vk.result("messages.getById", message_ids=sent)
    assert event["conversation_message_id"] == shown["items"][0]["conversation_message_id"]
    snackbar = json.dumps({"type": "show_snackbar", "text": "Спасибо"})
    answer: Params = {"event_id": event["event_id"], "user_id": IRINA, "peer_id": IRINA}
    method = "messages.sendMessageEventAnswer"
    assert await vk.result(method, **answer, event_data=snackbar) == 1
    assert await vk.refusal(method, **answer, event_data=snackbar) == 100


async def test_attachments_of_a_person_reach_the_bot(vk: Stage) -> None:
    server, irina = await vk.server(), vk.people.user(IRINA)
    await irina.photo(SPB, "Разбито", data=b"\x89PNG\r\n\x1a\nphoto")
    await irina.doc(SPB, b"receipt", name="чек.pdf")
    await irina.voice(SPB)
    await irina.sticker(SPB)
    await irina.location(SPB, 59.9, 30.3)
    messages = [one["object"]["message"] for one in (await vk.poll(server))["updates"]]
    kinds = [[one["type"] for one in message["attachments"]] for message in messages]
    assert kinds == [["photo"], ["doc"], ["audio_message"], ["sticker"], []]
    assert messages[4]["geo"]["coordinates"] == {"latitude": 59.9, "longitude": 30.3}
    assert messages[1]["attachments"][0]["doc"]["title"] == "чек.pdf"
    url = messages[0]["attachments"][0]["photo"]["sizes"][-1]["url"]
    async with vk.http.get(url) as answer:
        assert await answer.read() == b"\x89PNG\r\n\x1a\nphoto"


async def test_replies_and_forwards_of_a_person_reach_the_bot(vk: Stage) -> None:
    irina = vk.people.user(IRINA)
    first = await irina.write(SPB, "раз")
    server = await vk.server()
    await irina.write(SPB, "два", reply_to=first.id)
    await irina.write(SPB, forward=[first.id])
    messages = [one["object"]["message"] for one in (await vk.poll(server))["updates"]]
    assert messages[0]["reply_message"]["text"] == "раз"
    assert messages[1]["fwd_messages"][0]["text"] == "раз"


async def test_a_forward_comes_from_another_dialog_with_what_was_in_it(vk: Stage) -> None:
    irina = vk.people.user(IRINA)
    deep = await irina.write(MSK, "глубоко")
    outer = await irina.forward(MSK, deep, text="снаружи")
    server = await vk.server()
    await irina.forward(SPB, outer, source=MSK)
    ((forwarded,),) = [
        one["object"]["message"]["fwd_messages"] for one in (await vk.poll(server))["updates"]
    ]
    assert forwarded["text"] == "снаружи"
    assert forwarded["fwd_messages"][0]["text"] == "глубоко"


async def test_nobody_quotes_or_forwards_what_another_wrote_to_the_community(vk: Stage) -> None:
    secret = await vk.people.user(NATALYA).write(SPB, "тайна")
    irina = vk.people.user(IRINA)
    with pytest.raises(Refused, match="no message"):
        await irina.forward(SPB, secret)
    with pytest.raises(Refused, match="no message"):
        await irina.reply(SPB, secret, "что?")


async def test_a_poll_of_a_person_reaches_the_bot(vk: Stage) -> None:
    server = await vk.server()
    await vk.people.user(IRINA).poll(SPB, "Когда?", "Утром", "Вечером")
    (update,) = (await vk.poll(server))["updates"]
    poll = update["object"]["message"]["attachments"][0]["poll"]
    assert poll["question"] == "Когда?"
    assert [one["text"] for one in poll["answers"]] == ["Утром", "Вечером"]


async def test_whom_the_community_blacklisted_cannot_write(vk: Stage) -> None:
    await vk.people.community(SPB).block(IRINA)
    with pytest.raises(Refused):
        await vk.people.user(IRINA).write(SPB, "раз")


async def test_a_person_edits_and_deletes_only_his_own(vk: Stage) -> None:
    irina = vk.people.user(IRINA)
    own = await irina.write(SPB, "раз")
    sent = await vk.send(IRINA, "ответ")
    assert (await irina.edit(SPB, own.id, "два")).edited
    assert (await irina.delete(SPB, own.id)).deleted
    with pytest.raises(Refused):
        await irina.edit(SPB, sent, "чужое")


async def test_waiting_in_vain_says_what_came_instead(vk: Stage) -> None:
    irina = vk.people.user(IRINA)
    await irina.write(SPB, "раз")
    with pytest.raises(NothingCame, match="раз"):
        await irina.dialog(SPB).wait_for("два", within=0)


async def test_a_new_person_and_a_new_community_meet(vk: Stage) -> None:
    person = await vk.people.add_user("Пётр", "Новиков")
    community = await vk.people.add_community("Доставка: Тверь", group_id=700300)
    await person.write(700300, "Вы уже открылись?")
    given: Params = {"access_token": community["token"], "peer_id": person.id}
    await vk.result("messages.send", **given, message="Да", random_id=1)
    assert (await person.dialog(700300).wait_for(by="bot")).text == "Да"


async def test_every_message_is_in_the_event_stream(vk: Stage) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    await vk.send(IRINA, "ответ")
    events = [one.as_json() for one in vk.ground.events.since(0) if one.kind == "message"]
    assert [(one["service"], one["message"]["text"]) for one in events] == [
        ("vk", "раз"),
        ("vk", "ответ"),
    ]
