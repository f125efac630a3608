"""Every kind of content through VK, both ways: once, in order, byte for byte."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from sandbox.telegram.files import sample_png
from sandbox.vk.client import VkMessage, VkPerson
from tests.flow.kinds import FILES, VK_IN, VK_OUT, Kind
from tests.flow.world import VK_MSK, VK_SPB, World

DOOR, MAP = sample_png(64, 48), sample_png(48, 64)
SHEET = b"%PDF-1.4\n" + bytes(range(256))
VOICE = b"OggS" + bytes(range(200))


@pytest.fixture
async def nina(world: World) -> VkPerson:
    return await world.people.vk.add_user("Нина", "Волкова")


def _file(kind: str, data: bytes, **more: str) -> dict[str, str]:
    return {"kind": kind, "data": base64.b64encode(data).decode(), **more}


async def _asked(world: World, nina: VkPerson, text: str = "Вопрос") -> dict[str, Any]:
    """Where an answer to what she wrote is put."""
    await nina.write(VK_SPB, text)
    copy = await world.clients.all.wait_for(text)
    return {"group": world.clients.id, "topic": copy.topic, "reply_to": copy.id}


async def _files_of(world: World, message: VkMessage) -> list[bytes]:
    found = []
    for one in message.raw["attachments"]:
        body = one[one["type"]]
        url = body["sizes"][-1]["url"] if one["type"] == "photo" else body.get("url")
        async with world.http.get(url or body["link_ogg"]) as answer:
            found.append(await answer.read())
    return found


@pytest.mark.parametrize(
    ("kind", "sent", "arrives"),
    [
        ("photo", _file("photo", DOOR), DOOR),
        ("document", _file("doc", SHEET, name="акт.pdf"), SHEET),
        ("voice", _file("audio_message", VOICE), VOICE),
    ],
)
async def test_files_arrive_on_the_desk_byte_for_byte(
    world: World, nina: VkPerson, kind: str, sent: dict[str, str], arrives: bytes
) -> None:
    await nina.write(VK_SPB, "Вот", attachments=[sent])
    copy = await world.clients.all.wait_for("Вот", kind=kind)
    assert VK_IN[kind] == "same"
    assert await copy.download() == arrives
    if kind == "document":
        assert copy.raw["files"][0]["name"] == "акт.pdf"


async def test_several_photos_arrive_as_one_album(world: World, nina: VkPerson) -> None:
    await nina.write(VK_SPB, "Две", attachments=[_file("photo", DOOR), _file("photo", MAP)])
    await world.clients.all.wait_for("Две", kind="photo")
    topic = await world.clients.topic("Нина")
    parts = [one for one in await topic.messages() if one.kind == "photo"]
    assert [await part.download() for part in parts] == [DOOR, MAP]
    assert len({part.raw["album"] for part in parts}) == 1


async def test_a_sticker_arrives_as_its_picture(world: World, nina: VkPerson) -> None:
    await nina.sticker(VK_SPB)
    assert (await world.clients.all.wait_for(kind="photo")).raw["files"]


async def test_a_place_arrives_as_a_place(world: World, nina: VkPerson) -> None:
    await nina.location(VK_SPB, 59.93863, 30.31413)
    copy = await world.clients.all.wait_for(kind="location")
    body = copy.raw["body"]
    assert (round(body["latitude"], 4), round(body["longitude"], 4)) == (59.9386, 30.3141)


LINKS = [
    ("video", {"owner_id": -1, "id": 5, "title": "Букет"}, ["видео", "Букет", "vk.com/video-1_5"]),
    (
        "audio",
        {"owner_id": 7, "id": 6, "artist": "Кино", "title": "Печаль"},
        ["аудиозапись", "Кино — Печаль", "vk.com/audio7_6"],
    ),
    ("wall", {"from_id": -1, "id": 9, "text": "Скидки"}, ["стене", "Скидки", "vk.com/wall-1_9"]),
    ("link", {"url": "https://a.example", "title": "Акция"}, ["Акция", "https://a.example"]),
    ("market", {"owner_id": -1, "id": 3, "title": "Ваза"}, ["товар", "Ваза", "product-1_3"]),
    (
        "poll",
        {"question": "Когда?", "answers": [{"text": "Сегодня"}, {"text": "Завтра"}]},
        ["Когда?", "Сегодня", "Завтра"],
    ),
    ("gift", {"id": 1}, ["подарок"]),
    ("mini_app", {}, ["Здесь было"]),
]


@pytest.mark.parametrize(("kind", "body", "words"), LINKS, ids=[one[0] for one in LINKS])
async def test_the_rest_is_told_in_words(
    world: World, nina: VkPerson, kind: str, body: dict[str, Any], words: list[str]
) -> None:
    await nina.write(VK_SPB, "Смотрите", attachments=[{"kind": kind, "body": body}])
    copy = await world.clients.all.wait_for("Смотрите")
    assert [word for word in words if word not in copy.text] == []


async def test_forwards_are_flattened_into_lines(world: World, nina: VkPerson) -> None:
    pavel = await world.people.vk.add_user("Павел", "Ким")
    photo = {
        "type": "photo",
        "photo": {"sizes": [{"url": _sticker(world), "width": 9, "height": 9}]},
    }
    inner = {"from_id": pavel.id, "text": "Глубоко", "attachments": [photo]}
    outer = {"from_id": nina.id, "text": "Снаружи", "fwd_messages": [inner]}
    await nina.write(VK_SPB, "Вот", fwd_messages=[outer])
    copy = await world.clients.all.wait_for("Снаружи")
    assert copy.text.endswith("Вот\n↪ Нина Волкова: Снаружи\n  ↪ Павел Ким: Глубоко")
    assert copy.kind == "photo"


async def test_a_single_forward_says_whose_it_is(world: World, nina: VkPerson) -> None:
    pavel = await world.people.vk.add_user("Павел", "Ким")
    await nina.write(VK_SPB, fwd_messages=[{"from_id": pavel.id, "text": "Букет завял"}])
    copy = await world.clients.all.wait_for("Букет завял")
    assert copy.text == "⚙ Переслано от Павел Ким\nБукет завял"


async def test_what_was_said_to_one_community_is_forwarded_to_another(
    world: World, nina: VkPerson
) -> None:
    said = await nina.write(VK_MSK, "Вы работаете?", attachments=[_file("photo", DOOR)])
    await nina.forward(VK_SPB, said, source=VK_MSK)
    copy = await world.clients.all.wait_for("Переслано от Нина Волкова\nВы работаете?")
    assert await copy.download() == DOOR


async def test_a_reply_keeps_its_quote(world: World, nina: VkPerson) -> None:
    place = await _asked(world, nina)
    operators = await world.lena.write("Ответ", **place)
    answer = await nina.dialog(VK_SPB).wait_for("Ответ", by="bot")
    await nina.write(VK_SPB, "Спасибо за ответ", reply_to=answer.id)
    assert (await world.clients.all.wait_for("Спасибо")).reply_to == operators.id
    own = await nina.write(VK_SPB, "Ещё одно")
    copy = await world.clients.all.wait_for("Ещё одно")
    await nina.write(VK_SPB, "Это про то", reply_to=own.id)
    assert (await world.clients.all.wait_for("Это про то")).reply_to == copy.id


async def test_a_reply_to_what_nobody_here_has_says_to_what(world: World, nina: VkPerson) -> None:
    message = _message(nina, "Да, этот")
    replied = {"id": 999, "from_id": nina.id, "text": "Давний заказ"}
    message["message"]["reply_message"] = replied
    await world.people.vk.community(VK_SPB).event("message_new", message)
    copy = await world.clients.all.wait_for("Да, этот")
    assert copy.text == "⚙ ↩ Нина Волкова: Давний заказ\nДа, этот"


OUT = [kind for kind in FILES if kind.name != "voice"]


@pytest.mark.parametrize("kind", OUT, ids=[kind.name for kind in OUT])
async def test_files_of_an_answer_arrive_in_vk(world: World, nina: VkPerson, kind: Kind) -> None:
    place = await _asked(world, nina)
    data = MAP if kind.name == "photo" else SHEET
    sent = await world.lena.send(kind.action, data=data, **kind.body, **place)
    as_kind = "photo" if VK_OUT[kind.name] == "same" and kind.name == "photo" else "doc"
    answer = await nina.dialog(VK_SPB).wait_for(kind=as_kind, by="bot")
    assert await _files_of(world, answer) == [data]
    if name := kind.body.get("name"):
        assert answer.raw["attachments"][0]["doc"]["title"] == name
    await sent.becomes(reaction="👌")


async def test_a_voice_is_a_voice_message_in_vk(world: World, nina: VkPerson) -> None:
    place = await _asked(world, nina)
    await world.lena.voice(data=VOICE, caption="Послушайте", **place)
    answer = await nina.dialog(VK_SPB).wait_for(kind="audio_message", by="bot")
    assert await _files_of(world, answer) == [VOICE]
    await nina.dialog(VK_SPB).wait_for("Послушайте", by="bot")


async def test_an_album_of_an_answer_is_one_message(world: World, nina: VkPerson) -> None:
    place = await _asked(world, nina)
    data = [base64.b64encode(one).decode() for one in (DOOR, MAP)]
    first = {"kind": "photo", "caption": "Оба", "data": data[0]}
    await world.lena.album([first, {"kind": "photo", "data": data[1]}], **place)
    answer = await nina.dialog(VK_SPB).wait_for("Оба", by="bot", kind="photo")
    assert await _files_of(world, answer) == [DOOR, MAP]


async def test_places_of_an_answer_arrive_as_places(world: World, nina: VkPerson) -> None:
    place = await _asked(world, nina)
    point: dict[str, Any] = {"latitude": 59.9386, "longitude": 30.3141}
    await world.lena.send("venue", **point, title="Склад", address="Невский, 28", **place)
    answer = await nina.dialog(VK_SPB).wait_for("Склад", by="bot")
    assert answer.raw["geo"]["coordinates"] == point
    await world.lena.send("location", **point, **place)
    await world.lena.write("конец", **place)
    await nina.dialog(VK_SPB).wait_for("конец", by="bot")
    places = [one for one in await nina.dialog(VK_SPB).messages() if one.raw.get("geo")]
    assert len(places) == 2


@pytest.mark.parametrize(
    ("action", "body", "words"),
    [
        (
            "poll",
            {"question": "Когда?", "options": ["Утром", "Вечером"]},
            "Опрос: Когда?\n— Утром\n— Вечером",
        ),
        ("contact", {"phone": "+79112224501", "first_name": "Пётр"}, "+79112224501"),
        ("dice", {"emoji": "🎯", "value": 5}, "🎯"),
    ],
)
async def test_what_vk_cannot_carry_is_said(
    world: World, nina: VkPerson, action: str, body: dict[str, Any], words: str
) -> None:
    place = await _asked(world, nina)
    await world.lena.send(action, **body, **place)
    await nina.dialog(VK_SPB).wait_for(words, by="bot")
    assert VK_OUT[action] == "sentence"


async def test_a_forward_of_an_answer_says_whose_it_was(world: World, nina: VkPerson) -> None:
    place = await _asked(world, nina)
    here = {"group": place["group"], "topic": place["topic"]}
    origin = {"type": "user", "name": "Склад"}
    sent = await world.lena.forward_from_afar("Заберут в 15:00", origin=origin, **here)
    await world.clients.all.wait_for(button="Отправить клиенту")
    await world.lena.press("Отправить клиенту", **here)
    answer = await nina.dialog(VK_SPB).wait_for("Заберут", by="bot")
    assert answer.text == "Переслано от Склад\nЗаберут в 15:00"
    assert VK_OUT["forward"] == "nearest"
    await sent.becomes(reaction="👌")


async def test_what_is_too_large_is_said_and_its_text_comes_at_once(
    world: World, nina: VkPerson
) -> None:
    doc = {"title": "фильм.avi", "size": 30 << 20, "url": f"{_sticker(world)}/large"}
    message = _message(nina, "Запись")
    message["message"]["attachments"] = [{"type": "doc", "doc": doc}]
    await world.people.vk.community(VK_SPB).event("message_new", message)
    copy = await world.clients.all.wait_for("Запись")
    assert copy.kind == "text"
    assert "больше" in copy.text


async def test_an_edited_message_is_edited_on_the_desk(world: World, nina: VkPerson) -> None:
    sent = await nina.write(VK_SPB, "Завтра в 12")
    copy = await world.clients.all.wait_for("Завтра в 12")
    await nina.edit(VK_SPB, sent.id, "Завтра в 15")
    assert (await copy.becomes(contains="Завтра в 15")).edited


async def test_an_edited_answer_keeps_its_photo_in_vk(world: World, nina: VkPerson) -> None:
    place = await _asked(world, nina)
    sent = await world.lena.photo(MAP, caption="Вход тут", **place)
    await sent.becomes(reaction="👌")
    await world.lena.edit(sent, "Вход там")
    answer = await nina.dialog(VK_SPB).wait_for("Вход там", by="bot", edited=True)
    assert await _files_of(world, answer) == [MAP]


async def test_a_reaction_to_an_answer_is_shown(world: World, nina: VkPerson) -> None:
    place = await _asked(world, nina)
    sent = await world.lena.write("Везём", **place)
    await sent.becomes(reaction="👌")
    answer = await nina.dialog(VK_SPB).wait_for("Везём", by="bot")
    await nina.react(VK_SPB, answer.id, 1)
    await sent.becomes(reaction="❤")


def _sticker(world: World) -> str:
    url = world.app._settings.environment.vk_api_url
    return f"{url}/sticker/1-1-64"


def _message(nina: VkPerson, text: str) -> dict[str, Any]:
    message = {"id": 501, "conversation_message_id": 501, "peer_id": nina.id, "date": 1_800_000_000}
    return {"message": {**message, "from_id": nina.id, "text": text}}
