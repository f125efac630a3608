"""What people pass on: forwards, cards, polls, what a keyboard asks for; and deep links."""

import pytest

from sandbox.client import Refused
from tests.sandbox.telegram_support import Stage

FORUM, ANN, BOB = -1001, 11, 12
ASK = {
    "keyboard": [[{"text": "Мой номер", "request_contact": True}], ["Не сейчас"]],
    "one_time_keyboard": True,
    "resize_keyboard": True,
}


async def test_a_forward_says_where_it_comes_from(stage: Stage) -> None:
    in_group = await stage.bob.write("<b>от</b> Боба", group=FORUM, html=True)
    await stage.desk.drain()
    await stage.ann.forward(in_group, bot="desk_bot")
    await stage.bob.hide_forwards()
    await stage.ann.forward(in_group, bot="desk_bot")
    await stage.ann.forward(in_group, bot="desk_bot", bare=True)
    await stage.forum.set_member("ann", "creator", anonymous=True)
    hidden = await stage.ann.write("от группы", group=FORUM)
    await stage.ann.forward(hidden, bot="desk_bot")
    sent = [one["message"] for one in await stage.desk.all_updates() if "message" in one]
    named, nameless, bare, _, group = sent
    assert named["forward_origin"]["sender_user"]["id"] == BOB
    assert named["entities"] == [{"offset": 0, "length": 2, "type": "bold"}]
    assert nameless["forward_origin"]["sender_user_name"] == "Bob"
    assert "forward_origin" not in bare
    assert group["forward_origin"]["sender_chat"]["id"] == FORUM


async def test_what_was_forwarded_twice_is_still_the_first_ones(stage: Stage) -> None:
    first = await stage.bob.write("x", group=FORUM)
    second = await stage.ann.forward(first, bot="desk_bot")
    third = await stage.ann.forward(second, bot="shy_bot")
    assert third.forward_origin is not None
    assert third.forward_origin["sender_user"]["id"] == BOB


async def test_several_are_forwarded_as_they_lay_together(stage: Stage) -> None:
    album = await stage.ann.album([{"kind": "photo"}, {"kind": "photo"}], group=FORUM)
    words = await stage.ann.write("и слова", group=FORUM)
    await stage.desk.drain()
    await stage.ann.forward_all([*album, words], bot="desk_bot")
    first, second, last = [one["message"] for one in await stage.desk.all_updates()]
    assert first["media_group_id"] == second["media_group_id"] != album[0].raw["album"]
    assert last["text"] == "и слова"


@pytest.mark.parametrize("kind", ["user", "hidden_user", "chat", "channel"])
async def test_what_was_written_far_away_is_forwarded_too(stage: Stage, kind: str) -> None:
    await stage.desk.drain()
    origin = {"type": kind, "name": "Глеб Орлов"}
    await stage.ann.forward_from_afar("Я на месте", origin=origin, bot="desk_bot")
    photo = {"kind": "photo", "caption": "вид"}
    await stage.ann.forward_from_afar(origin=origin, **photo, bot="desk_bot")
    text, picture = [one["message"] for one in await stage.desk.all_updates()]
    assert text["forward_origin"]["type"] == kind
    assert "Орлов" in str(text["forward_origin"])
    assert picture["caption"] == "вид"


async def test_protected_content_is_neither_forwarded_nor_copied(stage: Stage) -> None:
    sent = await stage.desk.send(ANN, "секрет", protect_content=True)
    assert sent["has_protected_content"]
    seen = await stage.ann.chat("desk_bot").last()
    assert seen.has_protected_content
    for bare in (False, True):
        with pytest.raises(Refused, match="cannot be forwarded or copied"):
            await stage.ann.forward(seen, group=FORUM, bare=bare)
    it = {"chat_id": FORUM, "from_chat_id": ANN, "message_id": sent["message_id"]}
    copied = await stage.desk.refusal("copyMessage", **it)
    assert copied == "400 Bad Request: the message can't be copied"
    forwarded = await stage.desk.refusal("forwardMessage", **it)
    assert forwarded == "400 Bad Request: the message can't be forwarded"
    await stage.desk.result("editMessageText", chat_id=ANN, message_id=seen.id, text="иначе")
    assert (await seen.becomes(edited=True)).has_protected_content


async def test_nobody_forwards_from_a_chat_that_is_not_his(stage: Stage) -> None:
    written = await stage.bob.write("x", group=FORUM)
    with pytest.raises(Refused, match="not a member"):
        await stage.stranger.forward(written, bot="desk_bot")


