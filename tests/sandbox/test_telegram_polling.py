"""getUpdates: waiting, confirming, repeating, conflicts, filters, expiry."""

import asyncio
import json
import time

import aiohttp

from tests.sandbox.telegram_support import Stage

OTHER = (
    "409 Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


async def test_an_update_is_given_again_until_an_offset_confirms_it(stage: Stage) -> None:
    await stage.desk.drain()
    await stage.ann.write("one", bot="desk_bot")
    first = await stage.desk.result("getUpdates", timeout=3)
    again = await stage.desk.result("getUpdates", timeout=3)
    assert first == again
    assert first[0]["message"]["text"] == "one"
    confirmed = await stage.desk.result("getUpdates", offset=first[0]["update_id"] + 1)
    assert confirmed == []
    assert await stage.people.telegram.bot("desk_bot").pending() == []


async def test_ids_go_up_by_one_from_a_random_start(stage: Stage) -> None:
    await stage.ann.write("one", bot="desk_bot")
    ids = [one["update_id"] for one in await stage.desk.all_updates()]
    assert ids == list(range(ids[0], ids[0] + 2))
    assert 2_000_001 <= ids[0] <= 2**30


async def test_a_long_poll_answers_as_soon_as_something_comes(stage: Stage) -> None:
    await stage.desk.drain()
    poll = asyncio.create_task(stage.desk.updates(timeout=30))
    await stage.people.calls.wait_for("deleteWebhook")
    began = time.monotonic()
    await stage.ann.write("now", bot="desk_bot")
    assert (await poll)[0]["message"]["text"] == "now"
    assert time.monotonic() - began < 2


async def test_a_negative_offset_keeps_only_the_last(stage: Stage) -> None:
    for text in ("one", "two", "three"):
        await stage.ann.write(text, bot="desk_bot")
    last = await stage.desk.result("getUpdates", offset=-1)
    assert [one["message"]["text"] for one in last] == ["three"]
    assert len(await stage.people.telegram.bot("desk_bot").pending()) == 1


async def test_limit_cuts_the_answer(stage: Stage) -> None:
    for _ in range(3):
        await stage.ann.write("x", bot="desk_bot")
    assert len(await stage.desk.result("getUpdates", limit=2)) == 2


async def test_of_two_pollers_the_older_is_sent_away(stage: Stage) -> None:
    await stage.desk.drain()
    polls = [asyncio.create_task(stage.desk.call("getUpdates", timeout=20)) for _ in range(2)]
    done, waiting = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
    ended = done.pop().result()
    assert f"{ended['error_code']} {ended['description']}" == OTHER
    await stage.ann.write("for the newer", bot="desk_bot")
    assert (await waiting.pop())["result"][0]["message"]["text"] == "for the newer"


async def test_a_webhook_forbids_polling(stage: Stage) -> None:
    described = await stage.shy.call("setWebhook", url="https://hub.example/x")
    assert described["description"] == "Webhook was set"
    refusal = await stage.shy.refusal("getUpdates")
    assert refusal.startswith("409 Conflict: can't use getUpdates method while webhook is active")


async def test_reactions_and_members_come_only_when_asked_for(stage: Stage) -> None:
    await stage.desk.drain()
    written = await stage.ann.write("x", group=stage.forum.id)
    await stage.ann.react(written, "👍")
    await stage.desk.updates(allowed_updates=["message", "message_reaction"])
    await stage.ann.react(written, "👌")
    reaction = (await stage.desk.updates())[0]["message_reaction"]
    assert reaction["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert reaction["new_reaction"] == [{"type": "emoji", "emoji": "👌"}]


async def test_the_filter_stays_and_takes_no_ids(stage: Stage) -> None:
    [start] = await stage.desk.updates(allowed_updates=["callback_query"])
    await stage.ann.write("not wanted", bot="desk_bot")
    await stage.desk.result("getUpdates", allowed_updates=[], offset=start["update_id"] + 1)
    await stage.ann.write("wanted", bot="desk_bot")
    [update] = await stage.desk.updates()
    assert update["message"]["text"] == "wanted"
    assert update["update_id"] == start["update_id"] + 1


async def test_messages_expire_after_a_day_and_callbacks_after_150_seconds(stage: Stage) -> None:
    await stage.desk.drain()
    markup = {"inline_keyboard": [[{"text": "B", "callback_data": "b"}]]}
    await stage.desk.send(11, reply_markup=markup)
    await stage.ann.press("B", bot="desk_bot", wait=0)
    await stage.ann.write("x", bot="desk_bot")
    bot = stage.people.telegram.bot("desk_bot")
    assert len(await bot.pending()) == 2
    await stage.people.clock.advance(151)
    assert ["message" in update for update in await bot.pending()] == [True]
    await stage.people.clock.advance(24 * 3600)
    assert await bot.pending() == []


async def test_the_same_offset_again_at_once_waits_and_gives_one(stage: Stage) -> None:
    await stage.ann.write("second", bot="desk_bot")
    assert len(await stage.desk.result("getUpdates", offset=5)) == 2
    assert len(await stage.desk.result("getUpdates", offset=5)) == 1


async def test_a_broken_update_is_given_as_it_was_put(stage: Stage) -> None:
    await stage.desk.drain()
    bot = stage.people.telegram.bot("desk_bot")
    await bot.put_update({"message": {"text": 5}})
    number = await bot.put_raw('"strange":[1,2]}')
    async with aiohttp.ClientSession() as http, http.get(f"{stage.desk.base}/getUpdates") as raw:
        result = json.loads(await raw.text())["result"]
    assert result[0]["message"] == {"text": 5}
    assert result[1] == {"update_id": number, "strange": [1, 2]}


async def test_the_newest_update_can_come_twice(stage: Stage) -> None:
    await stage.desk.drain()
    await stage.ann.write("again", bot="desk_bot")
    await stage.people.telegram.bot("desk_bot").duplicate()
    first, second = await stage.desk.updates()
    assert first == second


async def test_updates_can_be_dropped_doubled_and_late_on_their_way(stage: Stage) -> None:
    await stage.desk.drain()
    faults = stage.people.faults
    spoil = {"service": "telegram", "bot": "desk_bot", "method": "message", "times": 1}
    await faults.add(effect="drop", **spoil)
    await stage.ann.write("lost", bot="desk_bot")
    await faults.add(effect="duplicate", **spoil)
    await stage.ann.write("double", bot="desk_bot")
    await faults.add(effect="late", seconds=100, **spoil)
    await stage.ann.write("late", bot="desk_bot")
    texts = [one["message"]["text"] for one in await stage.desk.updates()]
    assert texts == ["double", "double"]
    await stage.people.clock.advance(101)
    assert (await stage.desk.updates())[0]["message"]["text"] == "late"
