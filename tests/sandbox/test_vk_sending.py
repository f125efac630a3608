"""messages.send, edit and delete as VK does them."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.sandbox.vk_support import IRINA, MSK, NATALYA, SPB, Params, Stage, vk_stage


@pytest.fixture
async def vk() -> AsyncIterator[Stage]:
    async with vk_stage() as stage:
        yield stage


async def test_a_community_answers_who_wrote_to_it(vk: Stage) -> None:
    irina = vk.people.user(IRINA)
    await irina.write(SPB, "Где мой заказ?")
    sent = await vk.send(IRINA, "Уже везут")
    message = await irina.dialog(SPB).wait_for("Уже везут", by="bot")
    assert message.id == sent


async def test_nobody_is_written_to_who_never_wrote(vk: Stage) -> None:
    given: Params = {"peer_id": IRINA, "message": "Здравствуйте", "random_id": 0}
    answer = await vk.call("messages.send", **given)
    assert answer["error"]["error_code"] == 901
    assert answer["error"]["error_msg"] == "Can't send messages for users without permission"
    assert {"key": "peer_id", "value": str(IRINA)} in answer["error"]["request_params"]
    assert "sandbox-vk" not in json.dumps(answer)


async def test_permission_is_given_to_one_community_only(vk: Stage) -> None:
    await vk.people.user(IRINA).allow(SPB)
    await vk.send(IRINA, "Здравствуйте")
    given: Params = {"peer_id": IRINA, "message": "Здравствуйте", "random_id": 0}
    assert await vk.refusal("messages.send", by=MSK, **given) == 901


async def test_denied_blacklisted_and_closed_are_three_refusals(vk: Stage) -> None:
    irina, spb = vk.people.user(IRINA), vk.people.community(SPB)
    given: Params = {"peer_id": IRINA, "message": "Здравствуйте", "random_id": 0}
    await irina.write(SPB, "Привет")
    await irina.deny(SPB)
    assert await vk.refusal("messages.send", **given) == 901
    await irina.allow(SPB)
    await irina.close_messages()
    assert await vk.refusal("messages.send", **given) == 902
    await spb.block(IRINA)
    assert await vk.refusal("messages.send", **given) == 900
    await spb.unblock(IRINA)
    await irina.close_messages(closed=False)
    await vk.send(IRINA, "Здравствуйте")


async def test_one_random_id_is_one_message_within_its_dialog(vk: Stage) -> None:
    irina, natalya = vk.people.user(IRINA), vk.people.user(NATALYA)
    await irina.write(SPB, "раз")
    await natalya.write(SPB, "два")
    first = await vk.send(IRINA, "Ответ", random_id=77)
    assert await vk.send(IRINA, "Ответ ещё раз", random_id=77) == first
    assert await vk.send(NATALYA, "Ответ", random_id=77) != first
    assert [m.text for m in await irina.dialog(SPB).messages()] == ["раз", "Ответ"]


async def test_a_random_id_is_forgotten_after_an_hour(vk: Stage) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    first = await vk.send(IRINA, "Ответ", random_id=77)
    vk.ground.clock.advance(3601)
    assert await vk.send(IRINA, "Ответ", random_id=77) != first


async def test_random_id_zero_never_joins_messages(vk: Stage) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    assert await vk.send(IRINA, "Ответ") != await vk.send(IRINA, "Ответ")


@pytest.mark.parametrize("random_id", ["", "x", str(2**31)])
async def test_random_id_is_required_and_int32(vk: Stage, random_id: str) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    given: Params = {"peer_id": IRINA, "message": "Ответ", "random_id": random_id}
    assert await vk.refusal("messages.send", **given) == 100


async def test_too_long_and_empty_messages_are_refused(vk: Stage) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    given: Params = {"peer_id": IRINA, "random_id": 0}
    assert await vk.refusal("messages.send", **given, message="ы" * 9001) == 914
    assert await vk.refusal("messages.send", **given) == 100
    await vk.people.settings(message_limit=4096)
    assert await vk.refusal("messages.send", **given, message="ы" * 4097) == 914


async def test_several_peers_are_answered_one_by_one(vk: Stage) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    peers = f"{IRINA},{NATALYA}"
    given: Params = {"peer_ids": peers, "message": "Всем", "random_id": 5}
    reached, refused = await vk.result("messages.send", **given)
    assert reached["peer_id"] == IRINA
    assert reached["message_id"] > 0
    assert refused["error"]["code"] == 901


async def test_a_reply_and_a_forward_carry_the_quoted_message(vk: Stage) -> None:
    asked = await vk.people.user(IRINA).write(SPB, "А точнее?")
    reply = {"peer_id": IRINA, "message_ids": [asked.id], "is_reply": True}
    replied = await vk.send(IRINA, "В 15:00", forward=json.dumps(reply))
    forwarded = await vk.send(IRINA, "", forward_messages=asked.id)
    found = await vk.result("messages.getById", message_ids=f"{replied},{forwarded}")
    first, second = found["items"]
    assert first["reply_message"]["text"] == "А точнее?"
    assert second["fwd_messages"][0]["text"] == "А точнее?"
    nothing: Params = {"peer_id": IRINA, "random_id": 0, "message": "?", "reply_to": 999}
    assert await vk.refusal("messages.send", **nothing) == 921


async def test_an_edit_is_seen_and_is_refused_after_a_day(vk: Stage) -> None:
    irina = vk.people.user(IRINA)
    asked = await irina.write(SPB, "Когда?")
    sent = await vk.send(IRINA, "В 15:00")
    own: Params = {"peer_id": IRINA, "message_id": sent, "message": "В 16:00"}
    assert await vk.result("messages.edit", **own) == 1
    message = await irina.dialog(SPB).wait_for("В 16:00", edited=True)
    assert message.raw["earlier"] == ["В 15:00"]
    assert await vk.refusal("messages.edit", **{**own, "message_id": asked.id}) == 920
    vk.ground.clock.advance(24 * 3600 + 1)
    assert await vk.refusal("messages.edit", **own) == 909


async def test_a_deleted_message_disappears_for_whom_it_was_deleted(vk: Stage) -> None:
    irina = vk.people.user(IRINA)
    asked = await irina.write(SPB, "Когда?")
    first, second = await vk.send(IRINA, "раз"), await vk.send(IRINA, "два")
    (gone,) = await vk.result("messages.delete", message_ids=first, delete_for_all=1)
    assert gone["response"] == 1
    await irina.dialog(SPB).wait_for("раз", deleted=True)
    await vk.result("messages.delete", message_ids=second)
    await irina.dialog(SPB).wait_for("два", deleted=False)
    (refused,) = await vk.result("messages.delete", message_ids=asked.id, delete_for_all=1)
    assert refused["error"]["code"] == 924
    history = await vk.result("messages.getHistory", peer_id=IRINA)
    assert [one["text"] for one in history["items"]] == ["Когда?"]


async def test_after_a_day_a_message_is_deleted_for_oneself_only(vk: Stage) -> None:
    irina = vk.people.user(IRINA)
    await irina.write(SPB, "Когда?")
    old = await vk.send(IRINA, "раз")
    vk.ground.clock.advance(24 * 3600 + 1)
    young = await vk.send(IRINA, "два")
    both: Params = {"message_ids": f"{old},{young}"}
    refused, gone = await vk.result("messages.delete", **both, delete_for_all=1)
    assert (refused["error"]["code"], gone["response"]) == (924, 1)
    (hidden,) = await vk.result("messages.delete", message_ids=old)
    assert hidden["response"] == 1
    await irina.dialog(SPB).wait_for("раз", deleted=False)
