"""Bad weather over VK: what a bot sees, and what happened all the same."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.sandbox.vk_support import IRINA, SPB, Params, Stage, vk_stage


@pytest.fixture
async def vk() -> AsyncIterator[Stage]:
    async with vk_stage() as stage:
        await stage.people.user(IRINA).write(SPB, "раз")
        yield stage


async def test_an_error_comes_in_vks_words(vk: Stage) -> None:
    rule = {"service": "vk", "effect": "error", "code": 9, "method": "messages.send", "times": 1}
    vk.ground.faults.add(rule)
    given: Params = {"peer_id": IRINA, "message": "ответ", "random_id": 5}
    answer = await vk.call("messages.send", **given)
    assert answer["error"]["error_code"] == 9
    assert answer["error"]["error_msg"] == "Flood control"
    assert await vk.send(IRINA, "ответ", random_id=5)


async def test_a_reset_after_the_effect_is_healed_by_the_same_random_id(vk: Stage) -> None:
    rule = {"service": "vk", "effect": "reset", "when": "after", "times": 1, "bot": SPB}
    vk.ground.faults.add(rule)
    with pytest.raises(aiohttp.ClientError):
        await vk.send(IRINA, "ответ", random_id=5)
    sent = await vk.send(IRINA, "ответ", random_id=5)
    messages = await vk.people.user(IRINA).dialog(SPB).messages()
    assert [(m.id, m.text) for m in messages][1:] == [(sent, "ответ")]


async def test_a_reset_before_the_effect_sends_nothing(vk: Stage) -> None:
    vk.ground.faults.add({"service": "vk", "effect": "reset", "chat": IRINA, "times": 1})
    with pytest.raises(aiohttp.ClientError):
        await vk.send(IRINA, "ответ", random_id=5)
    assert len(await vk.people.user(IRINA).dialog(SPB).messages()) == 1


async def test_longpoll_and_uploads_are_spoiled_under_their_own_names(vk: Stage) -> None:
    rule = {"service": "vk", "effect": "http", "status": 503, "times": 1}
    for method in ("longpoll.*", "upload.*"):
        vk.ground.faults.add({**rule, "method": method})
    server = await vk.server()
    query = {"act": "a_check", "key": server["key"], "ts": server["ts"], "wait": 0}
    async with vk.http.get(server["server"], params=query) as answer:
        assert answer.status == 503
    upload = await vk.result("photos.getMessagesUploadServer", peer_id=IRINA)
    async with vk.http.post(upload["upload_url"], data={"file0": "none"}) as answer:
        assert answer.status == 503
