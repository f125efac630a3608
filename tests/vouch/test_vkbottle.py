"""vkbottle holds a conversation through the stand-in: polling, a keyboard, a photo."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from vkbottle import (
    API,
    AiohttpClient,
    BotPolling,
    Keyboard,
    KeyboardButtonColor,
    PhotoMessageUploader,
    Text,
)
from vkbottle.bot import Bot, Message
from vkbottle.exception_factory import VKAPIError

from sandbox.telegram.files import sample_png
from tests.sandbox.vk_support import IRINA, NATALYA, SPB, TOKENS, Stage, vk_stage


@pytest.fixture
async def vk() -> AsyncIterator[Stage]:
    async with vk_stage() as stage:
        yield stage


@pytest.fixture
async def api(vk: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[API]:
    """It keeps a folder of its own where it is started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(API, "API_URL", f"{vk.url}/vk/method/")
    client = AiohttpClient()
    yield API(TOKENS[SPB], http_client=client)
    await client.close()


async def test_it_hears_a_customer_and_answers_with_buttons_and_a_photo(
    vk: Stage, api: API
) -> None:
    bot = Bot(api=api, polling=BotPolling(wait=1))
    picture = sample_png(40, 30)

    @bot.on.message(text="Где заказ?")
    async def _answer(message: Message) -> None:
        keyboard = Keyboard(inline=True).add(Text("Спасибо"), KeyboardButtonColor.POSITIVE)
        photo = await PhotoMessageUploader(api).upload(picture, peer_id=message.peer_id)
        await message.answer("Везут", keyboard=keyboard.get_json(), attachment=photo)

    @bot.on.message(text="Спасибо")
    async def _thanked(message: Message) -> None:
        await message.answer("Пожалуйста")

    polling = asyncio.create_task(bot.run_polling())
    while not vk.ground.calls.since(method="longpoll.a_check"):
        assert not polling.done(), polling.exception()
        await asyncio.sleep(0.01)
    irina = vk.people.user(IRINA)
    await irina.write(SPB, "Где заказ?")
    came = await irina.dialog(SPB).wait_for("Везут", by="bot")
    assert came.labels == ["Спасибо"]
    assert came.kinds == ["photo"]
    async with vk.http.get(came.raw["attachments"][0]["photo"]["orig_photo"]["url"]) as answer:
        assert await answer.read() == picture
    await irina.press(SPB, "Спасибо")
    await irina.dialog(SPB).wait_for("Пожалуйста", by="bot")
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)


async def test_it_reads_people_and_knows_refusals(vk: Stage, api: API) -> None:
    (user,) = await api.users.get(user_ids=[IRINA])
    assert user.first_name == "Ирина"
    with pytest.raises(VKAPIError[901]):
        await api.messages.send(peer_id=NATALYA, message="x", random_id=1)
    await vk.people.user(IRINA).write(SPB, "раз")
    first, again = [
        await api.messages.send(peer_id=IRINA, message="два", random_id=7) for _ in range(2)
    ]
    assert first == again
