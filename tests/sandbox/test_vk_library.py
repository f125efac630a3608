"""The real vk_api library works against the stand-in, with nothing redirected but its base."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from vk_api import VkApiGroup, VkRequestsPool, VkUpload
from vk_api.bot_longpoll import VkBotEventType, VkBotLongPoll
from vk_api.exceptions import ApiError
from vk_api.keyboard import VkKeyboard, VkKeyboardColor

from tests.sandbox.vk_support import IRINA, NATALYA, SPB, TOKENS, Params, Stage, vk_stage

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


class Redirected(HTTPAdapter):
    """Sends what was meant for api.vk.ru to the stand-in."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        request.url = self._base + urlsplit(request.url).path
        return super().send(request, *args, **kwargs)


@pytest.fixture
async def vk() -> AsyncIterator[Stage]:
    async with vk_stage() as stage:
        yield stage


@pytest.fixture
def bot(vk: Stage) -> Any:
    session = requests.Session()
    session.mount("https://api.vk.ru/", Redirected(f"{vk.url}/vk"))
    yield VkApiGroup(token=TOKENS[SPB], api_version="5.199", session=session)
    session.close()


async def test_a_message_is_heard_and_answered(vk: Stage, bot: Any) -> None:
    longpoll = await asyncio.to_thread(VkBotLongPoll, bot, SPB, 5)
    await vk.people.user(IRINA).write(SPB, "Где заказ?")
    (event,) = await asyncio.to_thread(longpoll.check)
    assert event.type is VkBotEventType.MESSAGE_NEW
    assert event.from_user
    assert event.message["text"] == "Где заказ?"
    keyboard = VkKeyboard(inline=True)
    keyboard.add_callback_button("Принял", VkKeyboardColor.POSITIVE, {"ack": 1})
    answer: Params = {"message": "Везут", "random_id": 1, "keyboard": keyboard.get_keyboard()}
    api = bot.get_api()
    await asyncio.to_thread(api.messages.send, peer_id=event.message["from_id"], **answer)
    came = await vk.people.user(IRINA).dialog(SPB).wait_for("Везут", by="bot")
    assert came.labels == ["Принял"]
    longpoll.session.close()


async def test_the_long_poll_recovers_from_every_failure(vk: Stage, bot: Any) -> None:
    longpoll, spb = await asyncio.to_thread(VkBotLongPoll, bot, SPB, 1), vk.people.community(SPB)
    for spoil in (spb.forget_history, spb.expire_key, spb.lose):
        await spoil()
        assert await asyncio.to_thread(longpoll.check) == []
        await vk.people.user(IRINA).write(SPB, spoil.__name__)
        (event,) = await asyncio.to_thread(longpoll.check)
        assert event.message["text"] == spoil.__name__
    longpoll.session.close()


async def test_a_photo_and_a_document_are_uploaded_and_sent(vk: Stage, bot: Any) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    upload = VkUpload(bot)
    (photo,) = await asyncio.to_thread(upload.photo_messages, io.BytesIO(PNG), IRINA)
    text = io.BytesIO("Чек".encode())
    saved = await asyncio.to_thread(upload.document_message, text, title="чек.txt", peer_id=IRINA)
    doc = saved["doc"]
    names = [
        f"{kind}{one['owner_id']}_{one['id']}" for kind, one in [("photo", photo), ("doc", doc)]
    ]
    attachment = f"{names[0]}_{photo['access_key']},{names[1]}"
    await vk.send(IRINA, "", attachment=attachment)
    message = await vk.people.user(IRINA).dialog(SPB).wait_for(by="bot")
    assert message.kinds == ["photo", "doc"]
    first, second = message.raw["attachments"]
    assert second["doc"]["title"] == "чек.txt"
    async with vk.http.get(first["photo"]["orig_photo"]["url"]) as answer:
        assert await answer.read() == PNG
    upload.http.close()


async def test_what_is_no_picture_is_not_saved_as_one(vk: Stage, bot: Any) -> None:
    upload = VkUpload(bot)
    with pytest.raises(ApiError) as refused:
        await asyncio.to_thread(upload.photo_messages, io.BytesIO(b"no picture"), IRINA)
    assert refused.value.code == 100
    upload.http.close()


async def test_attachments_that_do_not_exist_are_dropped_silently(vk: Stage) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    await vk.send(IRINA, "текст", attachment="photo-1_2_key")
    assert (await vk.people.user(IRINA).dialog(SPB).wait_for("текст")).kinds == []
    given: Params = {"peer_id": IRINA, "random_id": 0, "attachment": "photo-1_2_key"}
    assert await vk.refusal("messages.send", **given) == 100


async def test_a_pool_of_one_method_is_executed_in_one_request(vk: Stage, bot: Any) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    pool = VkRequestsPool(bot)
    asked = [
        {"peer_id": peer, "message": "всем {}; x", "random_id": 8} for peer in (IRINA, NATALYA)
    ]
    sent, refused = [pool.method("messages.send", values) for values in asked]
    await asyncio.to_thread(pool.execute)
    assert sent.ok
    assert refused.error["error_code"] == 901
    assert [call.method for call in vk.ground.calls.since(service="vk")] == ["execute"]


async def test_a_pool_of_several_methods_is_executed_in_one_request(vk: Stage, bot: Any) -> None:
    await vk.people.user(IRINA).write(SPB, "раз")
    pool = VkRequestsPool(bot)
    named = pool.method("users.get", {"user_ids": [IRINA, NATALYA]})
    unknown = pool.method("messages.sing", {})
    history = pool.method("messages.getHistory", {"peer_id": IRINA})
    await asyncio.to_thread(pool.execute)
    assert [user["first_name"] for user in named.result] == ["Ирина", "Наталья"]
    assert unknown.error["error_code"] == 3
    assert history.result["count"] == 1


async def test_other_code_is_refused_by_execute(vk: Stage) -> None:
    assert await vk.refusal("execute", code='return API.users.get({"user_ids": 1})@.id;') == 12
    calls = ",".join(["API.groups.getById({})"] * 26)
    assert await vk.refusal("execute", code=f"return [{calls}];") == 13
    values = json.dumps([{"user_ids": str(IRINA)}])
    loop = (
        f"var values = {values},i = 0,result = [];while(i < values.length) "
        "{result.push(API.users.get(values[i]));i = i + 1;}return result;"
    )
    assert (await vk.result("execute", code=loop))[0][0]["id"] == IRINA
