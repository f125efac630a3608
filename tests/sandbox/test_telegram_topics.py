"""Forum topics: their ids, their messages, their rights, and what people do to them."""

from tests.sandbox.telegram_support import Stage

FORUM = -1001
NO_THREAD = "400 Bad Request: message thread not found"


async def test_a_topics_id_is_that_of_the_message_about_its_creation(stage: Stage) -> None:
    await stage.desk.drain()
    topic = await stage.desk.result("createForumTopic", chat_id=FORUM, name="Руслан")
    [update] = await stage.desk.updates()
    message = update["message"]
    assert message["message_id"] == message["message_thread_id"] == topic["message_thread_id"]
    assert message["forum_topic_created"]["name"] == "Руслан"
    assert message["is_topic_message"] is True


async def test_a_message_in_a_topic_answers_its_root_unless_it_answers_another(
    stage: Stage,
) -> None:
    topic = await stage.ann.create_topic(FORUM, "T")
    plain = await stage.desk.send(FORUM, message_thread_id=topic.id)
    assert plain["reply_to_message"]["forum_topic_created"]["name"] == "T"
    reply = await stage.desk.send(FORUM, reply_to_message_id=plain["message_id"])
    assert reply["message_thread_id"] == topic.id
    assert reply["reply_to_message"]["message_id"] == plain["message_id"]
    assert "reply_to_message" not in reply["reply_to_message"]


async def test_general_has_no_thread_and_chains_there_are_no_topics(stage: Stage) -> None:
    first = await stage.desk.send(FORUM)
    assert "message_thread_id" not in first
    assert "is_topic_message" not in first
    chained = await stage.desk.send(FORUM, reply_to_message_id=first["message_id"])
    assert chained["message_thread_id"] == first["message_id"]
    assert "is_topic_message" not in chained
    into_chain = {"chat_id": FORUM, "text": "x", "message_thread_id": first["message_id"]}
    assert await stage.desk.refusal("sendMessage", **into_chain) == NO_THREAD


async def test_a_reply_into_another_topic_is_an_external_one(stage: Stage) -> None:
    one, other = [await stage.ann.create_topic(FORUM, name) for name in ("one", "other")]
    written = await stage.ann.write("original", group=FORUM, topic=one.id)
    sent = await stage.desk.send(
        FORUM, message_thread_id=other.id, reply_parameters={"message_id": written.id}
    )
    assert sent["external_reply"]["message_id"] == written.id
    assert "reply_to_message" not in sent


async def test_a_topic_deleted_by_a_person_is_found_out_on_sending(stage: Stage) -> None:
    topic = await stage.ann.create_topic(FORUM, "T")
    await stage.desk.drain()
    await stage.ann.delete_topic(topic)
    assert await stage.people.telegram.bot("desk_bot").pending() == []
    into = {"chat_id": FORUM, "text": "x", "message_thread_id": topic.id}
    assert await stage.desk.refusal("sendMessage", **into) == NO_THREAD


async def test_a_topic_that_went_silently_takes_nothing_and_refuses_nothing(stage: Stage) -> None:
    topic = await stage.ann.create_topic(FORUM, "T")
    await stage.ann.delete_topic(topic, silent=True)
    sent = await stage.desk.send(FORUM, "stray", message_thread_id=topic.id)
    assert "message_thread_id" not in sent
    assert await stage.forum.general.texts() == ["stray"]


async def test_a_closed_topic_is_for_those_who_manage_topics(stage: Stage) -> None:
    topic = await stage.ann.create_topic(FORUM, "T")
    await stage.ann.close_topic(topic)
    assert await stage.desk.send(FORUM, message_thread_id=topic.id)
    await stage.forum.promote("desk_bot", ["can_delete_messages"])
    into = {"chat_id": FORUM, "text": "x", "message_thread_id": topic.id}
    assert await stage.desk.refusal("sendMessage", **into) == "400 Bad Request: TOPIC_CLOSED"


async def test_topics_need_rights_except_ones_own(stage: Stage) -> None:
    topic = await stage.desk.result("createForumTopic", chat_id=FORUM, name="T")
    mine = {"chat_id": FORUM, "message_thread_id": topic["message_thread_id"]}
    await stage.forum.promote("desk_bot", [])
    assert await stage.desk.result("editForumTopic", **mine, name="Mine")
    create = await stage.desk.refusal("createForumTopic", chat_id=FORUM, name="T")
    assert create == "400 Bad Request: not enough rights to create a topic"
    theirs = (await stage.ann.create_topic(FORUM, "Ann's")).id
    edit = await stage.desk.refusal(
        "editForumTopic", chat_id=FORUM, message_thread_id=theirs, name="x"
    )
    assert edit == "400 Bad Request: not enough rights to edit the topic"


async def test_nothing_to_change_is_an_error(stage: Stage) -> None:
    topic = await stage.desk.result("createForumTopic", chat_id=FORUM, name="T")
    mine = {"chat_id": FORUM, "message_thread_id": topic["message_thread_id"]}
    same = "400 Bad Request: TOPIC_NOT_MODIFIED"
    assert await stage.desk.refusal("editForumTopic", **mine, name="T") == same
    assert await stage.desk.refusal("reopenForumTopic", **mine) == same
    assert await stage.desk.result("closeForumTopic", **mine)
    assert await stage.desk.refusal("closeForumTopic", **mine) == same


async def test_a_long_name_is_cut(stage: Stage) -> None:
    topic = await stage.desk.result("createForumTopic", chat_id=FORUM, name="я" * 200)
    assert topic["name"] == "я" * 128


async def test_pinning_in_a_topic_says_so_there(stage: Stage) -> None:
    topic = await stage.ann.create_topic(FORUM, "T")
    sent = await stage.desk.send(FORUM, "card", message_thread_id=topic.id)
    await stage.desk.drain()
    where = {"chat_id": FORUM, "message_id": sent["message_id"]}
    assert await stage.desk.result("pinChatMessage", **where)
    [update] = await stage.desk.updates()
    assert update["message"]["pinned_message"]["text"] == "card"
    assert update["message"]["message_thread_id"] == topic.id


async def test_people_see_topics_and_wait_for_them(stage: Stage) -> None:
    await stage.desk.result(
        "createForumTopic", chat_id=FORUM, name="Руслан Ахметов", icon_color=9367192
    )
    topic = await stage.forum.topic("Ахметов")
    assert (topic.name, topic.raw["icon_color"], topic.closed) == ("Руслан Ахметов", 9367192, False)
    await stage.desk.send(FORUM, "card", message_thread_id=topic.id)
    assert await topic.texts() == ["card"]
    assert await stage.forum.general.texts() == []
