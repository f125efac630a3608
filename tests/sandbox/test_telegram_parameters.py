"""The stand-in takes the parameters that the Bot API documents, and refuses every other."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.telegram.botapi.allowed import UNPLAYED, allowed
from tests.sandbox.telegram_support import Stage

ANN = 11
OLD = {"kickChatMember", "getChatMembersCount"}
"""Names of methods that aiogram knows no more."""
RICH = {"blocks": [{"type": "paragraph", "text": ["Заказ ", {"type": "bold", "text": "готов"}]}]}


def test_the_parameters_are_those_that_aiogram_knows() -> None:
    from aiogram import methods

    for method, names in allowed().items():
        if method in OLD:
            continue
        theirs = set(getattr(methods, method[0].upper() + method[1:]).model_fields)
        assert names <= theirs, method
        assert theirs - names <= UNPLAYED | {"callback_query_id"}, method


def test_every_method_that_is_served_has_its_parameters() -> None:
    from sandbox.telegram.botapi.query import METHODS

    assert {name for name, _ in METHODS.values()} == allowed().keys()


async def test_a_slip_in_a_name_is_refused_with_that_name(stage: Stage) -> None:
    said = await stage.desk.refusal("sendMessage", chat_id=ANN, text="да", reply_markdown={})
    assert said == "400 Bad Request: sendMessage has no parameter reply_markdown"


@pytest.mark.parametrize("name", ["ephemeral_message_parameters", "business_connection_id"])
async def test_what_would_make_another_message_of_it_is_refused(stage: Stage, name: str) -> None:
    said = await stage.desk.refusal("sendMessage", chat_id=ANN, text="да", **{name: {"user_id": 1}})
    words = f"the stand-in does not play the parameter {name} of sendMessage"
    assert said == f"400 Bad Request: {words}"
    assert await stage.ann.chat("desk_bot").find("да") == []


async def test_a_bot_sends_a_rich_message(stage: Stage) -> None:
    sent = await stage.desk.result("sendRichMessage", chat_id=ANN, rich_message=RICH)
    assert sent["rich_message"]["blocks"] == RICH["blocks"]
    assert (await stage.ann.chat("desk_bot").last()).text == "Заказ готов"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({}, "exactly one of html, markdown and blocks must be specified"),
        ({"html": "<p>да</p>"}, "the stand-in reads rich messages by their blocks only"),
        (
            {"blocks": [{"type": "hologram"}]},
            "RICH_MESSAGE_RICH_TEXT_INVALID: the stand-in plays no block of the type hologram",
        ),
    ],
)
async def test_a_rich_message_that_is_not_played_is_refused(
    stage: Stage, given: dict[str, Any], refusal: str
) -> None:
    said = await stage.desk.refusal("sendRichMessage", chat_id=ANN, rich_message=given)
    assert said == f"400 Bad Request: {refusal}"


async def test_a_bot_sends_a_poll_with_a_description(stage: Stage) -> None:
    asked = {"question": "Когда?", "options": [{"text": "Утром"}, "Вечером"], "description": "Торт"}
    sent = await stage.desk.result("sendPoll", chat_id=ANN, **asked)
    assert sent["poll"]["description"] == "Торт"
    assert [one["text"] for one in sent["poll"]["options"]] == ["Утром", "Вечером"]


async def test_a_list_of_tasks_needs_a_business_account(stage: Stage) -> None:
    tasks = {"title": "Сборка", "tasks": [{"id": 1, "text": "Торт"}]}
    asked = {"chat_id": ANN, "checklist": tasks}
    said = await stage.desk.refusal("sendChecklist", **asked, business_connection_id="b1")
    assert said == "400 Bad Request: business connection not found"


async def test_people_send_what_is_new(stage: Stage) -> None:
    await stage.desk.drain()
    await stage.ann.rich(*RICH["blocks"], bot="desk_bot")
    await stage.ann.live_photo(caption="вид", bot="desk_bot")
    done = {"text": "Чай", "done": True}
    listed = await stage.ann.checklist("Дела", "Торт", done, bot="desk_bot")
    await stage.ann.write("готово?", reply_to=listed.id, point=1, bot="desk_bot")
    story = {"title": "Новинки", "username": "shop_news", "id": 12}
    await stage.ann.send("story", story=story, bot="desk_bot")
    await stage.ann.write("это?", to_story=story, bot="desk_bot")
    channel = {**story, "message": 55}
    await stage.ann.write("есть?", elsewhere=channel, quote="торт", bot="desk_bot")
    more = {"description": "Торт", "photo": True}
    await stage.ann.poll("Когда?", "Утром", "Вечером", **more, bot="desk_bot")
    rich, live, tasks, point, told, to_story, post, poll = [
        one["message"] for one in await stage.desk.all_updates()
    ]
    assert rich["rich_message"]["blocks"] == RICH["blocks"]
    assert live["live_photo"]["photo"] == live["photo"]
    assert [("completion_date" in one) for one in tasks["checklist"]["tasks"]] == [False, True]
    assert point["reply_to_checklist_task_id"] == 2
    assert point["reply_to_message"]["checklist"]["title"] == "Дела"
    assert told["story"]["chat"]["username"] == "shop_news"
    assert to_story["reply_to_story"]["id"] == 12
    assert post["external_reply"]["message_id"] == 55
    assert post["quote"]["text"] == "торт"
    assert poll["poll"]["media"]["photo"]


async def test_a_private_chat_has_topics_where_its_bot_has_them(stage: Stage) -> None:
    await stage.people.telegram.bot("desk_bot").change(has_topics=True)
    topic = await stage.ann.create_topic("desk_bot", "Торт")
    await stage.desk.drain()
    await stage.ann.write("да", bot="desk_bot", topic=topic.id)
    (said,) = [one["message"] for one in await stage.desk.all_updates()]
    assert (said["message_thread_id"], said["is_topic_message"]) == (topic.id, True)
    answer = await stage.desk.send(ANN, "и", message_thread_id=topic.id)
    assert answer["message_thread_id"] == topic.id
    await stage.ann.do("delete_topic", chat="desk_bot", topic=topic.id)
    refused = await stage.desk.refusal(
        "sendMessage", chat_id=ANN, text="и", message_thread_id=topic.id
    )
    assert refused == "400 Bad Request: message thread not found"
