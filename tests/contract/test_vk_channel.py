"""What only VK has: random_id, a Long Poll that forgets, names that have to be asked for."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bots.vk_check import CallbackSide
from bots.vk_messages import CROPPED
from hub.errors import Flooded, Refused, Unsent
from hub.model import Inbound, Span
from hub.ports import File
from tests.contract.channel_sides import (
    PNG,
    Reader,
    Sandboxed,
    VkSide,
    photo,
    sandbox_without_limits,
    say,
)


@pytest.fixture(scope="module")
async def sandboxed() -> AsyncIterator[Sandboxed]:
    async with sandbox_without_limits() as people:
        yield people


@pytest.fixture
async def side(sandboxed: Sandboxed) -> AsyncIterator[VkSide]:
    side = await VkSide.of(sandboxed)
    yield side
    await side.leave()


@pytest.fixture
async def reader(side: VkSide) -> Reader:
    reader = Reader(side.channel)
    await reader.begin()
    return reader


async def test_a_repeat_is_no_second_message(side: VkSide) -> None:
    await side.write("здравствуйте")

    first = await side.channel.send(side.peer, say("везут"), 0)
    again = await side.channel.send(side.peer, say("везут", perhaps_sent=True), 0)

    assert first == again
    assert [one["text"] for one in await side.heard()] == ["везут"]


async def test_a_repeat_with_a_photo_is_no_second_message(side: VkSide) -> None:
    await side.write("здравствуйте")

    await side.channel.send(side.peer, say("чек", files=(photo(),)), 0)
    await side.channel.send(side.peer, say("чек", files=(photo(),)), 0)

    assert [one["photo"] for one in await side.heard()] == [PNG]


async def test_the_parts_of_one_text_are_different_messages(side: VkSide) -> None:
    await side.write("здравствуйте")
    said = say("ё" * 5000)

    assert (await side.channel.send(side.peer, said, 0)).more
    await side.channel.send(side.peer, said, 1)

    assert "".join(one["text"] for one in await side.heard()) == said.text


async def test_too_many_calls_are_left_to_the_engine(side: VkSide) -> None:
    await side.write("здравствуйте")
    await side.spoil({"effect": "error", "code": 6, "times": None})

    with pytest.raises(Flooded):
        await side.channel.send(side.peer, say("раз"), 0)

    assert len(await side.calls("messages.send")) == 1


async def test_hidden_addresses_are_written_out(side: VkSide) -> None:
    await side.write("здравствуйте")
    link = Span(kind="text_link", offset=0, length=3, data={"url": "https://a.example"})

    await side.channel.send(side.peer, say("тут всё", spans=(link,)), 0)

    assert (await side.heard())[0]["text"] == "тут (https://a.example) всё"


@pytest.mark.parametrize("method", ["photos.*", "upload.photo"])
async def test_a_failed_upload_has_sent_nothing(side: VkSide, method: str) -> None:
    await side.write("здравствуйте")
    await side.spoil({"effect": "reset"}, method)

    with pytest.raises(Unsent):
        await side.channel.send(side.peer, say("чек", files=(photo(),)), 0)


async def test_an_expired_key_loses_nothing(side: VkSide, reader: Reader) -> None:
    await side.run("expire_key")
    await side.write("раз")

    assert (await reader.next_inbound()).text == "раз"


@pytest.mark.parametrize("loss", ["forget_history", "lose"])
async def test_a_gap_is_filled_from_the_history_in_order(
    side: VkSide, reader: Reader, loss: str
) -> None:
    await side.write("раз")
    await side.write("два")
    await side.run(loss)

    texts = [(await reader.next_inbound()).text for _ in range(2)]
    await side.write("три")

    assert [*texts, (await reader.next_inbound()).text] == ["раз", "два", "три"]


async def test_a_message_that_comes_twice_has_one_source(side: VkSide, reader: Reader) -> None:
    await side.write("раз")
    first = await reader.next_inbound()
    await side.run("forget_history")

    assert await reader.next_inbound() == first


async def test_our_own_answers_are_not_taken_out_of_the_history(
    side: VkSide, reader: Reader
) -> None:
    await side.write("раз")
    await side.channel.send(side.peer, say("ответ"), 0)
    await side.run("lose")
    await side.write("два")

    texts = [(await reader.next_inbound()).text for _ in range(2)]

    assert texts == ["раз", "два"]


async def test_another_process_goes_on_from_the_cursor(side: VkSide, reader: Reader) -> None:
    await side.write("раз")
    await reader.next_inbound()
    await side.write("пока нас не было")
    restarted = side.restarted()

    batch = await restarted.fetch(reader.cursor)

    read = [restarted.read(update.raw) for update in batch.updates]
    assert [one.text for one in read if isinstance(one, Inbound)] == ["пока нас не было"]
    await restarted.close()


async def test_what_was_written_before_the_first_start_stays_there(side: VkSide) -> None:
    await side.write("давно")
    reader = Reader(side.channel)
    await reader.begin()
    await side.write("сейчас")

    assert (await reader.next_inbound()).text == "сейчас"


async def test_a_name_that_cannot_be_asked_for_is_an_id(side: VkSide, reader: Reader) -> None:
    await side.spoil({"effect": "error", "code": 10}, "users.get")
    await side.write("раз")

    assert (await reader.next_inbound()).name == f"id{side.peer}"


async def test_what_else_happens_is_nobodys_message(
    side: VkSide, reader: Reader, sandboxed: Sandboxed
) -> None:
    group: dict[str, Any] = {"group": int(side.account)}
    await sandboxed.do(f"/vk/users/{side.peer}/allow", **group)
    await sandboxed.do(f"/vk/users/{side.peer}/typing", **group)

    updates = (await reader.next()).updates

    assert [side.channel.read(update.raw) for update in updates] == [None, None]


async def test_what_is_switched_off_is_found_by_check(side: VkSide, sandboxed: Sandboxed) -> None:
    await sandboxed.change(f"/vk/communities/{side.account}", events=["message_reply"])
    (silent,) = await side.channel.check()
    await sandboxed.change(f"/vk/communities/{side.account}", longpoll=False)
    (off,) = await side.channel.check()

    assert (silent.level, off.level) == ("FAIL", "FAIL")
    assert silent.says != off.says


async def test_events_that_are_missing_are_named_by_check(
    side: VkSide, sandboxed: Sandboxed
) -> None:
    heard = ["message_new", "message_reply", "message_edit", "message_reaction_event"]
    await sandboxed.change(f"/vk/communities/{side.account}", events=heard)

    (found,) = await side.channel.check()

    assert found.level == "warn"
    assert "wall_reply_new" in found.says
    assert "message_edit" not in found.says


async def test_rights_that_are_missing_are_named_by_check(
    side: VkSide, sandboxed: Sandboxed
) -> None:
    await sandboxed.change(f"/vk/communities/{side.account}", scopes=["manage", "photos", "docs"])

    found = await side.channel.check()

    assert [(one.level, "right to" in one.says) for one in found] == [
        ("FAIL", True),
        ("warn", True),
    ]


async def test_messages_that_are_off_are_found_by_check(side: VkSide, sandboxed: Sandboxed) -> None:
    await sandboxed.change(f"/vk/communities/{side.account}", messages_on=False)

    (found,) = await side.channel.check()

    assert found.level == "FAIL"
    assert "messages are off" in found.says


async def test_a_callback_side_is_held_against_vks_settings(
    side: VkSide, sandboxed: Sandboxed
) -> None:
    path = f"/vk/communities/{side.account}"
    every = (await sandboxed.look("/vk"))["communities"]
    (code,) = [one["confirmation"] for one in every if str(one["group_id"]) == side.account]
    right = CallbackSide(path="/vk/shop", secret="s3cret", confirmation=code)
    nowhere = await side.brought(right).check()
    await sandboxed.do(f"{path}/callback", url="http://127.0.0.1:9/vk/shop", secret="s3cret")
    asked = {"method": "callback.confirmation", "bot": side.account}
    await sandboxed.look("/calls", **asked, count=1, timeout=5)
    unreached = await side.brought(right).check()
    wrong = CallbackSide(path="/vk/shop", secret="other", confirmation="other")
    unlike = await side.brought(wrong).check()

    assert ["no callback server" in one.says for one in nowhere] == [True]
    assert ["failed" in one.says for one in unreached] == [True]
    assert [one.level for one in unlike] == ["FAIL", "FAIL", "FAIL"]
    assert not any("s3cret" in one.says or code in one.says for one in unlike)


async def test_what_was_missed_is_fetched_once_where_events_are_brought(side: VkSide) -> None:
    ours = CallbackSide(path="/vk/shop", secret="s", confirmation="c")
    first = await side.brought(ours).fetch(None)
    await side.write("пока нас не было")

    batch = await side.brought(ours).fetch(first.cursor)

    read = [side.channel.read(update.raw) for update in batch.updates]
    assert [one.text for one in read if isinstance(one, Inbound)] == ["пока нас не было"]


async def cut(side: VkSide, reader: Reader, kind: str = "message_new") -> None:
    """A message of three photos has come, and now one that holds a single one of them."""
    await side.photos("Вот фото", 3)
    (update,) = (await reader.next()).updates
    raw: dict[str, Any] = copy.deepcopy(dict(update.raw))
    whole = raw["object"]["message"]
    message = {**whole, "attachments": whole["attachments"][:1], "is_cropped": True}
    await side.run(
        "event", type=kind, object={"message": message} if kind == "message_new" else message
    )


@pytest.mark.parametrize("kind", ["message_new", "message_edit"])
async def test_a_message_that_vk_has_cut_is_fetched_whole(
    side: VkSide, reader: Reader, kind: str
) -> None:
    await cut(side, reader, kind)

    read = await reader.next_inbound()

    assert (read.text, len(read.attachments), read.omitted) == ("Вот фото", 3, ())


async def test_what_one_method_does_not_give_the_other_does(side: VkSide, reader: Reader) -> None:
    await cut(side, reader)
    await side.spoil({"effect": "error", "code": 10, "times": None}, "messages.getById")

    assert len((await reader.next_inbound()).attachments) == 3


async def test_a_cut_message_that_cannot_be_had_is_shown_and_says_so(
    side: VkSide, reader: Reader
) -> None:
    await cut(side, reader)
    await side.spoil({"effect": "error", "code": 10, "times": None}, "messages.get*")

    read = await reader.next_inbound()

    assert (len(read.attachments), read.omitted) == (1, (CROPPED,))


async def test_people_with_the_longest_numbers_are_people(sandboxed: Sandboxed) -> None:
    side = await VkSide.of(sandboxed, id=200_000_000_123)
    reader = Reader(side.channel)
    await reader.begin()
    await side.write("здравствуйте")
    assert (await reader.next_inbound()).text == "здравствуйте"
    await side.channel.send(side.peer, say("везут"), 0)
    assert [one["text"] for one in await side.heard()] == ["везут"]
    await side.leave()


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"response": []}', '{"response": {"permissions": 5}}']
)
async def test_an_odd_answer_is_a_line_of_check(side: VkSide, body: str) -> None:
    await side.spoil({"effect": "http", "status": 200, "body": body, "times": None}, "groups.*")

    found = await side.channel.check()

    assert {one.level for one in found} == {"FAIL"}


async def test_a_picture_that_vk_does_not_take_may_go_as_a_document(side: VkSide) -> None:
    await side.write("здравствуйте")

    async def odd() -> bytes:
        return b"no picture"

    file = File(kind="photo", name="odd.png", read=odd, index=3)
    with pytest.raises(Refused) as refused:
        await side.channel.send(side.peer, say("чек", files=(file,)), 0)
    assert refused.value.without == ("document:3",)

    as_file = replace(file, kind="document")
    await side.channel.send(side.peer, say("чек", files=(as_file,)), 0)

    assert len(await side.calls("messages.send")) == 1