async def test_cards_are_of_oneself_of_another_or_of_nobody(stage: Stage) -> None:
    await stage.desk.drain()
    await stage.ann.share_contact(bot="desk_bot")
    await stage.ann.share_contact(phone="+79995550011", bot="desk_bot")
    await stage.ann.contact(who=BOB, bot="desk_bot")
    await stage.ann.contact(phone="+79110000011", first_name="Ann", bot="desk_bot")
    updates = await stage.desk.all_updates()
    own, other_phone, anothers, forged = [one["message"]["contact"] for one in updates]
    assert (own["user_id"], own["phone_number"]) == (ANN, "+79110000011")
    assert (other_phone["user_id"], other_phone["phone_number"]) == (ANN, "+79995550011")
    assert (anothers["user_id"], anothers["first_name"]) == (BOB, "Bob")
    assert "user_id" not in forged


async def test_a_keyboard_stays_with_the_chat_until_it_is_taken_away(stage: Stage) -> None:
    assert await stage.ann.keyboard(bot="desk_bot") is None
    await stage.desk.send(ANN, "Поделитесь номером", reply_markup=ASK)
    card = {"inline_keyboard": [[{"text": "Ещё", "callback_data": "x"}]]}
    await stage.desk.send(ANN, "и карточка", reply_markup=card)
    await stage.desk.drain()
    shown = await stage.ann.keyboard(bot="desk_bot")
    assert shown is not None
    assert shown["keyboard"][0][0] == {"text": "Мой номер", "request_contact": True}
    assert not shown["folded"]
    await stage.ann.press("Мой номер", bot="desk_bot")
    [update] = await stage.desk.updates()
    assert update["message"]["contact"]["user_id"] == ANN
    folded = await stage.ann.keyboard(bot="desk_bot")
    assert folded is not None
    assert folded["folded"]
    await stage.desk.send(ANN, "Спасибо", reply_markup={"remove_keyboard": True})
    assert await stage.ann.keyboard(bot="desk_bot") is None
    with pytest.raises(Refused, match="no button"):
        await stage.ann.press("Мой номер", bot="desk_bot")


async def test_a_keyboard_goes_with_its_message(stage: Stage) -> None:
    sent = await stage.desk.send(ANN, "?", reply_markup=ASK)
    await stage.desk.result("deleteMessage", chat_id=ANN, message_id=sent["message_id"])
    assert await stage.ann.keyboard(bot="desk_bot") is None


async def test_a_poll_is_asked_and_answered(stage: Stage) -> None:
    await stage.desk.drain()
    asked = await stage.ann.poll("Когда?", "Утром", "Вечером", group=FORUM)
    [update] = await stage.desk.updates()
    assert update["message"]["poll"]["question"] == "Когда?"
    voted = await stage.bob.vote(asked, 1)
    assert [one["voter_count"] for one in voted.raw["body"]["options"]] == [0, 1]
    assert (await stage.bob.vote(asked)).raw["body"]["total_voter_count"] == 0
    with pytest.raises(Refused, match="one answer"):
        await stage.bob.vote(asked, 0, 1)
    await stage.bob.write("конец", group=FORUM)
    texts = [one["message"].get("text") for one in await stage.desk.all_updates()]
    assert texts == ["конец"]


async def test_a_deep_link_starts_a_bot(stage: Stage) -> None:
    await stage.desk.drain()
    await stage.bob.follow("https://t.me/desk_bot?start=inv_7-A")
    [update] = await stage.desk.updates()
    assert update["message"]["text"] == "/start inv_7-A"
    assert await stage.desk.send(BOB)
    for payload in ("пароль", "x" * 65, "a b"):
        with pytest.raises(Refused, match="1 to 64"):
            await stage.bob.start("desk_bot", payload)


async def test_what_is_unpinned_is_seen_so(stage: Stage) -> None:
    sent = await stage.desk.send(ANN, "важно")
    it = {"chat_id": ANN, "message_id": sent["message_id"]}
    await stage.desk.result("pinChatMessage", **it)
    [seen] = await stage.ann.chat("desk_bot").find("важно")
    assert seen.raw["pinned"]
    await stage.desk.result("unpinChatMessage", **it)
    [seen] = await stage.ann.chat("desk_bot").find("важно")
    assert not seen.raw["pinned"]
