"""Bots Long Poll: what arrives, what repeats, what fails."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.sandbox.vk_support import IRINA, MSK, SPB, Stage, vk_stage


@pytest.fixture
async def vk() -> AsyncIterator[Stage]:
    async with vk_stage() as stage:
        yield stage


def kinds(answer: dict[str, Any]) -> list[str]:
    return [update["type"] for update in answer["updates"]]


async def test_a_message_arrives_in_the_shape_of_5_199(vk: Stage) -> None:
    server = await vk.server()
    written = await vk.people.user(IRINA).write(SPB, "Где заказ?")
    (update,) = (await vk.poll(server))["updates"]
    message = update["object"]["message"]
    assert (update["type"], update["group_id"], update["v"]) == ("message_new", SPB, "5.199")
    assert message["id"] == written.id
    assert message["conversation_message_id"] == 1
    assert message["from_id"] == message["peer_id"] == IRINA
    assert (message["text"], message["attachments"]) == ("Где заказ?", [])
    assert message["fwd_messages"] == []
    assert update["object"]["client_info"]["inline_keyboard"] is True


async def test_a_poll_waits_for_what_comes(vk: Stage) -> None:
    server = await vk.server()
    polling = asyncio.create_task(vk.poll(server, wait=20))
    await vk.people.user(IRINA).write(SPB, "Где заказ?")
    assert kinds(await polling) == ["message_new"]


async def test_an_empty_poll_returns_its_ts_as_text(vk: Stage) -> None:
    server = await vk.server()
    assert await vk.poll(server) == {"ts": server["ts"], "updates": []}


async def test_an_old_ts_brings_the_same_events_again(vk: Stage) -> None:
    server = await vk.server()
    await vk.people.user(IRINA).write(SPB, "раз")
    first = await vk.poll(server)
    await vk.people.user(IRINA).write(SPB, "два")
    again = await vk.poll(server)
    assert again["updates"][0] == first["updates"][0]
    assert len(again["updates"]) == 2
    assert kinds(await vk.poll(server, ts=first["ts"])) == ["message_new"]


async def test_forgotten_history_is_failed_1_with_a_number(vk: Stage) -> None:
    server = await vk.server()
    await vk.people.user(IRINA).write(SPB, "раз")
    await vk.people.community(SPB).forget_history()
    failed = await vk.poll(server)
    assert failed["failed"] == 1
    assert isinstance(failed["ts"], int)
    await vk.people.user(IRINA).write(SPB, "два")
    assert len((await vk.poll(server, ts=failed["ts"]))["updates"]) == 1


async def test_an_expired_key_is_failed_2_and_the_ts_stays_good(vk: Stage) -> None:
    server = await vk.server()
    polling = asyncio.create_task(vk.poll(server, wait=20))
    await vk.people.community(SPB).expire_key()
    assert await polling == {"failed": 2}
    await vk.people.user(IRINA).write(SPB, "раз")
    key = (await vk.server())["key"]
    assert kinds(await vk.poll(server, key=key)) == ["message_new"]


async def test_lost_information_is_failed_3(vk: Stage) -> None:
    server = await vk.server()
    await vk.people.user(IRINA).write(SPB, "раз")
    await vk.people.community(SPB).lose()
    assert await vk.poll(server) == {"failed": 3}
    fresh = await vk.server()
    assert await vk.poll(fresh) == {"ts": fresh["ts"], "updates": []}


async def test_a_ts_from_nowhere_is_failed_1(vk: Stage) -> None:
    server = await vk.server()
    assert (await vk.poll(server, ts="999999"))["failed"] == 1


async def test_the_other_deeds_of_a_person_arrive_as_their_events(vk: Stage) -> None:
    server, irina = await vk.server(), vk.people.user(IRINA)
    await irina.allow(SPB, key="from-site")
    first = await irina.write(SPB, "раз")
    await irina.edit(SPB, first.id, "два")
    await irina.typing(SPB)
    await irina.read(SPB)
    await irina.deny(SPB)
    await irina.comment(SPB, "Не привезли!", where=12)
    await irina.comment(SPB, "Есть вопрос", kind="board", where=3)
    updates = (await vk.poll(server))["updates"]
    assert [update["type"] for update in updates] == [
        "message_allow",
        "message_new",
        "message_edit",
        "message_typing_state",
        "message_read",
        "message_deny",
        "wall_reply_new",
        "board_post_new",
    ]
    assert updates[0]["object"] == {"user_id": IRINA, "key": "from-site"}
    assert updates[2]["object"]["text"] == "два"
    assert updates[6]["object"]["post_id"] == 12
    assert updates[7]["object"]["topic_id"] == 3


async def test_own_answers_and_a_human_admins_come_back(vk: Stage) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    server = await vk.server()
    await vk.send(IRINA, "от бота", random_id=9)
    await vk.people.community(SPB).answer(IRINA, "от человека", admin=42)
    own, human = (await vk.poll(server))["updates"]
    assert own["type"] == human["type"] == "message_reply"
    assert own["object"]["random_id"] == 9
    assert "admin_author_id" not in own["object"]
    assert human["object"]["admin_author_id"] == 42


async def test_events_switched_off_do_not_arrive(vk: Stage) -> None:
    await vk.result("groups.setLongPollSettings", group_id=SPB, message_new=0)
    server = await vk.server()
    await vk.people.user(IRINA).write(SPB, "раз")
    assert (await vk.poll(server))["updates"] == []


async def test_a_community_without_longpoll_has_no_server(vk: Stage) -> None:
    await vk.result("groups.setLongPollSettings", group_id=SPB, enabled=0)
    answer = await vk.call("groups.getLongPollServer", group_id=SPB)
    assert answer["error"]["error_msg"].endswith("longpoll for this group is not enabled")


async def test_a_duplicate_keeps_its_event_id(vk: Stage) -> None:
    server = await vk.server()
    await vk.people.user(IRINA).write(SPB, "раз")
    await vk.people.community(SPB).duplicate()
    first, second = (await vk.poll(server))["updates"]
    assert first == second


async def test_any_event_can_be_put_in_raw(vk: Stage) -> None:
    server = await vk.server()
    await vk.people.community(SPB).event("message_from_the_future", {"odd": True})
    (update,) = (await vk.poll(server))["updates"]
    assert (update["type"], update["object"]) == ("message_from_the_future", {"odd": True})


async def test_communities_do_not_hear_each_other(vk: Stage) -> None:
    server = await vk.server(MSK)
    await vk.people.user(IRINA).write(SPB, "раз")
    assert (await vk.poll(server))["updates"] == []


async def test_updates_can_be_doubled_dropped_and_late(vk: Stage) -> None:
    server, irina = await vk.server(), vk.people.user(IRINA)
    for effect in ("duplicate", "drop", "late"):
        rule = {"service": "vk", "effect": effect, "method": "message_new", "times": 1}
        vk.ground.faults.add({**rule, "seconds": 60})
        await irina.write(SPB, effect)
    early = await vk.poll(server)
    assert texts(early) == ["duplicate", "duplicate"]
    polling = asyncio.create_task(vk.poll(server, wait=20, ts=early["ts"]))
    vk.ground.clock.advance(61)
    assert texts(await polling) == ["late"]


def texts(answer: dict[str, Any]) -> list[str]:
    return [update["object"]["message"]["text"] for update in answer["updates"]]
