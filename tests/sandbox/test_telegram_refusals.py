"""What the Bot API refuses, in its own words and codes."""

from typing import Any

import aiohttp
import pytest

from sandbox.telegram.files import sample_png
from tests.sandbox.telegram_support import Stage

ANN, BOB, STRANGER, FORUM = 11, 12, 13, -1001
NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
RESERVED = "Character '.' is reserved and must be escaped with the preceding '\\'"
BUTTON = {"text": "B", "callback_data": "b"}


def inline(**button: object) -> dict[str, object]:
    return {"inline_keyboard": [[button]]}


SENDS = [
    ({"chat_id": "", "text": "x"}, "chat_id is empty"),
    ({"chat_id": 999, "text": "x"}, "chat not found"),
    ({"chat_id": STRANGER, "text": "x"}, "chat not found"),
    ({"chat_id": -5, "text": "x"}, "chat not found"),
    ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
    ({"chat_id": ANN}, "message text is empty"),
    ({"chat_id": ANN, "text": " \n "}, "message text is empty"),
    ({"chat_id": ANN, "text": "x" * 4097}, "message is too long"),
    ({"chat_id": ANN, "text": "я" * 16385}, "text is too long"),
    ({"chat_id": ANN, "text": "x", "parse_mode": "XML"}, "unsupported parse_mode"),
    (
        {"chat_id": ANN, "text": "я<x>", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "x" at byte offset 2',
    ),
    (
        {"chat_id": ANN, "text": "a.b", "parse_mode": "MarkdownV2"},
        "can't parse entities: " + RESERVED,
    ),
    ({"chat_id": ANN, "text": "x", "reply_to_message_id": 999}, "message to be replied not found"),
    ({"chat_id": ANN, "text": "x", "message_thread_id": 5}, "message thread not found"),
    ({"chat_id": FORUM, "text": "x", "message_thread_id": 1}, "message thread not found"),
    (
        {"chat_id": ANN, "text": "x", "reply_markup": "{"},
        "can't parse reply keyboard markup JSON object",
    ),
    ({"chat_id": ANN, "text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
    (
        {"chat_id": ANN, "text": "x", "reply_markup": inline(text="B")},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"chat_id": ANN, "text": "x", "reply_markup": inline(text="", callback_data="b")},
        "inline keyboard button text must be non-empty",
    ),
    (
        {"chat_id": ANN, "text": "x", "reply_markup": inline(text="B", callback_data="я" * 33)},
        "BUTTON_DATA_INVALID",
    ),
    (
        {"chat_id": ANN, "text": "x", "reply_markup": inline(text="B", url="localhost")},
        "inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL",
    ),
    (
        {"chat_id": FORUM, "text": "x", "reply_markup": inline(text="B", web_app={"url": "h"})},
        "BUTTON_TYPE_INVALID",
    ),
    (
        {
            "chat_id": FORUM,
            "text": "x",
            "reply_markup": {"keyboard": [[{"text": "B", "web_app": 1}]]},
        },
        "web App buttons can be used in private chats only",
    ),
]


@pytest.mark.parametrize(("params", "words"), SENDS, ids=[words for _, words in SENDS])
async def test_a_send_is_refused(stage: Stage, params: dict[str, object], words: str) -> None:
    assert await stage.desk.refusal("sendMessage", **params) == f"400 Bad Request: {words}"


CALLS = [
    (
        "editMessageText",
        {"chat_id": ANN, "message_id": 99, "text": "x"},
        "message to edit not found",
    ),
    ("deleteMessage", {"chat_id": ANN, "message_id": 99}, "message to delete not found"),
    ("pinChatMessage", {"chat_id": ANN, "message_id": 99}, "message to pin not found"),
    ("setMessageReaction", {"chat_id": ANN, "message_id": 99}, "message to react not found"),
    (
        "copyMessage",
        {"chat_id": ANN, "from_chat_id": ANN, "message_id": 99},
        "message to copy not found",
    ),
    (
        "forwardMessage",
        {"chat_id": ANN, "from_chat_id": ANN, "message_id": 99},
        "message to forward not found",
    ),
    ("sendPhoto", {"chat_id": ANN}, "there is no photo in the request"),
    ("sendDocument", {"chat_id": ANN}, "there is no document in the request"),
    ("sendVoice", {"chat_id": ANN}, "there is no voice in the request"),
    ("sendPhoto", {"chat_id": ANN, "photo": "AAA"}, "wrong file identifier/HTTP URL specified"),
    ("getFile", {"file_id": "AAA"}, "wrong file_id or the file is temporarily unavailable"),
    ("sendMediaGroup", {"chat_id": ANN, "media": []}, "there are no messages to send"),
    (
        "sendMediaGroup",
        {"chat_id": ANN, "media": [{}] * 11},
        "too many messages to send as an album",
    ),
    ("createForumTopic", {"chat_id": ANN, "name": "x"}, "the chat is not a forum"),
    ("createForumTopic", {"chat_id": FORUM, "name": "  "}, "name must be non-empty"),
    ("closeForumTopic", {"chat_id": FORUM, "message_thread_id": 77}, "TOPIC_ID_INVALID"),
    ("answerCallbackQuery", {"callback_query_id": "5"}, TOO_OLD.removeprefix("400 Bad Request: ")),
    (
        "deleteMessages",
        {"chat_id": ANN, "message_ids": list(range(101))},
        "too many message identifiers specified",
    ),
    ("sendChatAction", {"chat_id": ANN, "action": "dance"}, "wrong parameter action in request"),
    (
        "setMyCommands",
        {"commands": [{"command": "Взять", "description": "d"}]},
        "BOT_COMMAND_INVALID",
    ),
    ("getChatMember", {"chat_id": FORUM, "user_id": 999}, "PARTICIPANT_ID_INVALID"),
    ("banChatMember", {"chat_id": FORUM, "user_id": ANN}, "can't remove chat owner"),
    (
        "setWebhook",
        {"url": "http://hub.example"},
        "bad webhook: An HTTPS URL must be provided for webhook",
    ),
    (
        "setWebhook",
        {"url": "https://a.b", "secret_token": "я"},
        "secret token contains unallowed characters",
    ),
]


@pytest.mark.parametrize(("method", "params", "words"), CALLS)
async def test_a_call_is_refused(
    stage: Stage, method: str, params: dict[str, object], words: str
) -> None:
    assert await stage.desk.refusal(method, **params) == f"400 Bad Request: {words}"


async def test_who_has_not_started_or_has_blocked_cannot_be_written_to(stage: Stage) -> None:
    never = "403 Forbidden: bot can't initiate conversation with a user"
    assert await stage.desk.refusal("sendMessage", chat_id=BOB, text="x") == never
    await stage.ann.block("desk_bot")
    blocked = "403 Forbidden: bot was blocked by the user"
    assert await stage.desk.refusal("sendMessage", chat_id=ANN, text="x") == blocked
    await stage.ann.unblock("desk_bot")
    assert await stage.desk.send(ANN)
    other_bot = "403 Forbidden: the bot can't send messages to the bot"
    assert await stage.desk.refusal("sendMessage", chat_id=701, text="x") == other_bot


async def test_a_bot_put_out_of_a_group_is_told_how(stage: Stage) -> None:
    await stage.forum.remove("desk_bot")
    kicked = "403 Forbidden: bot was kicked from the supergroup chat"
    assert await stage.desk.refusal("sendMessage", chat_id=FORUM, text="x") == kicked
    await stage.forum.set_member("desk_bot", "left")
    left = "403 Forbidden: bot is not a member of the supergroup chat"
    assert await stage.desk.refusal("sendMessage", chat_id=FORUM, text="x") == left
    await stage.forum.set_member("desk_bot", "restricted")
    mute = "400 Bad Request: not enough rights to send text messages to the chat"
    assert await stage.desk.refusal("sendMessage", chat_id=FORUM, text="x") == mute


async def test_an_upgraded_group_names_its_new_id(stage: Stage) -> None:
    old = await stage.people.telegram.add_group(
        "G", forum=False, kind="group", owner=11, bots=["desk_bot"]
    )
    new = await old.migrate()
    answer = await stage.desk.call("sendMessage", chat_id=old.id, text="x")
    assert answer["description"] == ("Bad Request: group chat was upgraded to a supergroup chat")
    assert answer["parameters"] == {"migrate_to_chat_id": new.id}
    assert await stage.desk.send(new.id)
    await new.delete()
    gone = "403 Forbidden: the group chat was deleted"
    assert await stage.desk.refusal("sendMessage", chat_id=new.id, text="x") == gone


async def test_lengths_are_code_points_after_parsing(stage: Stage) -> None:
    assert len((await stage.desk.send(ANN, "😀" * 4096))["text"]) == 4096
    bold = "<b>" + "x" * 4096 + "</b>"
    assert await stage.desk.send(ANN, bold, parse_mode="HTML")
    refusal = await stage.desk.refusal("sendMessage", chat_id=ANN, text="😀" * 4097)
    assert refusal == "400 Bad Request: message is too long"


async def test_of_many_entities_a_hundred_are_kept(stage: Stage) -> None:
    sent = await stage.desk.send(ANN, "<b>x</b> " * 150, parse_mode="HTML")
    assert len(sent["entities"]) == 100


async def test_an_edit_without_change_is_refused(stage: Stage) -> None:
    sent = await stage.desk.send(ANN, "same", reply_markup=inline(**BUTTON))
    same = {"chat_id": ANN, "message_id": sent["message_id"], "text": " same "}
    refusal = await stage.desk.refusal("editMessageText", **same, reply_markup=inline(**BUTTON))
    assert refusal == NOT_MODIFIED
    assert "reply_markup" not in await stage.desk.result("editMessageText", **same)


async def test_only_own_messages_are_edited_and_only_what_they_have(stage: Stage) -> None:
    written = await stage.ann.write("mine", bot="desk_bot")
    theirs = {"chat_id": ANN, "message_id": written.id, "text": "x"}
    refusal = await stage.desk.refusal("editMessageText", **theirs)
    assert refusal == "400 Bad Request: message can't be edited"
    sent = await stage.desk.send(ANN)
    refusal = await stage.desk.refusal(
        "editMessageCaption", chat_id=ANN, message_id=sent["message_id"], caption="c"
    )
    assert refusal == "400 Bad Request: there is no caption in the message to edit"


async def test_deletion_has_its_rules(stage: Stage) -> None:
    topic = await stage.desk.result("createForumTopic", chat_id=FORUM, name="T")
    root = {"chat_id": FORUM, "message_id": topic["message_thread_id"]}
    cannot = "400 Bad Request: message can't be deleted"
    assert await stage.desk.refusal("deleteMessage", **root) == cannot
    written = await stage.bob.write("/x@shy_bot", group=FORUM)
    foreign = {"chat_id": FORUM, "message_id": written.id}
    assert await stage.shy.refusal("deleteMessage", **foreign) == cannot
    assert await stage.desk.result("deleteMessage", **foreign)
    gone = "400 Bad Request: message to delete not found"
    assert await stage.desk.refusal("deleteMessage", **foreign) == gone


async def test_what_is_older_than_two_days_stays_and_keeps_what_is_deleted_with_it(
    stage: Stage,
) -> None:
    cannot = "400 Bad Request: message can't be deleted"
    old = [(await stage.desk.send(chat))["message_id"] for chat in (ANN, FORUM)]
    await stage.people.clock.advance(48 * 3600 + 1)
    private = {"chat_id": ANN, "message_id": old[0]}
    assert await stage.desk.refusal("deleteMessage", **private) == f"{cannot} for everyone"
    group = {"chat_id": FORUM, "message_id": old[1]}
    assert await stage.desk.refusal("deleteMessage", **group) == cannot
    young = (await stage.desk.send(FORUM))["message_id"]
    both = {"chat_id": FORUM, "message_ids": [young, old[1]]}
    assert await stage.desk.refusal("deleteMessages", **both) == cannot
    assert await stage.desk.result("deleteMessages", chat_id=FORUM, message_ids=[young, 999])


async def test_a_throw_of_the_dice_in_private_stays_for_a_day(stage: Stage) -> None:
    thrown = await stage.desk.result("sendDice", chat_id=ANN)
    it = {"chat_id": ANN, "message_id": thrown["message_id"]}
    refusal = await stage.desk.refusal("deleteMessage", **it)
    assert refusal == "400 Bad Request: message can't be deleted for everyone"
    await stage.people.clock.advance(24 * 3600 + 1)
    assert await stage.desk.result("deleteMessage", **it)


async def test_reactions_outside_the_list_are_refused(stage: Stage) -> None:
    written = await stage.ann.write("x", bot="desk_bot")
    where = {"chat_id": ANN, "message_id": written.id}
    tick = [{"type": "emoji", "emoji": "✅"}]
    refusal = await stage.desk.refusal("setMessageReaction", **where, reaction=tick)
    assert refusal == "400 Bad Request: REACTION_INVALID"
    heart = [{"type": "emoji", "emoji": "❤️"}]
    assert await stage.desk.result("setMessageReaction", **where, reaction=heart)
    assert (await written.becomes(reaction="❤")).reactions == ["❤"]


async def test_a_pressed_button_is_answered_once_and_in_time(stage: Stage) -> None:
    await stage.desk.send(ANN, reply_markup=inline(**BUTTON))
    await stage.desk.drain()
    await stage.ann.press("B", bot="desk_bot", wait=0)
    [update] = await stage.desk.updates()
    number = update["callback_query"]["id"]
    long = await stage.desk.refusal("answerCallbackQuery", callback_query_id=number, text="x" * 201)
    assert long == "400 Bad Request: MESSAGE_TOO_LONG"
    stranger = await stage.shy.refusal("answerCallbackQuery", callback_query_id=number)
    assert stranger == TOO_OLD
    assert await stage.desk.result("answerCallbackQuery", callback_query_id=number)
    second = await stage.desk.refusal("answerCallbackQuery", callback_query_id=number)
    assert second == TOO_OLD
    await stage.ann.press("B", bot="desk_bot", wait=0)
    [update] = await stage.desk.updates()
    await stage.people.clock.advance(16)
    late = update["callback_query"]["id"]
    assert await stage.desk.refusal("answerCallbackQuery", callback_query_id=late) == TOO_OLD


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/bot700:desk/nosuch", 404, "Not Found: method not found"),
        ("/bot700:desk", 404, "Not Found"),
        ("/nothing", 404, "Not Found"),
        ("/botwrong/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot0:x/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot12345:revoked/getMe", 401, "Unauthorized"),
        ("/file/bot700:desk/photos/no.jpg", 404, "Not Found"),
    ],
)
async def test_paths_and_tokens(stage: Stage, path: str, status: int, words: str) -> None:
    url = f"{stage.people.url}/telegram{path}"
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        assert answer.status == status
        body = await answer.json()
        assert body == {"ok": False, "error_code": status, "description": words}


