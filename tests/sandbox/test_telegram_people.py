"""People: what they do, what bots are told of it, and what people see."""

import asyncio
import json

import aiohttp
import pytest

from sandbox.client import NothingCame, Refused
from sandbox.server import Sandbox
from tests.sandbox.telegram_support import Stage

FORUM, ANN = -1001, 11
TAKE = {"inline_keyboard": [[{"text": "✅ Взять 1042", "callback_data": "take:1042"}]]}


async def test_start_carries_a_payload(stage: Stage) -> None:
    await stage.desk.drain()
    await stage.ann.start("desk_bot", "inv_1")
    [update] = await stage.desk.updates()
    message = update["message"]
    assert message["text"] == "/start inv_1"
    assert message["entities"] == [{"offset": 0, "length": 6, "type": "bot_command"}]
    assert message["chat"] == {
        "id": 11, "first_name": "Ann", "last_name": "A", "username": "ann", "type": "private",
    }  # fmt: skip


async def test_blocking_and_starting_again_are_told_to_the_bot(stage: Stage) -> None:
    await stage.desk.drain()
    await stage.ann.block("desk_bot")
    with pytest.raises(Refused, match="blocked"):
        await stage.ann.write("x", bot="desk_bot")
    await stage.ann.start("desk_bot")
    blocked, back, start = await stage.desk.all_updates()
    assert blocked["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert back["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert start["message"]["text"] == "/start"


async def test_formatting_replies_and_quotes_arrive(stage: Stage) -> None:
    await stage.desk.drain()
    sent = await stage.desk.send(ANN, "Где вы?")
    await stage.ann.write(
        "<b>У</b> двери", bot="desk_bot", html=True, reply_to=sent["message_id"], quote="вы?"
    )
    [update] = await stage.desk.updates()
    message = update["message"]
    assert message["entities"] == [{"offset": 0, "length": 1, "type": "bold"}]
    assert message["reply_to_message"]["text"] == "Где вы?"
    assert message["quote"] == {"text": "вы?", "position": 4, "is_manual": True}


async def test_an_edit_is_an_update_and_a_deletion_is_none(stage: Stage) -> None:
    written = await stage.ann.write("one", bot="desk_bot")
    await stage.desk.drain()
    edited = await stage.ann.edit(written, "two")
    assert edited.edited
    assert edited.raw["earlier"] == ["one"]
    [update] = await stage.desk.updates()
    assert update["edited_message"]["text"] == "two"
    assert update["edited_message"]["edit_date"]
    await stage.desk.drain()
    await stage.ann.delete(written)
    assert await stage.people.telegram.bot("desk_bot").pending() == []
    assert (await stage.ann.chat("desk_bot").messages())[-1].deleted
    await stage.desk.send(ANN, "the bot's")
    theirs = await stage.ann.chat("desk_bot").last()
    with pytest.raises(Refused, match="somebody else"):
        await stage.ann.edit(theirs, "mine")


async def test_a_pressed_button_waits_for_the_bots_answer(stage: Stage) -> None:
    topic = await stage.ann.create_topic(FORUM, "T")
    await stage.desk.send(FORUM, "card", message_thread_id=topic.id, reply_markup=TAKE)
    await stage.desk.drain()
    press = asyncio.create_task(stage.ann.press("Взять", group=FORUM, topic=topic.id))
    [update] = await stage.desk.updates()
    query = update["callback_query"]
    assert (query["data"], query["from"]["id"]) == ("take:1042", ANN)
    assert query["message"]["text"] == "card"
    await stage.desk.result(
        "answerCallbackQuery", callback_query_id=query["id"], text="Ваше", show_alert=True
    )
    answer = await press
    assert (answer["answered"], answer["text"], answer["show_alert"]) == (True, "Ваше", True)


async def test_a_forged_press_carries_any_data(stage: Stage) -> None:
    await stage.desk.send(ANN, "card", reply_markup=TAKE)
    await stage.desk.drain()
    card = await stage.ann.chat("desk_bot").last()
    assert not (await stage.ann.forge(card, "take:9999", wait=0))["answered"]
    [update] = await stage.desk.updates()
    assert update["callback_query"]["data"] == "take:9999"
    with pytest.raises(Refused, match="no button"):
        await stage.ann.press("Закрыть", bot="desk_bot")


async def test_a_button_of_the_reply_keyboard_writes_its_text(stage: Stage) -> None:
    keyboard = {"keyboard": [["Да", {"text": "Мой номер", "request_contact": True}]]}
    await stage.desk.send(ANN, "?", reply_markup=keyboard)
    await stage.desk.drain()
    await stage.ann.press("Да", bot="desk_bot")
    await stage.ann.press("номер", bot="desk_bot")
    said, shared = await stage.desk.all_updates()
    assert said["message"]["text"] == "Да"
    assert shared["message"]["contact"]["phone_number"] == "+79110000011"
    assert shared["message"]["contact"]["user_id"] == ANN


async def test_albums_share_an_id_and_come_one_by_one(stage: Stage) -> None:
    await stage.desk.drain()
    await stage.ann.album([{"kind": "photo", "caption": "c"}, {"kind": "photo"}], bot="desk_bot")
    updates = await stage.desk.all_updates()
    assert len(updates) == 2
    assert len({one["message"]["media_group_id"] for one in updates}) == 1


async def test_a_file_is_fetched_within_the_limit_and_by_its_own_bot(stage: Stage) -> None:
    await stage.desk.drain()
    await stage.ann.document(b"contents", bot="desk_bot", name="договор.txt")
    await stage.ann.document(b"x", bot="desk_bot", size=21 << 20)
    small, large = [one["message"]["document"] for one in await stage.desk.all_updates()]
    assert small["file_name"] == "договор.txt"
    found = await stage.desk.result("getFile", file_id=small["file_id"])
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{stage.desk.files}/{found['file_path']}") as answer:
            assert await answer.read() == b"contents"
        await stage.people.clock.advance(3601)
        async with http.get(f"{stage.desk.files}/{found['file_path']}") as answer:
            assert answer.status == 404
    too_big = await stage.desk.refusal("getFile", file_id=large["file_id"])
    assert too_big == "400 Bad Request: file is too big"
    foreign = await stage.shy.refusal("sendDocument", chat_id=ANN, document=small["file_id"])
    assert foreign == "400 Bad Request: wrong file identifier/HTTP URL specified"
    assert await stage.desk.result("sendDocument", chat_id=ANN, document=small["file_id"])


async def test_a_shy_bot_sees_only_what_is_meant_for_it(stage: Stage) -> None:
    await stage.shy.drain()
    for text in ("ordinary", "/for@desk_bot", "/for@shy_bot"):
        await stage.bob.write(text, group=FORUM)
    own = await stage.shy.send(FORUM, "question")
    await stage.bob.write("an answer", group=FORUM, reply_to=own["message_id"])
    await stage.bob.write("/plain", group=FORUM)
    await stage.stranger.join(FORUM)
    messages = [one["message"] for one in await stage.shy.all_updates()]
    seen = [message.get("text", "came") for message in messages]
    assert seen == ["/for@shy_bot", "an answer", "/plain", "came"]


async def test_an_administrator_sees_all_but_other_bots(stage: Stage) -> None:
    await stage.desk.drain()
    await stage.bob.write("ordinary", group=FORUM)
    await stage.shy.send(FORUM, "from a bot")
    await stage.desk.send(FORUM, "own")
    await stage.bob.write("last", group=FORUM)
    texts = [one["message"]["text"] for one in await stage.desk.all_updates()]
    assert texts == ["ordinary", "last"]


async def test_a_bot_in_bot_to_bot_mode_is_a_witness(stage: Stage) -> None:
    witness = await stage.people.telegram.add_bot("witness_bot", privacy=False, reads_bots=True)
    await stage.forum.promote("witness_bot")
    await stage.desk.send(FORUM, "seen")
    pending = await stage.people.telegram.bot(witness["id"]).pending()
    assert pending[-1]["message"]["text"] == "seen"


async def test_an_anonymous_administrator_writes_as_the_group(stage: Stage) -> None:
    await stage.forum.set_member("ann", "creator", anonymous=True)
    await stage.desk.drain()
    await stage.ann.write("hidden", group=FORUM)
    [update] = await stage.desk.updates()
    assert update["message"]["from"]["id"] == 1087968824
    assert update["message"]["sender_chat"]["id"] == FORUM


async def test_members_come_by_invitation_and_go(stage: Stage) -> None:
    await stage.desk.result("getUpdates", allowed_updates=["message", "chat_member"])
    await stage.desk.drain()
    link = await stage.desk.result("createChatInviteLink", chat_id=FORUM, member_limit=1)
    await stage.stranger.join(invite=link["invite_link"])
    joined = [one for one in await stage.desk.all_updates() if "chat_member" in one]
    assert joined[0]["chat_member"]["new_chat_member"]["user"]["id"] == 13
    await stage.stranger.leave(FORUM)
    with pytest.raises(Refused, match="no longer valid"):
        await stage.stranger.join(invite=link["invite_link"])
    assert await stage.desk.result("banChatMember", chat_id=FORUM, user_id=13)
    with pytest.raises(Refused, match="banned"):
        await stage.stranger.join(FORUM)
    with pytest.raises(Refused, match="not a member"):
        await stage.stranger.write("x", group=FORUM)


async def test_waits_end_when_it_comes_and_fail_with_what_was_there(stage: Stage) -> None:
    view = stage.ann.chat("desk_bot")
    waiting = asyncio.create_task(view.wait_for("hello", by="bots", button="Взять"))
    await stage.desk.send(ANN, "hello", reply_markup=TAKE)
    assert (await waiting).labels == ["✅ Взять 1042"]
    with pytest.raises(NothingCame, match="hello"):
        await view.wait_for("never", within=0.01)
    message = await view.last()
    edit = {"chat_id": ANN, "message_id": message.id, "text": "changed"}
    becoming = asyncio.create_task(message.becomes(contains="changed", no_button="Взять"))
    await stage.desk.result("editMessageText", **edit)
    assert (await becoming).edited


async def test_a_transcript_shows_html_buttons_and_files(stage: Stage) -> None:
    await stage.desk.send(
        ANN, "<b>a<i>b</i></b> &lt;x&gt; 😀<a href='http://x.ru'>l</a>", parse_mode="HTML"
    )
    shown = await stage.ann.chat("desk_bot").last()
    assert shown.html == '<b>a</b><b><i>b</i></b> &lt;x&gt; 😀<a href="http://x.ru/">l</a>'
    photo = await stage.ann.photo(bot="desk_bot")
    assert (await photo.download()).startswith(b"\x89PNG")
    chats = await stage.ann.chats()
    assert [chat["kind"] for chat in chats] == ["private", "private", "supergroup"]


async def test_events_tell_everything_in_order_and_resume(stage: Stage) -> None:
    stream = stage.people.events(since=0)
    first = await anext(stream)
    await stream.aclose()
    await stage.desk.send(ANN, "hello")
    await stage.desk.refusal("sendMessage", chat_id=ANN, text="")
    seen = []
    async for event in stage.people.events(since=first["id"]):
        seen.append(event)
        if event["kind"] == "call":
            break
    assert seen[0]["id"] == first["id"] + 1
    assert seen[-2]["message"]["text"] == "hello"
    assert seen[-1]["error"] == "Bad Request: message text is empty"


async def test_the_people_side_says_what_was_wrong(stage: Stage) -> None:
    for action, match in (("fly", "no action"), ("photo", "chat is needed")):
        with pytest.raises(Refused, match=match):
            await stage.ann.do(action)
    with pytest.raises(Refused, match="no user"):
        await stage.people.telegram.user(4242).write("x", bot="desk_bot")
    with pytest.raises(Refused, match="no bot"):
        await stage.ann.write("x", bot="nobody_bot")


async def test_the_believable_world_stands_on_its_desks() -> None:
    async with Sandbox(port=0) as sandbox, aiohttp.ClientSession() as http:
        async with http.get(f"{sandbox.url}/people/telegram") as answer:
            world = await answer.json()
        async with http.get(f"{sandbox.url}/") as page:
            assert "text/html" in page.headers["Content-Type"]
    assert {group["id"] for group in world["groups"]} >= {-1001000000001, -1001000000002}
    assert "sandbox_desk_bot" in json.dumps(world["bots"])
