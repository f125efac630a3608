"""Windows, flood waits, and who calls into them; faults of every sort."""

import asyncio

import aiohttp
import pytest

from tests.sandbox.telegram_support import Stage

FORUM, ANN = -1001, 11


async def test_a_group_takes_twenty_messages_a_minute(stage: Stage) -> None:
    for _ in range(20):
        await stage.desk.send(FORUM)
    await _flooded(stage)
    assert await stage.desk.send(ANN)
    assert (await stage.desk.call("getMe"))["ok"]
    await stage.people.clock.advance(60)
    assert await stage.desk.send(FORUM)


async def _flooded(stage: Stage) -> None:
    async with aiohttp.ClientSession() as http:
        params = {"chat_id": str(FORUM), "text": "x"}
        async with http.get(f"{stage.desk.base}/sendMessage", params=params) as answer:
            body = await answer.json()
    seconds = body["parameters"]["retry_after"]
    assert answer.status == 429
    assert answer.headers["Retry-After"] == str(seconds)
    assert body["description"] == f"Too Many Requests: retry after {seconds}"
    assert 50 < seconds <= 60


async def test_edits_and_topics_share_the_groups_window_deletions_do_not(stage: Stage) -> None:
    await stage.people.telegram.limits(group_calls=3)
    sent = await stage.desk.send(FORUM)
    where = {"chat_id": FORUM, "message_id": sent["message_id"]}
    await stage.desk.result("editMessageText", **where, text="edited")
    await stage.desk.result("createForumTopic", chat_id=FORUM, name="T")
    assert (await stage.desk.refusal("editMessageText", **where, text="x")).startswith("429")
    assert await stage.desk.result("deleteMessage", **where)


async def test_waiting_exactly_as_long_as_told_is_enough(stage: Stage) -> None:
    await stage.people.telegram.limits(group_calls=1)
    await stage.desk.send(FORUM)
    answer = await stage.desk.call("sendMessage", chat_id=FORUM, text="x")
    await stage.people.clock.advance(answer["parameters"]["retry_after"])
    assert await stage.desk.send(FORUM)
    assert await stage.people.telegram.violations() == []


async def test_a_call_inside_an_open_flood_window_is_remembered(stage: Stage) -> None:
    await stage.people.telegram.limits(group_calls=1, escalate=True)
    await stage.desk.send(FORUM)
    first = await stage.desk.call("sendMessage", chat_id=FORUM, text="x")
    second = await stage.desk.call("sendMessage", chat_id=FORUM, text="x")
    assert second["parameters"]["retry_after"] == 2 * first["parameters"]["retry_after"]
    [violation] = await stage.people.telegram.violations()
    assert (violation["bot"], violation["chat"]) == ("desk_bot", FORUM)
    assert violation["method"] == "sendMessage"
    assert violation["left"] > 50


async def test_a_private_chat_takes_a_burst_and_then_one_a_second(stage: Stage) -> None:
    for _ in range(5):
        await stage.desk.send(ANN)
    assert (await stage.desk.refusal("sendMessage", chat_id=ANN, text="x")).startswith("429")


async def test_a_bot_sends_thirty_a_second(stage: Stage) -> None:
    await stage.people.telegram.limits(group_calls=100)
    await stage.people.clock.scale(0)
    sends = [stage.desk.call("sendMessage", chat_id=FORUM, text="x") for _ in range(31)]
    answers = await asyncio.gather(*sends)
    assert [answer["ok"] for answer in answers].count(False) == 1


async def test_limits_can_be_huge_or_off(stage: Stage) -> None:
    await stage.people.telegram.limits(group_calls=1, huge=10072)
    await stage.desk.send(FORUM)
    answer = await stage.desk.call("sendMessage", chat_id=FORUM, text="x")
    assert answer["parameters"]["retry_after"] == 10072
    await stage.people.telegram.forget_limits()
    await stage.people.telegram.limits(enabled=False)
    for _ in range(40):
        await stage.desk.send(FORUM)


async def test_a_faults_429_opens_a_window_of_that_chat(stage: Stage) -> None:
    await stage.people.faults.add(
        service="telegram", bot="desk_bot", method="sendMessage", chat=FORUM, times=1,
        effect="error", code=429, parameters={"retry_after": 30},
    )  # fmt: skip
    refusal = await stage.desk.refusal("sendMessage", chat_id=FORUM, text="x")
    assert refusal == "429 Too Many Requests: retry after 30"
    assert (await stage.desk.refusal("sendMessage", chat_id=FORUM, text="x")).startswith("429")
    assert await stage.desk.send(ANN)
    assert len(await stage.people.telegram.violations()) == 1


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_torn_connection_hides_whether_the_message_was_sent(
    stage: Stage, when: str
) -> None:
    await stage.people.faults.add(
        service="telegram", method="send*", times=1, when=when, effect="reset"
    )
    with pytest.raises(aiohttp.ClientError):
        await stage.desk.send(ANN, "perhaps")
    there = await stage.ann.chat("desk_bot").find("perhaps")
    assert len(there) == (1 if when == "after" else 0)


async def test_an_answer_may_be_replaced_after_the_effect(stage: Stage) -> None:
    faults = stage.people.faults
    await faults.add(
        service="telegram", times=1, when="after", effect="http", status=502, body="<html>"
    )
    url = f"{stage.desk.base}/sendMessage?chat_id=11&text=sent"
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        assert (answer.status, await answer.text()) == (502, "<html>")
    assert await stage.ann.chat("desk_bot").find("sent")


async def test_silence_and_slowness(stage: Stage) -> None:
    faults = stage.people.faults
    await faults.add(service="telegram", method="getMe", times=1, effect="hang", seconds=0.2)
    with pytest.raises(aiohttp.ClientError):
        await stage.desk.result("getMe")
    await faults.add(service="telegram", method="getMe", effect="delay", seconds=0.1)
    began = asyncio.get_running_loop().time()
    assert await stage.desk.result("getMe")
    assert asyncio.get_running_loop().time() - began >= 0.1


async def test_faults_are_listed_and_removed(stage: Stage) -> None:
    faults = stage.people.faults
    number = await faults.add(service="telegram", effect="error", code=500)
    assert await stage.desk.refusal("getMe") == "500 Internal Server Error"
    assert [fault["used"] for fault in await faults.all()] == [1]
    await faults.remove(number)
    assert await stage.desk.result("getMe")


async def test_the_call_log_tells_everything_but_tokens(stage: Stage) -> None:
    since = await stage.people.calls.last()
    await stage.desk.send(ANN, "hello")
    await stage.desk.refusal("sendMessage", chat_id=ANN, text="")
    good, bad = await stage.people.calls.all(since, bot="desk_bot", method="send*")
    assert good["params"]["text"] == "hello"
    assert good["status"] == 200
    assert bad["status"] == 400
    assert bad["error"] == "Bad Request: message text is empty"
    assert "700:desk" not in str(await stage.people.calls.all())