async def test_parameters_come_in_every_form(stage: Stage) -> None:
    url = f"{stage.desk.base}/SENDmessage"
    async with aiohttp.ClientSession() as http:
        bodies: list[dict[str, Any]] = [
            {"params": {"chat_id": "11", "text": "query"}},
            {"data": {"chat_id": "11", "text": "form"}},
            {"json": {"chat_id": 11, "text": "json", "disable_notification": True}},
            {
                "data": aiohttp.FormData(
                    {"chat_id": "11", "text": "parts"}, default_to_multipart=True
                )
            },
        ]
        for body in bodies:
            async with http.post(url, **body) as answer:
                assert (await answer.json())["ok"]
    texts = await stage.ann.chat("desk_bot").texts()
    assert texts[-4:] == ["query", "form", "json", "parts"]


async def test_uploads_have_limits(stage: Stage) -> None:
    large = await stage.desk.upload(
        "sendDocument", "document", bytes((50 << 20) + 1), "d", chat_id=11
    )
    assert (large["error_code"], large["description"]) == (413, "Request Entity Too Large")
    no_picture = await stage.desk.upload("sendPhoto", "photo", b"text", "p.jpg", chat_id=11)
    assert no_picture["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    narrow = await stage.desk.upload("sendPhoto", "photo", sample_png(21, 1), "p", chat_id=11)
    assert narrow["description"] == "Bad Request: PHOTO_INVALID_DIMENSIONS"
