"""The API's front door, its reading methods, and what they say of a community."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.sandbox.vk_support import GEORGY, IRINA, MSK, NATALYA, SPB, Params, Stage, vk_stage


@pytest.fixture
async def vk() -> AsyncIterator[Stage]:
    async with vk_stage() as stage:
        yield stage


async def test_bad_callers_are_refused_by_number(vk: Stage) -> None:
    assert await vk.refusal("groups.getById", access_token="nobody's") == 5
    assert await vk.refusal("groups.getById", access_token="") == 5
    assert await vk.refusal("groups.getById", v="") == 8
    assert await vk.refusal("messages.sing") == 3
    assert await vk.refusal("groups.getLongPollServer", group_id=MSK) == 15
    assert await vk.refusal("groups.getLongPollServer") == 100


async def test_a_method_may_be_called_by_get(vk: Stage) -> None:
    query = {"v": "5.199", "access_token": "sandbox-vk-700100"}
    async with vk.http.get(f"{vk.url}/vk/method/groups.getById", params=query) as answer:
        body = await answer.json()
    assert body["response"]["groups"][0]["id"] == SPB


async def test_twenty_requests_a_second_per_community(vk: Stage) -> None:
    vk.ground.clock.scale = 0
    for _ in range(20):
        await vk.result("groups.getById")
    assert await vk.refusal("groups.getById") == 6
    await vk.result("groups.getById", by=MSK)
    vk.ground.clock.advance(1)
    await vk.result("groups.getById")


async def test_the_rate_limit_can_be_switched_off(vk: Stage) -> None:
    vk.ground.clock.scale = 0
    await vk.people.settings(rps=None)
    for _ in range(30):
        await vk.result("groups.getById")


async def test_history_shows_random_ids_and_pages_both_ways(vk: Stage) -> None:
    await vk.people.user(IRINA).write(SPB, "0")
    for number in (1, 2, 3):
        await vk.send(IRINA, str(number), random_id=number)
    newest = await vk.result("messages.getHistory", peer_id=IRINA, count=2)
    assert [one["random_id"] for one in newest["items"]] == [3, 2]
    assert newest["count"] == 4
    oldest = await vk.result("messages.getHistory", peer_id=IRINA, count=2, rev=1, offset=1)
    assert [one["text"] for one in oldest["items"]] == ["1", "2"]
    newer: Params = {"peer_id": IRINA, "start_message_id": 2, "offset": -2, "count": 2}
    after = await vk.result("messages.getHistory", **newer)
    assert [one["text"] for one in after["items"]] == ["3", "2"]


async def test_conversations_show_who_waits(vk: Stage) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    await vk.people.user(NATALYA).write(SPB, "два")
    await vk.send(IRINA, "Ответ")
    unread = await vk.result("messages.getConversations", filter="unread", extended=1)
    (waiting,) = unread["items"]
    assert waiting["conversation"]["peer"]["id"] == NATALYA
    assert waiting["conversation"]["unread_count"] == 1
    assert unread["profiles"][0]["first_name"] == "Наталья"
    every = await vk.result("messages.getConversations")
    assert [one["last_message"]["text"] for one in every["items"]] == ["Ответ", "два"]


async def test_messages_are_found_by_their_number_within_the_dialog(vk: Stage) -> None:
    await vk.people.user(NATALYA).write(SPB, "чужое")
    await vk.people.user(IRINA).write(SPB, "раз")
    by_cmid: Params = {"peer_id": IRINA, "conversation_message_ids": 1}
    found = await vk.result("messages.getByConversationMessageId", **by_cmid)
    assert [one["text"] for one in found["items"]] == ["раз"]
    same = await vk.result("messages.getById", peer_id=IRINA, cmids=1)
    assert same == found


async def test_permission_to_write_can_be_asked_about(vk: Stage) -> None:
    asked: Params = {"group_id": SPB, "user_id": GEORGY}
    allowed = "messages.isMessagesFromGroupAllowed"
    assert await vk.result(allowed, **asked) == {"is_allowed": 0}
    await vk.people.user(GEORGY).allow(SPB)
    assert await vk.result(allowed, **asked) == {"is_allowed": 1}


async def test_users_are_named(vk: Stage) -> None:
    asked: Params = {"user_ids": f"{IRINA},1,id{NATALYA}", "fields": "screen_name"}
    first, second = await vk.result("users.get", **asked)
    assert (first["first_name"], first["last_name"]) == ("Ирина", "Волкова")
    assert second["screen_name"] == f"id{NATALYA}"


async def test_a_community_tells_its_settings(vk: Stage) -> None:
    settings = await vk.result("groups.getLongPollSettings", group_id=SPB)
    assert settings["is_enabled"] is True
    assert settings["api_version"] == "5.199"
    assert settings["events"]["message_new"] == 1
    await vk.result("groups.setLongPollSettings", group_id=SPB, message_reply=0)
    settings = await vk.result("groups.getLongPollSettings", group_id=SPB)
    assert settings["events"]["message_reply"] == 0
    code = await vk.result("groups.getCallbackConfirmationCode", group_id=SPB)
    assert code == {"code": "c0ffee01"}


async def test_a_token_without_a_right_is_denied(vk: Stage) -> None:
    await vk.people.community(SPB).change(scopes=["photos"])
    permissions = await vk.result("groups.getTokenPermissions")
    assert permissions == {"mask": 4, "permissions": [{"name": "photos", "setting": 4}]}
    assert await vk.refusal("messages.getHistory", peer_id=IRINA) == 15
    assert await vk.refusal("groups.getLongPollServer", group_id=SPB) == 15


async def test_a_revoked_token_is_an_unknown_one(vk: Stage) -> None:
    await vk.people.community(SPB).change(token="new-token")
    assert await vk.refusal("groups.getById") == 5


@pytest.mark.parametrize(
    "bad",
    [
        {"buttons": [[{"action": {"type": "text", "label": "x" * 41}}]]},
        {"buttons": [[{"action": {"type": "tex", "label": "x"}}]]},
        {"buttons": [[{"action": {"type": "text", "label": "x"}, "color": "pink"}]]},
        {"buttons": [[{"action": {"type": "text", "label": "x", "payload": "{"}}]]},
        {"buttons": [[{"action": {"type": "text", "label": "x"}}] * 6]},
        {"inline": True, "buttons": [[{"action": {"type": "text", "label": "x"}}]] * 7},
        {"inline": True, "buttons": [[{"action": {"type": "text", "label": "x"}}] * 4] * 3},
        {"rows": []},
        [],
    ],
)
async def test_a_bad_keyboard_is_refused(vk: Stage, bad: object) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    given: Params = {"peer_id": IRINA, "message": "?", "random_id": 0, "keyboard": json.dumps(bad)}
    assert await vk.refusal("messages.send", **given) == 911


async def test_comments_are_answered_on_the_own_wall_alone(vk: Stage) -> None:
    spb = vk.people.community(SPB)
    given: Params = {"post_id": 12, "message": "Разбираемся", "reply_to_comment": 1}
    await vk.people.user(IRINA).comment(SPB, "Не привезли!", where=12)
    await vk.result("wall.createComment", owner_id=-SPB, **given)
    assert await vk.refusal("wall.createComment", owner_id=-MSK, **given) == 15
    (answer,) = await spb.comments("Разбираемся", within=5)
    assert (answer["from_id"], answer["reply_to_comment"]) == (-SPB, 1)


async def test_calls_are_logged_without_tokens(vk: Stage) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    await vk.send(IRINA, "Ответ", random_id=3)
    await vk.refusal("messages.sing")
    sent, refused = vk.ground.calls.since(service="vk")
    assert (sent.bot, sent.method, sent.error) == (str(SPB), "messages.send", None)
    assert sent.params["random_id"] == "3"
    assert refused.error == "3 Unknown method passed"
    (told,) = [event for event in vk.ground.events.since(0) if event.kind == "call"]
    assert told.data["error"] == refused.error
    assert "sandbox-vk" not in repr([sent, refused])
